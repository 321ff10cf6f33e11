"""A compiled mapping bound to one run: records in, outcomes out. Pure; one thread at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.compiler import RECORD, Compiled, Generated
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.namespace import namespace
from mapbench.engine.outcomes import Outcome, RecordError, Step, Trace
from mapbench.engine.program import NOTHING
from mapbench.engine.tables import finders
from mapbench.engine.verdicts import Verdicts
from mapbench.errors import MapbenchError

DEFAULT_NOW: Final = datetime(2000, 1, 1, tzinfo=UTC)
SKIPPED_BY_RULE: Final = "skip-when"
NO_ITEMS: Final = "no-items"


class Mapper:
    """Maps records with the parameters, tables and clock of one run."""

    def __init__(
        self,
        compiled: Compiled,
        params: Mapping[str, Any],
        tables: Mapping[str, Mapping[str, Any]],
        now: datetime | None,
    ) -> None:
        self.program = compiled.program
        self._compiled = compiled
        self._budget = Budget()
        self._bound = {
            "B": self._budget,
            "NOW": now or DEFAULT_NOW,
            "PARAMS": _filled(compiled, params),
            **finders(self.program.tables, tables),
        }
        plain = self._load(compiled.plain)
        self._run: Callable[..., Any] = plain["run"]
        self._items: Callable[..., Any] | None = plain.get("items")
        self._key: Callable[..., Any] | None = plain.get("group_key")
        self._asserts = [plain[f"assert{number}"] for number in range(len(self.program.assertions))]
        self._check: Callable[[Any], bool] = (
            _anything if self.program.target is None else self.program.target.check
        )
        self._verdicts = Verdicts(self.program, compiled.plain.rules)
        self._trace: list[Any] | None = None
        self._made: dict[int | None, Any] | None = None

    @cached_property
    def quick(self) -> Callable[[Any], Any]:
        """The output of a record that is accepted as it is, else None: then ask `outcomes` for what happened.

        For the loop over many records; the first use compiles. Mappings with `each` or `group` always answer None.
        """
        generated = self._compiled.quick
        return _never if generated is None else self._load(generated)["quick"]

    def _load(self, generated: Generated) -> dict[str, Any]:
        names = {**namespace(generated.constants), **self._bound}
        exec(generated.code, names)  # noqa: S102 - generated from checked formulas, names and texts as constants only
        return names

    def outcomes(self, record: Any) -> list[Outcome]:
        """What becomes of one record: one outcome, or one per item under a mapping-level `each`."""
        if self._items is None:
            self._budget.reset()
            return [self._outcome(self._run, (record,), None)]
        return self._each(record, self._items)

    def attempts(self, record: Any) -> list[tuple[Outcome, Any]]:
        """The outcomes of a record, each with what its rules made all the same: {} where nothing was."""
        made = self._made = {}
        try:
            return [(one, made.get(one.item) or {}) for one in self.outcomes(record)]
        finally:
            self._made = None

    def _each(self, record: Any, items: Callable[..., Any]) -> list[Outcome]:
        self._budget.reset()
        errors: list[Any] = []
        softened: list[Any] = []
        try:
            kept = items(record, errors, softened, [], self._trace)
        except Exception as error:  # noqa: BLE001 - a record's failure is its outcome, whatever it is
            errors.append((RECORD, (), error))
            kept = []
        if errors:
            return [self._verdicts.rejected(None, errors, softened, [])]
        if not kept:
            return [Outcome("skipped", reason=NO_ITEMS)]
        outcomes = []
        for index, entry in enumerate(kept):
            self._budget.reset()
            outcomes.append(self._outcome(self._run, (record, *entry[1], *entry[0], index, entry[5]), index))
        return outcomes

    def _outcome(self, run: Callable[..., Any], arguments: tuple[Any, ...], item: int | None) -> Outcome:
        errors: list[Any] = []
        softened: list[Any] = []
        positions: list[Any] = []
        try:
            output = run(*arguments, errors, softened, positions, self._trace)
        except Exception as error:  # noqa: BLE001 - a record's failure is its outcome, whatever it is
            return self._verdicts.rejected(None, [(RECORD, (), error)], softened, [], item)
        if output is None and not errors:
            return Outcome("skipped", reason=SKIPPED_BY_RULE, item=item)
        output = output or {}
        if self._made is not None:
            self._made[item] = output
        if not errors and self._check(output):
            failed = self._failed_assertions(output)
            if not failed:
                return Outcome("accepted", output, (), self._verdicts.softened(softened), item=item)
            return Outcome("rejected", None, tuple(failed), (), item=item)
        return self._verdicts.rejected(output, errors, softened, positions, item)

    def _failed_assertions(self, output: Any) -> list[RecordError]:
        failed = []
        for check, assertion in zip(self._asserts, self.program.assertions, strict=True):
            try:
                holds = check(output, [], self._trace)
            except Exception as error:  # noqa: BLE001 - a record's failure is its outcome, whatever it is
                failed.append(self._verdicts.assertion_failed(assertion, error))
                continue
            if not holds:
                failed.append(self._verdicts.assertion_broken(assertion))
        return failed

    def trace(self, record: Any) -> Trace:
        """The outcomes of a record through the traced function, with the value of every step.

        For grouping mappings the record is a group, `{key, items}`.
        """
        generated = self._compiled.traced
        names = self._load(generated)
        steps: list[Any] = []
        kept = (self._run, self._items, self._asserts, self._verdicts)
        self._run, self._items, self._trace = names["run"], names.get("items"), steps
        self._asserts = [names[f"assert{number}"] for number in range(len(self.program.assertions))]
        self._verdicts = Verdicts(self.program, generated.rules)
        try:
            outcomes = self.outcomes(record)
        finally:
            self._run, self._items, self._asserts, self._verdicts = kept
            self._trace = None
        noted = (_step(generated.steps[number], value, at) for number, at, value in steps)
        return Trace(tuple(outcomes), tuple(noted))

    def group_key(self, record: Any) -> list[Any]:
        """The values of the mapping-level `group` for a record. Raises what its formulas raise."""
        self._budget.reset()
        assert self._key is not None
        return list(self._key(record, [], None))

    def grouped(self, records: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, int, list[Outcome]]]:
        """Neighbouring records of equal keys as groups: (index of the first, how many records, outcomes)."""
        from mapbench.engine.grouping import groups

        for first, count, group, failed in groups(self, records):
            yield first, count, [failed] if failed is not None else self.outcomes(group)

    def refused(self, error: Exception) -> Outcome:
        """The outcome of a record that failed before its rules ran (a group key)."""
        return self._verdicts.rejected(None, [(RECORD, (), error)], [], [])


def _anything(_output: Any) -> bool:
    """In place of a schema's check."""
    return True


