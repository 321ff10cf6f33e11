"""Bodies unpacked piece by piece: a few kilobytes that mean to become gigabytes are refused before they do.

The library unpacks a whole block at once, and one block may become a thousand times its size.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from typing import Final, Protocol

#: The largest piece that is in memory unpacked.
PIECE: Final = 64 * 1024
#: How often a packed byte may come back, once more than `FREE` bytes have: real data stays far below.
RATIO: Final = 100
FREE: Final = 8 * 2**20
#: What is asked for; every answer that is packed otherwise is refused.
ACCEPTED: Final = "gzip, deflate"
_GZIP: Final = b"\x1f\x8b"
#: Nobody packs more often; each layer multiplies.
_MOST_LAYERS: Final = 2


class UnpackError(Exception):
    """A body that is not packed as it says, or ends too early."""


class Bomb(Exception):
    """A body that grows beyond all measure; `ratio` is how often each byte came back by then."""

    def __init__(self, ratio: int) -> None:
        super().__init__(ratio)
        self.ratio = ratio


class UnknownPacking(Exception):
    """A packing that was not asked for; `name` is what the answer calls it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Unpacker(Protocol):
    def feed(self, block: bytes) -> Iterator[bytes]: ...

    def end(self) -> None: ...


async def unpacked(blocks: AsyncIterable[bytes], encoding: str) -> AsyncIterator[bytes]:
    """The blocks of a body as they were before they were packed as `Content-Encoding` says, in pieces of at most `PIECE`.

    Raises UnpackError, Bomb and UnknownPacking.
    """
    names = [name for one in encoding.lower().split(",") if (name := one.strip()) not in ("", "identity")]
    unknown = next((name for name in names if name not in _UNPACKERS), None)
    if unknown or len(names) > _MOST_LAYERS:
        raise UnknownPacking(unknown or encoding)
    layers = [_UNPACKERS[name]() for name in reversed(names)]
    packed = made = 0
    async for block in blocks:
        packed += len(block)
        for piece in _through(layers, block):
            made += len(piece)
            if layers and made > FREE and made > RATIO * packed:
                raise Bomb(made // packed)
            yield piece
    if packed:
        for layer in layers:
            layer.end()


def _through(layers: list[_Unpacker], block: bytes) -> Iterator[bytes]:
    if not layers:
        yield block
        return
    for piece in layers[0].feed(block):
        yield from _through(layers[1:], piece)


class _Deflated:
    """A stream of zlib, or without its header, which some servers leave out."""

    def __init__(self) -> None:
        self._head = b""
        self._inner: zlib._Decompress | None = None

    def feed(self, block: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._head += block
            if len(self._head) < 2:
                return
            block, has_header = (
                self._head,
                self._head[0] & 15 == 8 and int.from_bytes(self._head[:2]) % 31 == 0,
            )
            self._inner = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        if not self._inner.eof:
            yield from _pieces(self._inner, block)

    def end(self) -> None:
        if self._inner is None or not self._inner.eof:
            raise UnpackError


class _Gzipped:
    """One member after another, as gzip allows."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, block: bytes) -> Iterator[bytes]:
        while block:
            if self._inner.eof:
                if not block.startswith(_GZIP[:1]):
                    return  # what follows the last member is padding
                self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield from _pieces(self._inner, block)
            block = self._inner.unused_data

    def end(self) -> None:
        if not self._inner.eof:
            raise UnpackError


def _pieces(inner: zlib._Decompress, block: bytes) -> Iterator[bytes]:
    """What a block becomes, as far as its stream goes."""
    while True:
        try:
            piece = inner.decompress(block, PIECE)
        except zlib.error as error:
            raise UnpackError from error
        if piece:
            yield piece
        block = inner.unconsumed_tail
        # A full piece may have left output behind though all input is taken.
        if inner.eof or not (block or len(piece) == PIECE):
            return


_UNPACKERS: Final[dict[str, Callable[[], _Unpacker]]] = {
    "gzip": _Gzipped,
    "x-gzip": _Gzipped,
    "deflate": _Deflated,
}
