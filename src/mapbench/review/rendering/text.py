"""A review on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mapbench.review.rendering.escaping import for_terminal
from mapbench.review.rendering.layout import Foreign, Page, Row, Style, Text

#: Puts a text into a style; without colours, the text itself.
Painter = Callable[[str, Style], str]


def as_text(page: Page, paint: Painter = lambda text, _style: text) -> str:
    """The whole review as lines."""
    return "".join(f"{line}\n" for line in _lines(page, paint))


def _lines(page: Page, paint: Painter) -> Iterator[str]:
    yield paint(f"{for_terminal(page.mapping)}: {_words(page.verdict.text)}", page.verdict.style)
    for section in page.sections:
        yield ""
        yield paint(section.title, "plain")
        yield from (_row(row, paint) for row in section.rows)


def _row(row: Row, paint: Painter) -> str:
    indent = "    " if row.depth else "  "
    mark = f"{row.mark} " if row.mark else "  " if row.depth else ""
    return indent + paint(mark + _words(row.text), row.style)


def _words(text: Text) -> str:
    return "".join(for_terminal(part) if isinstance(part, Foreign) else part for part in text)
