"""PostgreSQL: a server of the tests' own, read only, its password shown nowhere."""

from dataclasses import replace

import pytest
from tests.connect.sql.conftest import PASSWORD

from mapbench.connect.http.failures import ConnectError
from mapbench.connect.sql.database import connected, database_of
from mapbench.connect.sql.rows import read_rows, tables_of
from mapbench.errors import Place


def at(address):
    return database_of("shop", address, Place("systems/shop.yaml", 4))


def rows(address, request, limit=None):
    return [row.value for chunk in read_rows(at(address), request, limit) for row in chunk.rows]


def test_a_table_a_view_and_a_query_are_read(postgres):
    assert rows(postgres, "customer")[0] == {"id": 1, "email": "ann@example.com", "spent": 150.25}
    assert rows(postgres, "big") == [{"id": 1, "email": "ann@example.com"}]
    assert rows(postgres, '"Order Lines"') == [{"id": 1, "sku": "A-1"}]
    assert rows(postgres, "SELECT ':x' AS a, '50%' AS b, '{}'::text AS c;") == [
        {"a": ":x", "b": "50%", "c": "{}"}
    ]


def test_values_are_json_and_times_iso_text(postgres):
    assert rows(postgres, "sales.deal") == [
        {"id": 1, "at": "2026-01-02T03:04:05Z", "tags": ["a", "b"], "doc": {"k": 1}, "n": 12.5}
    ]


def test_tables_and_views_are_listed_those_of_other_schemas_with_them(postgres):
    assert tables_of(at(postgres)) == ["Order Lines", "big", "customer", "sales.deal"]


def test_rows_are_streamed_and_a_limit_ends_the_reading(postgres):
    assert len(rows(postgres, "SELECT generate_series(1, 2000000000) AS n", 3000)) == 3000


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("DELETE FROM customer", "does not read"),
        ("SELECT 1; DELETE FROM customer", "several statements"),
        ("WITH gone AS (DELETE FROM customer RETURNING id) SELECT * FROM gone", r"cannot|must|may only"),
        (
            "SELECT set_config('transaction_read_only', 'off', false)",
            "read-write mode must be set",
        ),
    ],
)
def test_nothing_is_ever_written(postgres, request_, said):
    with pytest.raises(ConnectError, match=said):
        rows(postgres, request_)
    assert len(rows(postgres, "customer")) == 3


def test_a_query_that_takes_too_long_is_given_up(postgres):
    database = replace(at(postgres), timeout=0.2)
    with pytest.raises(ConnectError, match="statement timeout"):
        list(read_rows(database, "SELECT pg_sleep(60)"))


def test_what_a_function_does_all_the_same_is_taken_back(postgres):
    rows(postgres, "SELECT lo_create(4711)")
    assert rows(postgres, "SELECT oid FROM pg_largeobject_metadata WHERE oid = 4711") == []


def test_the_transaction_itself_is_read_only(postgres):
    with pytest.raises(ConnectError, match="read-only transaction"), connected(at(postgres)) as connection:
        connection.exec_driver_sql("DELETE FROM customer")
    assert len(rows(postgres, "customer")) == 3


@pytest.mark.parametrize(
    ("change", "request_", "said", "hint"),
    [
        (("", ""), "custmer", "no table or view 'custmer'", "customer"),
        (("", ""), "SELECT nope FROM customer", 'column "nope" does not exist', "client"),
        ((PASSWORD, "wrong-password"), "customer", "password authentication failed", "password"),
        (("/postgres", "/nowhere"), "customer", '"nowhere" does not exist', ""),
        (("127.0.0.1:", "127.0.0.1:1"), "customer", r"invalid|refused|integer", ""),
    ],
)
def test_what_the_database_says_is_wrong_is_told_without_the_password(postgres, change, request_, said, hint):
    address = postgres.replace(*change) if change[0] else postgres
    with pytest.raises(ConnectError, match=said) as caught:
        rows(address, request_)
    shown = f"{caught.value} {caught.value.hint} {at(address).shown} {at(address)!r}"
    assert hint in caught.value.hint
    assert PASSWORD not in shown
    assert "wrong-password" not in shown


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://u:hidden-word@h/d", "of mysql, which is not read"),
        ("postgresql://u:hidden-word@h", "names no database"),
        ("hidden-word", "none of a database"),
        ("sqlite://", "names no file"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(address, said):
    with pytest.raises(ConnectError, match=said) as caught:
        at(address)
    assert "hidden-word" not in str(caught.value)
    assert caught.value.hint


def test_a_system_of_a_project_is_looked_at_captured_and_run(postgres, tmp_path, monkeypatch, capsys):
    from mapbench.cli.main import run

    for name, text in {
        "mapbench.yaml": "project: tried\n",
        "systems/shop.yaml": 'system: shop\nconnection: {type: sql, url: "${DB_URL}"}\n'
        "datasets: {customer: {key: [id]}, deal: {request: sales.deal, key: [id]}, none: {request: nowhere}}\n",
        "mappings/mails.yaml": "mapping: mails\nsource: shop.customer\nrules:\n- {target: mail, source: email}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DB_URL", postgres)
    monkeypatch.setenv("MAPBENCH_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("MAPBENCH_REDACTION_KEY", "a key of these tests only")
    assert run(["connect", "shop.customer", "--capture", "3", "--pin"]) == 0
    assert run(["connect", "shop.deal", "--capture", "1"]) == 0
    assert len(list((tmp_path / "fixtures/shop.customer").iterdir())) == 3
    assert run(["connect", "shop.none"]) == 2
    capsys.readouterr()
    assert run(["run", "mails", "shop.customer"]) == 0
    assert (
        capsys.readouterr().out == '{"mail":"ann@example.com"}\n{"mail":null}\n{"mail":"bob@example.com"}\n'
    )
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept
    assert b"ann@example.com" not in kept
