"""What the command line asks of the workbench: to open on a folder, and to draw a screen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.project.folder import PROJECT_FILE

if TYPE_CHECKING:
    from mapbench.workspace.workspace import Workspace


def open_workbench(folder: Path, example: Callable[[Path | None], AbstractContextManager[Path]]) -> int:
    """Runs the workbench on a folder until it is left; returns its exit code.

    `example` makes the example project, for a folder where there is none. Raises MapbenchError for a project that cannot
    be opened at all.
    """
    from mapbench.tui.app import Workbench
    from mapbench.tui.pauses import short_pauses

    bench = Workbench(opened(folder), folder.resolve(), example)
    with closing(bench), short_pauses():
        bench.run()
    return bench.return_code or 0


def opened(folder: Path) -> Workspace | None:
    """The workspace of a folder, None where it is no project."""
    from mapbench.workspace.workspace import Workspace

    return Workspace.open(folder) if (folder / PROJECT_FILE).is_file() else None


def draw_screen(picture: Any) -> None:
    """Draws a screen into an SVG file, without a terminal: `screen`, `file`, `project`, `size`, `light`, `no_color`."""
    import asyncio

    from mapbench.tui.drawing import drawn

    svg = asyncio.run(drawn(picture))
    picture.file.write_text(svg, encoding="utf-8")
