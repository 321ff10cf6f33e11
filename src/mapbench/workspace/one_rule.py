"""One rule over fixtures: what it is given, what it gives, item by item, with nothing else of its mapping at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from mapbench.engine import program as p
from mapbench.engine.outcomes import RecordError, Step
from mapbench.engine.places import is_below
from mapbench.engine.values import MISSING
from mapbench.errors import LoadError, MapbenchError, Problem
from mapbench.language.lenient import One
from mapbench.workspace.fixture_looks import inputs_of
from mapbench.workspace.inputs import Input, inputs_read
from mapbench.workspace.open_mapping import OpenMapping, bound
from mapbench.workspace.views import At

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.workspace.fixtures import Fixture

#: Names that no target has: the markers of a place that was reached, and of what a rule reads there.
_TOP: Final = "\0top"
_HERE: Final = "\0here"
_READ: Final = "\0read"
Item = tuple[int, ...]


class RefusedError(Exception):
    """A rule cannot be tried; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Turn:
    """One time that a rule was reached, or not (`reached`): for a record, or for an item in it.

    `number` counts the items of a fixture from 0, None where there are none; of a plain list it is the position in it.
    """

    fixture: str
    number: int | None
    reached: bool
    skipped: bool = False
    inputs: list[Any] = field(default_factory=list)
    result: Any = MISSING
    error: RecordError | None = None
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Trying:
    """A rule made ready to be tried: over fixtures it gives turns."""

    one: One
    inputs: tuple[Input, ...]
    mapper: Mapper

    def turns(self, fixtures: Iterable[Fixture]) -> Iterator[Turn]:
        """What the rule does with each fixture. Raises nothing for what goes wrong in records."""
        for fixture in fixtures:
            if fixture.problem is not None:
                error = RecordError("bad-input", "$", fixture.problem)
                yield Turn(fixture.name, None, reached=False, error=error)
                continue
            for index, record in inputs_of(self.mapper, fixture):
                name = f"{fixture.name}#{index}" if index else fixture.name
                yield from _numbered(list(self._record(name, record)))

    def _record(self, name: str, record: Any) -> Iterator[tuple[Item | None, Turn]]:
        traced = self.mapper.trace(record)
        parts = _parts(traced.steps)
        for outcome in traced.outcomes:
            if outcome.status == "skipped":
                yield None, Turn(name, outcome.item, reached=False, skipped=True)
                continue
            steps = next(parts, [])
            yield from self._outcome(name, steps, outcome.errors, outcome.item)

    def _outcome(
        self, name: str, steps: list[Step], errors: tuple[RecordError, ...], item: int | None
    ) -> Iterator[tuple[Item | None, Turn]]:
        places = dict.fromkeys(step.item for step in steps if step.target == _HERE)
        target = self.one.rule.target
        own, read, around = _sorted(errors, target)
        near = _Near(steps)
        for at in places:
            turn = Turn(name, None, reached=True, inputs=[MISSING] * len(self.inputs))
            turn.error, turn.steps = own.get(at), near.of(at)
            _fill(turn, at, target, read.get(at, ()))
            yield (at if item is None else (item, *at)), turn
        if around or not places:
            first = around[0] if around else None
            yield None, Turn(name, item, reached=False, error=first)


def trying(opened: OpenMapping, at: At, draft: dict[str, Any] | None = None) -> Trying:
    """A rule ready to be tried; one that is being typed is `draft`. Raises RefusedError where it is refused."""
    known = opened.tried.get(at) if draft is None else None
    if known is None:
        known = ready(opened, _one(opened, at, draft))
        if draft is None:
            opened.tried[at] = known
    return known


