"""One statement, and one that reads."""

import pytest

from mapbench.connect.sql.statement import is_query, query_of, table_parts
from mapbench.errors import MapbenchError


@pytest.mark.parametrize(
    "text", ["orders", "sales.orders", '"Order Lines"', 'sales."Order Lines"', "bestellübersicht"]
)
def test_a_name_is_no_query(text):
    assert not is_query(text)


def test_a_name_may_have_a_schema_and_quotes():
    assert table_parts('sales."Order Lines"') == ("sales", "Order Lines")
    assert table_parts("orders") == (None, "orders")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        " select * from a where b = 'x; DROP TABLE a' ; ",
        "-- the newest\nSELECT 1 -- end; of it",
        "/* ; */ WITH a AS (SELECT 1) SELECT * FROM a",
        "(SELECT 1) UNION (SELECT 2)",
        "VALUES (1)",
        "SELECT $tag$ a; b $tag$",
        'SELECT "a;b" FROM c',
    ],
)
def test_one_statement_that_reads_is_taken(text):
    assert is_query(text)
    assert query_of(text) == text.strip().rstrip("; ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DELETE FROM a", "begins with DELETE"),
        ("drop table a", "begins with DROP"),
        ("SELECT 1; DELETE FROM a", "several statements"),
        ("SELECT 'a'; COMMIT; DELETE FROM a", "several statements"),
        ("-- SELECT\nUPDATE a SET b = 1", "begins with UPDATE"),
        ("/* SELECT */ ATTACH 'x' AS y", "begins with ATTACH"),
        ("PRAGMA query_only = OFF", "begins with PRAGMA"),
        ("COPY a TO '/tmp/x'", "begins with COPY"),
        ("EXPLAIN ANALYZE DELETE FROM a", "begins with EXPLAIN"),
        ("; ;", "begins with nothing"),
    ],
)
def test_whatever_does_anything_else_is_refused(text, said):
    with pytest.raises(MapbenchError, match=said) as caught:
        query_of(text)
    assert caught.value.hint
