"""Which files a run reads and writes, checked before any of them is touched."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from mapbench.connect.chunks import Chunk
from mapbench.connect.formats import kind_of
from mapbench.connect.reading import PLAIN, Reading
from mapbench.connect.records import STDIN, open_chunks
from mapbench.errors import MapbenchError
from mapbench.flows.lines import STDOUT


class How(Struct, frozen=True):
    """How inputs are read: what is said of them, the schema of their records (`source`) and of the outputs (`target`).

    `stored` are the inputs that name a dataset of the project in place of a file, each a `Stored`.
    """

    reading: Reading = PLAIN
    source: object = None
    target: object = None
    stored: Any = {}

    def with_format(self, input_format: str | None) -> How:
        """With the format that somebody gives for all inputs."""
        if input_format is None:
            return self
        return replace(self, reading=replace(self.reading, format=input_format))

    def chunks(self, name: str) -> Iterator[Chunk]:
        """The records of an input. Raises MapbenchError or OSError."""
        if name in self.stored:
            chunks: Iterator[Chunk] = self.stored[name].chunks()
            return chunks
        return open_chunks(name, None, self.reading, self.source)


#: Inputs that say everything themselves.
AS_THEY_ARE: Final = How()


def chunks_of(inputs: Sequence[str], how: How, begin: Callable[[str], None]) -> Iterator[Chunk]:
    """The records of all inputs, one input after the other; `begin` is told the name of each."""
    for name in inputs:
        begin(name)
        yield from how.chunks(name)


def check_files(inputs: Sequence[str], output: str, rejects: str | None, how: How = AS_THEY_ARE) -> None:
    """Refuses what cannot be read, and files that would overwrite one another. Raises MapbenchError or OSError."""
    files = [(one, one) for one in inputs if one != STDIN and one not in how.stored]
    for name, _ in files:
        check_readable(name)
        if how.reading.format is None:
            kind_of(name)
    files += [(str(file), name) for name, stored in how.stored.items() for file in stored.files]
    read = {_identity(file): name for file, name in files}
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
