"""The characters of a text file: what its first bytes and its first letters beyond ASCII tell, and never guessed anew."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import Final

#: How much is looked at: from the first byte beyond ASCII on.
SAMPLE: Final = 64 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD: Final = 1024
#: Windows-1252 is what is left where a text is no UTF-8; charset-normalizer has to find that it reads as text.
_OTHERS: Final = ["cp1252"]


def as_utf8(blocks: Iterable[bytes], encoding: str | None = None) -> Iterator[bytes]:
    """A text in UTF-8, without a byte order mark. What cannot be decoded stays as it is, to be refused where it stands."""
    blocks = iter(blocks)
    head = _gathered(b"", blocks, _HEAD)
    mark, marked = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", None))
    rest = _chained(head[len(mark) :] if encoding in (None, marked, "utf-16", "utf-32") else head, blocks)
    known = encoding if encoding not in (None, "utf-16", "utf-32") else marked or _wide(head) or encoding
    if known is None:
        return _found_out(rest)
    return rest if known == "utf-8" else _decoded(rest, known)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is zero."""
    half = len(head) // 2
    if half >= 2 and head[1::2].count(0) * 10 >= half * 9 and head[::2].count(0) * 10 < half:
        return "utf-16-le"
    if half >= 2 and head[::2].count(0) * 10 >= half * 9 and head[1::2].count(0) * 10 < half:
        return "utf-16-be"
    return None


def _found_out(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Passes ASCII on; at the first byte beyond it, decides what all that follows is."""
    before = b""
    for block in blocks:
        if block.isascii():
            yield block
            before = block[-1:]
            continue
        start = next(at for at, byte in enumerate(block) if byte > 127)
        yield block[:start]
        before = block[start - 1 : start] if start else before
        rest = _gathered(block[start:], blocks, SAMPLE)
        known = encoding_of(before + rest[:SAMPLE])
        following = _chained(rest, blocks)
        yield from following if known == "utf-8" else _decoded(following, known)
        return


def encoding_of(sample: bytes) -> str:
    """The encoding of a text with letters beyond ASCII: UTF-8 where anything in it is, else Windows-1252 where that reads."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if any(ord(char) > 127 for char in sample.decode("utf-8", "ignore")):
        return "utf-8"
    if not _beside_letters(sample):
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_OTHERS, preemptive_behaviour=False).best()
    return "cp1252" if best is not None else "utf-8"


def _beside_letters(sample: bytes) -> bool:
    """Whether most characters beyond ASCII stand beside a letter, a digit or one another, as in a text they do."""
    high = [at for at, byte in enumerate(sample) if byte > 127]
    beside = sum(1 for at in high if any(_is_part(byte) for byte in sample[at + 1 : at + 2] + sample[max(at - 1, 0) : at]))  # fmt: skip
    return 2 * beside > len(high)


def _is_part(byte: int) -> bool:
    return byte > 127 or chr(byte).isalnum() or byte == 32


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """What cannot be decoded becomes bytes that are no UTF-8, so that the row around them is refused, not changed."""
    wide = encoding.replace("_", "-").startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass" if wide else "surrogateescape")
    again = "surrogatepass" if wide else "surrogateescape"
    try:
        for block in blocks:
            if text := decoder.decode(block):
                yield text.encode("utf-8", again)
        yield decoder.decode(b"", True).encode("utf-8", again)
    except UnicodeError:
        yield b"\xff"


def _gathered(head: bytes, blocks: Iterator[bytes], size: int) -> bytes:
    """At least `size` bytes, or all there are: what is decided does not depend on where blocks were cut."""
    parts, got = [head], len(head)
    while got < size and (block := next(blocks, b"")):
        parts.append(block)
        got += len(block)
    return b"".join(parts)


def _chained(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest
