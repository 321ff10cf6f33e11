"""Single values as expressions: copies, formulas, constants, cases, the lookup step, and named values (`let`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from mapbench.engine import expressions as x
from mapbench.engine.code import Module, literal
from mapbench.engine.expression_code import ExpressionCode, Watch
from mapbench.engine.frames import Binding, Frame
from mapbench.engine.levels import AS_IS, COMPUTED, DATES, Levels
from mapbench.engine.moment_code import form_of, moment_named, text_of_moment
from mapbench.engine.operation_code import counts, find_code
from mapbench.engine.program import NOTHING, Formula, Named, Source, Value
from mapbench.engine.shortcuts import round_written, rounds_shortly

#: Branches up to this many are one expression.
_FEW_CASES: Final = 8


class Made(Struct, frozen=True, eq=False):
    """An expression, how its value has to be written, whether it can fail, and the local variables it reads.

    `form` says that the value is always a time or date (date-time, date, or utc: the text of one in UTC) or absent.
    """

    code: str
    level: int
    fails: bool
    used: frozenset[str]
    form: str | None = None


class Tracing(Struct, eq=False):
    """The table of steps of a traced function; None in the plain one. Each entry: target, part, text, span."""

    steps: list[tuple[str, str, str, tuple[int, int] | None]] = field(default_factory=list)
    in_let: bool = False

    def number(self, target: str, part: str, text: str, span: tuple[int, int] | None) -> int:
        """Add a step; returns its number."""
        self.steps.append((target, f"let {part}" if self.in_let else part, text, span))
        return len(self.steps) - 1


class ValueCode(Struct, eq=False):
    """Writes values in frames, for one generated function."""

    module: Module
    levels: Levels
    project: dict[str, str]
    tables: dict[str, str]
    tracing: Tracing | None = None
    quick: bool = False

    def expression(
        self, frame: Frame, names: dict[str, Binding], formula: Formula, target: str, part: str
    ) -> ExpressionCode:
        """A writer for one formula that sees `names`."""
        kind = ExpressionCode
        if self.quick:
            from mapbench.engine.quick_expressions import QuickExpressionCode

            kind = QuickExpressionCode
        writer = kind(self.module, names, self.levels, self.project, self.tables)
        writer.watch = self._watch(frame, writer, formula, target, part)
        return writer

    def _watch(
        self, frame: Frame, writer: ExpressionCode, formula: Formula, target: str, part: str
    ) -> Watch | None:
        tracing = self.tracing
        if tracing is None:
            return None

        def watch(node: x.Node, code: str) -> str:
            if isinstance(node, x.Param):
                return code
            start, end = node.span
            number = tracing.number(target, part, formula.text[start:end], node.span)
            writer.used.update(frame.items)
            writer.used.add("T")
            return f"step(T, {number}, {frame.position}, {code})"

        return watch

    def formula(
        self,
        frame: Frame,
        names: dict[str, Binding],
        formula: Formula,
        target: str,
        part: str = "formula",
        *,
        is_output: bool = False,
    ) -> Made:
        """A formula's value; one that `is_output` may be made as the text that is written of it."""
        writer = self.expression(frame, names, formula, target, part)
        if is_output and self.tracing is None:
            moment = text_of_moment(writer, formula.tree)
            if moment is not None:
                return Made(moment[0], AS_IS, True, frozenset(writer.used), moment[1])
            rounded = self._rounded(writer, formula.tree)
            if rounded is not None:
                return Made(rounded, AS_IS, True, frozenset(writer.used))
        code = writer.write(formula.tree)
        simple = isinstance(formula.tree, x.Name | x.Constant)
        fails = not simple or "(" in code
        level = writer.level(formula.tree)
        if isinstance(formula.tree, x.Binary) and counts(formula.tree, names):
            level = AS_IS
        return Made(code, level, fails, frozenset(writer.used), form_of(formula.tree))

    def _rounded(self, writer: ExpressionCode, node: x.Node) -> str | None:
        """A formula that rounds, as it is written; None for any other."""
        if (
            not isinstance(node, x.Call)
            or node.function != "round"
            or isinstance(node.arguments[0], x.Constant)
        ):
            return None
        digits = node.arguments[1]
        if not isinstance(digits, x.Constant) or not rounds_shortly(digits.value):
            return None
        name = self.module.constant(round_written(digits.value), "s_rounded", share=("rounded", digits.value))
        return writer.rounded(node, name)

    def condition(
        self, frame: Frame, names: dict[str, Binding], formula: Formula, target: str, part: str
    ) -> Made:
        """A formula in a place that needs true or false."""
        writer = self.expression(frame, names, formula, target, part)
        return Made(writer.condition(formula.tree), AS_IS, True, frozenset(writer.used))

    def names(self, frame: Frame, sources: Iterable[Source], target: str) -> dict[str, Binding]:
        """The names of a frame with the sources of one rule among them."""
        names = dict(frame.names)
        for source in sources:
            names[source.name] = self.source(frame, source, target)
        return names

    def source(self, frame: Frame, source: Source, target: str) -> Binding:
        """What a source's name stands for: the variable of its path."""
        variable = frame.read(source.path)
        if self.tracing is None:
            return Binding(variable, frozenset({variable}), is_list=not source.path.singular)
        number = self.tracing.number(target, "source", source.path.text, None)
        code = f"step(T, {number}, {frame.position}, {variable})"
        return Binding(code, frozenset({variable, "T", *frame.items}))

    def value(
        self,
        frame: Frame,
        value: Value,
        target: str,
        miss_is_missing: bool = False,
        *,
        is_output: bool = False,
    ) -> Made:
        """The value of a rule's or a named value's body; `miss_is_missing` lets a default take a lookup miss."""
        names = self.names(frame, value.sources, target)
        made = self._before_lookup(frame, names, value, target, is_output and value.lookup is None)
        if value.lookup is None:
            return made
        key = f"rounded({made.code})" if made.level == COMPUTED else made.code
        find = self.tables[value.lookup.table] + ("_if_there" if miss_is_missing else "")
        code = find_code(find, key, "S")
        used = made.used | {"S"}
        if self.tracing is not None:
            number = self.tracing.number(target, "lookup", value.lookup.table, None)
            code, used = f"step(T, {number}, {frame.position}, {code})", used | {"T", *frame.items}
        return Made(code, made.level, True, used)

    def _before_lookup(
        self, frame: Frame, names: dict[str, Binding], value: Value, target: str, is_output: bool
    ) -> Made:
        if value.formula is not None:
            return self.formula(frame, names, value.formula, target, is_output=is_output)
        if value.cases:
            return self._cases(frame, names, value, target)
        if value.constant is not NOTHING:
            return Made(literal(value.constant), AS_IS, False, frozenset())
        binding = names[value.sources[0].name]
        return Made(binding.code, AS_IS, False, binding.variables)

    def _cases(self, frame: Frame, names: dict[str, Binding], value: Value, target: str) -> Made:
        if len(value.cases) > _FEW_CASES:
            return self._many_cases(frame, names, value, target)
        code = _otherwise(value)
        level, used = AS_IS, frozenset[str]()
        for case in reversed(value.cases):
            test = self.condition(frame, names, case.when, target, "case")
            then = Made(literal(case.value), AS_IS, False, frozenset())
            if case.formula is not None:
                then = self.formula(frame, names, case.formula, target, "case")
            code = f"({then.code} if {test.code} else {code})"
            level, used = max(level, then.level), used | test.used | then.used
        return Made(code, level, True, used)

    def _many_cases(self, frame: Frame, names: dict[str, Binding], value: Value, target: str) -> Made:
        """Branches as a function of their own: Python does not nest as many conditions in one expression."""
        lines, level, used = [], AS_IS, frozenset[str]()
        for case in value.cases:
            test = self.condition(frame, names, case.when, target, "case")
            then = Made(literal(case.value), AS_IS, False, frozenset())
            if case.formula is not None:
                then = self.formula(frame, names, case.formula, target, "case")
            lines.append(f"    if {test.code}:\n        return {then.code}\n")
            level, used = max(level, then.level), used | test.used | then.used
        arguments = ", ".join(sorted(used))
        name = self.module.fresh("cases")
        self.module.function(
            name, f"def {name}({arguments}):\n{''.join(lines)}    return {_otherwise(value)}\n"
        )
        return Made(f"{name}({arguments})", level, True, used)

    def bind_lets(self, frame: Frame, lets: tuple[Named, ...], target: str) -> None:
        """Put named values into a frame's names; each is a function that computes once per frame, when first called."""
        if not lets:
            return
        if self.tracing is not None:
            self.tracing.in_let = True
        cache = self.module.fresh("c")
        frame.head.add(f"{cache} = [U] * {len(lets)}")
        for position, named in enumerate(lets):
            made = self.value(frame, named.value, f"{target}{named.name}", named.default is not NOTHING)
            code = (
                made.code if named.default is NOTHING else f"defaulted({made.code}, {literal(named.default)})"
            )
            arguments = sorted(made.used | {cache})
            name = self.module.fresh("let")
            self.module.function(
                name,
                f"def {name}({', '.join(arguments)}):\n"
                f"    v = {cache}[{position}]\n"
                f"    if v is U:\n        v = {cache}[{position}] = {code}\n"
                f"    return v\n",
            )
            call = f"{name}({', '.join(arguments)})"
            seen = self.names(frame, named.value.sources, named.name) if self.tracing is None else {}
            moment = moment_named(named, seen) if seen else None
            frame.names[named.name] = Binding(call, frozenset(arguments), made.level, moment=moment)
        if self.tracing is not None:
            self.tracing.in_let = False


def _otherwise(value: Value) -> str:
    return "M" if value.otherwise is NOTHING else literal(value.otherwise)


def finished(made: Made) -> str:
    """The expression of a value as it is written: dates as text, computed fractions in 15 digits."""
    if made.level == COMPUTED:
        return f"written_computed({made.code})"
    if made.level == DATES:
        return f"written_date({made.code})" if made.form else f"written({made.code})"
    return made.code
