"""A schema that came from a file: pinned, and its dataset written into the system file where that lacks it; one step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document
from mapbench.project.formatting import key_order
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, edited, file_of
from mapbench.workspace.commands.material import PinSchema

if TYPE_CHECKING:
    from mapbench.project.project import Project

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class ImportSchema(Command):
    """A dataset's schema is this one; `entry` is what the file tells of the dataset, `title` and `url` of its system.

    What the system file says already is not touched. A system that the project does not have is made.
    """

    dataset: str
    schema: Mapping[str, Any] = field(hash=False)
    entry: Mapping[str, Any] = field(hash=False)
    title_of_system: str = ""
    url: str = ""

    @property
    def name(self) -> str:
        return f"Import the schema of {self.dataset}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        check_name(self.dataset)
        return {**PinSchema(self.dataset, self.schema).changes(project), **self._system(project)}

    def _system(self, project: Project) -> dict[str, bytes | None]:
        system, _, name = self.dataset.partition(".")
        if system not in project.ids("system"):
            return {file_of("system", system): self._new_system(system, name)}

        def add(document: Document) -> None:
            there = document.node(("datasets", name))
            known = there.data() if there is not None else None
            if document.node(("datasets",)) is None:
                document.set(("datasets",), {name: dict(self.entry)}, key_order("system"))
            elif not isinstance(known, dict):
                document.set(("datasets", name), dict(self.entry))
            else:
                for key, value in self.entry.items():
                    if key not in known:
                        document.set(("datasets", name, key), value)

        return edited(project, "system", system, add)

    def _new_system(self, system: str, name: str) -> bytes:
        told: dict[str, Any] = {"system": system, "title": self.title_of_system}
        told["connection"] = {"type": "http", "url": self.url} if self.url else None
        document = Document.parse("", file_of("system", system))
        document.set(
            (), {**{key: value for key, value in told.items() if value}, "datasets": {name: dict(self.entry)}}
        )
        return bytes_of(document)


def check_name(dataset: str) -> None:
    """Raises MapbenchError for what is no name of a dataset."""
    if not _NAME.fullmatch(dataset):
        raise MapbenchError(
            f"{dataset!r} is no name of a dataset.",
            "Write SYSTEM.DATASET in small letters, as in shopify.order.",
        )
