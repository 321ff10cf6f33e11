"""Fixtures and schemas from the running sample endpoints: nothing real in any file, whole files only."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.connect.values import KEYS, assert_nowhere, personal_values

from mapbench.store.workspace import WorkspaceDatabase


def test_fixtures_hold_no_real_value_and_fit_the_pinned_schema(connect, project, tmp_path):
    texts = []
    for words in (["shop.order", "--capture", "60"], ["crm.contact", "--capture", "40"], ["erp.invoice", "--capture", "30"],
                  ["crm-by-query.contact", "--capture", "3"]):  # fmt: skip
        answer = connect(*words, "--pin", "--pages", "20")
        assert answer.exit_code == 0, answer.stderr
        texts += [answer.stdout, answer.stderr]
    assert len(list((project / "fixtures/shop.order").glob("*.json"))) == 60
    assert_nowhere([*KEYS.values(), *personal_values()], [project, tmp_path / "config"], *texts)
    assert "As pinned in schemas/shop.order.json." in connect("shop.order", "--pages", "20").stdout


def test_the_files_are_those_that_are_named(connect, project):
    answer = connect("crm.contact", "--capture", "3", "--format", "json")
    captured = json.loads(answer.stdout)["captured"]
    assert captured["new"] == [f"fixtures/crm.contact/c-{n}.json" for n in (1, 2, 3)]
    assert [Path(name).name for name in captured["new"]] == sorted(
        file.name for file in (project / "fixtures/crm.contact").iterdir()
    )
    again = json.loads(connect("crm.contact", "--capture", "3", "--format", "json").stdout)
    assert again["captured"] == {"new": [], "changed": [], "unchanged": captured["new"]}


def test_more_are_fetched_where_one_page_is_not_enough(connect, endpoints):
    answer = json.loads(connect("shop.order", "--capture", "25", "--format", "json").stdout)
    assert (answer["pages"], len(answer["captured"]["new"])) == (3, 25)


def test_fewer_than_wanted_are_told(connect):
    assert "60 of 99 records" in connect("shop.order", "--capture", "99").stderr


def test_joins_survive_between_systems(connect, project):
    for dataset in ("shop.order", "erp.invoice"):
        connect(dataset, "--capture", "60", "--pages", "9")
    orders, invoices = (
        [json.loads(file.read_text()) for file in (project / f"fixtures/{name}").glob("*.json")]
        for name in ("shop.order", "erp.invoice")
    )
    emails = {order["email"].strip().lower() for order in orders if order.get("email")}
    assert (
        sum(invoice["email"].strip().lower() in emails for invoice in invoices if invoice.get("email")) > 10
    )


def test_samples_and_requests_are_redacted_too(connect, project):
    connect("crm-by-query.contact")
    with WorkspaceDatabase.open(project) as workspace:
        assert len(workspace.samples.of("crm-by-query.contact")) == 10
        (request,) = workspace.requests.latest("crm-by-query.contact")
    assert request.body.startswith('{"data": ')
    assert "api_key" not in request.url
    assert (project / ".mapbench/workspace.db").stat().st_mode & 0o777 == 0o600


def test_a_killed_capture_leaves_whole_files_and_a_database_that_opens(project):
    command = [
        sys.executable,
        "-m",
        "mapbench",
        "-C",
        project,
        "connect",
        "shop.order",
        "--capture",
        "60",
    ]
    folder = project / "fixtures/shop.order"
    for seen in (1, 20):
        with subprocess.Popen([*command, "--allow", "127.0.0.1"], stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and len(list(folder.glob("*.json"))) < seen:
                pass
            process.send_signal(signal.SIGKILL)
        for file in folder.glob("*.json"):
            assert "id" in json.loads(file.read_text()), file
    with WorkspaceDatabase.open(project) as workspace:
        assert workspace.requests.latest("shop.order")


def test_what_people_classify_in_the_pinned_schema_is_redacted_from_then_on(connect, project):
    connect("crm.contact", "--pin", "--pages", "9")
    path = project / "schemas/crm.contact.json"
    schema = json.loads(path.read_text())
    assert "x-classification" not in schema["properties"]["lifecycle"]
    schema["properties"]["lifecycle"]["x-classification"] = "pii"
    path.write_text(json.dumps(schema))
    answer = connect("crm.contact", "--capture", "40", "--pin")
    assert "$.lifecycle" in answer.stdout
    assert "by its classification in the pinned schema" in answer.stdout
    assert json.loads(path.read_text())["properties"]["lifecycle"]["x-classification"] == "pii"
    written = [file.read_bytes() for file in (project / "fixtures").rglob("*.json")]
    assert [content for content in written if b'"lifecycle": "customer"' in content] == []
    with WorkspaceDatabase.open(project) as workspace:
        bodies = [one.body or "" for one in workspace.requests.latest("crm.contact")[:4]]
    assert [body for body in bodies if '"customer"' in body] == []


def test_capturing_after_pinning_changes_no_stand_in(connect, project):
    connect("shop.order", "--capture", "60", "--pin")
    assert "Captured: 60 unchanged" in connect("shop.order", "--capture", "60").stdout
