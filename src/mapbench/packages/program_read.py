"""program.json becomes a program again. It is untrusted: the same checker and the same limits as for a mapping file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from mapbench.engine.path_json import path_from_json
from mapbench.engine.paths import Name, Path
from mapbench.engine.program import Program, Table
from mapbench.errors import MapbenchError
from mapbench.language.environment import Environment, WrittenAssertion, WrittenFunction
from mapbench.language.paths import path_text
from mapbench.language.resolve import resolve
from mapbench.packages import written as w
from mapbench.packages.errors import FormatVersionError, ProgramError
from mapbench.schemas.keywords import SchemaError

PROGRAM: Final = "program.json"
LANGUAGES: Final = (1,)
_DEEPEST: Final = 100
_LONGEST_TEXT: Final = 64 * 2**20


class _Number(msgspec.Struct):
    language: int


def written_program(raw: bytes) -> w.Mapping:
    """program.json as it is written. Raises FormatVersionError for an unknown language, ProgramError for another shape."""
    if len(raw) > _LONGEST_TEXT:
        raise ProgramError("program.json is larger than any program is.", entry=PROGRAM)
    try:
        number = msgspec.json.decode(raw, type=_Number).language
        if number not in LANGUAGES:
            message = f"The package is written in language {number}; this version of mapbench reads {LANGUAGES[-1]}."
            raise FormatVersionError(message, "Use a newer mapbench.", PROGRAM)
        return msgspec.json.decode(raw, type=w.Mapping)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ProgramError(f"program.json is no program: {error}.", entry=PROGRAM) from None


def read_program(written: w.Mapping, files: Mapping[str, bytes]) -> Program:
    """The program of a written one; schemas and tables are read from the package's files. Raises ProgramError."""
    try:
        paths = _Paths()
        paths.mapping(written)
        environment = _environment(written, files, paths.known)
        return resolve(cast("Any", written), environment)
    except (MapbenchError, SchemaError, ValueError, RecursionError) as error:
        if isinstance(error, ProgramError):
            raise
        reason = getattr(error, "message", None) or str(error) or "it is nested too deeply"
        raise ProgramError(f"program.json is refused: {reason}", entry=PROGRAM) from None


def table_of(one: w.Table, entries: Mapping[str, Any] | None) -> Table:
    """A table as the engine has it."""
    return Table(one.name, entries, one.on_miss, one.value, one.owner)


def json_of(files: Mapping[str, bytes], name: str) -> Any:
    """The JSON value of a file of the package. Raises ProgramError for one that is missing or no JSON."""
    import orjson

    if name not in files:
        raise ProgramError(f"program.json names {name}, which the package does not have.", entry=name)
    try:
        return orjson.loads(files[name])
    except orjson.JSONDecodeError:
        raise ProgramError(f"{name} is no JSON.", entry=name) from None


def entries_of(files: Mapping[str, bytes], one: w.Table) -> dict[str, Any] | None:
    """The entries of a table that the package carries, None where it does not. Raises ProgramError."""
    if one.entries is None:
        return None
    found = json_of(files, one.entries)
    entries = found.get("entries") if isinstance(found, dict) else None
    if not isinstance(entries, dict):
        raise ProgramError(f"{one.entries} has no entries.", entry=one.entries)
    return entries


def schema_of(files: Mapping[str, bytes], end: w.End | None) -> dict[str, Any] | None:
    """The schema of source or target; None where none is pinned. Raises ProgramError."""
    if end is None or end.schema is None:
        return None
    found = json_of(files, end.schema)
    if not isinstance(found, dict):
        raise ProgramError(f"{end.schema} is no JSON Schema.", entry=end.schema)
    return found


def _environment(written: w.Mapping, files: Mapping[str, bytes], paths: Mapping[str, Path]) -> Environment:
    tables = {one.name: table_of(one, entries_of(files, one)) for one in written.tables}
    functions = {
        one.name: WrittenFunction(one.name, tuple(one.parameters), one.formula) for one in written.functions
    }
    if len(tables) < len(written.tables) or len(functions) < len(written.functions):
        raise ProgramError("program.json has a table or a function twice.", entry=PROGRAM)
    return Environment(
        tables=tables,
        functions=functions,
        source_schema=schema_of(files, written.source),
        target_schema=schema_of(files, written.target),
        assertions=tuple(WrittenAssertion(one.that, one.message, one.owner) for one in written.assertions),
        paths=paths,
    )


class _Paths:
    """Puts texts in place of paths and targets, as a mapping file has them, and keeps what they mean. Raises ValueError."""

    def __init__(self) -> None:
        self.known: dict[str, Path] = {}

    def mapping(self, mapping: w.Mapping) -> None:
        mapping.each = self._each(mapping.each)
        if mapping.skip_when is not None:
            self._sources(mapping.skip_when)
        self._lets(mapping.let)
        self._rules(mapping.rules, 0)

    def _rules(self, rules: list[w.Rule], depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError(f"its rules are nested more than {_DEEPEST} deep")
        for rule in rules:
            self._sources(rule)
            rule.target = self._target(rule.target)
            rule.each = self._each(rule.each)
            self._lets(rule.let)
            if rule.when is not None:
                self._sources(rule.when)
            if rule.copy_all is not None and rule.copy_all.from_ is not None:
                rule.copy_all.from_ = self._path(rule.copy_all.from_)
            self._rules(rule.rules or [], depth + 1)

    def _lets(self, lets: dict[str, w.LetValue]) -> None:
        for value in lets.values():
            self._sources(value)

    def _sources(self, one: w.Rule | w.LetValue | w.Condition) -> None:
        if one.source is not None:
            kind, body = _tagged(one.source, "path", "names")
            if kind == "names" and not isinstance(body, dict):
                raise ValueError("named sources are an object")
            one.source = (
                self._path(body)
                if kind == "path"
                else {name: self._path(path) for name, path in body.items()}
            )

    def _each(self, data: Any) -> str | list[str] | None:
        if data is None:
            return None
        kind, body = _tagged(data, "path", "loops")
        if kind == "path":
            return self._path(body)
        if not isinstance(body, list):
            raise ValueError("nested loops are a list")
        return [self._loop(loop) for loop in body]

    def _loop(self, data: Any) -> str:
        if not isinstance(data, dict) or set(data) != {"path", "as"} or not str(data["as"]).isidentifier():
            raise ValueError("a nested loop has a path and a name")
        return f"{self._path(data['path'])} as {data['as']}"

    def _target(self, names: Any) -> str | None:
        if names is None:
            return None
        if not isinstance(names, list) or not names or not all(type(name) is str for name in names):
            raise ValueError("a target is a list of names")
        text = path_text(names)
        return self._keep(Path(text, False, tuple(Name(name) for name in names)))

    def _path(self, data: Any) -> str:
        return self._keep(path_from_json(data))

    def _keep(self, path: Path) -> str:
        if self.known.setdefault(path.text, path) != path:
            raise ValueError(f"the path {path.text[:80]} means two things")
        return path.text


def _tagged(data: Any, *kinds: str) -> tuple[str, Any]:
    if isinstance(data, dict) and len(data) == 1:
        kind, body = next(iter(data.items()))
        if kind in kinds:
            return kind, body
    raise ValueError(f"it holds something else where one of {', '.join(kinds)} belongs")
