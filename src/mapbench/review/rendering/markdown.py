"""A review as Markdown for a pull request, within what GitHub takes: the most important first, the rest counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from mapbench.review.rendering.layout import SECTIONS, Foreign, Page, Row, Section, Text
from mapbench.sinks import for_markdown

#: A comment takes 65,536 characters, a step's summary 1 MiB.
ROOM: Final = 60_000
#: What a section costs beside its rows: its title, and the line that counts what did not fit.
_AROUND: Final = 100


def as_markdown(pages: Iterable[Page], room: int = ROOM) -> str:
    """The reviews, one after the other, within `room` characters whatever they hold.

    Room goes to the verdicts first, then to sections that are whole, then to the others by their order on the page, the
    same of all pages side by side. What does not fit is counted.
    """
    listed = list(pages)
    heads = list(_fitting(map(_head, listed), room - _AROUND))
    left = room - _AROUND - sum(map(len, heads))
    shown: dict[tuple[int, int], str] = {}
    for page, number in _by_importance(listed[: len(heads)]):
        text = _section(listed[page].sections[number], left)
        left -= len(text)
        shown[page, number] = text
    texts = [
        head + "".join(shown.get((page, number), "") for number in range(len(listed[page].sections)))
        for page, head in enumerate(heads)
    ]
    more = len(listed) - len(heads)
    return "".join(texts) + (f"… and {more:,} more mappings: see `mapbench diff`\n" if more else "")


def _by_importance(pages: list[Page]) -> list[tuple[int, int]]:
    found = [(page, number) for page, one in enumerate(pages) for number in range(len(one.sections))]
    return sorted(
        found, key=lambda at: (not pages[at[0]].sections[at[1]].whole, SECTIONS.index(pages[at[0]].sections[at[1]].title), at)
    )  # fmt: skip


def _fitting(texts: Iterable[str], room: int) -> Iterator[str]:
    for text in texts:
        room -= len(text)
        if room < 0:
            return
        yield text


def _head(page: Page) -> str:
    return f"## {for_markdown(page.mapping)}\n\n**{_words(page.verdict.text)}**\n\n"


def _section(section: Section, room: int) -> str:
    """A section within its room: "" where not even its title has some."""
    lines = list(_fitting(map(_row, section.rows), room - _AROUND)) if room > _AROUND else []
    if room <= _AROUND:
        return ""
    more = len(section.rows) - len(lines)
    if more:
        lines.append(f"- … and {more:,} more lines: see `mapbench diff`\n")
    return f"### {section.title}\n\n{''.join(lines)}\n"


def _row(row: Row) -> str:
    marks = _SIDES if row.depth else _MARKS
    mark = f"**{marks.get(row.mark, row.mark)}** " if row.mark else ""
    return f"{'  ' if row.depth else ''}- {mark}{_words(row.text)}\n"


_MARKS: Final = {
    "+": "new", "-": "gone", "~": "changed", ">": "moved", "!": "worse", "*": "better", "?": "open",
}  # fmt: skip
_SIDES: Final = {"+": "now", "-": "was"}


def _words(text: Text) -> str:
    return "".join(for_markdown(part) if isinstance(part, Foreign) else part for part in text)
