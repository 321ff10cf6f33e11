"""What a test case gives: records from the case or from a fixture, parameters, tables, the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.engine.incoming import record_of, refuse_long_values
from mapbench.engine.program import Parameter, Program
from mapbench.engine.values import kind
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.model.tests import Given
    from mapbench.project.programs import LoadedMapping

#: Where fixtures come from: a folder, or the files of a package by the project's names.
Samples = Path | Mapping[str, bytes] | None
#: The types of JSON Schema in Python's words; true is no number.
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,), "object": (dict,),
}  # fmt: skip


def records_of(given: Given, fixtures: Samples, grouping: bool) -> list[dict[str, Any]]:
    """The records of a case: one, or several for a mapping that groups.

    Raises MapbenchError for a case that gives no record, Failure for a record that a run would reject unread.
    """
    has_record = "record" in given.model_fields_set
    if has_record == (given.fixture is not None):
        found = "both" if has_record else "neither"
        raise MapbenchError(
            f"A case is given a record or a fixture; this one has {found}.", "Keep one of them."
        )
    values = _fixture(given.fixture, fixtures) if given.fixture is not None else given.record
    records = values if isinstance(values, list) else [values]
    if not grouping and (isinstance(values, list) and len(values) != 1):
        raise MapbenchError(
            f"The case gives {len(records)} records; this mapping takes one at a time.",
            "Only a mapping with group takes a list.",
        )
    for record in records:
        if not isinstance(record, dict):
            raise MapbenchError(
                f"A record has to be an object; this one is {kind(record)}.", "Write its fields below it."
            )
        refuse_long_values(record)
    return records


def params_of(program: Program, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a case, checked against what the mapping declares. Raises MapbenchError."""
    declared = {parameter.name: parameter for parameter in program.parameters}
    for name, value in given.items():
        if name not in declared:
            raise MapbenchError(f"The mapping has no parameter {name!r}.", _nearest(name, declared))
        _check_type(declared[name], value)
    return given


def tables_of(program: Program, given: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The tables of a case, by the names the mapping uses. Raises MapbenchError for one that it does not use."""
    known = [table.name for table in program.tables if not table.inline]
    for name in given:
        if name not in known:
            raise MapbenchError(f"The mapping uses no table {name!r}.", _nearest(name, known))
    return given


def clock_of(now: str | None) -> datetime | None:
    """The time a case gives; None is the engine's own, 2000-01-01T00:00:00Z. Raises MapbenchError for what is no time."""
    if now is None:
        return None
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise MapbenchError(f"{now!r} is no time.", "Write ISO 8601, as in 2026-11-16T08:30:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def fixtures_folder(mapping: LoadedMapping) -> Path | None:
    """Where the fixtures of a mapping's cases lie: in the project, else beside its folder."""
    if mapping.project is not None:
        return mapping.project.folder / "fixtures"
    return None if mapping.document.file is None else Path(mapping.document.file).parent / "fixtures"


def _fixture(name: str, samples: Samples) -> Any:
    if isinstance(samples, Mapping):
        content = samples.get(name)
    else:
        path = (samples or Path()) / name
        content = path.read_bytes() if path.is_file() else None
    if content is None:
        hint = _nearest(name, _names(samples)) or "It is looked for in fixtures/."
        raise MapbenchError(f"There is no fixture {name!r}.", hint)
    return fixture_values(name, content)


def _names(samples: Samples) -> list[str]:
    if isinstance(samples, Mapping):
        return list(samples)
    if samples is None or not samples.is_dir():
        return []
    return [str(one.relative_to(samples)) for one in samples.rglob("*.*")]


def fixture_values(name: str, content: bytes) -> Any:
    """The record, or list of records, that a fixture holds. Raises Failure for a record that a run would reject unread."""
    if not name.endswith(".json"):
        from mapbench.project.tables import rows_of

        return [row for row, _ in rows_of(name, content)]
    if content.lstrip()[:1] == b"[":
        import orjson

        return orjson.loads(content)
    return record_of(content.removeprefix(b"\xef\xbb\xbf"))


def _check_type(parameter: Parameter, value: Any) -> None:
    fits = isinstance(value, _TYPES[parameter.type]) and (
        parameter.type == "boolean" or not isinstance(value, bool)
    )
    if not fits:
        raise MapbenchError(
            f"The parameter {parameter.name} is of type {parameter.type}, not {kind(value)}.",
            "Give a value of that type.",
        )


def _nearest(name: str, names: Iterable[str]) -> str:
    from mapbench.model.nearest import did_you_mean

    return did_you_mean(name, names)
