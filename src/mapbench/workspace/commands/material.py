"""What mappings work with: pinned schemas, fixtures, rows of tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, copy_of, edited

if TYPE_CHECKING:
    from mapbench.project.project import Project


@dataclass(frozen=True)
class PinSchema(Command):
    """A dataset's schema is this one from now on, in the file that it has or in a new one."""

    dataset: str
    schema: Mapping[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return f"Pin the schema of {self.dataset}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        _plain_name(self.dataset, "dataset")
        path = f"schemas/{self.dataset}.json"
        if (project.folder / path).is_file() or not (
            project.folder / f"schemas/{self.dataset}.yaml"
        ).is_file():
            return {path: (json.dumps(self.schema, indent=2, ensure_ascii=False) + "\n").encode()}
        document = Document.parse("", f"schemas/{self.dataset}.yaml")
        document.set((), dict(self.schema))
        return {f"schemas/{self.dataset}.yaml": bytes_of(document)}


@dataclass(frozen=True)
class WriteFixtures(Command):
    """Records become fixtures of a dataset: their texts by name, without an ending; they are redacted already."""

    dataset: str
    texts: Mapping[str, str] = field(hash=False)

    @property
    def name(self) -> str:
        if len(self.texts) == 1:
            return f"Capture the fixture {next(iter(self.texts))} of {self.dataset}"
        return f"Capture {len(self.texts)} fixtures of {self.dataset}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        _plain_name(self.dataset, "dataset")
        found: dict[str, bytes | None] = {}
        for name, text in self.texts.items():
            _plain_name(name, "fixture")
            found[f"fixtures/{self.dataset}/{name.removesuffix('.json')}.json"] = text.encode()
        return found


@dataclass(frozen=True)
class SetLookupRow(Command):
    """A key of a table has another value, or a new one; `...` takes the row away.

    A table with a CSV file is changed there, in the value's column; one with a JSON file or a dataset is not changed here.
    """

    lookup: str
    key: str
    value: Any = field(hash=False)

    @property
    def name(self) -> str:
        return f"{'Remove' if self.value is ... else 'Set'} {self.key} in {self.lookup}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        data = copy_of(project.loaded("lookup", self.lookup)).data
        if "file" in data:
            return self._in_csv(project, data)
        if "dataset" in data:
            raise MapbenchError(
                f"The rows of {self.lookup} are fixtures of {data['dataset']}.", "Capture them again instead."
            )
        return edited(project, "lookup", self.lookup, self._in_entries)

    def _in_entries(self, document: Document) -> None:
        if self.value is ...:
            document.remove(("entries", self.key))
        else:
            document.set(("entries", self.key), self.value)

    def _in_csv(self, project: Project, data: dict[str, Any]) -> dict[str, bytes | None]:
        path = Path("lookups") / str(data["file"])
        if path.suffix.lower() != ".csv" or not isinstance(data.get("value"), str):
            raise MapbenchError(f"The rows of {self.lookup} are in {path}.", "Edit that file.")
        text = (project.folder / path).read_bytes().decode("utf-8", "surrogateescape")
        return {path.as_posix(): row_set(text, data, self).encode("utf-8", "surrogateescape")}


def row_set(text: str, data: Mapping[str, Any], row: SetLookupRow) -> str:
    """A CSV text with one row changed, added or taken away; every other line stays as it is."""
    lines, end = list(io.StringIO(text, newline="")), "\r\n" if "\r\n" in text else "\n"
    spans = _records(lines)
    names = [name.removeprefix("\ufeff") for name in spans[0][1]] if spans else []
    if data.get("key") not in names or data["value"] not in names:
        raise MapbenchError(f"The table of {row.lookup} lacks its columns.", "Repair the file first.")
    key, value = names.index(str(data["key"])), names.index(data["value"])
    for start, cells, stop in spans[1:]:
        if len(cells) > key and cells[key] == row.key:
            padded = [*cells, *[""] * (value + 1 - len(cells))]
            new = [] if row.value is ... else [*padded[:value], row.value, *padded[value + 1 :]]
            return "".join([*lines[:start], _line(new, end), *lines[stop:]])
    if row.value is ...:
        raise MapbenchError(f"The table has no row {row.key!r}.", "Look at it again.")
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    fresh = ["" for _ in names]
    fresh[key], fresh[value] = row.key, row.value
    return "".join([*lines, _line(fresh, end)])


def _records(lines: list[str]) -> list[tuple[int, list[str], int]]:
    """The rows of a CSV text: first line, cells, line behind the last one."""
    found: list[tuple[int, list[str], int]] = []
    reader = csv.reader(lines)
    start = 0
    for cells in reader:
        if cells:
            found.append((start, cells, reader.line_num))
        start = reader.line_num
    return found


def _line(cells: list[str], end: str) -> str:
    if not cells:
        return ""
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerow(cells)
    return text.getvalue()


def _plain_name(name: str, what: str) -> None:
    if not name or name.startswith(".") or any(char in name for char in '/\\:*?"<>|\0\n'):
        raise MapbenchError(f"A {what} cannot be called {name!r}.", "Use letters, digits, dots and dashes.")
