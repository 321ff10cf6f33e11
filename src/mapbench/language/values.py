"""Values of rules and `let`: sources, formulas, cases, lookups, constants, each checked where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.paths import Path
from mapbench.engine.program_walk import names_of
from mapbench.engine.tables import reversed_entries
from mapbench.errors import MapbenchError
from mapbench.language.bodies import check_body, check_pairs
from mapbench.language.calls import check_call
from mapbench.language.classified import Classified
from mapbench.language.environment import Environment
from mapbench.language.formula_text import FormulaError
from mapbench.language.formulas import Vocabulary, check_formula
from mapbench.language.paths import PathError
from mapbench.language.problems import KeyPath, Problems
from mapbench.language.scopes import Place
from mapbench.model.nearest import did_you_mean

if TYPE_CHECKING:
    from mapbench.model.mapping import Condition, LetValue, MappingFile, Rule

NOWHERE = Path("", False, ())


@dataclass
class Values:
    """Resolves single values of one mapping; collects the tables and functions they use."""

    environment: Environment
    problems: Problems
    params: Mapping[str, bool]
    tables: dict[str, p.Table] = field(default_factory=dict)
    called: dict[str, None] = field(default_factory=dict)
    patterns: dict[tuple[str, str], None] = field(default_factory=dict)
    classified: Classified = field(default_factory=lambda: Classified(None))

    def path(self, text: str, at: KeyPath) -> Path:
        """A source path; a problem at its exact column where it is refused."""
        try:
            return self.environment.path(text)
        except PathError as error:
            self.problems.add(at, error.message, error.hint, error.column)
            return NOWHERE

    def formula(self, text: str, place: Place, at: KeyPath, open_fields: str | None = None) -> p.Formula:
        """A checked formula that sees the names of a place."""
        vocabulary = Vocabulary(
            frozenset(place.names), check_call, open_fields, self.params, self.environment.names_of_tables(),
            {name: function.parameters for name, function in self.environment.functions.items()},
            self.environment.broken_functions,
        )  # fmt: skip
        try:
            tree = check_formula(text, vocabulary)
        except FormulaError as error:
            self.problems.add(at, error.message, error.hint, error.start, end=error.end)
            return p.Formula(text, x.Constant(None))
        self._note_uses(tree, at)
        return p.Formula(text, tree)

    def _note_uses(self, tree: x.Node, at: KeyPath) -> None:
        for node in x.walk(tree):
            if isinstance(node, x.LookupCall):
                self.use_table(node.table, at)
            elif isinstance(node, x.ProjectCall):
                self.called[node.function] = None
            elif isinstance(node, x.Call):
                self._note_patterns(node)

    def _note_patterns(self, node: x.Call) -> None:
        for parameter, argument in zip(CATALOGUE[node.function].parameters, node.arguments, strict=False):
            if parameter.kind == "pattern" and isinstance(argument, x.Param):
                self.patterns[argument.name, node.function] = None

    def use_table(self, name: str, at: KeyPath, reverse: bool = False) -> str:
        """Note a table as used; returns the name under which the program has it."""
        key = f"{name} (reversed)" if reverse else name
        if key in self.tables:
            return key
        try:
            table = self.environment.table(name)
            self.tables[key] = _reversed(table, key) if reverse else table
        except MapbenchError as error:
            self.problems.include(at, getattr(error, "problems", ()))
            if not getattr(error, "problems", ()):
                self.problems.add(at, error.message, error.hint)
            self.tables[key] = p.Table(key, {})
        return key

    def sources(
        self, written: str | dict[str, str] | None, place: Place, at: KeyPath
    ) -> tuple[p.Source, ...]:
        """The sources of a rule, their names checked against what is in scope."""
        if written is None:
            return ()
        if isinstance(written, str):
            return (p.Source("value", self.path(written, at)),)
        sources = []
        for name, text in written.items():
            clash = place.clash(name)
            if clash:
                self.problems.add((*at, name), clash, "Choose another name for this source.")
            sources.append(p.Source(name, self.path(text, (*at, name))))
        return tuple(sources)

    def lookup(self, written: str | dict[str, Any], reverse: bool, at: KeyPath, label: str) -> p.Lookup:
        """The lookup step: a table of the project, or entries written into the rule."""
        if isinstance(written, dict):
            name = self._inline_name(label)
            self.tables[name] = p.Table(
                name, {str(key): value for key, value in written.items()}, inline=True
            )
            if reverse:
                self._reverse_inline(name, at)
            return p.Lookup(name)
        known = self.environment.names_of_tables()
        if written not in known:
            hint = (
                did_you_mean(written, known)
                or f"Write lookups/{written}.yaml, or the entries here: {{paid: PAID}}."
            )
            self.problems.add(at, f"Unknown lookup table {written}.", hint)
            self.tables[written] = p.Table(written, {})
            return p.Lookup(written)
        return p.Lookup(self.use_table(written, at, reverse))

    def _inline_name(self, label: str) -> str:
        name, number = f"{label} (in its rule)", 1
        while name in self.tables:
            number += 1
            name = f"{label} (in its rule, {number})"
        return name

    def _reverse_inline(self, name: str, at: KeyPath) -> None:
        try:
            self.tables[name] = _reversed(self.tables[name], name)
        except MapbenchError as error:
            self.problems.add(at, error.message, error.hint)

    def condition(
        self, written: Condition, place: Place, at: KeyPath
    ) -> tuple[tuple[p.Source, ...], p.Formula]:
        """A condition with its own sources."""
        sources = self.sources(written.source, place, (*at, "source"))
        inner = place.with_written(source.name for source in sources)
        as_text = self.problems.document is not None and isinstance(
            _data_at(self.problems.document.data, at), str
        )
        return sources, self.formula(written.formula, inner, at if as_text else (*at, "formula"))

    def value(self, written: Rule | LetValue, place: Place, at: KeyPath) -> p.Value:
        """The body of a rule or named value: exactly one of source, formula, lookup, constant, cases."""
        from mapbench.model.given import given

        sources = self.sources(written.source, place, (*at, "source"))
        inner = place.with_written(source.name for source in sources)
        formula = None if written.formula is None else self.formula(written.formula, inner, (*at, "formula"))
        label = getattr(written, "target", None) or str(at[-1])
        lookup = (
            None
            if written.lookup is None
            else self.lookup(written.lookup, written.reverse, (*at, "lookup"), label)
        )
        cases = self._cases(written, inner, at)
        constant = written.constant if given(written, "constant") else p.NOTHING
        otherwise = written.otherwise if given(written, "otherwise") else p.NOTHING
        return p.Value(sources, formula, lookup, constant, cases, otherwise)

    def _cases(self, written: Rule | LetValue, place: Place, at: KeyPath) -> tuple[p.Case, ...]:
        from mapbench.model.given import given

        cases = []
        for number, case in enumerate(written.cases or ()):
            here = (*at, "cases", number)
            if given(case, "value") == (case.formula is not None):
                self.problems.add(
                    here, "A case gives either a value or a formula.", "Write `value: X` or `formula: …`."
                )
            when = self.formula(case.when, place, (*here, "when"))
            formula = None if case.formula is None else self.formula(case.formula, place, (*here, "formula"))
            cases.append(p.Case(when, case.value if formula is None else None, formula))
        return tuple(cases)

    def lets(
        self, written: Mapping[str, LetValue], place: Place, at: KeyPath
    ) -> tuple[tuple[p.Named, ...], Place]:
        """Named values in the order of their use of each other, and the place with their names."""
        from mapbench.model.given import given

        for name in written:
            clash = place.clash(name)
            if clash:
                self.problems.add((*at, name), clash, "Choose another name.")
        inner = place.with_written(written)
        named = {}
        for name, value in written.items():
            here = (*at, name)
            check_body(self.problems, value, here)
            check_pairs(self.problems, value, here)
            default = value.default if given(value, "default") else p.NOTHING
            named[name] = p.Named(name, self.value(value, inner, here), default=default)
        in_order = tuple(self._in_order(named, at))
        for one in in_order:
            self.classified.note(one)
        return in_order, inner

    def _in_order(self, named: dict[str, p.Named], at: KeyPath) -> Iterable[p.Named]:
        done: dict[str, p.Named] = {}
        open_: list[str] = []

        def visit(name: str) -> None:
            if name in open_:
                ring = [*open_[open_.index(name) :], name]
                message = f"The named value {name} needs itself: {' → '.join(ring)}."
                self.problems.add((*at, name), message, "Break the circle with a value of its own.")
                return
            if name in done:
                return
            open_.append(name)
            for other in names_of(named[name].value) & named.keys():
                visit(other)
            open_.pop()
            done[name] = named[name]

        for name in named:
            visit(name)
        return done.values()


def _reversed(table: p.Table, key: str) -> p.Table:
    entries = None if table.entries is None else reversed_entries(table.name, table.entries)
    return p.Table(
        key, entries, table.on_miss, table.value, table.owner, reverse_of=table.name, inline=table.inline
    )


def _data_at(data: Any, at: KeyPath) -> Any:
    for key in at:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def params_of(mapping: MappingFile) -> dict[str, bool]:
    """The declared parameters, and whether each is secret."""
    return {name: parameter.secret for name, parameter in mapping.params.items()}
