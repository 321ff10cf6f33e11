"""Why a record is rejected: what generated code noted and what the schema says, as errors with rule, item and owner."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import DecimalException
from typing import Any, Final

from mapbench.engine.outcomes import Outcome, RecordError, Softened
from mapbench.engine.program import Assertion, Collection, Object, Program, Rule, Spread, Table, Value, Violation
from mapbench.engine.runtime import Invalid
from mapbench.engine.values import MISSING, UNSET, Failure, shorten

REDACTED: Final = "•••"
_FIX: Final = "Map it, or give the rule a default."


class Verdicts:
    """Turns notes into errors for one program; `rules` are the rules by the numbers in the notes."""

    def __init__(self, program: Program, rules: tuple[Rule | Spread, ...]) -> None:
        self.program = program
        self.rules = rules
        self._by_target = {rule.target: rule for rule in walk_rules(program)}
        self._spreads = [rule for rule in rules if isinstance(rule, Spread)]

    def rejected(
        self, output: Any, errors: list[Any], softened: list[Any], positions: list[Any], item: int | None = None
    ) -> Outcome:
        """The outcome of a record with noted errors or an output that the schema refuses."""
        found = [self._noted(number, at, error) for number, at, error in errors]
        if self.program.target is not None and not any(error.target == "$" for error in found):
            shifts = _Shifts(self, positions)
            for violation in self.program.target.violations(output):
                found.extend(self._violated(violation, found, shifts))
        return Outcome("rejected", None, tuple(_once(found)), self.softened(softened), item=item)

    def softened(self, notes: list[Any]) -> tuple[Softened, ...]:
        """What was softened, as the summary counts it."""
        return tuple(Softened(*_what(self.rules, source, error), how) for source, error, how in notes)

    def _noted(self, number: int, at: tuple[int, ...], error: Exception) -> RecordError:
        rule = None if number < 0 else self.rules[number]
        failure = _as_failure(error, rule)
        redacted = isinstance(rule, Rule) and rule.redacted
        return RecordError(
            code=failure.code,
            target="$" if rule is None else rule.target,
            message=failure.message,
            source=None if rule is None else source_text(rule),
            item=at,
            expected=failure.expected,
            actual=REDACTED if redacted and failure.actual not in {None, MISSING} else shorten(failure.actual),
            hint=failure.hint,
            owner=self.program.owner if rule is None or rule.owner is None else rule.owner,
        ) if not _unhashable(failure.actual) else self._noted_structure(rule, at, failure, redacted)

    def _noted_structure(
        self, rule: Rule | Spread | None, at: tuple[int, ...], failure: Failure, redacted: bool
    ) -> RecordError:
        return RecordError(
            failure.code, "$" if rule is None else rule.target, failure.message,
            None if rule is None else source_text(rule), at, failure.expected,
            REDACTED if redacted else shorten(failure.actual), failure.hint,
            self.program.owner if rule is None or rule.owner is None else rule.owner,
        )  # fmt: skip

    def _violated(self, violation: Violation, found: list[RecordError], shifts: _Shifts) -> Iterable[RecordError]:
        names, item = shifts.locate(violation.path)
        if violation.missing is None:
            return [self._broken(violation, names, item)]
        names = (*names, violation.missing)
        target = target_text(names)
        if any(_covers(error, target, item) for error in found):
            return []
        rule = self._by_target.get(target)
        if rule is not None:
            return [self._absent(rule, item, shifts)]
        below = [r for r in self._by_target.values() if r.target.startswith(f"{target}.") and r.required]
        if below and not any(isinstance(r.body, Collection) for r in self._ancestors(target)):
            return [self._absent(r, item, shifts) for r in below if not _covers_any(found, r.target, item)]
        hint = "Add a rule for it." if not below else _FIX
        message = f"The required target {target} got no value" + ("." if below else "; no rule makes it.")
        return [RecordError("missing", target, message, None, item, "a value", None, hint, self._owner(target))]

    def _ancestors(self, target: str) -> list[Rule]:
        return [rule for rule in self._by_target.values() if rule.target.startswith(f"{target}.")]

    def _owner(self, target: str) -> str | None:
        parts = target
        while parts:
            rule = self._by_target.get(parts)
            if rule is not None and rule.owner:
                return rule.owner
            parts = parts.rpartition(".")[0]
        return self.program.owner

    def _absent(self, rule: Rule, item: tuple[int, ...], shifts: _Shifts) -> RecordError:
        null = (rule.target, item) in shifts.nulls
        message = f"The required target {rule.target} got {'null' if null else 'no value'}."
        return RecordError(
            "null" if null else "missing", rule.target, message, source_text(rule), item, "a value", None, _FIX,
            rule.owner or self.program.owner,
        )  # fmt: skip

    def _broken(self, violation: Violation, names: tuple[str, ...], item: tuple[int, ...]) -> RecordError:
        rule = self._nearest(names)
        spread = self._spreads[0] if rule is None and self._spreads else None
        target = target_text(names) or (spread.target if spread else "$")
        redacted = rule is not None and rule.redacted
        actual = REDACTED if redacted else shorten(violation.actual)
        owner = (rule.owner if rule else None) or (spread.owner if spread else None) or self.program.owner
        source = source_text(rule or spread) if rule or spread else None
        return RecordError(
            violation.code, target, _unquoted(violation, redacted), source, item, violation.expected, actual,
            "Convert the value, or say on_error for an optional target.", owner,
        )  # fmt: skip

    def _nearest(self, names: tuple[str, ...]) -> Rule | None:
        for count in range(len(names), 0, -1):
            rule = self._by_target.get(target_text(names[:count]))
            if rule is not None:
                return rule
        return None

    def assertion_broken(self, assertion: Assertion) -> RecordError:
        """The error of an assertion that does not hold."""
        return RecordError(
            "assertion", "$", assertion.message, expected=assertion.formula.text, actual=None,
            hint="The output breaks an assertion of its entity.", owner=assertion.owner or self.program.owner,
        )  # fmt: skip

    def assertion_failed(self, assertion: Assertion, error: Exception) -> RecordError:
        """The error of an assertion that could not be judged."""
        failure = _as_failure(error, None)
        message = f"{assertion.message} (could not be judged: {failure.message})"
        return RecordError(
            "assertion", "$", message, expected=assertion.formula.text, actual=None, hint=failure.hint,
            owner=assertion.owner or self.program.owner,
        )  # fmt: skip


class _Shifts:
    """Where an output's places come from: list positions before stages, keys of keyed collections, nulls that were left out."""

    def __init__(self, verdicts: Verdicts, notes: list[Any]) -> None:
        self._rules = verdicts._by_target
        self._moved: dict[tuple[str, tuple[int, ...]], list[Any]] = {}
        self.nulls: set[tuple[str, tuple[int, ...]]] = set()
        for number, at, positions in notes:
            rule = verdicts.rules[number]
            if positions is None:
                self.nulls.add((rule.target, at))
            else:
                self._moved[rule.target, at] = positions

    def locate(self, path: tuple[str | int, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Target names and item positions of a place in an output."""
        names: list[str] = []
        item: tuple[int, ...] = ()
        for part in path:
            rule = self._rules.get(target_text(tuple(names)))
            body = rule.body if rule is not None else None
            if isinstance(body, Collection) and len(item) < _depth_before(self._rules, names) + len(body.levels):
                item = self._moved_item(target_text(tuple(names)), item, part)
                names.append("")
            elif isinstance(part, int):
                item = (*item, part)
            else:
                names.append(part)
            names = [name for name in names if name]
        return tuple(names), item

    def _moved_item(self, target: str, item: tuple[int, ...], part: str | int) -> tuple[int, ...]:
        positions = self._moved.get((target, item))
        if positions is None:
            return (*item, part) if isinstance(part, int) else item
        if isinstance(part, int):
            return (*item, *positions[part])
        at = [place for key, place in positions if key == part]
        return (*item, *(at[-1] if at else ()))


def _depth_before(rules: dict[str, Rule], names: list[str]) -> int:
    depth = 0
    for count in range(1, len(names)):
        rule = rules.get(target_text(tuple(names[:count])))
        if rule is not None and isinstance(rule.body, Collection):
            depth += 1 if rule.body.group else len(rule.body.levels)
    return depth


def walk_rules(program: Program) -> Iterable[Rule]:
    """Every rule of a program, outer ones first."""
    stack = list(program.scope.rules)
    while stack:
        rule = stack.pop(0)
        yield rule
        scope = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        if scope is not None:
            stack.extend(scope.rules)


def target_text(names: tuple[str, ...]) -> str:
    """The target of names, as rules are known by."""
    from mapbench.engine.paths import is_plain_name, quoted

    return ".".join(name if is_plain_name(name) else quoted(name) for name in names)


def source_text(rule: Rule | Spread) -> str | None:
    """The source paths of a rule as its errors show them."""
    if isinstance(rule, Spread):
        return rule.path.text if rule.path else None
    body = rule.body
    if isinstance(body, Value):
        return ", ".join(source.path.text for source in body.sources) or None
    if isinstance(body, Collection):
        return ", ".join(level.path.text for level in body.levels)
    return body.source.text if body.source else None


def _as_failure(error: Exception, rule: Rule | Spread | None) -> Failure:
    if isinstance(error, Failure):
        return error
    if isinstance(error, Invalid):
        return _invalid(error.args[0], rule)
    if isinstance(error, ArithmeticError | DecimalException):
        return Failure("arithmetic", "The calculation has no result that a number can hold.")
    if isinstance(error, RecursionError):
        return Failure("limit", "The record is nested too deeply.", hint="Flatten it before it is mapped.")
    return Failure("internal", f"mapbench failed on this record ({type(error).__name__}).", hint="Please report it.")


def _invalid(value: Any, rule: Rule | Spread | None) -> Failure:
    return Failure("schema", "The value breaks the target schema.", expected="a valid value", actual=value)


def _what(rules: tuple[Rule | Spread, ...], source: Any, error: Any) -> tuple[str, str]:
    code = error.code if isinstance(error, Failure) else "schema"
    return code, f"lookup {source.name}" if isinstance(source, Table) else rules[source].target


def _covers(error: RecordError, target: str, item: tuple[int, ...]) -> bool:
    at_or_below = error.target == target or error.target.startswith(f"{target}.")
    return at_or_below and error.item[: len(item)] == item


def _covers_any(found: list[RecordError], target: str, item: tuple[int, ...]) -> bool:
    return any(_covers(error, target, item) for error in found)


def _once(errors: list[RecordError]) -> list[RecordError]:
    seen: set[tuple[str, str, tuple[int, ...]]] = set()
    result = []
    for error in errors:
        key = (error.code, error.target, error.item)
        if error.code not in {"missing", "null"} or key not in seen:
            result.append(error)
        seen.add(key)
    return result


def _unhashable(value: Any) -> bool:
    return isinstance(value, list | dict)


def _unquoted(violation: Violation, redacted: bool) -> str:
    return "The value breaks the target schema." if redacted else violation.message


assert UNSET is not None
