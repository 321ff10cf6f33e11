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
#: The styles that mapbench itself writes on a terminal.
_STYLED: Final = re.compile("\x1b\\[(?:[0-3]|3[0-7]|9[0-7])m")
#: What a terminal obeys or reads backwards; joined emoji and scripts that need joiners stay as they are.
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: Characters that XML 1.0 cannot hold, not even escaped.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def visible(text: str, longest: int = _LONGEST) -> str:
    """A text as one line in which everything can be seen; what is long ends in `…`."""
    short = text if len(text) <= longest else text[:longest] + "…"
    return "".join(map(_seen, short))


def for_terminal(text: str, longest: int = _LONGEST) -> str:
    """A text for a terminal: it moves no cursor, sets no title and changes no direction."""
    return visible(text, longest)


def for_screen(text: str) -> str:
    """Whole lines for a terminal, our own styles included: nothing else in them steers it."""
    plain = _STYLED.split(text)
    styles = [*_STYLED.findall(text), ""]
    return "".join(
        _STEERING.sub(lambda found: _seen(found[0]), part) + style
        for part, style in zip(plain, styles, strict=True)
    )


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


def for_annotation(text: str) -> str:
    """Lines for the message of a workflow command: they end neither it nor its line, and begin no other."""
    lines = "\n".join(map(_whole, text.split("\n")))
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def for_annotation_property(text: str) -> str:
    """A text for a property of a workflow command, such as its title or file."""
    return for_annotation(text).replace(":", "%3A").replace(",", "%2C")


def for_junit(text: str) -> str:
    """Lines for the text of an element of JUnit XML."""
    lines = "\n".join(map(_whole, text.split("\n")))
    return html.escape(_NO_XML.sub("\ufffd", lines), quote=True)


def for_junit_attribute(text: str) -> str:
    """A text as a quoted attribute of JUnit XML, with its quotes; its lines are kept."""
    return f'"{for_junit(text)}"'.replace("\n", "&#10;")


def _whole(line: str) -> str:
    return "".join(map(_seen, line))


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
