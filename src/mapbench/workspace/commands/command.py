"""What every command is: a name, and the files it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mapbench.project.project import Project


class Command:
    """Something to do to a project; subclasses are frozen dataclasses."""

    @property
    def name(self) -> str:
        """What it does, in the words of the list of steps: `Link total_price to totals.gross`."""
        raise NotImplementedError

    def title(self, project: Project) -> str:
        """The name as the list of steps keeps it: it may say what the project knows. Never raises."""
        return self.name

    def changes(self, project: Project) -> Mapping[str, bytes | None]:
        """The files it changes, relative to the project, with their whole new content; None takes one away.

        Reads the project, changes nothing. Raises MapbenchError where it cannot be done.
        """
        raise NotImplementedError
