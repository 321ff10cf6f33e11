"""Is a package what it says it is? Everything derived is made anew from what people wrote, and has to be equal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from mapbench.errors import MapbenchError
from mapbench.packages import build as b
from mapbench.packages import written as w
from mapbench.packages.approvals import Trust, check_approvals
from mapbench.packages.contents import read_files
from mapbench.packages.errors import (
    DerivedFileError,
    GoldenError,
    MappingRefusedError,
    MissingFileError,
    UnlistedFileError,
)
from mapbench.packages.ingredients import End, Ingredients
from mapbench.packages.locks import check_lock
from mapbench.packages.manifest import Dataset, listed
from mapbench.packages.package import Package
from mapbench.packages.program_read import PROGRAM, entries_of, json_of, schema_of, written_program

#: What governance.json says that follows from mapping.yaml and the schemas; the rest is the project's word.
_FOLLOWING = ("mapping", "owners", "fields")


def verify(path: str | Path, lock: str | Path | None = None, trust: Trust | None = None) -> Package:
    """The package, if everything about it holds. Fails closed: raises a PackageError of its own kind for each step.

    `lock` is a lock file, `trust` says who may approve: then somebody has to. Raises OSError for a file that cannot be read.
    """
    package = Package(read_files(path), {}, {}, None)
    _check_derived(package)
    if lock is not None:
        check_lock(Path(lock), package.manifest, package.digest)
    if trust is not None:
        check_approvals(package.files, package.digest, trust)
    return package


def ingredients_of(package: Package, within: str = "") -> Ingredients:
    """What a package was made of, read back from its files, whose places begin with `within`.

    Raises LoadError where mapping.yaml is broken, PackageError for files that are missing or malformed.
    """
    from mapbench.model.documents import Document
    from mapbench.model.loading import load

    files, manifest = package.files, package.manifest
    if b.MAPPING not in files or b.CHANGES not in files or b.GOVERNANCE not in files:
        raise MissingFileError(
            "The package lacks mapping.yaml, governance.json or CHANGES.md.", entry=b.MAPPING
        )
    document = Document.parse(files[b.MAPPING].decode("utf-8", "surrogateescape"), within + b.MAPPING)
    file = load("mapping", document)
    written = written_program(files[PROGRAM])
    names = {one.path: one.name for one in manifest.files if one.name is not None}
    found = Ingredients(
        document, file, draft=manifest.draft, changes=files[b.CHANGES], tests=files.get(b.TESTS)
    )
    found.source = _end(file.source, manifest.source, files)
    found.target = _end(file.target, manifest.target, files)
    found.functions, found.tables, found.assertions = written.functions, written.tables, written.assertions
    for one in written.tables:
        entries = entries_of(files, one)
        if entries is not None:
            found.entries[one.name] = entries
    found.fixtures = {
        names.get(path, path.removeprefix("fixtures/")): files[path]
        for path in files
        if path.startswith("fixtures/")
    }
    said = json_of(files, b.GOVERNANCE)
    found.governance = {key: value for key, value in _object(said).items() if key not in _FOLLOWING}
    return found


def _check_derived(package: Package) -> None:
    try:
        made = b.build(ingredients_of(package))
    except MapbenchError as error:
        if type(error).__module__ == MappingRefusedError.__module__:
            raise
        where = f" ({error.place})" if str(error.place) else ""
        raise MappingRefusedError(
            f"The package cannot be made anew{where}: {error.message}", error.hint
        ) from None
    except (TypeError, ValueError, RecursionError, orjson.JSONDecodeError) as error:
        raise MappingRefusedError(f"The package cannot be made anew: {error}") from None
    for name in [PROGRAM, *listed(package.files), *made]:
        _compare(name, package.files.get(name), made.get(name))


def _compare(name: str, found: bytes | None, made: bytes | None) -> None:
    if found == made:
        return
    if made is None:
        raise UnlistedFileError(f"The package has {name}, which belongs to none of its parts.", entry=name)
    if found is None:
        raise MissingFileError(f"The package lacks {name}.", entry=name)
    if name == b.GOLDEN:
        raise GoldenError(
            f"The mapping gives other outputs than golden.jsonl says: {_first(found, made)}.", entry=name
        )
    raise DerivedFileError(
        f"The file {name} is not what mapping.yaml and the files beside it give.", entry=name
    )


def _first(found: bytes, made: bytes) -> str:
    """The first fixture with another outcome, and how."""
    old, new = found.splitlines(), made.splitlines()
    for one, other in zip(old, new, strict=False):
        if one != other:
            return _difference(other, one)
    return f"{len(old):,} outcomes are written, {len(new):,} come out"


def _difference(made: bytes, found: bytes) -> str:
    new = orjson.loads(made)
    try:
        old = _object(orjson.loads(found))
    except orjson.JSONDecodeError:
        return f"{new['fixture']} has a line that is no JSON"
    return f"{new['fixture']} is {new['status']}, was {old.get('status')}" + (
        "" if new["status"] != old.get("status") else " with other content"
    )


def _end(reference: str | None, said: Dataset | None, files: Mapping[str, bytes]) -> End | None:
    if reference is None:
        return None
    path = b.schema_path(reference)
    schema = schema_of(files, w.End(reference, path)) if path in files else None
    return End(reference, None if said is None else said.version, schema)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
