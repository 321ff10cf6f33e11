"""What a reader hands over: many records at a time, as the texts they were or as the objects they are."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from mapbench.engine.incoming import has_digit_run
from mapbench.engine.values import Failure

BLOCK: Final = 256 * 1024


class Texts(Struct, frozen=True):
    """JSON texts, one per record; blank ones are none. `size` is how many bytes of the input they took.

    `suspect` says that 19 digits stand in a row in one of them, so that whole numbers have to be looked at.
    """

    texts: list[bytes]
    size: int
    suspect: bool


class Row(Struct, frozen=True):
    """A record that has been read, or (`value` is None) why it could not be; `raw` is its text, where there was one."""

    value: dict[str, Any] | None
    raw: bytes | None = None
    failure: Failure | None = None


class Rows(Struct, frozen=True):
    """Records that never were JSON, and those that could not be read."""

    rows: list[Row]
    size: int


Chunk = Texts | Rows


def texts_of(block: bytes) -> Texts:
    """The lines of a block of JSONL."""
    return Texts(block.split(b"\n"), len(block), has_digit_run(block))
