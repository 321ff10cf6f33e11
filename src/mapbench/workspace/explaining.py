"""Explain: the value at each step of one rule for one fixture, and the same step for other fixtures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.outcomes import Step
from mapbench.engine.program_walk import formulas, names_of
from mapbench.engine.values import MISSING, kind
from mapbench.errors import MapbenchError
from mapbench.trials.wires import without_rules
from mapbench.workspace.fixture_looks import found_fixture
from mapbench.workspace.one_rule import RefusedError, Trying, Turn, trying
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.previews import Judge, writes_nothing
from mapbench.workspace.shown import failed, line, shown
from mapbench.workspace.views import At, Opened, Shown, StepView

_OTHERS: Final = 12
_OPERATORS: Final = (x.Binary, x.Compare, x.Both, x.Either, x.Not, x.Sign, x.Choice)
#: A step is the same one in other fixtures: what part of the rule it belongs to, its text, and which characters.
Key = tuple[str, str, str, tuple[int, int] | None]


def steps(
    workspace: Opened, mapping: str, at: At, fixture: str, item: int | None = None
) -> tuple[StepView, ...]:
    """The steps of a rule for a fixture (an item of it, as the preview numbers them), in the order of evaluation.

    () where the rule is not reached, or writes nothing. Raises MapbenchError for a mapping or fixture that is none, and for a rule that is refused.
    """
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        if writes_nothing(opened, at):
            return ()
        try:
            ready = trying(opened, at)
        except RefusedError as refused:
            problem = refused.problem
            raise MapbenchError(problem.message, problem.hint, problem.place) from None
        return _explained(opened, ready, found_fixture(opened, fixture.partition("#")[0]).name, fixture, item)


def _explained(
    opened: OpenMapping, ready: Trying, file: str, name: str, item: int | None
) -> tuple[StepView, ...]:
    here = [one for one in opened.fixtures if one.name == file]
    turn = _turn(ready.turns(here), name, item)
    if turn is None:
        return ()
    samples = [one for one in opened.fixtures if one.name != file][:_OTHERS]
    others = list(_firsts(ready.turns(samples)))
    elsewhere = [(one.fixture, _by_key(one)) for one in others]
    reader = _Reader(ready)
    found = []
    for key, step in _by_key(turn).items():
        said = reader.said(step) if reader.concerns(step) else None
        if said is not None:
            text, depth = said
            same = tuple((where, shown(known[key].value)) for where, known in elsewhere if key in known)
            found.append(StepView(line(text), depth, shown(step.value), type_of(step.value), same))
    return (*found, _last(opened, ready, turn, others))


def _last(opened: OpenMapping, ready: Trying, turn: Turn, others: list[Turn]) -> StepView:
    """The result, or the error in its place."""
    judge = Judge(opened.readable, ready)
    same = tuple((one.fixture, _result(judge, one)) for one in others)
    value = _result(judge, turn)
    word = "error" if value.kind == "error" else type_of(turn.result)
    return StepView(line(ready.one.rule.target), 0, value, word, same)


def _result(judge: Judge, turn: Turn) -> Shown:
    wrong = judge.wrong(turn)
    return failed(wrong) if wrong is not None else shown(turn.result)


def type_of(value: Any) -> str:
    """The type of a value in a word: text, number, exact, boolean, date, time, list, object, null, missing."""
    words = {Decimal: "exact", bool: "boolean", datetime: "time", date: "date", type(None): "null"}
    return "missing" if value is MISSING else words.get(type(value), kind(value))


def _turn(turns: Iterable[Turn], name: str, item: int | None) -> Turn | None:
    """The turn of an item; without one the first that was reached."""
    for turn in turns:
        if turn.reached and turn.fixture == name and (item is None or turn.number == item):
            return turn
    return None


def _firsts(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The first turn of each fixture that the rule was reached in."""
    seen = set()
    for turn in turns:
        if turn.reached and turn.fixture not in seen:
            seen.add(turn.fixture)
            yield turn


