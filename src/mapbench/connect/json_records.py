"""JSON: one record, a list of records, or one record after another. The list is cut into its elements as it is read.

A record that is no JSON in itself is still a record (it is rejected like a bad line of JSONL); where the list around the
records is broken, nothing further can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

import orjson

from mapbench.connect.chunks import BLOCK, Chunk, Texts
from mapbench.connect.jsonl import without_bom
from mapbench.engine.incoming import MAX_BYTES, has_digit_run
from mapbench.errors import MapbenchError, Place

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}"]', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_WORD = re.compile(rb"[^\s,\]}]*+")


def read_json(blocks: Iterable[bytes], name: str) -> Iterator[Chunk]:
    """The records of a JSON document. Raises MapbenchError with line and column where it breaks off."""
    text = _Text(without_bom(blocks), name)
    if not text.peek():
        raise MapbenchError(
            f"The file '{name}' is empty, which is no JSON.", "Write [] for no records.", Place(name)
        )
    yield from _gathered(text, _values(text))


def read_json_at(
    blocks: Iterable[bytes], name: str, steps: Sequence[str], beside: dict[str, Any]
) -> Iterator[Chunk]:
    """The records of a list inside a document, which `steps` name the way to; [] is the document itself.

    What stands beside them goes into `beside`, without what is large, once all records were read. Raises MapbenchError
    where the document breaks off, or has no list there.
    """
    text = _Text(without_bom(blocks), name)
    found = [False]
    yield from _gathered(text, _inside(text, list(steps), beside, found))
    if not found[0]:
        text.refuse(
            f"There is no list of records at {'.'.join(steps) or 'the top'}.", "Look at its `records`."
        )
    if text.peek():
        text.refuse("Something stands behind the end of the JSON.")


def _inside(text: _Text, steps: list[str], beside: dict[str, Any], found: list[bool]) -> Iterator[bytes]:
    first = text.peek()
    if not steps and first == b"[":
        found[0] = True
        yield from _elements(text)
        return
    if not steps or first != b"{":
        text.value()
        return
    text.skip()
    while text.peek() not in (b"}", b""):
        key = json.loads(text.value()) if text.peek() == b'"' else text.refuse("A key is expected here.")
        if text.peek() != b":":
            text.refuse("A colon is expected here." if text.peek() else _BREAKS_OFF)
        text.skip()
        if key == steps[0]:
            below: dict[str, Any] = {}
            yield from _inside(text, steps[1:], below, found)
            beside[key] = below if steps[1:] else []
        else:
            _keep(text, key, beside)
        if text.peek() == b",":
            text.skip()
        elif text.peek() != b"}":
            text.refuse("A comma or the end of the object is expected here." if text.peek() else _BREAKS_OFF)
    if not text.peek():
        text.refuse(_BREAKS_OFF)
    text.skip()


def _keep(text: _Text, key: str, beside: dict[str, Any]) -> None:
    """Reads over a value; a small one is kept."""
    if not text.peek():
        text.refuse(_BREAKS_OFF)
    value = text.value()
    try:
        if len(value) <= _SMALL:
            beside[key] = orjson.loads(value)
    except orjson.JSONDecodeError:
        text.refuse(f"The value of {key!r} is no JSON.")


def _gathered(text: _Text, values: Iterable[bytes]) -> Iterator[Texts]:
    found: list[bytes] = []
    size = 0
    try:
        for value in values:
            found.append(value)
            size += len(value)
            if size >= BLOCK or len(found) >= 1000:
                yield _chunk(found, text)
                found, size = [], 0
    except MapbenchError:
        # What stands before the break is read, and written, first.
        yield _chunk(found, text)
        raise
    yield _chunk(found, text)


def _chunk(found: list[bytes], text: _Text) -> Texts:
    return Texts(found, text.progress(), any(map(has_digit_run, found)))


def _values(text: _Text) -> Iterator[bytes]:
    while first := text.peek():
        if first == b"[":
            yield from _elements(text)
        elif first == b"{":
            yield text.value()
        else:
            text.refuse("A record begins with {, a list with [; something else stands here.")


def _elements(text: _Text) -> Iterator[bytes]:
    text.skip()
    if text.peek() == b"]":
        text.skip()
        return
    while True:
        if text.peek() in (b",", b"]", b"}", b":"):
            text.refuse("An element of the list is expected here.")
        yield text.value()
        after = text.peek()
        if after == b"]":
            text.skip()
            return
        if after != b",":
            text.refuse("A comma or the end of the list is expected here." if after else _BREAKS_OFF)
        text.skip()


_BREAKS_OFF = "The JSON breaks off: the list is not closed."
#: What stands beside records is kept up to this many bytes.
_SMALL = 64 * 1024


class _Text:
    """The part of the document that is in memory, and where in it we are."""

    def __init__(self, blocks: Iterator[bytes], name: str) -> None:
        self._blocks = blocks
        self._name = name
        self._buffer = b""
        self._at = 0
        self._lines = 1
        self._before = 0
        self._told = 0
        self._line_start = 0

    def peek(self) -> bytes:
        """The next byte that is not blank; empty at the end of the document."""
        while True:
            self._at = _blank_end(self._buffer, self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def skip(self) -> None:
        self._at += 1

    def value(self) -> bytes:
        """The text of the value that begins here, up to where its brackets or quotes close."""
        while True:
            end = self._end()
            if end is not None:
                value = self._buffer[self._at : end]
                self._at = end
                return value
            if len(self._buffer) - self._at > MAX_BYTES:
                self.refuse(
                    "A record longer than 64 MB begins here.", "Split it, or give the records as JSONL."
                )
            if not self._more():
                self.refuse("The JSON breaks off: what begins here is not closed.")

    def progress(self) -> int:
        """How many bytes of the document were read since this was last asked."""
        done = self._before + self._at
        step, self._told = done - self._told, done
        return step

    def refuse(self, message: str, hint: str = "Check that the file is complete.") -> NoReturn:
        line = self._lines + self._buffer.count(b"\n", 0, self._at)
        start = self._buffer.rfind(b"\n", 0, self._at) + 1
        begins = self._before + start if start else self._line_start
        raise MapbenchError(message, hint, Place(self._name, line, self._before + self._at - begins + 1))

    def _end(self) -> int | None:
        first = self._buffer[self._at : self._at + 1]
        if first == b'"':
            closed = _STRING.match(self._buffer, self._at)
            return closed.end() if closed else None
        if first not in (b"{", b"["):
            word = _WORD.match(self._buffer, self._at)
            end = word.end() if word else self._at
            return end if end < len(self._buffer) or not self._more() else self._end()
        depth = 0
        for match in _TOKEN.finditer(self._buffer, self._at):
            token = match[0]
            if token in (b"{", b"["):
                depth += 1
            elif token in (b"}", b"]"):
                depth -= 1
                if not depth:
                    return match.end()
            elif token == b'"':
                return None
        return None

    def _more(self) -> bool:
        """Reads on, dropping what is done; at least as much as is held, so that a long record is not scanned often."""
        parts = [self._buffer[self._at :]]
        held, got = len(parts[0]), 0
        for block in self._blocks:
            parts.append(block)
            got += len(block)
            if got >= held:
                break
        self._lines += self._buffer.count(b"\n", 0, self._at)
        start = self._buffer.rfind(b"\n", 0, self._at) + 1
        self._line_start = self._before + start if start else self._line_start
        self._before += self._at
        self._buffer, self._at = b"".join(parts), 0
        return got > 0


def _blank_end(buffer: bytes, at: int) -> int:
    match = _BLANK.match(buffer, at)
    return match.end() if match else at
