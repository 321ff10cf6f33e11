"""Plays a story on the canvas: keys, mouse, what it asked for and what one sees."""

import asyncio

from tests.tui.canvas.stories import Shell, storefront

from mapbench.tui.canvas.content import SOURCE, TARGET

SIZE = (120, 20)


def heard(shell, *kinds):
    """What the canvas asked for, without the cursor's moves unless asked for."""
    return [
        (type(one).__name__, *_said(one))
        for one in shell.heard
        if type(one).__name__ in kinds
        or (not kinds and type(one).__name__ not in {"RowSelected", "MarkChanged"})
    ]


def _said(message):
    names = {
        "RowSelected": ("side", "path"),
        "LinkWanted": ("sources", "target"),
        "MoveEnd": ("link", "side", "path", "old"),
    }
    names |= {"DeleteWanted": ("links",), "AcceptWanted": ("link",), "MarkChanged": ("marked",)}
    return [getattr(message, name) for name in names[type(message).__name__]]


def play(story, size=SIZE, content=None):
    """Runs a story of awaits over the storefront; gives what it gives."""

    async def run():
        given, *values = storefront()
        shell = Shell(given if content is None else content, tuple(values))
        async with shell.run_test(size=size) as pilot:
            await pilot.pause()
            result = await story(shell, pilot)
            await pilot.pause()
            return shell, result

    return asyncio.run(run())


def keys(*pressed, at=None, size=SIZE, content=None):
    """Presses keys with the cursor at a field."""
    return seen(lambda shell: shell, *pressed, at=at, size=size, content=content)


def seen(look, *pressed, at=None, size=SIZE, content=None):
    """What one sees after the keys, while the app still runs."""

    async def story(shell, pilot):
        if at is not None:
            shell.canvas.select(*at)
            await pilot.pause()
        await pilot.press(*pressed)
        await pilot.pause()
        return look(shell)

    return play(story, size, content)[1]


def text(shell_or_canvas):
    canvas = getattr(shell_or_canvas, "canvas", shell_or_canvas)
    return "\n".join(
        "".join(part.render_line(y).text for part in (canvas.panes[SOURCE], canvas.panes[TARGET]))
        for y in range(canvas.size.height - 2)
    )
