"""Pictures of the workbench: a screen by its name, as SVG, from the real thing."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench

#: Screen: the place it shows, and the keys that are pressed there.
SCREENS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "overview": ("overview", ()),
    "connect": ("connect", ()),
    "map": ("map", ()),
    "map-explain": ("map", ("x",)),
    "dry-run": ("dry_run", ()),
    "package": ("package", ()),
    "palette": ("map", ("ctrl+p",)),
    "jump": ("map", ("ctrl+o",)),
    "help": ("map", ("f1",)),
    "keys": ("map", ("question_mark",)),
    "first-run": ("overview", ()),
}

#: After so many looks without any work, all is drawn: what one piece of work ends with may begin another.
_QUIET: Final = 3


async def drawn(picture: Any) -> str:
    """The SVG of a screen. It is drawn from a copy of the project, with nobody's settings."""
    before = dict(os.environ)
    try:
        with tempfile.TemporaryDirectory(prefix="mapbench-") as place:
            os.environ.pop("NO_COLOR", None)
            os.environ.update(TEXTUAL_ANIMATIONS="none", XDG_CONFIG_HOME=place)
            os.environ.update({"NO_COLOR": "1"} if picture.no_color else {})
            return await _drawn(picture, _copied(picture.project, Path(place)))
    finally:
        os.environ.clear()
        os.environ.update(before)


def _copied(project: Path | None, place: Path) -> Path | None:
    if project is None:
        return None
    return copytree(project, place / project.resolve().name, ignore=ignore_patterns(".mapbench"))


async def _drawn(picture: Any, project: Path | None) -> str:
    from mapbench.tui.app import Workbench
    from mapbench.tui.front import opened

    bench = Workbench(opened(project) if project else None, project or Path("/projects/storefront"))
    with closing(bench):
        async with bench.run_test(size=picture.size) as pilot:
            if picture.light:
                bench.wear("theme", "light")
            await _reach(bench, pilot, picture.screen)
            return without_fonts(bench.export_screenshot(title="mapbench"))


async def _reach(bench: Workbench, pilot: Any, screen: str) -> None:
    place, keys = SCREENS[screen]
    await bench.open_place(place, {})
    await settled(bench, pilot)
    for key in keys:
        await pilot.press(key)
        await settled(bench, pilot)


async def settled(bench: Workbench, pilot: Any) -> None:
    """Waits until nothing is being computed and everything is drawn."""
    from textual.worker import WorkerCancelled

    quiet = 0
    while quiet < _QUIET:
        await pilot.pause()
        going = bench.typed_ahead or any(not worker.is_finished for worker in bench.workers)
        quiet = 0 if going else quiet + 1
        if going:
            with suppress(WorkerCancelled):  # a newer look took its place
                await bench.workers.wait_for_complete()
    bench.redraw_frame()
    await pilot.pause()


def without_fonts(svg: str) -> str:
    """The picture without the fonts that it would load from elsewhere: readers of a README see their own monospace."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
