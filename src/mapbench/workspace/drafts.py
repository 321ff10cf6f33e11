"""Whether a mapping is a draft: other than the package of its version, or never exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mapbench.model.mapping import MappingFile
    from mapbench.project.project import Project


def is_draft(project: Project, mapping: str, file: MappingFile) -> bool:
    """Whether what stands in the project was not exported as it is."""
    return True
