"""`mapbench connect` and `run` on files and databases: looked at, captured, pinned, run."""

import contextlib
import json
import sqlite3
import sys
from pathlib import Path

import pytest
from tests.cli.orders import refused

from mapbench.store.workspace import WorkspaceDatabase

SYSTEMS = {
    "exports": """\
system: exports
connection: {type: file, path: data}
datasets:
  order: {request: orders.csv, key: [id]}
  invoice: {request: invoices.xml, records: invoices.invoice, lists: [line], key: ["@id"]}
""",
    "shop": """\
system: shop
connection: {type: sql, url: "${DB_URL:-sqlite:///data/shop.db}"}
datasets:
  customer: {key: [id]}
  big: {request: SELECT id FROM customer WHERE spent > 100, key: [id]}
""",
    "empty": "system: empty\nconnection: {type: sql, url: 'sqlite:///data/shop.db'}\n",
}
MAPPING = """\
mapping: customers
source: shop.customer
rules:
- {target: id, source: id}
- {target: mail, source: email, formula: lower(value)}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    for name in ("systems", "data", "mappings"):
        (folder / name).mkdir(parents=True)
    (folder / "mapbench.yaml").write_text("project: tried\n")
    for name, text in SYSTEMS.items():
        (folder / f"systems/{name}.yaml").write_text(text)
    (folder / "mappings/customers.yaml").write_text(MAPPING)
    (folder / "data/orders.csv").write_text("id;email\n1;ann.real@mail.test\n2;bob.real@mail.test\n")
    (folder / "data/invoices.xml").write_text(
        '<invoices><invoice id="7"><line>a</line></invoice><invoice id="8"><line>b</line><line>c</line></invoice></invoices>'
    )
    with contextlib.closing(sqlite3.connect(folder / "data/shop.db")) as database, database:
        database.executescript("CREATE TABLE customer (id INTEGER, email TEXT, spent REAL);")
        people = [(number, f"real{number}@mail.test", number * 10.5) for number in range(1, 151)]
        database.executemany("INSERT INTO customer VALUES (?, ?, ?)", people)
    monkeypatch.setenv("MAPBENCH_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("MAPBENCH_REDACTION_KEY", "a key of these tests only")
    monkeypatch.delenv("DB_URL", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.chdir(folder)
    return folder


def test_a_file_is_looked_at_captured_and_pinned_redacted(mapbench, project):
    answer = mapbench("connect", "exports.order", "--capture", "2", "--pin")
    assert answer.exit_code == 0, answer.stderr
    assert "READ data/orders.csv" in answer.stdout
    assert "2 records" in answer.stdout
    assert [path.name for path in sorted(Path("fixtures/exports.order").iterdir())] == ["1.json", "2.json"]
    schema = json.loads(Path("schemas/exports.order.json").read_text())
    assert schema["properties"]["email"]["x-classification"] == "pii"
    kept = "".join(path.read_text() for path in Path().rglob("*.json"))
    assert "real" not in kept + answer.stdout + answer.stderr
    assert "As pinned in schemas/exports.order.json." in mapbench("connect", "exports.order").stdout


def test_lists_of_xml_are_inferred_as_lists(mapbench, project):
    report = json.loads(mapbench("connect", "exports.invoice", "--pin", "--format", "json").stdout)
    assert report["request"]["method"] == "READ"
    assert report["status"] is None
    assert (
        json.loads(Path("schemas/exports.invoice.json").read_text())["properties"]["line"]["type"] == "array"
    )


def test_a_table_and_a_query_are_looked_at_with_a_limit(mapbench, project):
    report = json.loads(mapbench("connect", "shop.customer", "--format", "json").stdout)
    assert (report["records"], report["more"], report["request"]["url"]) == (100, True, "sqlite:///shop.db")
    answer = mapbench("connect", "shop.customer", "--capture", "120")
    assert len(list(Path("fixtures/shop.customer").iterdir())) == 120, answer.stderr
    assert json.loads(mapbench("connect", "shop.big", "--format", "json").stdout)["more"] is True


def test_every_dataset_of_a_system_is_looked_at(mapbench, project):
    reports = json.loads(mapbench("connect", "shop", "--format", "json").stdout)
    assert [one["dataset"] for one in reports] == ["shop.customer", "shop.big"]


def test_a_look_is_remembered_redacted(mapbench, project):
    mapbench("connect", "shop.customer")
    with WorkspaceDatabase.open(project) as workspace:
        [sent] = workspace.requests.latest("shop.customer", 5)
    assert (sent.method, sent.records, sent.code) == ("READ", 100, None)
    assert sent.body is not None
    assert "real1@" not in sent.body


def test_a_system_without_datasets_tells_what_it_holds(mapbench, project):
    answer = mapbench("connect", "empty")
    refused(answer, "empty has no dataset")
    assert "It holds customer" in answer.stderr


def test_a_dataset_of_files_or_a_database_is_an_input_of_run_and_explain(mapbench, project):
    answer = mapbench("run", "customers", "shop.customer")
    assert answer.exit_code == 0, answer.stderr
    assert len(answer.stdout.splitlines()) == 150
    assert json.loads(answer.stdout.splitlines()[0]) == {"id": 1, "mail": "real1@mail.test"}
    assert len(mapbench("run", "customers", "shop.customer", "exports.order").stdout.splitlines()) == 152
    assert (
        "real3@"
        in mapbench("explain", "customers", "shop.customer", "--target", "mail", "--record", "2").stdout
    )


def test_an_input_that_names_no_dataset_in_files_is_one_sentence_and_a_hint(mapbench, project):
    answer = mapbench("run", "customers", "shop.custmer")
    refused(answer, "no file 'shop.custmer', and shop has no such dataset")
    assert "shop.customer" in answer.stderr
    Path("systems/web.yaml").write_text(
        "system: web\nconnection: {type: http, url: http://127.0.0.1:9}\ndatasets: {order: {}}\n"
    )
    refused(mapbench("run", "customers", "web.order"), "web.order lies in no file and no database")


def test_what_was_only_looked_at_is_not_sent_again(mapbench, project):
    mapbench("connect", "exports.order")
    assert "READ" in mapbench("connect", "exports.order", "--history").stdout
    refused(mapbench("connect", "exports.order", "--replay", "1"), "nothing can be sent again")
    refused(mapbench("connect", "exports.order", "--curl"), "no HTTP connection")


def test_an_output_does_not_overwrite_the_file_of_a_dataset(mapbench, project):
    before = Path("data/orders.csv").read_bytes()
    refused(mapbench("run", "customers", "exports.order", "-o", "data/orders.csv"), "would be overwritten")
    assert Path("data/orders.csv").read_bytes() == before


def test_a_dataset_says_how_files_given_to_run_are_read(mapbench, project):
    Path("mappings/lines.yaml").write_text(
        "mapping: lines\nsource: exports.invoice\nrules:\n- {target: l, source: line}\n"
    )
    Path("one.xml").write_text("<invoices><invoice><line>x</line></invoice></invoices>")
    answer = mapbench("run", "lines", "one.xml")
    assert answer.stdout == '{"l":["x"]}\n', answer.stderr


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("request: orders.csv", "request: ordrs.csv", "no file 'ordrs.csv'"),
        ("path: data", "path: ..", "lies outside of the project"),
        ("path: data", 'path: "${NOT_SET}"', "needs the variable NOT_SET"),
        ("request: orders.csv", "request: orders.csv, read: {encoding: utf-16}", "header row"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_a_hint(mapbench, project, before, after, said):
    path = Path("systems/exports.yaml")
    path.write_text(path.read_text().replace(before, after))
    refused(mapbench("connect", "exports.order"), said)
    refused(mapbench("run", "customers", "exports.order"), said)


def test_a_database_that_cannot_be_read_is_one_sentence_and_its_password_is_not_in_it(
    mapbench, project, monkeypatch
):
    monkeypatch.setenv("DB_URL", "postgresql://u:hunter2-of-tests@127.0.0.1:1/d")
    answer = mapbench("connect", "shop.customer")
    refused(answer, "shop: ")
    with WorkspaceDatabase.open(project) as workspace:
        remembered = repr(workspace.requests.latest("shop.customer", 5))
    assert "hunter2" not in answer.stdout + answer.stderr + remembered


def test_secrets_go_to_the_host_of_a_database_after_a_yes_only(mapbench, project, monkeypatch):
    path = Path("systems/shop.yaml")
    path.write_text(
        path.read_text().replace(
            "${DB_URL:-sqlite:///data/shop.db}", "postgresql://u:${DB_PASSWORD}@127.0.0.1:1/d"
        )
    )
    monkeypatch.setenv("DB_PASSWORD", "hunter2-of-tests")
    refused(mapbench("connect", "shop.customer"), "would send DB_PASSWORD to 127.0.0.1:1")
    refused(mapbench("run", "customers", "shop.customer"), "would send DB_PASSWORD")
    refused(mapbench("connect", "shop.customer", "--allow", "127.0.0.1"), "shop: ")
    refused(mapbench("connect", "shop.customer"), "shop: ")
