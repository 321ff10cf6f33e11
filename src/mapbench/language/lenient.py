"""A mapping resolved as far as it goes: what is refused stands aside with its reasons, the rest is a program."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from mapbench.engine import program as p
from mapbench.engine.expressions import free_names
from mapbench.engine.program_walk import formulas
from mapbench.errors import Place as FilePlace
from mapbench.errors import Problem
from mapbench.language.environment import Environment
from mapbench.language.problems import KeyPath, Problems
from mapbench.language.program_parts import Kept, owner_of, towards
from mapbench.language.resolve import Resolver
from mapbench.language.rules import Rules
from mapbench.language.scopes import Place
from mapbench.language.targets import Checks
from mapbench.language.values import Values

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.model.mapping import MappingFile, Rule

#: Keys without which nothing of a mapping can run.
_GROUND = ("each", "as", "group", "group_all")


@dataclass(frozen=True)
class One:
    """One rule of a mapping, as it stands or as it is being typed, with the tables and functions that it needs.

    A `copy_all` is here a rule that makes an object of what it spreads.
    """

    at: KeyPath
    rule: p.Rule
    place: Place
    tables: tuple[p.Table, ...]
    functions: tuple[p.ProjectFunction, ...]


@dataclass(frozen=True)
class Refusal:
    """A problem of one rule: the key path in the rule, and the characters of the text there that are wrong, where they are known."""

    key: KeyPath
    problem: Problem
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Readable:
    """A mapping as far as it can be resolved.

    `whole` has every rule that could be resolved at all, null in place of what is refused in it; `program` only what can run, None where
    its records cannot even be made. `rules` and `places` are the resolved rules, and where they stand, by the key path of the rule.
    """

    whole: p.Program
    program: p.Program | None
    problems: tuple[tuple[KeyPath, Problem], ...]
    rules: dict[KeyPath, p.Rule]
    places: dict[KeyPath, Place]
    _reader: _Reader = field(repr=False)

    @property
    def checks(self) -> Checks | None:
        """The checks of the target schema, None without one."""
        return self._reader.checks

    def place(self, at: KeyPath) -> Place | None:
        """Where a rule stands; a new one stands where its siblings do."""
        siblings = (one for key, one in self.places.items() if key[:-1] == at[:-1])
        return self.places.get(at) or next(siblings, None)

    def one(self, at: KeyPath) -> One | tuple[Problem, ...]:
        """A rule as it stands, or why it is refused."""
        scope = self._scope_of(at)
        if scope is None or at not in self.places:
            return self._reasons(at)
        rule = self.rules.get(at)
        kept = None if rule is None else next((one for one in scope.rules if one.target == rule.target), None)
        if rule is None and scope.spread is not None:
            kept = _spread_rule(scope.spread)
        if kept is None:
            return self._reasons(at)
        return One(at, kept, self.places[at], self.whole.tables, self.whole.functions)

    def draft(self, at: KeyPath, written: Rule) -> One | tuple[Problem, ...]:
        """A rule as it is being typed, in the place of the one at `at`; or why it is refused."""
        place = self.place(at)
        if self._scope_of(at) is None or place is None:
            return self._reasons(at)
        reader = self._reader.for_one()
        rule = reader.one(written, place, at)
        if reader.problems.found or rule is None:
            return tuple(reader.problems.found)
        wrong = {name for one in formulas(rule) for name in free_names(one.tree)} & self._reader.bad_names
        if wrong:
            return self._about(min(wrong)) or self._reasons(())
        functions = {one.name: one for one in (*self.whole.functions, *reader.functions())}
        tables = tuple(reader.values.tables.values())
        return One(at, rule, place, tables, tuple(functions.values()))

    def refusals(self, at: KeyPath, written: Rule) -> list[Refusal]:
        """Why a rule that is being typed is refused, with the characters that are wrong."""
        place = self.place(at)
        if place is None:
            return [Refusal((), problem) for problem in self._reasons(at)]
        noted = self._reader.for_one().refused(written, place, at)
        return [Refusal(key[len(at) :], problem, span) for key, problem, span in noted]

    def around(self, one: One, beside: tuple[p.Rule, ...] = ()) -> p.Program:
        """The program of one rule: with those around it, the named values it needs, and `beside` in its scope; no target schema."""
        assert self.program is not None
        base = self.program
        inner = p.Scope((), (*beside, one.rule))
        scope = towards(base.scope, self._chain(one.at), inner, base.skip_when)
        return replace(
            base, scope=scope, tables=one.tables, functions=one.functions, target=None, assertions=()
        )

    def _chain(self, at: KeyPath) -> list[str]:
        """The targets of the rules around one, outermost first."""
        return [self.rules[at[:end]].target for end in range(2, len(at), 2) if at[:end] in self.rules]

    def _scope_of(self, at: KeyPath) -> p.Scope | None:
        scope = None if self.program is None else self.program.scope
        for target in self._chain(at):
            around = next((one for one in scope.rules if one.target == target), None) if scope else None
            scope = None if around is None or isinstance(around.body, p.Value) else around.body.scope
        return scope

    def _reasons(self, at: KeyPath) -> tuple[Problem, ...]:
        """Why a rule is refused: its own problems, else those around it, else those of what it needs."""
        own = [problem for key, problem in self.problems if key[: len(at)] == at and at]
        around = [
            problem
            for key, problem in self.problems
            if owner_of(key) in {at[:end] for end in range(2, len(at), 2)}
        ]
        return tuple(own or around or [problem for _, problem in self.problems])

    def _about(self, name: str) -> tuple[Problem, ...]:
        return tuple(problem for at, problem in self.problems if owner_of(at)[-2:] == ("let", name))


def read(mapping: MappingFile, environment: Environment, document: Document | None = None) -> Readable:
    """Resolves what can be resolved of a mapping. Raises nothing for a mapping that is refused."""
    return _Reader(mapping, environment, Noted(document)).read()


class Noted(Problems):
    """Problems with the key paths they stand at; without a document the column is that of the formula."""

    def __init__(self, document: Document | None = None) -> None:
        super().__init__(document)
        self.noted: list[tuple[KeyPath, Problem]] = []
        self.spans: list[tuple[KeyPath, tuple[int, int] | None]] = []

    def add(
        self,
        at: KeyPath,
        message: str,
        hint: str = "",
        offset: int | None = None,
        document: Document | None = None,
        end: int | None = None,
    ) -> None:
        self.spans.append((at, None if offset is None else (offset, end or offset + 1)))
        if document is None and self.document is None:
            column = None if offset is None else offset + 1
            self.found.append(Problem(message, hint, FilePlace(None, None, column)))
        else:
            super().add(at, message, hint, offset, document)
        self.noted.append((at, self.found[-1]))

    def include(self, at: KeyPath, problems: Any) -> None:
        for problem in problems:
            self.found.append(problem)
            self.noted.append((at, problem))
            self.spans.append((at, None))

    def finish(self) -> None:
        """Nothing is raised: problems are part of the answer."""


class _NotedRules(Rules):
    """Rules that remember what came of each, and where it stands."""

    def __init__(self, values: Values, checks: Any) -> None:
        super().__init__(values, checks)
        self.made: dict[KeyPath, p.Rule] = {}
        self.places: dict[KeyPath, Place] = {}

    def _rule(self, rule: Rule, place: Place, at: KeyPath, taken: Any) -> p.Rule | None:
        self.places[at] = place
        found = super()._rule(rule, place, at, taken)
        if found is not None:
            self.made[at] = found
        return found

    def _spread(self, rule: Rule, place: Place, at: KeyPath, before: p.Spread | None) -> p.Spread | None:
        self.places[at] = place
        return super()._spread(rule, place, at, before)


class _Reader(Resolver):
    """The resolver, with what is refused left out instead of raised."""

    problems: Noted
    rules: _NotedRules

    def __init__(self, mapping: MappingFile, environment: Environment, problems: Noted) -> None:
        super().__init__(mapping, environment, problems)
        self.rules = _NotedRules(self.values, self.checks)
        self.bad_functions: set[str] = set()
        self.bad_names: set[str] = set()

    def read(self) -> Readable:
        """The mapping as far as it goes."""
        whole = self.program()
        noted = tuple(self.problems.noted)
        loose = [problem for problem in self.problems.found if problem not in {one for _, one in noted}]
        problems = (*noted, *((("rules",), problem) for problem in dict.fromkeys(loose)))
        return Readable(whole, self._running(whole), problems, self.rules.made, self.rules.places, self)

    def for_one(self) -> _Reader:
        """A reader for one more rule: same surroundings, problems and tables of its own."""
        other = copy.copy(self)
        other.problems = Noted(None)
        tables = dict(self.values.tables)
        other.values = Values(self.environment, other.problems, self.values.params, tables)
        other.values.classified = self.values.classified
        other.rules = _NotedRules(other.values, self.checks)
        return other

    def one(self, rule: Rule, place: Place, at: KeyPath) -> p.Rule | None:
        """One rule at a place; None where it is refused or writes nothing."""
        if rule.copy_all is None:
            return self.rules._rule(rule, place, at, {})
        spread = self.rules._spread(rule, place, at, None)
        return None if spread is None else _spread_rule(spread)

    def refused(
        self, rule: Rule, place: Place, at: KeyPath
    ) -> list[tuple[KeyPath, Problem, tuple[int, int] | None]]:
        """What is refused in one rule; what stands in other files has no characters here."""
        self.one(rule, place, at)
        self.functions()
        spans = [span for _, span in self.problems.spans]
        noted = [(key, one, span) for (key, one), span in zip(self.problems.noted, spans, strict=True)]
        known = {problem for _, problem, _ in noted}
        return [*noted, *((at, problem, None) for problem in self.problems.found if problem not in known)]

    def functions(self) -> tuple[p.ProjectFunction, ...]:
        """The project's functions that were called."""
        return self._functions()

    def _assertions(self) -> tuple[p.Assertion, ...]:
        before = len(self.problems.found)
        found = super()._assertions()
        return found if len(self.problems.found) == before else ()

    def _function(self, name: str, above: tuple[str, ...], done: dict[str, p.ProjectFunction]) -> None:
        before = len(self.problems.found)
        super()._function(name, above, done)
        if len(self.problems.found) > before:
            self.bad_functions.update((name, *above))

    def _running(self, whole: p.Program) -> p.Program | None:
        keys = [at for at, _ in self.problems.noted]
        if any(at[:1] == (key,) for at in keys for key in _GROUND):
            return None
        if not keys and not self.bad_functions:
            return whole
        kept = Kept(self.rules.made, keys, self.bad_functions)
        scope = kept.scope(whole.scope, (), frozenset())
        self.bad_names = kept.all_names
        if any(at[:1] == ("skip_when",) for at in keys) or kept.bad(whole.skip_when, kept.bad_names):
            whole = replace(whole, skip_when=None)
        return replace(whole, scope=scope)


def _spread_rule(spread: p.Spread) -> p.Rule:
    return p.Rule(spread.target, ("*",), p.Object(None, p.Scope(spread=spread)), owner=spread.owner)
