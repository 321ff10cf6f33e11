"""Files that hold whole lines only, whatever happens: a full disk, a closed pipe, Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

STDOUT: Final = "-"
_PRIVATE: Final = 0o600


class LineFile:
    """A file written line by line, made anew; `lines` counts what stands in it. `-` is standard output.

    A write that fails half-way is taken back to the last whole line, where the file allows it. A private file can be read
    by nobody else from the moment it is made.
    """

    def __init__(self, name: str, private: bool = False) -> None:
        self.name = name
        self.lines = 0
        self._stream: BinaryIO | None = None
        self._descriptor = self._open(private)
        self._regular = self._stream is None and _can_be_cut(self._descriptor)
        self._whole = os.lseek(self._descriptor, 0, os.SEEK_CUR) if self._regular else 0

    def write(self, lines: Sequence[bytes], counted: bool = True) -> None:
        """Writes whole lines. Raises OSError, which names the file."""
        joined = b"".join(lines)
        try:
            self._put(joined)
        except BaseException as failure:
            self._take_back(lines)
            if isinstance(failure, OSError) and not isinstance(failure, BrokenPipeError):
                failure.filename = "stdout" if self.name == STDOUT else self.name
            raise
        self._whole += len(joined)
        self.lines += len(lines) if counted else 0

    def close(self) -> None:
        """Closes the file; standard output stays open."""
        if self.name != STDOUT and self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    def _open(self, private: bool) -> int:
        if self.name == STDOUT:
            return self._standard_output()
        mode = _PRIVATE if private else 0o666
        descriptor = os.open(self.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        if private and stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, _PRIVATE)
        return descriptor

    def _standard_output(self) -> int:
        sys.stdout.flush()
        try:
            return sys.stdout.fileno()
        except OSError:
            self._stream = sys.stdout.buffer
            return -1

    def _put(self, content: bytes) -> None:
        if self._stream is not None:
            self._stream.write(content)
            return
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _take_back(self, lines: Sequence[bytes]) -> None:
        if not self._regular:
            return
        written = os.lseek(self._descriptor, 0, os.SEEK_CUR) - self._whole
        for line in lines:
            if len(line) > written:
                break
            written -= len(line)
            self._whole += len(line)
            self.lines += 1
        os.ftruncate(self._descriptor, self._whole)
        os.lseek(self._descriptor, self._whole, os.SEEK_SET)


def _can_be_cut(descriptor: int) -> bool:
    regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    return regular and not fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND
