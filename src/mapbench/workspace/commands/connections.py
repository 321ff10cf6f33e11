"""Systems and what is known of their fields: a new system, another request, a classification."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, MapbenchError
from mapbench.model.documents import Document
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, edited, file_of, same

if TYPE_CHECKING:
    from mapbench.model.nodes import Node
    from mapbench.project.project import Project
    from mapbench.workspace.views import Path

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY = "x-classification"


@dataclass(frozen=True)
class NewSystem(Command):
    """A system with what its file says below `system`."""

    id: str
    content: dict[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return f"New system {self.id}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        if not _ID.fullmatch(self.id):
            raise MapbenchError(f"A system cannot be called {self.id!r}.", "Use small letters, digits and dashes.")  # fmt: skip
        if self.id in project.systems or (project.folder / file_of("system", self.id)).exists():
            raise MapbenchError(f"There is a system {self.id} already.", "Choose another name.")
        document = Document.parse("", file_of("system", self.id))
        document.set((), {"system": self.id, **self.content})
        return {file_of("system", self.id): bytes_of(document)}


@dataclass(frozen=True)
class EditRequest(Command):
    """How a dataset is asked for: keys of it by their path below the system's file, `...` takes one away; one step."""

    dataset: str
    values: tuple[tuple[tuple[str, ...], Any], ...] = field(hash=False)

    @property
    def name(self) -> str:
        return f"Edit the request of {self.dataset}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def edit(document: Document) -> None:
            for path, value in self.values:
                node = document.node(path)
                if value is ... and node is not None:
                    document.remove(path)
                elif value is not ... and (node is None or not same(node.data(), value)):
                    _put(document, path, value)

        return edited(project, "system", self.dataset.partition(".")[0], edit)


def _put(document: Document, path: tuple[str, ...], value: Any) -> None:
    """Sets a value, with the keys above it that are not there yet."""
    while len(path) > 1 and document.node(path[:-1]) is None:
        path, value = path[:-1], {path[-1]: value}
    document.set(path, value)


@dataclass(frozen=True)
class ClassifyField(Command):
    """A field of a pinned schema is public, internal, pii or secret; every other line of the file stays as it is."""

    dataset: str
    path: Path
    classification: str

    @property
    def name(self) -> str:
        dotted = ".".join(step for step in self.path if step not in ("*", "{}"))
        return f"Classify {dotted} of {self.dataset} as {self.classification}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        linked = project.schema(self.dataset)
        if linked is None:
            raise MapbenchError(f"No schema of {self.dataset} is pinned.", "Pin it first.")
        file = str(linked.document.file)
        name = f"schemas/{self.dataset}.{file.rpartition('.')[2]}"
        document = Document.parse(linked.document.text(), file)
        here = _place(linked.raw, self.path)
        if here is None:
            raise MapbenchError(f"The pinned schema of {self.dataset} has no such field.", "Pin the schema again first.")  # fmt: skip
        if not document.is_json:
            document.set((*here, _KEY), self.classification)
            return {name: bytes_of(document)}
        return {name: _in_json(document, here, self.classification).encode("utf-8", "surrogateescape")}


def _place(raw: dict[str, Any], path: Path) -> tuple[str, ...] | None:
    """The key path of a field in a schema document, through its own references; None where it has none of its own."""
    here: Any = raw
    keys: tuple[str, ...] = ()
    for step in path:
        here, keys = _resolved(raw, here, keys)
        inner = ("items",) if step == "*" else ("additionalProperties",) if step == "{}" else ("properties", step)  # fmt: skip
        for key in inner:
            here = here.get(key) if isinstance(here, dict) else None
        keys = (*keys, *inner)
        if not isinstance(here, dict):
            return None
    return keys


def _resolved(raw: dict[str, Any], here: Any, keys: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    for _ in range(20):
        reference = here.get("$ref") if isinstance(here, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        keys = tuple(part.replace("~1", "/").replace("~0", "~") for part in reference[2:].split("/"))
        here = raw
        for key in keys:
            here = here.get(key) if isinstance(here, dict) else None
    return here, keys


def _in_json(document: Document, here: tuple[str, ...], value: str) -> str:
    """The text of a JSON file with one key of an object set, in the object's own layout."""
    document.require()
    node, old = document.node(here), document.node((*here, _KEY))
    if node is None or node.kind != "map":
        raise LoadError(document.problems)
    start = document.text()[: len(document.text()) - len(document.body)]
    body, new = document.body, json.dumps(value)
    if old is not None:
        return f"{start}{body[: old.start]}{new}{body[old.end :]}"
    return start + _inserted(body, node, f'"{_KEY}": {new}')


def _inserted(body: str, node: Node, entry: str) -> str:
    if not node.entries:
        return f"{body[: node.start + 1]}{entry}{body[node.end - 1 :]}"
    key, last = node.entries[-1]
    before = body[: key.start].rpartition("\n")[2]
    alone = "\n" in body[node.start : key.start] and not before.strip()
    gap = f",\n{before}" if alone else ", "
    return f"{body[: last.end]}{gap}{entry}{body[last.end :]}"