def _by_key(turn: Turn) -> dict[Key, Step]:
    """The steps of a turn, those of a loop once, but not what was stored."""
    found: dict[Key, Step] = {}
    for step in turn.steps:
        if step.part != "result":
            found.setdefault((step.target, step.part, step.text, step.span), step)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a step from its formula: its node, how deep it stands, whether it is worth no line."""

    node: x.Node
    depth: int
    hidden: bool
    formula: p.Formula


class _Reader:
    """Reads the steps of one rule beside its formulas."""

    def __init__(self, ready: Trying) -> None:
        rule = without_rules(ready.one.rule)
        self.target = rule.target
        self.known: dict[tuple[str, tuple[int, int]], _Known] = {}
        self.values: dict[tuple[str, tuple[int, int]], str] = {}
        lets = {let.name: let for let in _lets(ready.mapper.program.scope)}
        self.lets = _used(rule, lets)
        parts: list[tuple[p.Rule | p.Named, frozenset[str]]] = [
            (rule, frozenset(one.name for one in _sources(rule)))
        ]
        parts += [(lets[name], frozenset(one.name for one in lets[name].value.sources)) for name in self.lets]
        for part, sources in parts:
            for formula in formulas(part):
                self._note(formula, formula.tree, sources, hidden=False)

    def concerns(self, step: Step) -> bool:
        """Whether a step belongs to the rule, or to a named value that it uses."""
        if step.part.startswith("let "):
            return step.target.rpartition(".")[2] in self.lets
        return step.target == self.target

    def said(self, step: Step) -> tuple[str, int] | None:
        """How a step is written and how deep it stands; None for one that says nothing of its own."""
        inside = 1 if step.part.startswith("let ") else 0
        if step.span is None:
            return (
                (f'lookup("{step.text}")', 1 + inside)
                if step.part.endswith("lookup")
                else (step.text, inside)
            )
        known = self._of(step)
        if known is None:
            return step.text, inside
        written = shown(step.value)
        self.values[known.formula.text, step.span] = (
            f'"{written.text}"' if written.kind == "text" else written.text
        )
        return None if known.hidden else (self._text(known, step.text), known.depth + inside)

    def _of(self, step: Step) -> _Known | None:
        assert step.span is not None
        start, end = step.span
        for (text, span), known in self.known.items():
            if span == step.span and text[start:end] == step.text:
                return known
        return None

    def _note(self, formula: p.Formula, node: x.Node, sources: frozenset[str], hidden: bool) -> int:
        """Remembers a node and those below it; returns how deep it stands.

        What only leads to a field, what its source has shown already, and the loop that a call goes through stay hidden.
        """
        leads, calls = isinstance(node, x.Member), isinstance(node, x.Call)
        below = [
            self._note(formula, child, sources, hidden=leads or (calls and isinstance(child, x.Loop)))
            for child in x.children(node)
        ]
        if isinstance(node, (x.Name, x.Member, x.Constant, *_OPERATORS)) or not _reads(node):
            depth = 0
        else:
            depth = max(below, default=-1) + (0 if isinstance(node, x.Loop | x.Clause) else 1)
        hidden = hidden or (isinstance(node, x.Name) and node.name in sources)
        if not isinstance(node, x.Constant):  # a default of a call has the place of the call
            self.known.setdefault((formula.text, node.span), _Known(node, depth, hidden, formula))
        return depth

    def _text(self, known: _Known, text: str) -> str:
        """A calculation with the values in place of what it calculates with; else as it is written."""
        node = known.node
        if not isinstance(node, x.Binary):
            return text
        parts = [self._operand(known.formula, part) for part in (node.left, node.right)]
        calculated = f"{parts[0]} {node.operator} {parts[1]}"
        return calculated if len(calculated) <= 60 else text

    def _operand(self, formula: p.Formula, node: x.Node) -> str:
        start, end = node.span
        return self.values.get((formula.text, node.span), formula.text[start:end])


def _reads(node: x.Node) -> bool:
    return any(isinstance(one, x.Name) for one in x.walk(node))


def _sources(rule: p.Rule) -> Iterator[p.Source]:
    yield from rule.when_sources
    if isinstance(rule.body, p.Value | p.Collection):
        yield from rule.body.sources


def _used(rule: p.Rule, lets: dict[str, p.Named]) -> set[str]:
    """The named values that a rule uses, through others as well."""
    found: set[str] = set()
    ahead = {name for one in formulas(rule) for name in x.free_names(one.tree)} & lets.keys()
    while ahead:
        name = ahead.pop()
        found.add(name)
        ahead |= (names_of(lets[name].value) & lets.keys()) - found
    return found


def _lets(scope: p.Scope) -> Iterator[p.Named]:
    yield from scope.lets
    for rule in scope.rules:
        if isinstance(rule.body, p.Object | p.Collection) and rule.body.scope is not None:
            yield from _lets(rule.body.scope)
