"""Which project a command works on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from mapbench.errors import MapbenchError

#: What makes a folder a project.
PROJECT_FILE = "mapbench.yaml"


@dataclass(frozen=True)
class Project:
    """The project of one command line; every command finds it as `ctx.obj`."""

    named: Path | None = None

    def find(self) -> Path | None:
        """The project's folder: the one named, else the nearest folder above with mapbench.yaml, or none.

        Raises MapbenchError where a folder was named that is no project.
        """
        if self.named is None:
            here = Path.cwd()
            return next(
                (folder for folder in (here, *here.parents) if (folder / PROJECT_FILE).is_file()), None
            )
        if not (self.named / PROJECT_FILE).is_file():
            raise MapbenchError(
                f"The folder '{self.named}' is no project: it has no {PROJECT_FILE}.",
                f"Make one with `mapbench new {self.named}`, or name another folder.",
            )
        return self.named

    def require(self) -> Path:
        """The project's folder. Raises MapbenchError where there is none."""
        found = self.find()
        if found is None:
            raise MapbenchError(
                f"There is no project here: no folder above has a {PROJECT_FILE}.",
                "Name one with `mapbench -C DIR …`, or make one with `mapbench new DIR`.",
            )
        return found


#: Gives a command the `Project` of its command line as first argument.
pass_project = click.make_pass_decorator(Project, ensure=True)
