"""A review as Markdown for a pull request, within what GitHub takes: the most important first, the rest counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mapbench.review.rendering.escaping import for_markdown
from mapbench.review.rendering.layout import Foreign, Page, Row, Section, Text

#: A comment takes 65,536 characters.
ROOM: Final = 60_000
_LEAST: Final = 200


def as_markdown(pages: Iterable[Page], room: int = ROOM) -> str:
    """The reviews, one after the other. Sections that are whole are kept; of the others, what does not fit is counted."""
    listed = list(pages)
    fixed = [
        _head(page) + "".join(_section(one, room) for one in page.sections if one.whole) for page in listed
    ]
    left = room - sum(map(len, fixed))
    texts = []
    for page in listed:
        texts.append(_head(page))
        for section in page.sections:
            text = _section(section, room if section.whole else max(left, _LEAST))
            left -= 0 if section.whole else len(text)
            texts.append(text)
    return "".join(texts)


def _head(page: Page) -> str:
    return f"## {for_markdown(page.mapping)}\n\n**{_words(page.verdict.text)}**\n\n"


def _section(section: Section, room: int) -> str:
    lines = [f"### {section.title}\n\n"]
    used = 0
    for number, row in enumerate(section.rows):
        line = _row(row)
        if used + len(line) > room - _LEAST and not section.whole:
            lines.append(f"- … and {len(section.rows) - number:,} more lines: see `mapbench diff`\n")
            break
        used += len(line)
        lines.append(line)
    return "".join(lines) + "\n"


def _row(row: Row) -> str:
    mark = f"**{_MARKS.get(row.mark, row.mark)}** " if row.mark else ""
    return f"{'  ' if row.depth else ''}- {mark}{_words(row.text)}\n"


_MARKS: Final = {
    "+": "new",
    "-": "was",
    "~": "changed",
    ">": "moved",
    "!": "worse",
    "*": "better",
    "?": "open",
}


def _words(text: Text) -> str:
    return "".join(for_markdown(part) if isinstance(part, Foreign) else part for part in text)