def _step(about: tuple[str, str, str, tuple[int, int] | None], value: Any, item: tuple[int, ...]) -> Step:
    target, part, text, span = about
    return Step(target, part, text, span, value, item)


def _never(_record: Any) -> None:
    """In place of a quick function."""


def _filled(compiled: Compiled, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every declared parameter with its value. Raises `MapbenchError` for one that has none."""
    values = {}
    for parameter in compiled.program.parameters:
        if parameter.name in given:
            values[parameter.name] = given[parameter.name]
        elif parameter.default is not NOTHING:
            values[parameter.name] = parameter.default
        else:
            raise MapbenchError(
                f"The parameter {parameter.name} of {compiled.program.mapping} has no value.",
                f"Give it: --param {parameter.name}=VALUE, or a default under `params`.",
            )
    for name, function in compiled.program.patterns:
        _check_pattern(name, function, values[name])
    return values


def _check_pattern(name: str, function: str, value: Any) -> None:
    """Raises `MapbenchError` for a parameter that is used as a pattern and is none."""
    parameter = next(one for one in CATALOGUE[function].parameters if one.kind == "pattern")
    refused = parameter.refusal(value) if isinstance(value, str) else ("A pattern is text.", "")
    if refused is not None:
        message = f"The parameter {name} is no pattern for {function}(): {refused[0]}"
        raise MapbenchError(message, refused[1] or "Patterns are those of RE2.")
