"""Datasets in files: where they may lie, how they are read; and that nobody's project leads out of its folder."""

import json

import pytest

from mapbench.connect.http.failures import ConnectError
from mapbench.connect.records import records_of
from mapbench.connect.stored import Lying, names_in, stored_of
from mapbench.errors import LoadError
from mapbench.project.project import Project

SYSTEM = """\
system: exports
connection: {type: file, path: "PATH"}
datasets:
  order: {request: REQUEST, MORE}
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "systems").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "mapbench.yaml").write_text("project: tried\n")
    (folder / "data/orders-1.csv").write_text("id;name\n1;Ann\n")
    (folder / "data/orders-2.csv").write_text("id;name\n2;Bob\n")
    (folder / "data/doc.json").write_text('{"data": {"orders": [{"id": 1}, {"id": 2}]}}')
    (folder / "data/doc.xml").write_text("<o><head/><order><id>1</id><line>a</line></order></o>")
    (tmp_path / "outside.csv").write_text("id\n9\n")
    return folder


def lying(project, path="data", request="orders-1.csv", more="key: [id]", schema=None, **environment):
    text = SYSTEM.replace("PATH", path).replace("REQUEST", request).replace("MORE", more)
    (project / "systems/exports.yaml").write_text(text)
    document, system = Project.open(project).system("exports")
    return Lying(project, document, system, "order", environment, schema)


def values(one):
    return [record.value for record in records_of(stored_of(one).chunks())]


def test_a_file_a_pattern_and_a_path_that_is_a_file_are_read(project):
    assert values(lying(project)) == [{"id": "1", "name": "Ann"}]
    assert values(lying(project, request="orders-*.csv")) == [
        {"id": "1", "name": "Ann"},
        {"id": "2", "name": "Bob"},
    ]
    assert values(lying(project, path="data/orders-2.csv", request="''")) == [{"id": "2", "name": "Bob"}]
    assert stored_of(lying(project)).shown == "data/orders-1.csv"


def test_a_dataset_says_how_its_file_is_read(project):
    (project / "data/orders-1.csv").write_bytes("id~name\n1~Jürgen\n".encode("cp1252"))
    more = 'read: {delimiter: "~", encoding: cp1252}'
    assert values(lying(project, more=more)) == [{"id": "1", "name": "Jürgen"}]
    with pytest.raises(ConnectError, match="no character set 'klingon'") as caught:
        values(lying(project, more="read: {encoding: klingon}"))
    assert str(caught.value.place).endswith("exports.yaml:4:40")
    with pytest.raises(LoadError, match="`delimeter` is not known") as refused:
        lying(project, more='read: {delimeter: ";"}')
    assert "delimiter" in refused.value.hint


def test_records_are_where_the_dataset_says_in_json_and_xml(project):
    more = 'records: "$.data.orders[*]"'
    assert values(lying(project, request="doc.json", more=more)) == [{"id": 1}, {"id": 2}]
    with pytest.raises(ConnectError, match="not at"):
        values(lying(project, request="doc.json", more='records: "$.data.ordrs[*]"'))
    more = "records: o.order, lists: [line]"
    assert values(lying(project, request="doc.xml", more=more)) == [{"id": "1", "line": ["a"]}]
    schema = {"type": "object", "properties": {"id": {}, "line": {"type": "array", "items": {}}}}
    assert values(lying(project, request="doc.xml", more="records: o.order", schema=schema)) == [
        {"id": "1", "line": ["a"]}
    ]


@pytest.mark.parametrize("path", ["..", "../", "/etc", "data/../..", "${NOT_SET:-..}"])
def test_a_path_that_leads_out_of_the_project_is_refused(project, path):
    with pytest.raises(ConnectError, match="lies outside of the project") as caught:
        stored_of(lying(project, path=path, request="outside.csv"))
    assert "${EXPORTS_PATH}" in caught.value.hint


def test_a_link_that_leads_out_of_the_project_is_refused(project, tmp_path):
    (project / "data/link.csv").symlink_to(tmp_path / "outside.csv")
    (project / "link").symlink_to(tmp_path)
    with pytest.raises(ConnectError, match="leads out"):
        stored_of(lying(project, request="link.csv"))
    with pytest.raises(ConnectError, match="lies outside"):
        stored_of(lying(project, path="link", request="outside.csv"))


@pytest.mark.parametrize(
    "request_", ["../outside.csv", "/etc/hostname", "a/../../../outside.csv", "../*.csv"]
)
def test_a_request_that_leads_out_of_its_folder_is_refused(project, request_, tmp_path):
    with pytest.raises(ConnectError, match="leads out of its system's folder"):
        stored_of(lying(project, request=request_))
    with pytest.raises(ConnectError, match="leads out of its system's folder"):
        stored_of(lying(project, path="${DIR}", request=request_, DIR=str(project / "data")))


def test_the_own_environment_of_a_person_may_lead_anywhere(project, tmp_path):
    one = lying(project, path="${EXPORTS}", request="outside.csv", EXPORTS=str(tmp_path))
    assert values(one) == [{"id": "9"}]
    with pytest.raises(ConnectError, match="needs the variable EXPORTS"):
        stored_of(lying(project, path="${EXPORTS}", request="outside.csv"))


def test_a_file_that_is_absent_is_told_with_the_one_that_was_meant(project):
    with pytest.raises(ConnectError, match=r"no file 'order-1.csv' in data") as caught:
        stored_of(lying(project, request="order-1.csv"))
    assert "orders-1.csv" in caught.value.hint
    with pytest.raises(ConnectError, match="no file"):
        stored_of(lying(project, request="none-*.csv"))
    with pytest.raises(ConnectError, match="has no request"):
        stored_of(lying(project, request="''"))


def test_files_and_tables_are_listed(project):
    (project / "data/.hidden").touch()
    assert names_in(lying(project)) == ["doc.json", "doc.xml", "orders-1.csv", "orders-2.csv"]


DATABASE = """\
system: shop
connection: {type: sql, url: "URL"}
datasets:
  customer: {key: [id], REQUEST}
