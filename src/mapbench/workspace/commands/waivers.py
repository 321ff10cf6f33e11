"""Findings that somebody accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mapbench.model.documents import Document
from mapbench.project.folder import WAIVERS_FILE
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, copy_of

if TYPE_CHECKING:
    from mapbench.project.project import Project


@dataclass(frozen=True)
class WaiveFinding(Command):
    """A finding, by its fingerprint, is accepted until a day; a waiver it had before is replaced."""

    finding: str
    who: str
    why: str
    until: date

    @property
    def name(self) -> str:
        return f"Waive {self.finding} until {self.until}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        document = copy_of(project.waivers) if project.waivers is not None else Document.parse("", WAIVERS_FILE)  # fmt: skip
        data = document.data
        at = ("waivers",) if isinstance(data, dict) else ()
        listed = data.get("waivers", []) if isinstance(data, dict) else data or []
        entry = {"finding": self.finding, "who": self.who, "why": self.why, "until": self.until.isoformat()}
        known = next((number for number, one in enumerate(listed) if one.get("finding") == self.finding), None)  # fmt: skip
        if not listed:
            document.set(at, [entry])
        else:
            document.set((*at, len(listed) if known is None else known), entry)
        return {WAIVERS_FILE: bytes_of(document)}
