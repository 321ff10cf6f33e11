"""Whether a case came out as expected; if not, per target path: expected, actual, the rule, and any error of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.engine.outcomes import Outcome, RecordError, Softened
from mapbench.engine.values import MISSING, UNSET
from mapbench.trials.comparing import Difference, differences, present

#: From this likeness on a name is taken for another one that was misspelt.
_SLIP = 75

if TYPE_CHECKING:
    from mapbench.model.tests import ExpectedError, TestCase
    from mapbench.project.places import WrittenRule
    from mapbench.project.programs import LoadedProgram


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a case failed.

    `target` is None where the whole record is meant. `expected` and `actual` are UNSET where there is nothing to compare,
    MISSING where a value is not there.
    """

    message: str = ""
    target: str | None = None
    expected: Any = UNSET
    actual: Any = UNSET
    rule: WrittenRule | None = None
    errors: tuple[RecordError, ...] = ()
    softened: tuple[Softened, ...] = ()
    hint: str = ""


def judge(case: TestCase, outcomes: list[Outcome], loaded: LoadedProgram) -> Iterator[Fault]:
    """The faults of a case; none where everything came as expected."""
    given = case.model_fields_set
    errors = [*(case.expect_errors or ()), *([case.expect_error] if case.expect_error else ())]
    wants_output = "expect" in given or bool(case.absent)
    per_item = loaded.program.each is not None
    if (case.expect_skipped and (wants_output or errors)) or (wants_output and errors and not per_item):
        yield Fault(
            "The case expects two outcomes at once.", hint="Keep expect, expect_error or expect_skipped."
        )
    elif case.expect_skipped:
        yield from _skipped(outcomes, loaded)
    elif not wants_output and not errors:
        yield Fault(
            "The case expects nothing.", hint="Say what comes out: expect, expect_error or expect_skipped."
        )
    else:
        if errors:
            yield from _rejected(errors, case.exact and not wants_output, outcomes)
        if wants_output:
            yield from _accepted(case, outcomes, loaded, rejects_allowed=bool(errors))


def _skipped(outcomes: list[Outcome], loaded: LoadedProgram) -> Iterator[Fault]:
    for outcome in outcomes:
        if outcome.status != "skipped":
            yield Fault(expected="skipped", actual=outcome.status, errors=outcome.errors)
    if not outcomes:
        yield Fault(expected="skipped", actual="no record")


def _rejected(wanted: list[ExpectedError], exact: bool, outcomes: list[Outcome]) -> Iterator[Fault]:
    found = [error for outcome in outcomes for error in outcome.errors]
    for one in wanted:
        if not any(_matches(one, error) for error in found):
            yield Fault(
                target=one.target,
                expected=_named(one),
                actual=UNSET if found else _came(outcomes),
                errors=tuple(found),
            )
    if exact:
        for error in found:
            if not any(_matches(one, error) for one in wanted):
                yield Fault(target=error.target, expected="no further error", errors=(error,))


def _matches(wanted: ExpectedError, error: RecordError) -> bool:
    item = list(error.item) == wanted.item if "item" in wanted.model_fields_set else True
    keys = [key for key in ("target", "code", "owner", "message") if key in wanted.model_fields_set]
    return item and all(getattr(wanted, key) == getattr(error, key) for key in keys)


def _named(wanted: ExpectedError) -> dict[str, Any]:
    return {key: getattr(wanted, key) for key in wanted.model_fields_set}


def _came(outcomes: list[Outcome]) -> str:
    return ", ".join(dict.fromkeys(outcome.status for outcome in outcomes)) or "no record"


def _accepted(
    case: TestCase, outcomes: list[Outcome], loaded: LoadedProgram, rejects_allowed: bool
) -> Iterator[Fault]:
    rejected = [outcome for outcome in outcomes if outcome.status == "rejected"]
    if rejected and not rejects_allowed:
        for outcome in rejected:
            yield from _unwanted(case, outcome, loaded)
        return
    accepted = [outcome for outcome in outcomes if outcome.status == "accepted"]
    outputs = [outcome.output for outcome in accepted]
    as_list = loaded.program.each is not None or isinstance(case.expect, list)
    if not as_list and len(outputs) != 1:
        yield Fault(
            expected="one output", actual=_came(outcomes) if not outputs else f"{len(outputs)} outputs"
        )
        return
    actual: Any = outputs if as_list else outputs[0]
    softened = tuple(one for outcome in accepted for one in outcome.softened)
    if "expect" in case.model_fields_set:
        for found in differences(case.expect, actual, case.exact):
            yield _fault(found, softened, loaded)
    for target in case.absent:
        for found in present(target, actual):
            yield _fault(found, softened, loaded)
    yield from _misspelt(case.absent, loaded)


def _misspelt(absent: list[str], loaded: LoadedProgram) -> Iterator[Fault]:
    """Targets that nothing makes and that nearly are others: they would be absent whatever the mapping does."""
    from mapbench.model.nearest import nearest
    from mapbench.project.places import written_rules
    from mapbench.trials.reading import dotted
    from mapbench.trials.walking import schema_of

    root = schema_of(loaded, "target") if absent else None
    made = {one.target for one in written_rules(loaded.mapping)} if absent else set()
    known = made | {dotted(field) for field in (root.walk() if root is not None else ())}
    for target in absent:
        near = (
            None
            if target in known or any(one.endswith("*") for one in made)
            else nearest(target, known, _SLIP)
        )
        if near is not None:
            message = f"`absent` names {target}, which no rule makes and the schema does not have."
            yield Fault(message, hint=f"Did you mean {near!r}?")


def _unwanted(case: TestCase, outcome: Outcome, loaded: LoadedProgram) -> Iterator[Fault]:
    from mapbench.project.places import find_rule

    for error in outcome.errors:
        yield Fault(
            target=error.target,
            expected=_expected_at(case.expect, error),
            actual="rejected",
            rule=find_rule(loaded.mapping, error.target),
            errors=(error,),
        )


def _expected_at(expected: Any, error: RecordError) -> Any:
    """What the case names for the target of an error, as far as it names anything."""
    positions = list(error.item)
    for name in error.target.split("."):
        while isinstance(expected, list) and positions and positions[0] < len(expected):
            expected = expected[positions.pop(0)]
        if not isinstance(expected, dict) or name not in expected:
            return UNSET
        expected = expected[name]
    return expected


def _fault(found: Difference, softened: tuple[Softened, ...], loaded: LoadedProgram) -> Fault:
    from mapbench.project.places import find_rule

    target = found.target
    return Fault(
        target=found.shown,
        expected=found.expected,
        actual=found.actual,
        rule=find_rule(loaded.mapping, target),
        softened=tuple(one for one in softened if one.target == target),
        hint="" if found.actual is not MISSING or target == "$" else _nothing_came(target, loaded),
    )


def _nothing_came(target: str, loaded: LoadedProgram) -> str:
    from mapbench.model.nearest import nearest
    from mapbench.project.places import find_rule, written_rules

    made = [one.target for one in written_rules(loaded.mapping)]
    if find_rule(loaded.mapping, target) is not None or any(one.endswith("*") for one in made):
        return "The rule gave nothing, or no rule makes it."
    near = nearest(target, made)
    return f"No rule makes it; did you mean {near!r}?" if near else "No rule makes it."
