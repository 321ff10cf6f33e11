"""Names of files inside a package, and how many and how large they may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mapbench.packages.errors import DuplicateEntryError, TooLargeError, UnsafeNameError

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 512 * 2**20
LONGEST_NAME: Final = 240
#: Approvals and test results, added later, outside the digest.
OUTSIDE: Final = "attestations/"

_ALLOWED: Final = re.compile(r"[A-Za-z0-9._/-]+")
_OTHER: Final = re.compile(r"[^A-Za-z0-9._/-]")


def inner_name(name: str) -> str:
    """A fixture's or schema's name as packages spell it: `order@2/7.json` is `order_v2/7.json`; what else zip names may not
    have is `_` and its bytes in hexadecimal.
    """
    return _OTHER.sub(
        lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), name.replace("@", "_v")
    )


def check_name(name: str) -> None:
    """Raises UnsafeNameError for a name that is absolute, leads elsewhere, or holds characters that are not allowed."""
    parts = name.split("/")
    if not _ALLOWED.fullmatch(name) or len(name) > LONGEST_NAME:
        message = f"The entry {name[:80]!r} has a name that packages do not allow."
        raise UnsafeNameError(
            message, "Names have letters, digits, dots, dashes and underscores.", entry=name
        )
    if any(part in ("", ".", "..") for part in parts):
        raise UnsafeNameError(f"The entry {name!r} leads out of the package.", entry=name)


def check_names(names: Iterable[str]) -> None:
    """Raises DuplicateEntryError where two names are equal or differ in case only, or one is a folder of the other."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.get(name.lower())
        if other is not None:
            differing = " (they differ in case only)" if other != name else ""
            raise DuplicateEntryError(f"The package has the entry {name} twice{differing}.", entry=name)
        seen[name.lower()] = name
    for low, name in seen.items():
        for end in (at for at, char in enumerate(low) if char == "/"):
            if low[:end] in seen:
                message = f"The entry {seen[low[:end]]} is both a file and the folder of {name}."
                raise DuplicateEntryError(message, entry=name)


def check_size(total: int) -> None:
    """Raises TooLargeError for more bytes than packages may have."""
    if total > MOST_BYTES:
        raise TooLargeError(
            f"The package is larger than {MOST_BYTES // 2**20} MB.", "Package fewer fixtures."
        )
