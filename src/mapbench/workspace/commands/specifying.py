"""Proposals of a specification sheet that were accepted: rules and rows of tables, as one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import copy_of, edited, file_of
from mapbench.workspace.commands.material import SetLookupRow, row_set

if TYPE_CHECKING:
    from mapbench.project.project import Project
    from mapbench.reports.sheets.proposals import Proposal


@dataclass(frozen=True)
class AcceptProposals(Command):
    """What was proposed for a mapping, and accepted."""

    mapping: str
    chosen: tuple[Proposal, ...]

    @property
    def name(self) -> str:
        count = len(self.chosen)
        return f"Accept {count} proposal{'' if count == 1 else 's'} for {self.mapping}"

    def changes(self, project: Project) -> Mapping[str, bytes | None]:
        from mapbench.project.programs import LoadedMapping
        from mapbench.reports.sheets.applying import apply_to, require_sound

        found: dict[str, bytes | None] = {}
        if any(one.kind != "row" for one in self.chosen):
            require_sound(LoadedMapping(*project.mapping(self.mapping), project), self.chosen)
            order = _order(project, self.mapping)
            found |= edited(
                project, "mapping", self.mapping, lambda document: apply_to(document, self.chosen, order)
            )
        for lookup in dict.fromkeys(one.target for one in self.chosen if one.kind == "row"):
            rows = [one for one in self.chosen if one.kind == "row" and one.target == lookup]
            found |= _table(project, lookup, rows)
        return found


def _order(project: Project, mapping: str) -> tuple[str, ...]:
    """The targets in the order of the target schema."""
    try:
        _, file = project.mapping(mapping)
        linked = project.target_schema(file)
    except MapbenchError:
        return ()
    return linked.fields.root.order() if linked is not None else ()


def _table(project: Project, lookup: str, rows: list[Proposal]) -> dict[str, bytes | None]:
    data = copy_of(project.loaded("lookup", lookup)).data
    if "file" not in data:
        return edited(project, "lookup", lookup, lambda document: _in_entries(document, rows))
    name = Path(file_of("lookup", lookup)).parent / str(data["file"])
    if name.suffix.lower() != ".csv" or not isinstance(data.get("value"), str):
        raise MapbenchError(f"The rows of {lookup} are in {name}.", "Edit that file.")
    text = (project.folder / name).read_bytes().decode("utf-8", "surrogateescape")
    for row in rows:
        value: Any = row.keys["value"]
        cell = value if value is ... or isinstance(value, str) else row.proposed
        text = row_set(text, data, SetLookupRow(lookup, row.what, cell))
    return {name.as_posix(): text.encode("utf-8", "surrogateescape")}


def _in_entries(document: Document, rows: list[Proposal]) -> None:
    for row in rows:
        if row.keys["value"] is ...:
            document.remove(("entries", row.what))
        else:
            document.set(("entries", row.what), row.keys["value"])
