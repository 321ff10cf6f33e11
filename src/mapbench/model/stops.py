"""Where a YAML parser stopped, and whether it would get further if lines were written otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: How many lines behind a stop are read to see whether a repair gets the parser past it.
_BEHIND = 40
_END = (1 << 60, 0)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NAMED = re.compile(r"(?P<dashes>\s*(?:-\s+)*)(?P<name>[^\s:#-][^:]*):(?:\s|$)")

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slip:
    """What was done wrong, where (line and column from 0), in a sentence and a hint."""

    line: int
    column: int
    sentence: str
    hint: str


@dataclass(frozen=True)
class Stop:
    """The lines of a text, where the parser stopped in it (from 0) and what it said.

    `opened` is where what it was reading began.
    """

    lines: list[str]
    line: int
    column: int
    said: str
    opened: Mark | None

    @cached_property
    def quoted(self) -> tuple[Mark, Mark] | None:
        """Where the last text in quotes before the stop begins and ends; None if it is not the last thing read."""
        last = None
        for event in _events("\n".join(self.lines)):
            is_text = getattr(event, "style", None) in ("'", '"')
            last = (_mark(event.start_mark), _mark(event.end_mark)) if is_text else None
        return last

    def trouble(self, changes: Mapping[int, str]) -> Mark:
        """Where the parser stops when lines are replaced; far behind the text where it does not."""
        end = self.line + _BEHIND
        return first_trouble(
            "\n".join(changes.get(number, line) for number, line in enumerate(self.lines[:end]))
        )

    def repairs(self, changes: Mapping[int, str]) -> bool:
        """Whether the parser gets past this stop when lines are replaced."""
        longer = len(changes.get(self.line, "")) - len(self.lines[self.line]) if self.line in changes else 0
        return self.trouble(changes) > (self.line, self.column + max(longer, 0))

    def best(self, number: int, beyond: int, candidates: Iterable[str]) -> str | None:
        """Of several ways to write a line, the one that gets the parser furthest past the line `beyond`, if any does."""
        tried = [(self.trouble({number: candidate}), candidate) for candidate in candidates]
        mark, candidate = max(tried, key=lambda pair: pair[0])
        return candidate if mark[0] > beyond else None

    def quoted_line(self, number: int) -> str:
        """A hint with a line's value in quotes, if that helps; else ""."""
        from mapbench.model.advice import line_as_it_should_be

        return line_as_it_should_be("\n".join(self.lines), number)

    def before(self, number: int) -> int:
        """The nearest line above that holds something, else the line itself."""
        return next((one for one in range(number - 1, -1, -1) if self.lines[one].strip()), number)

    def suspects(self, near: int) -> Iterator[int]:
        """The lines that may have led here: where the parser began, this one, and those above that hold something."""
        if self.opened is not None:
            yield self.opened[0]
        number = self.line
        for _ in range(near):
            yield number
            above = self.before(number)
            if above == number:
                return
            number = above

    def columns(self, of_dashes: bool, above: int | None = None) -> Iterator[tuple[int, int, str]]:
        """The lines above, nearest first, with the column of their key (or their dash), and what stands there."""
        for number in range((self.line if above is None else above) - 1, -1, -1):
            found = _NAMED.match(self.lines[number])
            if found is None:
                continue
            if not of_dashes:
                yield number, len(found["dashes"]), f"`{found['name'].strip()}`"
            elif "-" in found["dashes"]:
                yield number, found["dashes"].index("-"), "the dash"


def lines_of(text: str) -> list[str]:
    """The lines of a text as the parser counts them, and an empty one behind them."""
    return [*_BREAK.split(text), ""]


def first_trouble(text: str) -> Mark:
    """Line and column (from 0) of the first thing in a text that no file may hold; far behind it where there is none."""
    from ruamel.yaml.error import YAMLError

    try:
        for event in _all_events(text):
            if (
                type(event).__name__ == "AliasEvent"
                or getattr(event, "tag", None)
                or getattr(event, "anchor", None)
            ):
                return _mark(event.start_mark)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return _mark(mark) if mark else (0, 0)
    return _END


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml.error import YAMLError

    try:
        yield from _all_events(text)
    except YAMLError:
        return


def _all_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


def _mark(mark: Any) -> Mark:
    return int(mark.line), int(mark.column)
