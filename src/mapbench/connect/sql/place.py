"""Where the database of a system is: its address with the variables filled in, and what has to be allowed before."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapbench.connect.http.endpoint import Destination
from mapbench.connect.http.refusals import WrittenSecret
from mapbench.connect.http.variables import is_reference
from mapbench.connect.sql.database import Database, database_of

if TYPE_CHECKING:
    from mapbench.connect.stored import Lying

_PASSWORD: Final = re.compile(r"://[^/@:]*:((?:\$\{[^}]*\}|[^/@])*)@|[?&](?:password|passfile)=([^&]*)")
#: An address that is one variable as a whole goes where that itself says.
_ONE: Final = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\}")


def database_at(lying: Lying) -> tuple[Database, tuple[Destination, ...]]:
    """The database of a system of type `sql`, and the host that variables would go to which do not name it themselves.

    Raises ConnectError: no address, a password in the file, a file outside the project.
    """
    connection = lying.system.connection
    text = (connection.url if connection is not None else None) or ""
    if not text:
        raise lying.refuse(f"{lying.system.system} has no address.", "Write `url: ${DB_URL}` below `connection`.", "connection")  # fmt: skip
    written = _PASSWORD.search(text)
    if written and not is_reference(written[1] or written[2] or ""):
        raise WrittenSecret(lying.system.system, "password", lying.place("connection", "url"))
    said = lying.filled(text, "connection", "url")
    database = database_of(lying.system.system, said.text, lying.place("connection", "url"))
    if database.file is not None:
        from mapbench.connect.stored import inside

        return replace(database, file=inside(lying, Path(database.file), said, "connection", "url")), ()
    assert database.url is not None
    mixed = said.taken if not _ONE.fullmatch(text.strip()) else frozenset()
    host = f"{database.url.host or 'localhost'}:{database.url.port or 5432}"
    going = Destination(host, f"postgresql://{host}", tuple(sorted(mixed)))
    return database, (going,) if mixed else ()
