import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.packages import errors as e
from mapbench.packages.archive import pack, unpack

FILES = {"manifest.json": b"{}", "a/b.txt": b"hello", "c": b""}
NAMES = st.from_regex(r"[a-z0-9_-][a-z0-9._-]{0,8}", fullmatch=True)


def zipped(*entries, method=zipfile.ZIP_STORED, **attributes):
    """A zip file as another tool makes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return buffer.getvalue()


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=6))
def test_what_is_packed_comes_out_again(files):
    assert unpack(pack(files)) == files


def test_any_unzip_tool_reads_it():
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.namelist() == sorted(FILES)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_a_stored_zip_of_another_tool_is_read():
    assert unpack(zipped(*FILES.items())) == FILES


def test_the_order_of_files_does_not_matter():
    assert pack(FILES) == pack(dict(reversed(FILES.items())))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", e.UnreadableError),
        (b"PK", e.UnreadableError),
        (b"hello " * 20, e.UnreadableError),
        (pack(FILES)[:-5], e.UnreadableError),
        (pack(FILES)[:40], e.UnreadableError),
        (b"#!/bin/sh\n" + pack(FILES), e.ForeignBytesError),
        (pack(FILES) + b"more", e.ForeignBytesError),
        (zipped(("a", b"x" * 99), method=zipfile.ZIP_DEFLATED), e.CompressedEntryError),
        (zipped(("a", b"x" * 99), method=zipfile.ZIP_BZIP2), e.CompressedEntryError),
        (zipped(("/etc/passwd", b"")), e.UnsafeNameError),
        (zipped(("../a", b"")), e.UnsafeNameError),
        (zipped(("a/../../b", b"")), e.UnsafeNameError),
        (zipped(("a/./b", b"")), e.UnsafeNameError),
        (zipped(("a//b", b"")), e.UnsafeNameError),
        (zipped(("a/", b"")), e.UnsafeNameError),
        (zipped(("a\\b", b"")), e.UnsafeNameError),
        (zipped(("ä", b"")), e.UnsafeNameError),
        (zipped(("a b", b"")), e.UnsafeNameError),
        (zipped(("a\n", b"")), e.UnsafeNameError),
        (zipped(("x" * 300, b"")), e.UnsafeNameError),
        (zipped(("a", b"1"), ("A", b"2")), e.DuplicateEntryError),
        (zipped(("a", b"1"), ("a/b", b"2")), e.DuplicateEntryError),
        (zipped(("a", b"/etc/passwd"), external_attr=0o120777 << 16), e.LinkEntryError),
        (zipped(("a", b""), external_attr=0o010644 << 16), e.LinkEntryError),
        (zipped(("a", b"x"), extra=b"\x99\x99\x02\x00hi"), e.ForeignBytesError),
        (zipped(("a", b"x"), comment=b"hi"), e.ForeignBytesError),
    ],
)
def test_what_is_unsafe_is_refused(content, error):
    with pytest.raises(error) as refused:
        unpack(content)
    assert refused.value.message.endswith(".")
    assert refused.value.hint


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused():
    with pytest.raises(e.DuplicateEntryError, match="twice"):
        unpack(zipped(("a", b"1"), ("a", b"2")))


def test_bytes_between_entries_are_refused():
    one = pack({"a": b"x"})
    size = 30 + 1 + 1
    directory = bytearray(one[size:])
    directory[-6:-2] = struct.pack("<L", size + 3)
    with pytest.raises(e.ForeignBytesError):
        unpack(one[:size] + b"???" + bytes(directory))


def test_a_changed_byte_is_noticed():
    packed = bytearray(pack({"a": b"hello"}))
    packed[packed.index(b"hello")] ^= 1
    with pytest.raises(e.UnreadableError, match="damaged"):
        unpack(bytes(packed))


@given(st.integers(0, 400), st.integers(1, 255))
def test_no_flipped_byte_is_let_through(at, flip):
    packed = bytearray(pack(FILES))
    packed[at % len(packed)] ^= flip
    try:
        found = unpack(bytes(packed))
    except e.PackageError:
        return
    # A time or a permission says nothing about the content.
    assert found == FILES
