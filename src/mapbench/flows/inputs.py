"""Which files a run reads and writes, checked before any of them is touched."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence

from mapbench.connect.chunks import Chunk
from mapbench.connect.records import STDIN, format_of, open_chunks
from mapbench.errors import MapbenchError
from mapbench.flows.lines import STDOUT


def chunks_of(
    inputs: Sequence[str], input_format: str | None, begin: Callable[[str], None]
) -> Iterator[Chunk]:
    """The records of all inputs, one input after the other; `begin` is told the name of each."""
    for name in inputs:
        begin(name)
        yield from open_chunks(name, input_format)


def check_files(inputs: Sequence[str], output: str, rejects: str | None, input_format: str | None) -> None:
    """Refuses what cannot be read, and files that would overwrite one another. Raises MapbenchError or OSError."""
    for name in inputs:
        if name != STDIN:
            check_readable(name)
            if input_format is None:
                format_of(name)
    read = {_identity(name): name for name in inputs if name != STDIN}
    written = [name for name in (output, rejects) if name and name != STDOUT]
    for name in written:
        if _identity(name) in read:
            raise MapbenchError(
                f"The input '{read[_identity(name)]}' would be overwritten by '{name}'.",
                "Write to another file.",
            )
    if output == rejects or (len(written) == 2 and _identity(written[0]) == _identity(written[1])):
        raise MapbenchError(
            f"Outputs and rejects would both go to {'stdout' if output == STDOUT else repr(output)}.",
            "Name two files.",
        )


def check_readable(name: str) -> None:
    """Raises the OSError that opening the file would raise, without opening it: a pipe can be opened only once."""
    found = os.stat(name)  # noqa: PTH116  # its error carries the name as it was given
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    if not os.access(name, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)


def _identity(name: str) -> object:
    """Equal for two names of one file; a device, a pipe or a terminal equals nothing."""
    try:
        found = os.stat(name)  # noqa: PTH116  # the same file by any name
    except OSError:
        return os.path.realpath(name)
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else object()
