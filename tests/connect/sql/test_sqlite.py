"""SQLite: tables, views and queries, read only."""

import contextlib
import hashlib
import sqlite3

import pytest

from mapbench.connect.http.failures import ConnectError
from mapbench.connect.sql.database import Database, _read_only
from mapbench.connect.sql.rows import read_rows, tables_of


def rows(path, request, limit=None):
    chunks = read_rows(Database("shop", file=path), request, limit)
    return [row.value if row.failure is None else row.failure.code for chunk in chunks for row in chunk.rows]


def test_a_table_a_view_and_a_query_are_read(sqlite):
    assert rows(sqlite, "customer")[:2] == [
        {"id": 1, "email": "ann@example.com", "spent": 150.25}, {"id": 2, "email": None, "spent": 7}]  # fmt: skip
    assert rows(sqlite, "big") == [{"id": 1, "email": "ann@example.com"}]
    assert rows(sqlite, '"Order Lines"') == [{"id": 1, "sku": "A-1"}]
    assert rows(sqlite, "SELECT ':x' AS a, '50%' AS b, count(*) AS n FROM customer;") == [
        {"a": ":x", "b": "50%", "n": 3}
    ]


def test_tables_and_views_are_listed(sqlite):
    assert tables_of(Database("shop", file=sqlite)) == ["Order Lines", "big", "customer"]


def test_a_limit_ends_the_reading(sqlite):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    assert len(rows(sqlite, endless, 2500)) == 2500
    assert rows(sqlite, "customer", 2) == rows(sqlite, "customer")[:2]


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM customer", "INSERT INTO customer VALUES (9, '', 1)", "DROP TABLE customer", "PRAGMA user_version = 5",
     "CREATE TABLE t (a)", "UPDATE customer SET email = ''"],
)  # fmt: skip
def test_nothing_is_ever_written(sqlite, statement):
    before = hashlib.sha256(sqlite.read_bytes()).digest()
    with pytest.raises(ConnectError, match="does not read"):
        rows(sqlite, statement)
    with contextlib.closing(_read_only(sqlite)) as connection, contextlib.suppress(sqlite3.OperationalError):
        connection.execute(statement)
    assert hashlib.sha256(sqlite.read_bytes()).digest() == before


def test_numbers_that_json_cannot_hold_reject_their_row(sqlite):
    assert rows(sqlite, "SELECT 9e999 AS a UNION ALL SELECT 1") == ["number-range", {"a": 1}]
    assert rows(sqlite, "SELECT x'00ff' AS raw") == [{"raw": "AP8="}]


@pytest.mark.parametrize(
    ("request_", "said", "hint"),
    [
        ("custmer", "no table or view 'custmer'", "customer"),
        ("nothing-like-it", "no table or view", "Order Lines, big, customer."),
        ("SELECT nope FROM customer", "no such column: nope", "client"),
        ("SELEC 1", "begins with SELEC", "SELECT"),
        ("SELECT 1 AS a, 2 AS a", "Two columns of the query are called 'a'", "AS"),
    ],
)
def test_what_the_database_says_is_wrong_is_told(sqlite, request_, said, hint):
    with pytest.raises(ConnectError, match=said) as caught:
        rows(sqlite, request_)
    assert hint in caught.value.hint


def test_a_database_that_is_absent_locked_or_none_is_one_sentence(sqlite, tmp_path, monkeypatch):
    with pytest.raises(ConnectError, match="There is no database 'shp") as caught:
        rows(tmp_path / "shp.db", "customer")
    assert "shop.db" in caught.value.hint
    (tmp_path / "none.db").write_bytes(b"no database at all, but a text that is long enough" * 100)
    with pytest.raises(ConnectError, match="not a database"):
        rows(tmp_path / "none.db", "customer")
    monkeypatch.setattr("mapbench.connect.sql.database.PATIENCE", 0)
    with contextlib.closing(sqlite3.connect(sqlite, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ConnectError, match="locked") as caught:
            rows(sqlite, "customer")
        assert "try again" in caught.value.hint
