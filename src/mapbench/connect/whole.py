"""Files that have to be read from their end, or at any place: spreadsheets, Parquet, zip."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from mapbench.errors import MapbenchError, Place

#: What is kept in memory; more goes into a file of the system's temporary folder that has no name.
_IN_MEMORY: Final = 16 * 2**20
LARGEST: Final = 4 * 2**30


@contextmanager
def whole_file(blocks: Iterable[bytes], name: str) -> Iterator[BinaryIO]:
    """All of a stream as a file that can be read at any place. Raises MapbenchError for one that is too large."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        size = 0
        for block in blocks:
            size += len(block)
            if size > LARGEST:
                raise MapbenchError(
                    f"The file '{name}' is larger than 4 GB, unpacked.", "Split it.", Place(name)
                )
            file.write(block)
        file.seek(0)
        yield cast("BinaryIO", file)
