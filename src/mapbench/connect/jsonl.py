"""JSONL: one JSON object per line. Blocks in, lines out; memory holds one block, or one line where a line is longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mapbench.connect.chunks import Chunk, Row, Rows, texts_of
from mapbench.engine.incoming import MAX_BYTES, too_long

#: How much of a line that is too long is kept, to be shown.
_HEAD = 1000
_BOM = b"\xef\xbb\xbf"


def read_jsonl(blocks: Iterable[bytes]) -> Iterator[Chunk]:
    """The lines of a file given in blocks; a last line without a newline is a line."""
    tail = _Tail()
    for block in without_bom(blocks):
        start = 0
        if tail.size:
            start = block.find(b"\n") + 1
            tail.add(block[: start or None])
            if not start:
                continue
            yield tail.take()
        end = block.rfind(b"\n") + 1
        if end > start:
            yield texts_of(block[start:end])
        tail.add(block[max(end, start) :])
    if tail.size:
        yield tail.take()


def without_bom(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks of a file, without a byte order mark before them."""
    head = b""
    blocks = iter(blocks)
    for block in blocks:
        head += block
        if len(head) >= len(_BOM):
            break
    yield head.removeprefix(_BOM)
    yield from blocks


class _Tail:
    """The line that has begun and not ended yet; of one that grows too long, only its beginning."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def add(self, part: bytes) -> None:
        self.size += len(part)
        if self.size <= MAX_BYTES + 1:
            self._parts.append(part)
        elif self._parts:
            self._parts[:] = (
                [b"".join(self._parts)[:_HEAD]] if len(self._parts[0]) < _HEAD else [self._parts[0][:_HEAD]]
            )

    def take(self) -> Chunk:
        line, size = b"".join(self._parts), self.size
        self._parts, self.size = [], 0
        if size > MAX_BYTES + 1:
            return Rows([Row(None, line, too_long())], size)
        return texts_of(line)