"""


def in_database(project, url, request="note: x", **environment):
    (project / "systems/shop.yaml").write_text(DATABASE.replace("URL", url).replace("REQUEST", request))
    document, system = Project.open(project).system("shop")
    return Lying(project, document, system, "customer", environment)


@pytest.fixture
def shop(project):
    import sqlite3

    database = sqlite3.connect(project / "data/shop.db")
    database.executescript("CREATE TABLE customer (id); INSERT INTO customer VALUES (1), (2), (3);")
    database.close()
    return project


def test_a_dataset_of_a_database_is_a_table_of_its_name_or_what_is_requested(shop):
    assert values(in_database(shop, "sqlite:///data/shop.db")) == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert values(
        in_database(shop, "sqlite:///data/shop.db", "request: SELECT max(id) AS m FROM customer")
    ) == [{"m": 3}]
    assert values(in_database(shop, "sqlite:///data/shop.db", "read: {limit: 2}")) == [{"id": 1}, {"id": 2}]
    assert len(list(records_of(stored_of(in_database(shop, "sqlite:///data/shop.db"), 1).chunks()))) == 1


def test_a_database_outside_the_project_is_reached_by_a_variable_only(shop, tmp_path):
    (shop / "data/shop.db").rename(tmp_path / "shop.db")
    with pytest.raises(ConnectError, match="lies outside of the project"):
        stored_of(in_database(shop, "sqlite:///../shop.db"))
    assert len(values(in_database(shop, "${DB_URL}", DB_URL=f"sqlite:///{tmp_path}/shop.db"))) == 3


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@h/d",
        "${DB:-postgresql://u:hunter2@h/d}",
        "postgresql://u@h/d?password=hunter2",
    ],
)
def test_a_password_in_the_file_is_refused(shop, url):
    with pytest.raises(ConnectError, match="stands in the file") as caught:
        stored_of(in_database(shop, url))
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


def test_a_host_is_asked_for_where_variables_go_that_do_not_name_it(shop):
    mixed = in_database(shop, "postgresql://u:${PW}@db.example/d", PW="hunter2")
    [host] = stored_of(mixed).destinations()
    assert (host.host, host.variables) == ("db.example:5432", ("PW",))
    whole = in_database(shop, "${DB_URL}", DB_URL="postgresql://u:hunter2@db.example/d")
    assert stored_of(whole).destinations() == ()
    assert "hunter2" not in json.dumps([stored_of(one).shown for one in (mixed, whole)])
