"""A database opened so that it can only be read; its password is shown to nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from mapbench.connect.formats import lacking
from mapbench.connect.http.failures import ConnectError
from mapbench.connect.http.variables import Secrets
from mapbench.errors import Place

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine

#: Seconds until we give up on a connection, or on a lock.
PATIENCE: Final = 5
_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_DRIVERS.update(dict.fromkeys(("postgresql+psycopg", "postgresql+psycopg2"), "postgresql+psycopg"))


class DatabaseFailed(ConnectError):
    """What a database says is wrong, or that it cannot be reached."""

    code = "database"


@dataclass(frozen=True)
class Database:
    """Where a database is: a file of SQLite, or the address of a PostgreSQL server. `system` is what people call it.

    `timeout` is how many seconds a query may take, None: as long as it likes.
    """

    system: str
    url: URL | None = field(default=None, repr=False)
    file: Path | None = None
    timeout: float | None = None
    place: Place | None = None

    @property
    def shown(self) -> str:
        """The address without its password, and without what stands behind a question mark."""
        if self.url is None:
            return f"sqlite:///{self.file.name if self.file else ''}"
        return self.url.set(query={}).render_as_string(hide_password=True).replace("postgresql+psycopg", "postgresql")  # fmt: skip

    def refuse(self, message: str, hint: str) -> DatabaseFailed:
        """The failure with whatever the password was taken out."""
        secret = Secrets({"PASSWORD": str(self.url.password)} if self.url is not None and self.url.password else {})  # fmt: skip
        return DatabaseFailed(self.system, secret.scrub(message), hint, self.place)


def database_of(system: str, url: str, place: Place, timeout: float | None = None) -> Database:
    """The database at an address. Raises ConnectError for an address that is none, or of a kind that is not read."""
    if url.startswith("sqlite:"):
        name = unquote(url.partition(":///")[2].partition("?")[0])
        if not name:
            raise DatabaseFailed(system, f"The address of {system} names no file.", _ADDRESS, place)
        return Database(system, file=Path(name), place=place, timeout=timeout)
    try:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError:
        lacking("sql")
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        # The address itself may hold a password: it is not repeated.
        raise DatabaseFailed(
            system, f"The address of {system} is none of a database.", _ADDRESS, place
        ) from None
    if made.drivername not in _DRIVERS or not made.database:
        kind = made.drivername.partition("+")[0]
        what = f"is of {kind}, which is not read" if made.drivername not in _DRIVERS else "names no database"
        raise DatabaseFailed(system, f"The address of {system} {what}.", _ADDRESS, place)
    return Database(system, made.set(drivername=_DRIVERS[made.drivername]), place=place, timeout=timeout)


_ADDRESS: Final = "Write postgresql://user@host/database, or sqlite:///file.db."


@contextmanager
def connected(database: Database) -> Iterator[Connection]:
    """A connection that can only read. Raises ConnectError with the database's own words."""
    try:
        import sqlalchemy  # noqa: F401  # without it there is nothing below it, either
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError:
        lacking("sql")
    engine = _engine(database)
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise database.refuse(f"{database.system}: {_words(error)}.", _hint(error)) from None
    except sqlite3.Error as error:
        raise database.refuse(f"{database.system}: {error}.", "") from None
    finally:
        engine.dispose()


def _engine(database: Database) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    if database.url is not None:
        options = "-c default_transaction_read_only=on"
        if database.timeout is not None:
            options += f" -c statement_timeout={int(database.timeout * 1000)}"
        given: dict[str, Any] = {
            "connect_timeout": PATIENCE,
            "options": options,
            "application_name": "mapbench",
        }
        try:
            engine = create_engine(database.url, poolclass=NullPool, connect_args=given)
        except ImportError:
            lacking("sql")
        return engine.execution_options(postgresql_readonly=True)
    file = database.file
    assert file is not None
    if not file.is_file():
        from mapbench.model.nearest import did_you_mean

        there = [one.name for one in file.parent.iterdir()] if file.parent.is_dir() else []
        raise database.refuse(f"There is no database '{file.name}'.", did_you_mean(file.name, there) or "Check its path.")  # fmt: skip
    return create_engine("sqlite://", poolclass=NullPool, creator=lambda: _read_only(file))


def _read_only(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True, timeout=PATIENCE)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _words(error: Any) -> str:
    """What the database says, in one line."""
    said = getattr(error, "orig", None) or error
    primary = getattr(getattr(said, "diag", None), "message_primary", None)
    text = str(primary or said).strip()
    first = next((line for line in text.splitlines() if line.strip()), type(said).__name__)
    return " ".join(first.split()).rstrip(".")[:300]


def _hint(error: Any) -> str:
    text = _words(error).lower()
    if "locked" in text:
        return "Somebody writes to it: try again when that has ended."
    if "not a database" in text or "malformed" in text:
        return "Check the file: it is no whole SQLite database."
    if "password" in text or "role" in text:
        return "Check user and password in the variable of its address."
    if "connection" in text or "connect" in text or "resolve" in text:
        return "Check that it runs, and its host and port."
    return "Try the statement in the database's own client."
