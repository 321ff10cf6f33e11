"""What Connect says in words: the answer in one line, a failure with its way out, the file of a capture, paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from textual.content import Content

from mapbench.tui.glyphs import mark
from mapbench.tui.pane import tabs as words_of
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.errors import MapbenchError
    from mapbench.tui.connect.seen import Seen
    from mapbench.workspace.sending import Answered

TABS: Final = ("Response", "Schema", "Capture")
_SHORT: Final = 30


def tabs(active: str, all_of_them: bool) -> str | Content:
    """The title of a pane; on a small screen the three words, the active one marked."""
    return words_of(TABS, active) if all_of_them else active


def answered(answer: Answered, raw: bool, show_real: bool) -> Content:
    """Tree or raw, status, time and size; whether personal values are to be seen."""
    from mapbench.connect.http.failures import size_text

    here, other = "bold underline $strong", "$muted"
    seconds = answer.seconds
    took = f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
    dot = f" {mark('middot')} "
    real = Content.assemble((f"  {mark('warning')} shown", "$warn")) if show_real else Content("")
    return Content.assemble(
        ("Tree", other if raw else here), "  ", ("Raw", here if raw else other), "  ",
        (f"{mark('ok')} {answer.status or 'read'}", "$ok"), (f"{dot}{took}{dot}{size_text(answer.size)}", "$muted"), real,
    )  # fmt: skip


def records(answer: Answered, count: int) -> Content:
    """How many records came, and whether there are more on further pages, with the key that asks for the next."""
    found = answer.received.exchange
    said = f"{count:,} record{'' if count == 1 else 's'}"
    if found.following is None:
        return Content(f"first {said}" if found.more else said)
    return Content.assemble(f"{said}  ", ("m", "bold $accent"), (" more", "not bold $muted"))


def failed(error: MapbenchError, left: float) -> Content:
    """What went wrong in a sentence, and the way out: for a system that wants to be left alone, the seconds until then."""
    from mapbench.connect.http.failures import RateLimited

    status = getattr(error, "status", None)
    head = f"{mark('error')} {status}: " if status else f"{mark('error')} "
    hint = error.hint
    if isinstance(error, RateLimited) and error.wait is not None:
        seconds = math.ceil(left)
        hint = f"Free again in {seconds} s." if seconds > 0 else "It is free again: enter sends."
    return Content.assemble((head, "bold $error"), (f"{safe(error.message)}\n", "$text"), (safe(hint), "$muted"))  # fmt: skip


def file_row(seen: Seen) -> Content:
    """The file that a capture would write, its size, and what writes it."""
    from mapbench.connect.http.failures import size_text

    planned = seen.planned()
    if planned is None:
        return Content.styled("Send a request: its records can be captured as fixtures, redacted.", "$muted")
    name, text, state = planned
    does = {
        "new": " writes it",
        "changed": " overwrites it: the file differs",
        "same": "stands there already",
    }[state]
    key = ("w", "bold $accent") if state != "same" else ("", "")
    size = size_text(len(text.encode()))
    keyless = seen.answer is not None and not seen.answer.keys
    named = ((", ", "$muted"), ("e", "bold $accent"), (" gives it a key", "$muted")) if keyless else ()
    return Content.assemble(("file      ", "$muted"), (safe(name, 120), "$strong"), (f"   {size}, ", "$muted"), key, (does, "$muted"), *named)  # fmt: skip


def path_text(key: tuple[str | int, ...]) -> str:
    """A place in the tree as a path: `$.orders[0].id`."""
    from mapbench.workspace.masking import path_of

    return f"$.{path_of(key)}"


def shortened(text: str) -> str:
    """A path that fits a border."""
    return safe(text, _SHORT)
