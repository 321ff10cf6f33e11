"""What the canvas costs: two schemas of 5,000 leaves, 1,500 links; rows of the table of `workbench.py`.

Frames are drawn by a headless terminal of 140 x 45: what Textual does for them is part of the figure.
"""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import measure

LEAVES, LINKS = 5000, 1500
SCREEN = (140, 45)
FRAME_BAR = 0.016
FILTER_BAR = 0.010


#: What, seconds of CPU, and the bar where there is one.
Row = tuple[str, float, float | None]


def schema(leaves: int) -> tuple[Any, ...]:
    """Objects of nine fields each."""
    from mapbench.tui.canvas.content import CanvasField

    fields = []
    for first in range(0, leaves, 9):
        fields.append(CanvasField((f"group_{first}",), f"group_{first}", 0, "object", "object"))
        for number in range(first, min(first + 9, leaves)):
            path = (f"group_{first}", f"field_{number}")
            fields.append(CanvasField(path, path[1], 1, "leaf", "text", number % 9 == 3))
    return tuple(fields)


def content() -> Any:
    """Two schemas of 5,000 leaves, and 1,500 links between fields that stand near each other."""
    from mapbench.tui.canvas.content import CanvasContent, CanvasLink

    rng, fields = random.Random(1), schema(LEAVES)
    paths = [field.path for field in fields if field.kind == "leaf"]
    links = []
    for target in sorted(rng.sample(range(LEAVES), LINKS)):
        near = [min(max(target + rng.randint(-8, 8), 0), LEAVES - 1) for _ in range(rng.choice((1, 1, 2)))]
        links.append(CanvasLink(target, tuple(paths[at] for at in near), paths[target]))
    return CanvasContent(fields, fields, tuple(links), "source", "target")


def rows(rounds: int) -> Iterator[Row]:
    """What showing, filtering, folding and scrolling cost."""
    from mapbench.tui.canvas.board import Board
    from mapbench.tui.canvas.content import SOURCE
    from mapbench.tui.canvas.filtering import Filter

    shown, board = content(), Board()
    yield ("rows and links of both schemas", least(lambda: board.show(shown), rounds), None)
    for name, wanted in (
        ("field_12", Filter("field_12")),
        ("f", Filter("f")),
        ("unmapped", Filter("", True)),
    ):
        found = least(lambda wanted=wanted: board.set_filter(wanted), rounds)
        yield (f"filter: {name}", found, FILTER_BAR)
    board.set_filter(Filter())
    yield ("fold", least(lambda: board.toggle_fold(SOURCE, 0), rounds), None)
    windows = iter(range(0, 10**9, 3))

    def window(apart: int) -> None:
        top = next(windows) % LEAVES
        board.drawing((top, top + apart), 18, 43, plain=False)

    yield ("wires of a window", least(lambda: window(0), rounds * 10), FRAME_BAR)
    yield ("wires, most ends off screen", least(lambda: window(30), rounds * 10), FRAME_BAR)
    scrolled, moved = asyncio.run(frames(shown, 20 * rounds))
    yield ("scroll frame, both panes", scrolled, FRAME_BAR)
    yield ("cursor one row on", moved, FRAME_BAR)


async def frames(shown: Any, count: int) -> tuple[float, float]:
    """The median CPU of a frame in which both panes scroll, and of one in which the cursor moves."""
    from textual.app import App, ComposeResult

    from mapbench.tui.canvas.canvas import MappingCanvas
    from mapbench.tui.canvas.content import SOURCE, TARGET
    from mapbench.tui.theme import colours, variables

    part, palette = MappingCanvas(), colours(dark=True)

    class Shell(App[None]):
        """The canvas alone."""

        colours = palette

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return variables(dark=True)

        def compose(self) -> ComposeResult:
            yield part

    async with Shell().run_test(size=SCREEN) as pilot:
        part.show(shown)
        values = {field.path: ("a value", "text") for field in shown.source}
        part.show_values(values, values)
        part.panes[TARGET].focus()
        await pilot.pause()

        async def scroll() -> None:
            for pane in part.panes.values():
                pane.scroll_to(y=pane.top + 3, animate=False)
            await pilot.pause()

        scrolled = await median(scroll, count)
        part.select(SOURCE, shown.source[2].path)
        return scrolled, await median(lambda: pilot.press("down"), count)


async def median(work: Callable[[], Awaitable[None]], count: int) -> float:
    """The median CPU seconds of a step, the first few not counted."""
    spent = []
    for _ in range(count + 5):
        before = measure.cpu()
        await work()
        spent.append(measure.cpu() - before)
    return statistics.median(spent[5:])


def least(work: Callable[[], object], rounds: int) -> float:
    """The least CPU seconds of some turns."""
    return measure.interleaved({"": lambda: work() and None}, max(rounds, 3))[""]
