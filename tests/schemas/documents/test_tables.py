"""What CREATE TABLE says, in the dialects of PostgreSQL, MySQL, SQL Server and SQLite."""

import pytest

from mapbench.schemas.documents.tables import tables_of

POSTGRES = """
-- orders of the shop
CREATE TABLE IF NOT EXISTS public."order" (
    id bigserial PRIMARY KEY,
    no character varying(20) NOT NULL UNIQUE,
    placed timestamp with time zone DEFAULT now() NOT NULL,
    seen timestamp without time zone,
    total numeric(12, 2) NOT NULL CHECK (total >= 0),
    pieces numeric(12,0),
    status text CHECK (status IN ('open', 'it''s paid')) /* two; states */,
    tags text[] DEFAULT '{}'::text[],
    about jsonb,
    ref uuid,
    buyer integer REFERENCES customer (id) ON DELETE SET NULL,
    CONSTRAINT sane CHECK ((total > 0) AND (id > 0))
);
COMMENT ON COLUMN public."order".no IS 'As printed';
INSERT INTO "order" VALUES (1, 'CREATE TABLE nonsense (a int)');
CREATE TABLE line (order_id integer, pos integer, sku text NOT NULL);
ALTER TABLE ONLY public.line ADD CONSTRAINT line_pkey PRIMARY KEY (order_id, pos);
CREATE TABLE copy AS SELECT * FROM line;
CREATE INDEX x ON line (sku);
"""


def columns(sql, table=0):
    return tables_of(sql)[table].schema()["properties"]


def test_columns_of_postgresql():
    assert columns(POSTGRES) == {
        "id": {"type": "integer"},
        "no": {"type": "string", "maxLength": 20, "description": "As printed"},
        "placed": {"type": "string", "format": "date-time"},
        "seen": {"type": ["string", "null"]},
        "total": {"type": "number"},
        "pieces": {"type": ["integer", "null"]},
        "status": {"type": ["string", "null"], "enum": ["open", "it's paid", None]},
        "tags": {"type": ["array", "null"], "items": {"type": "string"}},
        "about": {},
        "ref": {"type": ["string", "null"], "format": "uuid"},
        "buyer": {"type": ["integer", "null"]},
    }


def test_tables_have_names_keys_and_nothing_else_is_taken_for_one():
    assert [(one.name, one.key) for one in tables_of(POSTGRES)] == [
        ("order", ["id"]),
        ("line", ["order_id", "pos"]),
    ]
    assert tables_of(POSTGRES)[1].schema()["properties"]["pos"] == {"type": "integer"}


def test_columns_of_mysql():
    sql = """CREATE TABLE `shop`.`item` (`id` int(11) unsigned NOT NULL AUTO_INCREMENT, `on` tinyint(1) DEFAULT '0',
      `size` enum('S','M') NOT NULL, `d` date COMMENT 'day, of sale', `at` datetime(6), PRIMARY KEY (`id`), KEY `k` (`d`),
      FULLTEXT KEY f (`size`)) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Things'; # end"""
    assert columns(sql) == {
        "id": {"type": "integer"},
        "on": {"type": ["boolean", "null"]},
        "size": {"type": "string", "enum": ["S", "M"]},
        "d": {"type": ["string", "null"], "format": "date", "description": "day, of sale"},
        "at": {"type": ["string", "null"]},
    }
    assert (tables_of(sql)[0].key, tables_of(sql)[0].comment) == (["id"], "Things")


def test_columns_of_sql_server_and_sqlite():
    sql = "CREATE TABLE [dbo].[t] ([a b] nvarchar(max) NULL, [c] uniqueidentifier NOT NULL, d datetimeoffset, e money)"
    assert columns(sql) == {
        "a b": {"type": ["string", "null"]},
        "c": {"type": "string", "format": "uuid"},
        "d": {"type": ["string", "null"], "format": "date-time"},
        "e": {"type": ["number", "null"]},
    }
    assert list(columns("create temp table t(a, b, key text, primary key(b)) without rowid")) == [
        "a",
        "b",
        "key",
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "",
        ";;;",
        "SELECT 1",
        "CREATE TABLE",
        "CREATE TABLE t",
        "CREATE TABLE t (",
        "CREATE TABLE t ()",
        "'",
        "/*",
        '"',
        "(((",
        "\0",
    ],
)
def test_whatever_is_no_table_gives_none_and_no_failure(sql):
    assert tables_of(sql) == []


def test_every_cut_of_a_file_is_read_as_far_as_it_goes():
    for end in range(len(POSTGRES)):
        tables_of(POSTGRES[:end])
