"""Files of the project edited key by key, made, or written whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from mapbench.errors import MapbenchError
from mapbench.model.base import FORMS
from mapbench.model.documents import Document, KeyPath
from mapbench.project.formatting import key_order
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, edited, file_of, same

if TYPE_CHECKING:
    from mapbench.project.project import Project

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_HINT = next(hint for pattern, hint in FORMS.items() if pattern == f"^{_ID.pattern}$")


@dataclass(frozen=True)
class EditKey(Command):
    """One key of a file gets another value; `...` takes the key away. `id` is the file's."""

    id: str
    key_path: KeyPath
    value: Any = field(hash=False)
    kind: ClassVar[str]

    @property
    def name(self) -> str:
        key = ".".join(str(part) for part in self.key_path)
        return f"{'Remove' if self.value is ... else 'Set'} {key} of {self.kind} {self.id}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def edit(document: Document) -> None:
            if self.value is ...:
                document.remove(self.key_path)
                return
            path, value = _with_parents(document, self.key_path, self.value)
            node = document.node(path)
            if node is None or not same(node.data(), value):
                document.set(path, value, key_order(self.kind) if len(path) == 1 else ())

        return edited(project, self.kind, self.id, edit)


def _with_parents(document: Document, path: KeyPath, value: Any) -> tuple[KeyPath, Any]:
    """A key path whose parent is there, and the value with the maps around it that are not."""
    while len(path) > 1 and document.node(path[:-1]) is None and isinstance(path[-1], str):
        path, value = path[:-1], {path[-1]: value}
    return path, value


@dataclass(frozen=True)
class EditSystem(EditKey):
    """A key of a system."""

    kind: ClassVar[str] = "system"


@dataclass(frozen=True)
class EditEntity(EditKey):
    """A key of a canonical entity, its schema included."""

    kind: ClassVar[str] = "entity"


@dataclass(frozen=True)
class EditLookup(EditKey):
    """A key of a lookup."""

    kind: ClassVar[str] = "lookup"


@dataclass(frozen=True)
class EditMapping(EditKey):
    """A key of a mapping that is no rule: title, owner, `let`, `skip_when`."""

    kind: ClassVar[str] = "mapping"


@dataclass(frozen=True)
class EditFlow(EditKey):
    """A key of a flow."""

    kind: ClassVar[str] = "flow"


@dataclass(frozen=True)
class EditFunction(EditKey):
    """A key of a function."""

    kind: ClassVar[str] = "function"


@dataclass(frozen=True)
class EditProject(EditKey):
    """A key of the project file; `id` is the project's."""

    kind: ClassVar[str] = "project"


@dataclass(frozen=True)
class DeclareVersion(Command):
    """A mapping says that it is another version."""

    mapping: str
    version: str

    @property
    def name(self) -> str:
        return f"Declare {self.mapping} {self.version}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        return EditMapping(self.mapping, ("version",), self.version).changes(project)


@dataclass(frozen=True)
class NewMapping(Command):
    """A mapping without rules from a source to a target."""

    id: str
    source: str
    target: str
    owner: str | None = None

    @property
    def name(self) -> str:
        return f"New mapping {self.id}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        if not _ID.fullmatch(self.id):
            raise MapbenchError(f"A mapping cannot be called {self.id!r}.", _ID_HINT)
        if self.id in project.ids("mapping"):
            raise MapbenchError(f"There is a mapping {self.id} already.", "Choose another name.")
        for reference in (self.source, self.target):
            project.schema(reference)
        data = {"mapping": self.id, "version": "0.1.0", "owner": self.owner}
        data |= {"source": self.source, "target": self.target}
        document = Document.parse("", file_of("mapping", self.id))
        document.set((), {key: value for key, value in data.items() if value is not None})
        return {file_of("mapping", self.id): bytes_of(document)}


@dataclass(frozen=True)
class WriteFile(Command):
    """A file of the project as an editor left it: its whole text, broken or not."""

    path: str
    text: str

    @property
    def name(self) -> str:
        return f"Edit {self.path}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        return {self.path: self.text.encode("utf-8", "surrogateescape")}
