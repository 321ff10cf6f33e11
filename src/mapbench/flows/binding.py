"""What a run is given from outside: parameters as text, tables as files, the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson

from mapbench.connect.formats import ENDINGS
from mapbench.connect.records import open_records
from mapbench.engine.compiler import compile_program
from mapbench.engine.mapper import Mapper
from mapbench.engine.program import Parameter, Program, Table
from mapbench.engine.values import WHOLE_MAX, WHOLE_MIN
from mapbench.errors import MapbenchError, Place

if TYPE_CHECKING:
    from mapbench.packages.package import Package
    from mapbench.project.programs import LoadedMapping, LoadedProgram

_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_KINDS: dict[str, tuple[type, ...]] = {"number": (int, float), "array": (list,), "object": (dict,)}


def load_runnable(
    reference: str, folder: Path | None, lookups: Mapping[str, str], *, allow_draft: bool = False
) -> LoadedProgram | Package:
    """What `run` is given: a package, else a mapping as `load_for_run` loads it. Raises PackageError for a refused one."""
    from mapbench.packages.reference import is_package

    if not is_package(reference):
        return load_for_run(reference, folder, lookups)
    from mapbench.packages.package import load

    return load(reference, allow_draft=allow_draft)


def load_for_run(reference: str, folder: Path | None, lookups: Mapping[str, str]) -> LoadedProgram:
    """The program of a mapping. Outside a project, the tables of `lookups` (files by name) are the ones it may use.

    Raises MapbenchError or LoadError where the mapping is refused.
    """
    from mapbench.project.programs import LoadedProgram, environment_of, load_reference, prepare

    _refuse_package(reference)
    mapping = load_reference(reference, folder)
    if mapping.project is not None or not lookups:
        return prepare(mapping)
    from mapbench.language.environment import Environment
    from mapbench.language.resolve import resolve

    environment_of(mapping)  # refuses what only a project could give
    environment = Environment(frozenset(lookups), lambda name: Table(name, None))
    return LoadedProgram(resolve(mapping.file, environment, mapping.document), mapping, environment)


def bind(
    loaded: LoadedProgram | Package,
    params: Mapping[str, str],
    lookups: Mapping[str, str],
    now: str | None = None,
) -> Mapper:
    """A mapper for one run. Raises MapbenchError for a parameter, table or time that is not as declared."""
    values = params_of(loaded.program, params)
    tables = {name: table_from(loaded, name, file) for name, file in lookups.items()}
    clock = datetime.now(UTC) if now is None else time_of(now)
    mapper = compile_program(loaded.program).bind(values, tables, clock)
    mapping: LoadedMapping | None = getattr(loaded, "mapping", None)
    if mapping is None:
        return cast("Package", loaded).admitting(mapper)
    from mapbench.trials.admission import admitted

    return admitted(mapper, mapping.project, mapping.file.source)


def params_of(program: Program, texts: Mapping[str, str]) -> dict[str, Any]:
    """Parameters given as text, each as its declared type. Raises MapbenchError for one that is unknown or cannot be."""
    declared = {parameter.name: parameter for parameter in program.parameters}
    for name in texts:
        if name not in declared:
            hint = _nearest(name, declared) or _listed("It declares", declared)
            raise MapbenchError(f"The mapping {program.mapping} has no parameter {name!r}.", hint)
    return {name: _converted(declared[name], text) for name, text in texts.items()}


def table_from(loaded: LoadedProgram | Package, name: str, file: str) -> dict[str, Any]:
    """A table filled from a file of rows, by the columns its package or project declares, else `key` and `value`.

    A folder gives the rows of all its files that are read. Raises MapbenchError for a table that the mapping does not use, LoadError for rows that make no table.
    """
    from mapbench.project.tables import table_of

    program = loaded.program
    known = [table.name for table in program.tables if not table.inline]
    if name not in known:
        hint = _nearest(name, known) or _listed("It uses", known)
        raise MapbenchError(f"The mapping {program.mapping} uses no table {name!r}.", hint)
    key, value = _columns(loaded, name)
    rows = (
        (_value(record.value, record.error, one), Place(one))
        for one in _files(file)
        for record in open_records(one)
    )
    return table_of(rows, key, value)


def _files(name: str) -> list[str]:
    if not Path(name).is_dir():
        return [name]
    found = [str(path) for path in sorted(Path(name).glob("[!.]*")) if path.suffix.lower() in ENDINGS]
    if not found:
        endings = ", ".join(ENDINGS)
        raise MapbenchError(f"The folder '{name}' holds no rows.", f"Name a file, or a folder of {endings}.")
    return found


def time_of(text: str) -> datetime:
    """A moment in ISO 8601; UTC where it names no zone. Raises MapbenchError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise MapbenchError(f"{text!r} is no time.", "Write ISO 8601, as in 2026-11-16T08:30:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` options by name. Raises MapbenchError for one without `=`, or a name given twice."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise MapbenchError(
                f"{option} takes NAME=VALUE, not {text!r}.", f"For example: {option} region=EU"
            )
        if name in found:
            raise MapbenchError(f"{option} gives {name!r} twice.", "Give it once.")
        found[name] = value
    return found


def _converted(parameter: Parameter, text: str) -> Any:
    value: Any = text
    match parameter.type:
        case "string":
            return text
        case "boolean":
            value = {"true": True, "false": False}.get(text.strip().lower())
        case "integer":
            value = int(text) if _WHOLE.match(text) and len(text) < 21 else None
            value = value if value is not None and WHOLE_MIN <= value <= WHOLE_MAX else None
        case _:
            value = _json(text)
            if isinstance(value, bool) or not isinstance(value, _KINDS[parameter.type]):
                value = None
    if value is None:
        shown = "the value given" if parameter.secret else repr(text if len(text) <= 60 else text[:59] + "…")
        raise MapbenchError(
            f"The parameter {parameter.name} is of type {parameter.type}; {shown} is not.",
            _example(parameter),
        )
    return value


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _example(parameter: Parameter) -> str:
    examples = {
        "boolean": "true",
        "integer": "42",
        "number": "0.5",
        "array": "'[1, 2]'",
        "object": "'{\"a\": 1}'",
    }
    return f"For example: --param {parameter.name}={examples[parameter.type]}"


def _columns(loaded: LoadedProgram | Package, name: str) -> tuple[str, str | None]:
    from mapbench.packages.package import Package

    if isinstance(loaded, Package):
        return loaded.columns(name)
    project = loaded.mapping.project
    if project is None or name not in project.ids("lookup"):
        return "key", "value"
    _, declared = project.lookup(name)
    return (declared.key, declared.value) if declared.key else ("key", "value")


def _value(value: Any, error: Any, file: str) -> Any:
    if error is not None:
        raise MapbenchError(f"The table cannot be read: {error.message}", error.hint, Place(file))
    return value


def _refuse_package(reference: str) -> None:
    if reference.endswith(".mapkg") or (Path(reference) / "manifest.json").is_file():
        raise MapbenchError(
            f"'{reference}' is a package; this needs a mapping.", "Name the mapping it was made from."
        )


def _nearest(name: str, names: Iterable[str]) -> str:
    from mapbench.model.nearest import did_you_mean

    return did_you_mean(name, names)


def _listed(words: str, names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"{words} {listed}." if listed else "It has none."
