"""Packed bodies: read whatever their blocks, refused in flat memory where they would grow beyond measure."""

import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from mapbench.connect.http import failures
from mapbench.connect.http.unpacking import FREE, PIECE, Bomb, UnknownPacking, UnpackError, unpacked

TEXT = bytes(range(256)) * 3000
JSON = {"Content-Type": "application/json"}


def deflated(data):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def read(packed, encoding, block=PIECE, keep=True):
    """The body unpacked, or its largest piece where it is not kept."""

    async def blocks():
        for start in range(0, len(packed), block):
            yield packed[start : start + block]

    async def run():
        whole, largest = bytearray(), 0
        async for piece in unpacked(blocks(), encoding):
            largest = max(largest, len(piece))
            if keep:
                whole += piece
        return bytes(whole) if keep else largest

    return asyncio.run(run())


@pytest.mark.parametrize("block", [1, 7, PIECE])
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("", bytes), ("identity", bytes), ("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress),
        ("deflate", deflated), ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
        ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
        ("gzip", lambda data: gzip.compress(data[:1000]) + gzip.compress(data[1000:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0" * 50),
    ],
)  # fmt: skip
def test_however_it_is_packed_and_cut_it_comes_back(encoding, pack, block):
    data = TEXT[: 4000 if block == 1 else None]
    assert read(pack(data), encoding, block) == data


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_nothing_is_nothing(encoding):
    assert read(b"", encoding) == b""


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", deflated)]
)
def test_what_ends_early_or_is_packed_otherwise_is_no_body(encoding, pack):
    packed = pack(TEXT)
    for wrong in (packed[:-1], packed[: len(packed) // 2], packed[:1], b'{"orders": []}'):
        with pytest.raises(UnpackError):
            read(wrong, encoding)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "gzip, gzip, gzip"])
def test_what_was_not_asked_for_is_refused_by_name(encoding):
    with pytest.raises(UnknownPacking):
        read(gzip.compress(TEXT), encoding)


def bomb(size, layers=1):
    """Zeros without end, packed; a second layer packs the first one."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    block = b"\0" * 2**20
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    return gzip.compress(packed) if layers == 2 else packed


@pytest.mark.parametrize(("layers", "size"), [(1, 64 * 2**20), (2, 64 * 2**20)])
def test_a_bomb_is_given_up_in_flat_memory(layers, size):
    packed = bomb(size, layers)
    tracemalloc.start()
    with pytest.raises(Bomb) as given_up:
        read(packed, ", ".join(["gzip"] * layers), keep=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert given_up.value.ratio > 100
    assert peak < 8 * PIECE + len(packed), "one block of it alone would be 64 MB"


def test_what_packs_well_is_no_bomb_below_the_free_size():
    assert len(read(gzip.compress(b"x" * (FREE // 2)), "gzip")) == FREE // 2


def test_pieces_are_small():
    assert read(gzip.compress(b"x" * FREE), "gzip", keep=False) <= PIECE


def test_the_client_tells_a_bomb_in_a_sentence(bench, server):
    packed = bomb(32 * 2**20)
    server.answer((200, JSON | {"Content-Encoding": "gzip"}, packed))
    with pytest.raises(failures.PackedBomb, match="times as large when unpacked; it was given up") as refused:
        bench.ask()
    assert refused.value.hint
    assert bench.observed[-1][3] is refused.value
    assert len(server.seen) == 1


def test_the_client_tells_an_unknown_packing_in_a_sentence(bench, server):
    server.answer((200, JSON | {"Content-Encoding": "br"}, b"whatever"))
    with pytest.raises(failures.WrongContent, match="answers something packed as 'br'"):
        bench.ask()


def test_only_what_can_be_unpacked_piece_by_piece_is_asked_for(bench, server):
    server.answer(b'{"orders": []}')
    bench.ask()
    assert server.seen[0][1]["Accept-Encoding"] == "gzip, deflate"
