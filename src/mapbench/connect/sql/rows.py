"""The rows of a table, a view or a query, as they come: never all at once, and never more than asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapbench.connect.chunks import Chunk, Row, Rows
from mapbench.connect.plain import plain_record
from mapbench.connect.reading import Reading
from mapbench.connect.sql.database import Database, connected
from mapbench.connect.sql.statement import is_query, query_of, table_parts
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_ROWS: Final = 1000
_NAMED: Final = 12
_OWN: Final = ("pg_catalog", "information_schema")


def read_rows(database: Database, request: str, limit: int | None = None) -> Iterator[Chunk]:
    """The rows of what a request names, a table or view, or selects. Raises ConnectError, and MapbenchError for no SELECT."""
    try:
        query = query_of(request) if is_query(request) else None
    except MapbenchError as error:
        raise database.refuse(error.message, error.hint) from None
    with connected(database) as connection:
        statement = query or _select(database, connection, request)
        # Exactly as it was written: no sign in it stands for a parameter.
        options = {"stream_results": True, "yield_per": _ROWS, "no_parameters": True}
        result = connection.execution_options(**options).exec_driver_sql(statement)
        names = list(result.keys())
        twice = next((name for name, times in Counter(names).items() if times > 1), None)
        if twice is not None:
            raise database.refuse(
                f"Two columns of the query are called {twice!r}.", f"Name one: {twice} AS …"
            )
        left = limit
        for part in result.partitions(_ROWS):
            rows = [_row(names, one) for one in part[:left]]
            yield Rows(rows, 0)
            if left is not None:
                left -= len(rows)
                if left <= 0:
                    break
        result.close()


def read_sqlite(name: str, reading: Reading) -> Iterator[Chunk]:
    """The rows of a file of SQLite that was given as an input; of its only table, where none is named."""
    database = Database(name, file=Path(name))
    request = reading.query or reading.table
    if request is None:
        tables = tables_of(database)
        if not tables:
            raise database.refuse(f"The database '{name}' has no table.", "Check that it is the right file.")
        if len(tables) > 1:
            there = ", ".join(tables[:_NAMED])
            raise database.refuse(
                f"The database '{name}' has several tables.", f"Say which: --read table=NAME. It has {there}."
            )
        request = f'"{tables[0]}"'
    return read_rows(database, request, reading.limit)


def tables_of(database: Database) -> list[str]:
    """Tables and views, by name; those outside the usual schema with it. Raises ConnectError."""
    with connected(database) as connection:
        return _tables(connection)


def _tables(connection: Connection) -> list[str]:
    from sqlalchemy import inspect

    look = inspect(connection)
    usual = look.default_schema_name
    found = []
    for schema in look.get_schema_names():
        if schema in _OWN or schema.startswith("pg_"):
            continue
        names = [*look.get_table_names(schema), *look.get_view_names(schema)]
        if connection.dialect.name == "postgresql":
            names += look.get_materialized_view_names(schema)
        found += [name if schema == usual else f"{schema}.{name}" for name in names]
    return sorted(found)


def _select(database: Database, connection: Connection, table: str) -> str:
    from sqlalchemy import inspect

    schema, name = table_parts(table)
    look, quoted = inspect(connection), connection.dialect.identifier_preparer.quote_identifier
    if not _is_there(look, schema, name):
        from mapbench.model.nearest import did_you_mean

        tables = _tables(connection)
        there = f"It has {', '.join(tables[:_NAMED])}{', …' if len(tables) > _NAMED else ''}." if tables else "It has none."  # fmt: skip
        raise database.refuse(f"{database.system} has no table or view {table!r}.", did_you_mean(table, tables) or there)  # fmt: skip
    return f"SELECT * FROM {'' if schema is None else quoted(schema) + '.'}{quoted(name)}"  # noqa: S608  # the dialect quotes both names, which were looked up


def _is_there(look: Any, schema: str | None, name: str) -> bool:
    if look.has_table(name, schema=schema):
        return True
    return name in look.get_view_names(schema)


def _row(names: list[str], cells: Any) -> Row:
    columns = dict(zip(names, cells, strict=True))
    try:
        return Row(plain_record(columns))
    except Failure as failure:
        return Row(None, repr(columns).encode("utf-8", "replace"), failure)
