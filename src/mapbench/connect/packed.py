"""Gzip and zip, unpacked as they are read and never onto the disk: flat memory, and no bomb goes off."""

from __future__ import annotations

import fnmatch
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from mapbench.connect.chunks import BLOCK
from mapbench.connect.formats import ENDINGS
from mapbench.errors import MapbenchError, Place

#: Records are hardly ever packed more densely; what a bomb is made of is packed 1,000 to 1.
MOST_RATIO: Final = 200
#: What may be unpacked before its ratio is looked at.
_FREE: Final = 16 * 2**20
#: More members than an export has.
MOST_MEMBERS: Final = 10_000
_GZIP: Final = 31


def gunzipped(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The content of a gzip file, of one or more members. Raises MapbenchError where it breaks off or is none."""
    packed = unpacked = 0
    machine, ended = zlib.decompressobj(_GZIP), True
    for block in blocks:
        packed += len(block)
        rest = block
        while rest:
            if ended and not (rest := _next_member(rest, packed > len(rest) or unpacked > 0)):
                break
            ended = False
            try:
                part = machine.decompress(rest, BLOCK)
            except zlib.error as error:
                raise _broken("gzip", name, _reason(error)) from None
            unpacked += len(part)
            _check_ratio(packed, unpacked, name)
            if part:
                yield part
            rest = machine.unconsumed_tail
            if machine.eof:
                rest, ended, machine = machine.unused_data, True, zlib.decompressobj(_GZIP)
    if not ended:
        while part := machine.decompress(b"", BLOCK):
            yield part
        raise _broken("gzip", name, "it breaks off before its end")
    if not packed:
        raise _broken("gzip", name, "it is empty")


def _next_member(rest: bytes, later: bool) -> bytes:
    """Where the next member begins; tapes and some programs leave zeros behind the last one."""
    return rest.lstrip(b"\0") if later else rest


def _reason(error: zlib.error) -> str:
    text = str(error).partition(": ")[2] or str(error)
    return "it is no gzip" if "incorrect header check" in text else text


def zip_members(file: BinaryIO, name: str, wanted: str | None) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files in a zip, in its order: the name of each as it is told to people, and its content.

    `wanted` chooses among them. Raises MapbenchError for a zip that is broken, encrypted, or has names that lead elsewhere.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _broken("zip", name, str(error).rstrip(".") or "it breaks off") from None
    with archive:
        for member in _chosen(archive, name, wanted):
            yield f"{name}/{member.filename}", _content(archive, member, name)


def _chosen(archive: zipfile.ZipFile, name: str, wanted: str | None) -> list[zipfile.ZipInfo]:
    members = [one for one in archive.infolist() if not _is_aside(one)]
    if len(members) > MOST_MEMBERS:
        raise MapbenchError(
            f"The zip has {len(members):,} files.", f"At most {MOST_MEMBERS:,} are read.", Place(name)
        )
    for one in members:
        if PurePosixPath(one.filename).is_absolute() or ".." in PurePosixPath(one.filename).parts:
            message = f"The zip names the file {one.filename!r}, which lies outside of it."
            raise MapbenchError(message, "Nothing of it was read: such a zip is an attack.", Place(name))
    if wanted is not None:
        members = [one for one in members if fnmatch.fnmatchcase(one.filename, wanted)]
    if not members:
        there = ", ".join(one.filename for one in archive.infolist()[:8]) or "nothing"
        what = "holds no file" if wanted is None else f"has no file {wanted!r}"
        raise MapbenchError(f"The zip {what}.", f"It has {there}.", Place(name))
    unknown = [one.filename for one in members if PurePosixPath(one.filename).suffix.lower() not in ENDINGS]
    if unknown and len(unknown) < len(members):
        hint = f"Choose with member: '*{PurePosixPath(members[0].filename).suffix}' or a name."
        raise MapbenchError(f"The zip also has {unknown[0]!r}, whose format is not known.", hint, Place(name))
    return members


def _is_aside(one: zipfile.ZipInfo) -> bool:
    """What programs that pack leave beside the files."""
    parts = PurePosixPath(one.filename).parts
    return one.is_dir() or not parts or parts[0] == "__MACOSX" or parts[-1].startswith("._")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    if member.flag_bits & 0x1:
        hint = "Unpack it with its password, and give the file."
        raise MapbenchError(f"The file {member.filename!r} of the zip is encrypted.", hint, Place(name))
    unpacked = 0
    try:
        with archive.open(member) as content:
            while block := content.read(BLOCK):
                unpacked += len(block)
                _check_ratio(member.compress_size, unpacked, name)
                yield block
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _broken("zip", f"{name}/{member.filename}", str(error).rstrip(".") or "it breaks off") from None


def _check_ratio(packed: int, unpacked: int, name: str) -> None:
    if unpacked > _FREE and unpacked > MOST_RATIO * max(packed, 1):
        raise MapbenchError(
            f"The file '{name}' unpacks to more than {MOST_RATIO} times its size; it may be a bomb.",
            "If it is what it should be, unpack it first.",
            Place(name),
        )


def _broken(kind: str, name: str, why: str) -> MapbenchError:
    return MapbenchError(
        f"The {kind} cannot be read on: {why}.", "Fetch or pack the file again.", Place(name)
    )
