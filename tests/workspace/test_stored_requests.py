"""Connect's views of files and databases: what would be read, and nothing secret in it."""

import pytest

from mapbench.workspace.connecting import request_view, system_views
from mapbench.workspace.sending import needed_consent
from mapbench.workspace.workspace import Workspace

SYSTEMS = {
    "exports": """\
system: exports
connection: {type: file, path: data}
datasets: {order: {request: orders.csv, key: [id]}}
""",
    "shop": """\
system: shop
connection: {type: sql, url: "postgresql://reader:${DB_PASSWORD}@db.example/shop"}
datasets: {customer: {key: [id]}, big: {request: SELECT 1}}
""",
}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("MAPBENCH_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "project"
    (folder / "systems").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "mapbench.yaml").write_text("project: tried\n")
    (folder / "data/orders.csv").write_text("id\n1\n")
    for name, text in SYSTEMS.items():
        (folder / f"systems/{name}.yaml").write_text(text)
    opened = Workspace.open(folder)
    yield opened
    opened.close()


def test_a_file_is_read_where_its_path_and_request_say(workspace):
    view = request_view(workspace.project, "exports.order")
    assert (view.method, view.url, view.refusal, view.variables) == ("READ", "data/orders.csv", "", ())
    assert needed_consent(workspace, "exports.order") == ()


def test_a_database_is_shown_without_its_login(workspace):
    view = request_view(workspace.project, "shop.customer", {"DB_PASSWORD": "hunter2-of-tests"})
    assert (view.method, view.base.strip(), view.path) == ("READ", "postgresql://db.example/shop", "customer")
    assert view.variables == (("DB_PASSWORD", "environment"),)
    assert request_view(workspace.project, "shop.big", {}).variables == (("DB_PASSWORD", "missing"),)


def test_a_host_that_a_password_goes_to_is_asked_for(workspace):
    [consent] = needed_consent(workspace, "shop.customer", {"DB_PASSWORD": "hunter2-of-tests"})
    assert (consent.system, consent.host, consent.variables) == ("shop", "db.example:5432", ("DB_PASSWORD",))


def test_datasets_of_files_and_databases_have_not_been_asked_yet(workspace):
    views = system_views(workspace, {}, {})
    assert {one.reference: one.word for view in views for one in view.datasets} == dict.fromkeys(
        ("exports.order", "shop.customer", "shop.big"), "not asked"
    )
