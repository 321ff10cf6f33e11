"""Whether a text is one statement that only reads."""

from __future__ import annotations

import re
from typing import Final

from mapbench.errors import MapbenchError

_READS: Final = ("select", "with", "values", "table")
#: Comments, texts and quoted names, in which nothing is a keyword or ends a statement.
_PARTS: Final = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|(\$[A-Za-z_]*\$).*?\1", re.DOTALL
)
_WORD: Final = re.compile(r"[A-Za-z]+")
_NAME: Final = re.compile(r"""(?:[^\s"'();]+|"[^"]+")(?:\.(?:[^\s"'();.]+|"[^"]+"))*""")


def is_query(text: str) -> bool:
    """Whether a request is a statement, and no name of a table."""
    return _NAME.fullmatch(text.strip()) is None


def query_of(text: str) -> str:
    """The statement without an end. Raises MapbenchError for several, and for one that does anything but read.

    That is the first lock of three: the connection is read-only, and so is the transaction.
    """
    bare = _PARTS.sub(lambda match: " " if match[0][0] in "-/" else "''", text).strip()
    end = bare.rstrip("; \n\t")
    if ";" in end:
        raise MapbenchError("The query holds several statements.", "Give one SELECT.")
    first = _WORD.match(end.lstrip("( \n\t"))
    if first is None or first[0].lower() not in _READS:
        said = first[0].upper() if first else "nothing"
        raise MapbenchError(f"The query does not read: it begins with {said}.", "Databases are only read: give a SELECT.")  # fmt: skip
    return text.strip().rstrip("; \n\t")


def table_parts(text: str) -> tuple[str | None, str]:
    """Schema, where one is named, and name of a table: `sales.orders`, `"Order Lines"`."""
    parts = re.findall(r'"[^"]+"|[^.]+', text.strip())
    names = [part.strip('"') for part in parts]
    return (".".join(names[:-1]) or None, names[-1])
