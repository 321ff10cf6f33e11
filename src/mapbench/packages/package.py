"""A package at work: loaded without the libraries that editing needs, verified against its sums, run on records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.packages.contents import check_sums, read_files
from mapbench.packages.errors import DraftError, ManifestError
from mapbench.packages.manifest import Manifest, read_manifest
from mapbench.packages.names import check_names
from mapbench.packages.program_read import PROGRAM, json_of, read_program, written_program

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.engine.compiler import Compiled
    from mapbench.engine.mapper import Mapper
    from mapbench.engine.outcomes import Outcome
    from mapbench.engine.program import Program

_GOVERNANCE = "governance.json"
#: What `on_drift` says where a run looks at every record.
_STRICT = ("reject", "drop-value")

__all__ = ["Package", "load"]


class Package:
    """One mapping, ready to run. `digest` is its identity, `files` what was read and verified, `program` its rules.

    `mapper` is bound with the parameters, tables and time that `load` was given; `bind` makes others.
    """

    def __init__(
        self, files: Mapping[str, bytes], params: Mapping[str, Any], tables: Tables, now: datetime | None
    ) -> None:
        check_names(files)
        self.files = files
        self.digest: str = check_sums(files)
        self.manifest: Manifest = read_manifest(files)
        json_of(files, PROGRAM)
        self._written = written_program(files[PROGRAM])
        self.program: Program = read_program(self._written, files)
        self._given = (params, tables, now)
        if self.program.mapping != self.manifest.mapping or self._written.language != self.manifest.language:
            raise ManifestError("manifest.json and program.json speak of different mappings.", entry=PROGRAM)

    def bind(
        self,
        params: Mapping[str, Any] | None = None,
        tables: Tables | None = None,
        now: datetime | None = None,
    ) -> Mapper:
        """A mapper for one run, as `Compiled.bind`; `now` is this moment where it is not given.

        Raises MapbenchError for a parameter without a value, or a table that the package leaves open.
        """
        return self.admitting(self._compiled.bind(params, tables, now or datetime.now(UTC)))

    def admitting(self, mapper: Mapper) -> Mapper:
        """A mapper of its program that rejects, or leaves values out, as `on_drift` of its source says."""
        source = (json_of(self.files, _GOVERNANCE) if _GOVERNANCE in self.files else {}).get("source") or {}
        dataset = source.get("dataset")
        named = self.manifest.source
        if named is None or named.schema is None or not isinstance(dataset, dict):
            return mapper
        said = dataset.get("on_drift")
        if said not in _STRICT:
            return mapper
        from mapbench.trials.admission import admitting

        schema = json_of(self.files, named.schema)
        return admitting(mapper, schema, said, named.reference, dataset.get("owner") or source.get("owner"))

    @cached_property
    def mapper(self) -> Mapper:
        return self.bind(*self._given)

    @cached_property
    def _compiled(self) -> Compiled:
        from mapbench.engine.compiler import compile_program

        return compile_program(self.program)

    def outcomes(self, record: Any) -> list[Outcome]:
        """What becomes of a record: one outcome, or one per item under a mapping-level `each`."""
        return self.mapper.outcomes(record)

    def map(self, record: Any) -> Outcome:
        """What becomes of a record. Raises MapbenchError for a mapping that makes several of one, or one of several."""
        if self.program.each is not None or self.program.group or self.program.group_all:
            way = "outcomes(record)" if self.program.each is not None else "mapper.grouped(records)"
            message = f"The mapping {self.program.mapping} does not make one output of one record."
            raise MapbenchError(message, f"Ask for {way}.")
        return self.mapper.outcomes(record)[0]

    def columns(self, table: str) -> tuple[str, str | None]:
        """The columns of rows that fill a table: the key's, and the value's (None: the whole row)."""
        for one in self._written.tables:
            if one.name == table and one.key is not None:
                return one.key, one.column
        return "key", "value"


Tables = Mapping[str, Mapping[str, Any]]


def load(
    path: str | Path,
    params: Mapping[str, Any] | None = None,
    tables: Tables | None = None,
    now: datetime | None = None,
    *,
    allow_draft: bool = False,
) -> Package:
    """The package in a .mapkg file or an unpacked folder, safe to run: sums, names and sizes hold, its program compiles.

    `params` are values of their declared types, `tables` fill the tables it leaves open, by name, `now` is an aware time
    (the moment of the first record, if not given). Raises PackageError for one that is refused, OSError for no file.
    """
    package = Package(read_files(path), params or {}, tables or {}, now)
    if package.manifest.draft and not allow_draft:
        raise DraftError(
            f"{package.manifest.stem} is a draft; it was exported with failing tests or findings, or to try it.",
            "Run it with --allow-draft, or export it without --draft.",
        )
    return package