def ready(opened: OpenMapping, one: One, inputs: tuple[Input, ...] | None = None) -> Trying:
    """A rule that may be a changed one, ready to be tried; `inputs` are what is read beside it, else what it reads itself.

    Raises RefusedError where it cannot be.
    """
    inputs = inputs_read(one) if inputs is None else inputs
    beside = [p.Rule(_HERE, (_HERE,), p.Value(constant=True))]
    beside += [p.Rule(f"{_READ}{n}", (f"{_READ}{n}",), given.value) for n, given in enumerate(inputs)]
    program = opened.readable.around(replace_rule(one, nullable=True), tuple(beside))
    top = p.Rule(_TOP, (_TOP,), p.Value(constant=True))
    program = replace(program, scope=replace(program.scope, rules=(top, *program.scope.rules)))
    try:
        return Trying(one, inputs, bound(program))
    except MapbenchError as error:
        raise RefusedError(Problem(error.message, error.hint, error.place)) from None


def replace_rule(one: One, **changes: Any) -> One:
    """The same with a changed rule."""
    from dataclasses import replace as changed

    return changed(one, rule=replace(one.rule, **changes))


def _one(opened: OpenMapping, at: At, draft: dict[str, Any] | None) -> One:
    reasons: tuple[Problem, ...] = ()
    unread = tuple(problem for key, problem in opened.salvaged.refused if key and key == at[: len(key)])
    if draft is not None:
        from mapbench.model.salvage import rule_from

        try:
            found = opened.readable.draft(at, rule_from(draft))
        except LoadError as error:
            raise RefusedError(error.problems[0]) from None
    elif unread:
        raise RefusedError(unread[0])
    else:
        found = opened.readable.one(at)
    if isinstance(found, One):
        return found
    reasons = found or tuple(problem for _, problem in opened.problems)
    raise RefusedError(reasons[0] if reasons else Problem("There is no rule here.", "Choose a rule."))


def _parts(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """The steps of each output record; what comes before its marker belongs to it."""
    part: list[Step] = []
    seen = False
    for step in steps:
        if step.target == _TOP:
            if seen:
                yield part
                part = []
            seen = True
            continue
        part.append(step)
    if seen:
        yield part


class _Near:
    """Steps by item, so that each item of a long list finds its own at once."""

    def __init__(self, steps: list[Step]) -> None:
        self._steps = steps
        self._at: dict[Item, list[int]] = {}
        self._below: dict[Item, list[int]] = {}
        for number, step in enumerate(steps):
            self._at.setdefault(step.item, []).append(number)
            for depth in range(len(step.item)):
                self._below.setdefault(step.item[:depth], []).append(number)

    def of(self, at: Item) -> list[Step]:
        """The steps of an item, of the items around it and of those in it, in their order."""
        around = [number for depth in range(len(at) + 1) for number in self._at.get(at[:depth], ())]
        return [self._steps[number] for number in sorted([*around, *self._below.get(at, ())])]


def _sorted(
    errors: tuple[RecordError, ...], target: str
) -> tuple[dict[Item, RecordError], dict[Item, list[RecordError]], list[RecordError]]:
    """The first error of a target in each item, what went wrong with reading by item, and all other errors."""
    own: dict[Item, RecordError] = {}
    read: dict[Item, list[RecordError]] = {}
    around: list[RecordError] = []
    for error in errors:
        if error.target == target or is_below(error.target, target):
            for depth in range(len(error.item) + 1):
                own.setdefault(error.item[:depth], error)
        elif error.target.startswith(_READ):
            read.setdefault(error.item, []).append(error)
        else:
            around.append(error)
    return own, read, around


def _fill(turn: Turn, at: Item, target: str, errors: Iterable[RecordError]) -> None:
    for step in turn.steps:
        if step.part == "result" and step.item == at:
            if step.target == target:
                turn.result = step.value
            elif step.target.startswith(_READ):
                turn.inputs[int(step.target[len(_READ) :])] = step.value
    for error in errors:
        turn.inputs[int(error.target[len(_READ) :])] = error
    turn.steps = [step for step in turn.steps if not step.target.startswith("\0")]


def _numbered(found: list[tuple[Item | None, Turn]]) -> Iterator[Turn]:
    """The turns of one fixture; items of a plain list by their position, others one after the other."""
    items = [at for at, _ in found if at]
    plain = len(set(items)) == len(items) and all(len(at) == 1 for at in items)
    count = 0
    for at, turn in found:
        if at:
            turn.number = at[0] if plain else count
            count += 1
        yield turn
