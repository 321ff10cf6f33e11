"""A review on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from mapbench.review.rendering.layout import Foreign, Page, Row, Style, Text
from mapbench.sinks import for_terminal

#: Puts a text into a style; without colours, the text itself.
Painter = Callable[[str, Style], str]
_NARROWEST = 40


def as_text(page: Page, paint: Painter = lambda text, _style: text, width: int | None = None) -> str:
    """The whole review as lines; with a `width`, in columns, longer ones go on below their own beginning."""
    return "".join(f"{line}\n" for line in _lines(page, paint, width))


def _lines(page: Page, paint: Painter, width: int | None) -> Iterator[str]:
    head = f"{for_terminal(page.mapping)}: {_words(page.verdict.text)}"
    yield from (paint(line, page.verdict.style) for line in _folded(head, "", "  ", width))
    for section in page.sections:
        yield ""
        yield paint(section.title, "plain")
        for row in section.rows:
            yield from _row(row, paint, width)


def _row(row: Row, paint: Painter, width: int | None) -> Iterator[str]:
    indent = "    " if row.depth else "  "
    mark = f"{row.mark} " if row.mark else "  " if row.depth else ""
    first, *rest = _folded(mark + _words(row.text), indent, indent + "    ", width)
    yield indent + paint(first[len(indent) :], row.style)
    for line in rest:
        yield indent + "    " + paint(line[len(indent) + 4 :], row.style)


def _folded(text: str, indent: str, below: str, width: int | None) -> list[str]:
    if width is None:
        return [indent + text]
    found = textwrap.wrap(
        text, max(width, _NARROWEST), initial_indent=indent, subsequent_indent=below, replace_whitespace=False,
        break_on_hyphens=False, expand_tabs=False,
    )  # fmt: skip
    return found or [indent]


def _words(text: Text) -> str:
    return "".join(for_terminal(part) if isinstance(part, Foreign) else part for part in text)
