"""Whether a mapping is a draft: other than the package of its version, or never exported."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.workspace.open_mapping import OpenMapping


def is_draft(opened: OpenMapping) -> bool:
    """Whether what stands in the project was not exported as it is: its rules, schemas, tables, functions and tests.

    Only what a person writes is compared, so that no record has to be run for it.
    """
    from mapbench.packages.publish import ENDING

    file = opened.salvaged.file
    if file.version is None or opened.problems:
        return True
    path = opened.project.folder / "dist" / f"{opened.id}-{file.version}{ENDING}"
    try:
        stat = path.stat()
        return _written(opened) != _exported(path, (stat.st_mtime_ns, stat.st_size))
    except (OSError, MapbenchError, ValueError, LookupError, TypeError, AttributeError):
        return True


def _written(opened: OpenMapping) -> dict[str, Any]:
    """What a person wrote, by the names of the files of a package."""
    from mapbench.packages.build import lookup_path, schema_path

    found: dict[str, Any] = {"mapping.yaml": opened.document.text().encode("utf-8", "surrogateescape")}
    tests = opened.project.folder / "tests" / f"{opened.id}.yaml"
    if tests.is_file():
        found["tests.yaml"] = tests.read_bytes()
    for reference in (opened.salvaged.file.source, opened.salvaged.file.target):
        linked = None if reference is None else opened.project.schema(reference)
        if reference is not None and linked is not None:
            found[schema_path(reference)] = linked.raw
    program = opened.readable.whole
    for name in sorted({one.reverse_of or one.name for one in program.tables if not one.inline}):
        _, lookup = opened.project.lookup(name)
        if lookup.dataset is None or lookup.freeze:
            found[lookup_path(name)] = {"lookup": name, "entries": opened.project.table(name)}
    found["functions"] = sorted(
        [one.name, list(one.parameters), one.formula.text] for one in program.functions
    )
    found["assertions"] = [[one.that, one.message] for one in opened.environment.assertions]
    return found


@lru_cache(maxsize=256)
def _exported(path: Path, stamp: tuple[int, int]) -> dict[str, Any]:
    """The same of a package; `stamp` tells one state of the file from another."""
    from mapbench.packages.contents import read_files

    files = read_files(path)
    found: dict[str, Any] = {name: files[name] for name in ("mapping.yaml", "tests.yaml") if name in files}
    for name, content in files.items():
        if name.startswith(("schemas/", "lookups/")):
            found[name] = orjson.loads(content)
    program = orjson.loads(files["program.json"])
    functions = program.get("functions", [])
    found["functions"] = sorted([one["name"], one["parameters"], one["formula"]] for one in functions)
    found["assertions"] = [[one["that"], one["message"]] for one in program.get("assertions", [])]
    return found
