"""Texts that others wrote, on their way to a sink: one function for each, which is all that stands between.

Control characters, direction marks and other invisible ones are shown as stand-ins everywhere, so that no sink is steered and no text
is something else than it looks.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_LONGEST: Final = 400
_TICKS: Final = re.compile("`+")


def visible(text: str, longest: int = _LONGEST) -> str:
    """A text as one line in which everything can be seen; what is long ends in `…`."""
    short = text if len(text) <= longest else text[:longest] + "…"
    return "".join(map(_seen, short))


def for_terminal(text: str, longest: int = _LONGEST) -> str:
    """A text for a terminal: it moves no cursor, sets no title and changes no direction."""
    return visible(text, longest)


def for_markdown(text: str, longest: int = _LONGEST) -> str:
    """A text for Markdown, as a code span: no markup, no HTML, no link, no mention, no reference to anything.

    The fence is longer than any run of backticks in it, so that nothing inside ends it.
    """
    shown = visible(text, longest) or " "
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def for_html(text: str, longest: int = _LONGEST) -> str:
    """A text for HTML, in an element or a quoted attribute."""
    return html.escape(visible(text, longest), quote=True)


@lru_cache(4096)
def _seen(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if char == " ":
        return char
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")
    return f"⟨U+{code:04X}⟩" if hidden else char
