"""A program becomes one generated Python module: a plain function for running, and a traced one for looking.

Both are written by the same code from the same program. The module is compiled once; binding it to parameters, tables and
the run's clock executes the definitions again, which takes microseconds.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import CodeType
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from mapbench.engine.budget import ELEMENT_LIMIT, TEXT_LIMIT
from mapbench.engine.code import GIVE_UP, Block, Module
from mapbench.engine.collection_code import CollectionCode
from mapbench.engine.frames import Binding, Frame
from mapbench.engine.levels import AS_IS, COMPUTED, Levels
from mapbench.engine.program import Collection, Formula, Object, Program, Rule, Scope, Spread
from mapbench.engine.rule_code import RuleCode
from mapbench.engine.stage_code import StageCode
from mapbench.engine.value_code import Tracing, ValueCode
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.engine.quick_code import QuickCode

#: The number under which errors of the whole record are noted.
RECORD = -1


class Generated(Struct, frozen=True, eq=False):
    """The text and code of one generated module, its constants, and the rules and steps its numbers stand for."""

    source: str
    code: CodeType
    constants: dict[str, Any]
    rules: tuple[Rule | Spread, ...]
    steps: tuple[tuple[str, str, str, tuple[int, int] | None], ...]


class Compiled(Struct, eq=False):
    """A compiled program. The quick and the traced module are generated when they are first asked for."""

    program: Program
    plain: Generated
    _quick: Generated | None = None
    _quick_asked: bool = False
    _traced: Generated | None = None

    @property
    def quick(self) -> Generated | None:
        """The module for many records; None for a mapping that makes several outputs of a record, or one of several.

        None, too, where formulas are nested too deeply for it alone.
        """
        if not self._quick_asked:
            self._quick_asked = True
            program = self.program
            if program.each is None and not program.group and not program.group_all:
                with suppress(MapbenchError):
                    self._quick = generate(program, quick=True)
        return self._quick

    @property
    def traced(self) -> Generated:
        """The module that notes the value of every step."""
        if self._traced is None:
            self._traced = generate(self.program, Tracing())
        return self._traced

    def bind(
        self,
        params: Mapping[str, Any] | None = None,
        tables: Mapping[str, Mapping[str, Any]] | None = None,
        now: datetime | None = None,
    ) -> Mapper:
        """A mapper for one run.

        `params` are values already of their declared type, `tables` fills the tables that the program leaves open (and
        replaces others), `now` is an aware time; without it, 2000-01-01T00:00:00Z. Raises `MapbenchError` for a parameter
        or table that is not given.
        """
        from mapbench.engine.mapper import Mapper

        return Mapper(self, params or {}, tables or {}, now)


def compile_program(program: Program) -> Compiled:
    """Generate and compile the plain function of a program. Pure; a few milliseconds."""
    return Compiled(program, generate(program))


def generate(program: Program, tracing: Tracing | None = None, quick: bool = False) -> Generated:
    """The module of a program: plain, traced, or quick."""
    return _Generator(program, tracing, quick).generate()


class _Generator:
    def __init__(self, program: Program, tracing: Tracing | None, quick: bool) -> None:
        self.program = program
        self.tracing = tracing
        self.module = Module()
        tables = {table.name: table for table in program.tables}
        levels = Levels(tables, {function.name: function for function in program.functions})
        project = {function.name: f"fn{number}" for number, function in enumerate(program.functions)}
        self.values = ValueCode(
            self.module, levels, project, {name: f"find{n}" for n, name in enumerate(tables)}, tracing, quick
        )
        self.quick = self._quick_rules() if quick else None
        self.rules = self.quick or RuleCode(self.values)

    def _quick_rules(self) -> QuickCode:
        from mapbench.engine.quick_code import QuickCode

        return QuickCode(self.values, described=self.program.target is not None)

    def generate(self) -> Generated:
        """All functions of the module, as one text, compiled."""
        for function in self.program.functions:
            self._project_function(function.name, function.parameters, function.formula)
        blocks = [self._run() if self.quick is None else self._quick(self.quick)]
        if self.program.each is not None:
            blocks.append(self._items(self.program.each))
        if self.program.group:
            blocks.append(self._group_key())
        if self.quick is None:
            blocks.extend(self._assertion(n, a.formula) for n, a in enumerate(self.program.assertions))
        source = "\n".join([*self.module.functions, *("\n".join(block.lines) for block in blocks)]) + "\n"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                code = compile(source, f"<mapping {self.program.mapping}>", "exec")
        except (SyntaxError, RecursionError, MemoryError):
            message = f"The mapping {self.program.mapping} is nested too deeply to be compiled."
            raise MapbenchError(message, "Split long formulas with `let`.") from None
        steps = tuple(self.tracing.steps) if self.tracing else ()
        return Generated(source, code, self.module.constants, tuple(self.rules.rules), steps)

    def _project_function(self, name: str, parameters: tuple[str, ...], formula: Formula) -> None:
        names = {parameter: self.module.fresh("a") for parameter in parameters}
        frame = Frame(self.module, "None")
        bindings = {
            parameter: Binding(variable, frozenset({variable})) for parameter, variable in names.items()
        }
        plain = replace(self.values, tracing=None)
        made = plain.formula(frame, bindings, formula, name)
        arguments = ", ".join(["S", *names.values()])
        self.module.function(name, f"def {self.values.project[name]}({arguments}):\n    return {made.code}\n")

    def _run(self) -> Block:
        program, block, body = self.program, Block(), Block()
        root, frame, arguments = self._entry()
        with block.under(f"def run({', '.join(arguments)}, E, S, P, T):"):
            self.values.bind_lets(frame, program.scope.lets, "")
            if program.skip_when is not None:
                self._skip(body, frame, *program.skip_when)
            body.add("o = {}")
            inner = Block()
            plain_scope = replace(program.scope, lets=())
            self.rules.fill(
                inner, frame, plain_scope, "o", None if program.target is None else program.target.order
            )
            body.include(inner)
            block.include(root.head)
            if frame is not root:
                block.include(frame.head)
            block.include(body)
            block.add("return o")
        return block

    def _quick(self, rules: QuickCode) -> Block:
        """`def quick(r, S)`: the output, or None where the plain function has to say what happened."""
        program, block, body = self.program, Block(), Block()
        frame = Frame(self.module, "r", base_is_object=True)
        self.values.bind_lets(frame, program.scope.lets, "")
        if program.skip_when is not None:
            sources, formula = program.skip_when
            test = self.values.condition(
                frame, self.values.names(frame, sources, "$"), formula, "$", "skip_when"
            )
            body.add(f"if {test.code}:", f"    {GIVE_UP}")
        body.add("o = {}")
        plain_scope = replace(program.scope, lets=())
        rules.fill(body, frame, plain_scope, "o", None if program.target is None else program.target.order)
        rules.finish_item(body, plain_scope, "o")
        if not rules.proven and program.target is not None:
            check = self.module.constant(program.target.check, "check")
            body.add(f"if not {check}(o):", f"    {GIVE_UP}")
        self._quick_assertions(body)
        with block.under("def quick(r):"):
            block.add("S = []", "E = []", f"B.text = {TEXT_LIMIT}", f"B.elements = {ELEMENT_LIMIT}")
            with block.under("try:"):
                block.include(frame.head)
                block.include(body)
            block.add("except Exception:", f"    {GIVE_UP}")
            block.add("return None if S or E else o")
        rules.share(block)
        return block

    def _quick_assertions(self, block: Block) -> None:
        frame, tests = Frame(self.module, "o", base_is_object=True), Block()
        frame.bind("$", "o", AS_IS, owns_item=True)
        for assertion in self.program.assertions:
            test = self.values.condition(frame, dict(frame.names), assertion.formula, "$", "assert")
            tests.add(f"if not {test.code}:", f"    {GIVE_UP}")
        block.include(frame.head)
        block.include(tests)

    def _entry(self) -> tuple[Frame, Frame, list[str]]:
        """The frame of `$`, the frame of the rules, and the parameters of the function."""
        grouped = bool(self.program.group or self.program.group_all)
        root = Frame(self.module, "r", base_is_object=True)
        if grouped:
            root.bind("key", root.member("key"))
            root.bind("items", root.member("items"))
        each = self.program.each
        if each is None:
            return root, root, ["r"]
        items = [f"t_{number}" for number in range(len(each.levels))]
        frame = root.inner(items[-1], ())
        for number, level in enumerate(each.levels):
            frame.bind(level.name, items[number], owns_item=number == len(items) - 1)
            if each.nested:
                frame.bind_position(f"{level.name}_index", f"at_{number}")
        frame.bind_position("index", "n")
        frame.bind("key", "k")
        places = [f"at_{number}" for number in range(len(items))]
        return root, frame, ["r", *items, *places, "n", "k"]

    def _skip(self, block: Block, frame: Frame, sources: Any, formula: Formula) -> None:
        names = self.values.names(frame, sources, "$")
        test = self.values.condition(frame, names, formula, "$", "skip_when")
        with block.under("try:"), block.under(f"if {test.code}:"):
            block.add("return None")
        with block.under("except Exception as x:"):
            block.add(f"E.append(({RECORD}, (), x))")

    def _items(self, each: Collection) -> Block:
        """`def items(r, E, S, P, T)`: the items of a mapping-level `each`, as kept entries."""
        block, body = Block(), Block()
        frame = Frame(self.module, "r", base_is_object=True)
        rule = Rule("$", (), Object(None, Scope()))
        with block.under("def items(r, E, S, P, T):"):
            source = frame.read(each.levels[0].path) if each.levels[0].path.singular else None
            body.add("kept = []")
            inner = Block()
            StageCode(CollectionCode(self.rules, rule, each, RECORD, keyed=True)).collect(
                inner, frame, source, "kept"
            )
            if source is None:
                body.include(inner)
            else:
                with body.under(f"if type({source}) is list:"):
                    body.include(inner)
                with body.under(f"elif {source} is not M and {source} is not None:"):
                    body.add(f"E.append(({RECORD}, (), not_a_list({source})))")
            block.include(frame.head)
            block.include(body)
            block.add("return kept")
        return block

    def _group_key(self) -> Block:
        block = Block()
        frame = Frame(self.module, "r", base_is_object=True)
        frame.bind("$", "r", AS_IS, owns_item=True)
        made = [self.values.formula(frame, dict(frame.names), f, "$", "group") for f in self.program.group]
        codes = [
            f"written_computed({one.code})" if one.level == COMPUTED else f"written({one.code})"
            for one in made
        ]
        with block.under("def group_key(r, S, T):"):
            block.include(frame.head)
            block.add(f"return [{', '.join(codes)}]")
        return block

    def _assertion(self, number: int, formula: Formula) -> Block:
        block = Block()
        frame = Frame(self.module, "r", base_is_object=True)
        frame.bind("$", "r", AS_IS, owns_item=True)
        test = self.values.condition(frame, dict(frame.names), formula, "$", "assert")
        with block.under(f"def assert{number}(r, S, T):"):
            block.include(frame.head)
            block.add(f"return {test.code}")
        return block
