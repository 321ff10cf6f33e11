"""Rules that read no field of the canvas: a constant, or a formula over what is in scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.language.paths import path_text
from mapbench.model.documents import Document
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import edited
from mapbench.workspace.commands.links import Placing
from mapbench.workspace.scopes import dotted
from mapbench.workspace.views import Path

if TYPE_CHECKING:
    from mapbench.project.project import Project


@dataclass(frozen=True)
class AddRule(Command):
    """A target that has no rule gets one with this body: `{"constant": "web"}`, `{"formula": "now()"}`."""

    mapping: str
    target: Path
    body: Mapping[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return f"Give {dotted(self.target)} a {next(iter(self.body), 'rule')}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def add(document: Document) -> None:
            place = Placing(project, document, self.target)
            if place.seat.index is not None:
                raise MapbenchError(f"{dotted(self.target)} has a rule already.", "Edit that one.")
            if any(step in ("*", "{}") for step in place.seat.rest):
                raise MapbenchError(
                    f"{dotted(self.target)} is in a list that has no rule.",
                    "Link the list, or a field of it, first.",
                )
            place.insert({"target": path_text(place.seat.rest), **self.body})

        return edited(project, "mapping", self.mapping, add)
