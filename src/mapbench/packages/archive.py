"""A package as one zip file: stored, sorted, without times; and back, entry by entry, trusting nothing."""

from __future__ import annotations

import struct
from binascii import crc32
from collections.abc import Mapping
from typing import Final, NamedTuple

from mapbench.packages.errors import (
    CompressedEntryError,
    ForeignBytesError,
    LinkEntryError,
    TooLargeError,
    UnreadableError,
)
from mapbench.packages.names import MOST_FILES, check_name, check_names

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
#: Version 2.0 of the format, made on Unix, so that the mode below is understood.
_NEEDED, _MADE_BY = 20, (3 << 8) | 20
#: 1980-01-01, the first day that zip files know.
_DAY: Final = 33
_MODE: Final = 0o100644 << 16
_UTF8: Final = 0x800


class _Entry(NamedTuple):
    name: str
    crc: int
    size: int
    offset: int


def pack(files: Mapping[str, bytes]) -> bytes:
    """The zip file of a package. The same files give the same bytes, whatever their order."""
    body, directory = bytearray(), bytearray()
    for name in sorted(files):
        content, raw, offset = files[name], name.encode("ascii"), len(body)
        sizes = (crc32(content), len(content), len(content), len(raw))
        body += _LOCAL.pack(b"PK\3\4", _NEEDED, 0, 0, 0, _DAY, *sizes, 0) + raw + content
        directory += _CENTRAL.pack(
            b"PK\1\2", _MADE_BY, _NEEDED, 0, 0, 0, _DAY, *sizes, 0, 0, 0, 0, _MODE, offset
        )
        directory += raw
    end = _END.pack(b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return bytes(body + directory + end)


def unpack(content: bytes) -> dict[str, bytes]:
    """The files in a zip file, by name.

    Raises a PackageError of its own kind for what is no zip file, bytes that belong to no entry, a compressed or encrypted
    entry, a link, a name that is not allowed, two entries of one name, too many entries.
    """
    count, directory = _end(content)
    entries = _directory(content, count, directory)
    check_names(entry.name for entry in entries)
    files, here = {}, 0
    for entry in sorted(entries, key=lambda one: one.offset):
        if entry.offset != here:
            where = "before the first entry" if here == 0 else f"before {entry.name}"
            raise ForeignBytesError(
                f"The package has bytes {where} that belong to no file.", entry=entry.name
            )
        files[entry.name], here = _content(content, entry)
    if here != directory:
        raise ForeignBytesError("The package has bytes behind its last file that belong to no file.")
    return dict(sorted(files.items()))


def _end(content: bytes) -> tuple[int, int]:
    """How many entries there are, and where the directory begins."""
    if len(content) < _END.size or (not content.startswith(b"PK") and b"PK\5\6" not in content[-_END.size :]):
        raise UnreadableError(
            "The file is no package: it is no zip file.", "Name a .mapkg file, or an unpacked one."
        )
    parts = _END.unpack(content[-_END.size :])
    if parts[0] != b"PK\5\6":
        if 0 <= content.rfind(b"PK\5\6") < len(content) - _END.size:
            raise ForeignBytesError("The package has bytes behind its end.")
        raise UnreadableError("The package is cut off: its end is missing.")
    _, disk, other, here, count, size, offset, comment = parts
    if disk or other or here != count or comment:
        raise UnreadableError("The package is no plain zip file.")
    directory = len(content) - _END.size - size
    if directory < 0:
        raise UnreadableError("The package is cut off: its directory is missing.")
    if directory != offset:
        raise ForeignBytesError("The package has bytes before its first entry.")
    if count > MOST_FILES:
        raise TooLargeError(f"The package has {count:,} files; at most {MOST_FILES:,} are read.")
    return count, directory


def _directory(content: bytes, count: int, at: int) -> list[_Entry]:
    entries = []
    for _ in range(count):
        if at + _CENTRAL.size > len(content) - _END.size or content[at : at + 4] != b"PK\1\2":
            raise UnreadableError("The package's directory is damaged.")
        (
            _,
            made,
            _,
            flags,
            method,
            _,
            _,
            crc,
            packed,
            size,
            length,
            extra,
            comment,
            disk,
            _,
            mode,
            offset,
        ) = _CENTRAL.unpack_from(content, at)
        name = _name(content[at + _CENTRAL.size : at + _CENTRAL.size + length])
        _check_kind(name, flags, method, packed, size)
        if (made >> 8 == 3 and (mode >> 16) & 0o170000 not in (0, 0o100000)) or mode & 0x10:
            raise LinkEntryError(f"The entry {name} is a link or a special file.", entry=name)
        if extra or comment or disk:
            raise ForeignBytesError(f"The entry {name} carries more than its content.", entry=name)
        entries.append(_Entry(name, crc, size, offset))
        at += _CENTRAL.size + length
    if at != len(content) - _END.size:
        raise ForeignBytesError("The package has bytes between its directory and its end.")
    return entries


def _content(content: bytes, entry: _Entry) -> tuple[bytes, int]:
    """An entry's bytes and where they end."""
    if entry.offset + _LOCAL.size > len(content) or content[entry.offset : entry.offset + 4] != b"PK\3\4":
        raise UnreadableError(f"The entry {entry.name} is not where the directory says.", entry=entry.name)
    _, _, flags, method, _, _, crc, packed, size, length, extra = _LOCAL.unpack_from(content, entry.offset)
    start = entry.offset + _LOCAL.size + length
    _check_kind(entry.name, flags, method, packed, size)
    if extra:
        raise ForeignBytesError(f"The entry {entry.name} carries more than its content.", entry=entry.name)
    name = content[entry.offset + _LOCAL.size : start]
    if (name, crc, size) != (entry.name.encode(), entry.crc, entry.size):
        raise UnreadableError(f"The entry {entry.name} contradicts the directory.", entry=entry.name)
    found = content[start : start + size]
    if len(found) != size or crc32(found) != crc:
        raise UnreadableError(f"The entry {entry.name} is damaged.", entry=entry.name)
    return found, start + size


def _check_kind(name: str, flags: int, method: int, packed: int, size: int) -> None:
    if method != 0 or packed != size or flags & 1:
        raise CompressedEntryError(
            f"The entry {name} is compressed or encrypted; packages store files as they are.", entry=name
        )
    if flags & ~_UTF8:
        raise UnreadableError(f"The entry {name} is no plain zip entry.", entry=name)


def _name(raw: bytes) -> str:
    name = raw.decode("utf-8", "backslashreplace")
    check_name(name)
    return name
