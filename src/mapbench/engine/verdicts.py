"""Why a record is rejected: what generated code noted and what the schema says, as errors with rule, item and owner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import DecimalException
from typing import Any, Final

from mapbench.engine.outcomes import Outcome, RecordError, Softened
from mapbench.engine.places import Item, Places, is_below, source_text, target_text, walk_rules
from mapbench.engine.program import Assertion, Collection, Program, Rule, Spread, Table, Violation
from mapbench.engine.runtime import Invalid, InvalidItem
from mapbench.engine.values import MISSING, UNSET, Failure, shorten

REDACTED: Final = "•••"
_CLASSIFIED: Final = "The mapping raised an error about a classified value."
_FIX: Final = "Map it, or give the rule a default."
Note = tuple[int, Item, Exception]


class Verdicts:
    """Turns notes into errors for one program; `rules` are the rules by the numbers in the notes."""

    def __init__(self, program: Program, rules: tuple[Rule | Spread, ...]) -> None:
        self.program = program
        self.rules = rules
        self._by_target = {rule.target: rule for rule in walk_rules(program)}
        self._spreads = [rule for rule in rules if isinstance(rule, Spread)]

    def rejected(
        self,
        output: Any,
        errors: Sequence[Note],
        softened: list[Any],
        positions: list[Any],
        item: int | None = None,
    ) -> Outcome:
        """The outcome of a record with noted errors or an output that the schema refuses; None where none was made."""
        found = [self._noted(number, at, error) for number, at, error in errors]
        if self.program.target is not None and output is not None:
            judge = _Judge(self, found, softened, Places(self._by_target, self.rules, positions), output)
            for violation in self.program.target.violations(output):
                judge.add(violation)
        return Outcome("rejected", None, tuple(_once(found)), self.softened(softened), item=item)

    def softened(self, notes: list[Any]) -> tuple[Softened, ...]:
        """What was softened, as the summary counts it."""
        return tuple(Softened(*self._what(source, error), how) for source, error, how, _ in notes)

    def _what(self, source: Any, error: Exception | None) -> tuple[str, str]:
        if isinstance(source, Table):
            return "lookup-miss", f"lookup {source.name}"
        rule = self.rules[source]
        return ("schema" if error is None else as_failure(error, rule).code), rule.target

    def _noted(self, number: int, at: Item, error: Exception) -> RecordError:
        rule = None if number < 0 else self.rules[number]
        return self.error(rule, at, as_failure(error, rule))

    def error(self, rule: Rule | Spread | None, at: Item, failure: Failure) -> RecordError:
        """The error of a rule (None: of the whole record) at an item."""
        hidden = isinstance(rule, Rule) and rule.redacted
        return RecordError(
            code=failure.code,
            target="$" if rule is None else rule.target,
            message=_CLASSIFIED if hidden and failure.code == "raised" else failure.message,
            source=None if rule is None else source_text(rule),
            item=at,
            expected=failure.expected,
            actual=_shown(failure.actual, hidden),
            hint=failure.hint,
            owner=self.owner(rule),
        )

    def owner(self, rule: Rule | Spread | None) -> str | None:
        """Who has to act on an error of a rule: its owner, else the mapping's."""
        return self.program.owner if rule is None or rule.owner is None else rule.owner

    def nearest(self, names: tuple[str, ...]) -> Rule | Spread | None:
        """The rule that wrote a target: its own, or the innermost around it, or the spread."""
        for count in range(len(names), 0, -1):
            rule = self._by_target.get(target_text(names[:count]))
            if rule is not None:
                return rule
        return self._spreads[0] if self._spreads else None

    def rule(self, target: str) -> Rule | None:
        """The rule of a target."""
        return self._by_target.get(target)

    def below(self, target: str) -> list[Rule]:
        """The required rules below a target that no collection stands before."""
        inside = [rule for rule in self._by_target.values() if is_below(rule.target, target)]
        return (
            []
            if any(isinstance(rule.body, Collection) for rule in inside)
            else [rule for rule in inside if rule.required]
        )

    def assertion_broken(self, assertion: Assertion) -> RecordError:
        """The error of an assertion that does not hold."""
        hint = f"It has to hold that {assertion.formula.text}; a comparison with what is missing does not."
        owner = assertion.owner or self.program.owner
        return RecordError(
            "assertion", "$", assertion.message, None, (), assertion.formula.text, None, hint, owner
        )

    def assertion_failed(self, assertion: Assertion, error: Exception) -> RecordError:
        """The error of an assertion that could not be judged."""
        failure = as_failure(error, None)
        message = f"{assertion.message} (It could not be judged: {failure.message})"
        owner = assertion.owner or self.program.owner
        return RecordError(
            "assertion", "$", message, None, (), assertion.formula.text, None, failure.hint, owner
        )


class _Judge:
    """Adds the violations of one output to the errors already found, unless these explain them."""

    def __init__(
        self, verdicts: Verdicts, found: list[RecordError], softened: list[Any], places: Places, output: Any
    ) -> None:
        self.output = output
        self.verdicts = verdicts
        self.found = found
        self.noted = list(found)
        self.softened = softened
        self.places = places

    def add(self, violation: Violation) -> None:
        """One violation as an error of the rule that answers for it."""
        names, item = self.places.locate(violation.path)
        if violation.missing is not None:
            self._missing((*names, violation.missing), item)
        elif not any(_covers(error, target_text(names), item) for error in self.noted):
            self.found.append(self._broken(violation, names, item))

    def _missing(self, names: tuple[str, ...], item: Item) -> None:
        target = target_text(names)
        if any(_covers(error, target, item) for error in self.found):
            return
        rule = self.verdicts.rule(target)
        if rule is not None:
            self.found.append(self._absent(rule, item))
            return
        below = self.verdicts.below(target)
        self.found.extend(self._absent(one, item) for one in below)
        if not below:
            assert self.verdicts.program.target is not None
            of_field = self.verdicts.program.target.owner_of(names)
            owner = of_field or self.verdicts.owner(self.verdicts.nearest(names[:-1]))
            message, hint = (
                f"The required target {target} got no value; no rule makes it.",
                "Add a rule for it.",
            )
            self.found.append(
                RecordError("missing", target, message, None, item, "a value", None, hint, owner)
            )

    def _absent(self, rule: Rule, item: Item) -> RecordError:
        """A required target without a value: the error that was softened, else null or missing."""
        for source, error, _, at in self.softened:
            if (
                isinstance(source, int)
                and self.verdicts.rules[source] is rule
                and at == item
                and error is not None
            ):
                return self.verdicts.error(rule, item, as_failure(error, rule))
        null = (rule.target, item) in self.places.nulls
        message = f"The required target {rule.target} got {'null' if null else 'no value'}."
        failure = Failure("null" if null else "missing", message, expected="a value", hint=_FIX)
        return self.verdicts.error(rule, item, failure)

    def _broken(self, violation: Violation, names: tuple[str, ...], item: Item) -> RecordError:
        rule = self.verdicts.nearest(names)
        target = "*" if isinstance(rule, Spread) and not names else target_text(names) or "$"
        return RecordError(
            code=violation.code,
            target=rule.target if isinstance(rule, Spread) and not names else target,
            message=violation.message,
            source=None if rule is None else source_text(rule),
            item=item,
            expected=violation.expected,
            actual=_shown(_at(self.output, violation.path), isinstance(rule, Rule) and rule.redacted),
            hint="Convert the value, or say on_error for an optional target.",
            owner=self.verdicts.owner(rule),
        )


def as_failure(error: Exception, rule: Rule | Spread | None) -> Failure:
    """Any exception of generated code as a failure with its code."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, Invalid) and isinstance(rule, Rule):
        explain = rule.item_violations if isinstance(error, InvalidItem) else rule.violations
        return _invalid(error.args[0], explain)
    if isinstance(error, ArithmeticError | DecimalException):
        return Failure("arithmetic", "The calculation has no result that a number can hold.")
    if isinstance(error, RecursionError):
        return Failure("limit", "The record is nested too deeply.", hint="Flatten it before it is mapped.")
    return Failure(
        "internal", f"mapbench failed on this record ({type(error).__name__}).", hint="Please report it."
    )


def _invalid(value: Any, explain: Callable[[Any], list[Violation]] | None) -> Failure:
    reasons = explain(value) if explain is not None else []
    if not reasons:
        return Failure(
            "schema", "The value breaks the target schema.", expected="a valid value", actual=value
        )
    first = reasons[0]
    hint = "Convert the value, or say on_error for an optional target."
    return Failure(first.code, first.message, expected=first.expected, actual=value, hint=hint)


def _at(output: Any, path: tuple[str | int, ...]) -> Any:
    """The value at a place of an output; a key of digits may come as a number."""
    for part in path:
        output = output[str(part) if isinstance(output, dict) else part]
    return output


def _shown(value: Any, redacted: bool) -> Any:
    if value is None or value is MISSING or value is UNSET:
        return None
    return REDACTED if redacted else shorten(value)


def _covers(error: RecordError, target: str, item: Item) -> bool:
    return (error.target == target or is_below(error.target, target)) and error.item[: len(item)] == item


def _once(errors: list[RecordError]) -> list[RecordError]:
    """Errors without a second `missing` or `null` of one target and item."""
    seen: set[tuple[str, str, Item]] = set()
    result = []
    for error in errors:
        key = (error.code, error.target, error.item)
        if error.code not in {"missing", "null"} or key not in seen:
            result.append(error)
        seen.add(key)
    return result
