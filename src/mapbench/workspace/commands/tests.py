"""Test cases of mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, copy_of, file_of

if TYPE_CHECKING:
    from mapbench.project.project import Project


@dataclass(frozen=True)
class AddTest(Command):
    """A test case at the end of a mapping's cases."""

    mapping: str
    case: Mapping[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return f"Add the test {self.case.get('name')!r} to {self.mapping}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        from mapbench.trials.recording import with_case

        project.loaded("mapping", self.mapping)
        known = self.mapping in project.ids("tests")
        document = copy_of(project.loaded("tests", self.mapping)) if known else None
        path = project.folder / file_of("tests", self.mapping)
        return {file_of("tests", self.mapping): bytes_of(with_case(document, path, dict(self.case)))}
