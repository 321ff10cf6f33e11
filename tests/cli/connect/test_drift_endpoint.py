"""`mapbench drift --endpoint` against the sample endpoints: asked only where that is wanted and allowed."""

import json

import pytest

from mapbench.sandbox.faults import Fault


@pytest.fixture
def contacts(mapbench, project):
    (project / "mapbench.yaml").write_text("project: tried\n")
    (project / "mappings").mkdir()
    (project / "mappings/contact.yaml").write_text(
        "mapping: contact\nowner: crm-team\nsource: crm.contact\nrules:\n- {target: ref, source: shop_ref}\n"
    )
    allowed = mapbench(
        "-C", project, "connect", "crm.contact", "--allow", "127.0.0.1", "--capture", "5", "--pin"
    )
    assert allowed.exit_code == 0, allowed.stderr
    for path in [*project.glob("schemas/*.json"), *project.glob("fixtures/*/*.json")]:
        path.write_text(path.read_text().replace("shop_customer_id", "shop_ref"))
    return project


def test_it_is_asked_only_when_that_is_wanted(mapbench, contacts, endpoints):
    before = len(endpoints.requests)
    mapbench("-C", contacts, "drift")
    assert len(endpoints.requests) == before
    answer = mapbench("-C", contacts, "drift", "crm.contact", "--endpoint")
    assert len(endpoints.requests) == before + 1
    assert answer.exit_code == 1
    assert "may be shop_customer_id now" in answer.stdout


def test_then_the_mapping_is_repaired_and_nothing_is_left_to_say(mapbench, contacts):
    words = ("-C", contacts, "drift", "crm.contact", "--endpoint", "--rebind", "shop_ref=shop_customer_id")
    assert mapbench(*words).exit_code == 0
    assert "source: shop_customer_id" in (contacts / "mappings/contact.yaml").read_text()


def test_a_host_that_is_not_allowed_is_not_asked(mapbench, contacts, endpoints, monkeypatch, tmp_path):
    monkeypatch.setenv("MAPBENCH_CONFIG_HOME", str(tmp_path / "nothing-allowed"))
    before = len(endpoints.requests)
    answer = mapbench("-C", contacts, "drift", "crm.contact", "--endpoint")
    assert (answer.exit_code, len(endpoints.requests)) == (2, before)
    assert mapbench("-C", contacts, "drift", "crm.contact", "--allow", "127.0.0.1").exit_code == 1


def test_an_endpoint_that_fails_is_told_and_is_no_verdict(mapbench, contacts, endpoints):
    endpoints.faults.append(Fault("html", "crm"))
    answer = mapbench("-C", contacts, "drift", "crm.contact", "--endpoint")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("error: ")


def policy(project, word):
    (project / "mapbench.yaml").write_text(f"project: tried\npolicies: {{on_drift: {word}}}\n")


def pinned(project):
    return json.loads((project / "schemas/crm.contact.json").read_text())


@pytest.mark.parametrize(
    ("word", "widened"), [("freeze", False), ("reject", False), ("drop-value", False), ("evolve", True)]
)
def test_capturing_takes_what_is_new_into_the_pin_only_where_it_evolves(mapbench, contacts, word, widened):
    policy(contacts, word)
    mapbench("-C", contacts, "connect", "crm.contact", "--capture", "3")
    names = pinned(contacts)["properties"]
    assert ("shop_customer_id" in names, "shop_ref" in names) == (widened, True)


def test_where_it_rejects_records_that_the_pin_refuses_are_not_captured(mapbench, contacts):
    policy(contacts, "reject")
    schema = pinned(contacts)
    (contacts / "schemas/crm.contact.json").write_text(json.dumps({**schema, "required": ["shop_ref"]}))
    answer = mapbench("-C", contacts, "connect", "crm.contact", "--capture", "3", "--format", "json")
    found = json.loads(answer.stdout)
    assert (found["left_out"], found["captured"]["new"], found["on_drift"]) == (10, [], "reject")
