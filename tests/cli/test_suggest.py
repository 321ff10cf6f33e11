"""`mapbench suggest`: scored links with reasons and alternates, written with --accept."""

import json
import shutil
from pathlib import Path

import pytest

STOREFRONT = Path(__file__).parents[2] / "projects" / "storefront"
HEAD = """# The CRM writes names in two scripts.
mapping: crm-contact
version: 1.0.0
owner: crm-team
source: crm.contact
target: customer@1
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = Path(shutil.copytree(STOREFRONT, tmp_path / "storefront"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def bare(project):
    """The contact's mapping without rules."""
    file = project / "mappings" / "crm-contact.yaml"
    file.write_text(HEAD, "utf-8")
    return file


def test_links_are_listed_with_strength_reasons_conversion_and_alternates(mapbench, bare):
    answer = mapbench("suggest", "crm-contact")
    assert answer.exit_code == 0
    lines = answer.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "updated_at" in line)
    assert lines[at].split()[:4] == ["0.93", "updated_at", "←", "updated"]
    assert "counted in milliseconds since 1970" in lines[at]
    assert 'from_epoch(value, "milliseconds")' in lines[at + 1]
    assert any(line.strip().startswith("or manager.name 0.") for line in lines)
    assert "--accept 0.9" in answer.stderr
    assert bare.read_text("utf-8") == HEAD


def test_where_all_are_weak_the_line_below_names_a_strength_that_writes_some(mapbench, project):
    records = project / "fixtures" / "till.receipt"
    records.mkdir()
    (records / "1.json").write_text('{"Opened": "04/11/2026 13:05"}', "utf-8")
    file = project / "mappings" / "till-order.yaml"
    file.write_text("mapping: till-order\nversion: 0.1.0\nsource: till.receipt\ntarget: order@2\n", "utf-8")
    answer = mapbench("suggest", "till-order")
    assert "placed_at  ← Opened" in answer.stdout
    assert "1 suggestion; --accept 0.6 writes those from 0.60 on." in answer.stderr


def test_the_strong_ones_are_written_and_the_rest_is_left(mapbench, bare):
    answer = mapbench("suggest", "crm-contact", "--accept", "0.9")
    text = bare.read_text("utf-8")
    assert text.startswith(HEAD)
    assert "- target: email\n  source: email\n" in text
    assert "contact_id" not in text
    assert "+ 0.93  email" in answer.stdout
    assert "Accepted 5 suggestions into mappings/crm-contact.yaml" in answer.stderr


def test_writing_is_a_step_of_the_workbench_that_undo_takes_back(mapbench, bare, project):
    from mapbench.workspace.workspace import Workspace

    mapbench("suggest", "crm-contact", "--accept", "0.9")
    with Workspace.open(project) as workspace:
        assert workspace.undo().name == "Accept 5 suggestions"
    assert bare.read_text("utf-8") == HEAD


def test_rules_that_stand_are_not_touched(mapbench, project):
    file = project / "mappings" / "shopify-order.yaml"
    before = file.read_bytes()
    mapbench("suggest", "shopify-order", "--accept", "0")
    added = [line for line in file.read_bytes().splitlines() if line not in before.splitlines()]
    assert all(line in file.read_bytes().splitlines() for line in before.splitlines())
    assert not any(line.startswith(b"- target: order_id") for line in added)


def test_the_same_as_json(mapbench, bare):
    answer = mapbench("suggest", "crm-contact", "--format", "json", "--accept", "0.9")
    found = json.loads(answer.stdout)
    email = next(one for one in found["suggestions"] if one["target"] == "email")
    assert (email["source"], email["strength"], email["reasons"]) == ("email", 0.93, ["same name"])
    assert found["accepted"] == ["email", "given_name", "family_name", "tags[*]", "updated_at"]
    updated = next(one for one in found["suggestions"] if one["target"] == "updated_at")
    assert updated["rule"] == {"formula": 'from_epoch(value, "milliseconds")'}
    assert set(updated) == {"target", "source", "strength", "reasons", "rule", "alternates"}


def test_where_nothing_is_open_it_is_said(mapbench, bare):
    mapbench("suggest", "crm-contact", "--accept", "0")
    mapbench("suggest", "crm-contact", "--accept", "0")
    again = mapbench("suggest", "crm-contact")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "No target is open that a source resembles." in again.stderr


def test_without_schema_and_fixtures_there_is_no_verdict(mapbench, project):
    (project / "schemas" / "crm.contact.json").unlink()
    shutil.rmtree(project / "fixtures" / "crm.contact")
    (project / "mappings" / "crm-contact.yaml").write_text(HEAD, "utf-8")
    answer = mapbench("suggest", "crm-contact")
    assert answer.exit_code == 3
    assert "crm.contact has no schema and no fixture yet." in answer.stderr
    assert "mapbench connect" in answer.stderr


def test_a_name_that_is_none_names_the_nearest(mapbench, project):
    answer = mapbench("suggest", "crm-contct")
    assert answer.exit_code == 2
    assert "Did you mean 'crm-contact'?" in answer.stderr


def test_a_schema_that_cannot_be_used_is_refused_with_what_was_meant(mapbench, bare):
    bare.write_text(HEAD.replace("crm.contact", "crm.contct"), "utf-8")
    answer = mapbench("suggest", "crm-contact")
    assert answer.exit_code == 2
    assert "The project has no dataset 'crm.contct'." in answer.stderr
    assert "Did you mean 'crm.contact'?" in answer.stderr


def test_where_none_is_strong_enough_nothing_is_written(mapbench, bare):
    answer = mapbench("suggest", "crm-contact", "--accept", "1")
    assert (answer.exit_code, bare.read_text("utf-8")) == (0, HEAD)
    assert "No suggestion has a strength of 1.00" in answer.stderr


def test_a_strength_that_is_none_is_refused(mapbench, project):
    assert mapbench("suggest", "crm-contact", "--accept", "90").exit_code == 2


def test_a_mapping_file_outside_of_a_project_is_refused(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "alone.yaml").write_text("mapping: alone\nsource: a.b\n", "utf-8")
    answer = mapbench("suggest", "alone.yaml")
    assert answer.exit_code == 2
    assert "in no project" in answer.stderr


def test_a_broken_synonyms_file_is_said_by_check_and_stops_nothing(mapbench, bare, project):
    (project / "synonyms.yaml").write_text("synonyms:\n- [zip, postcode]\n- [Zip, area]\n", "utf-8")
    assert mapbench("suggest", "crm-contact").exit_code == 0
    answer = mapbench("check")
    assert "synonyms.yaml:2:1" in answer.stdout
    assert "in one group only" in answer.stdout


def test_odd_names_of_fields_keep_their_lines(mapbench, bare, project):
    odd = "na\nme\u2028x"
    for path in (project / "fixtures" / "crm.contact").glob("*.json"):
        path.write_text(json.dumps({odd: "a", "id": "1"}), "utf-8")
    (project / "schemas" / "crm.contact.json").unlink()
    entity = project / "canonical" / "customer.yaml"
    text = json.dumps({"type": "object", "properties": {odd: {"type": "string"}, "id": {"type": "string"}}})
    entity.write_text(f"entity: customer\nversion: 1.0.0\nowner: crm-team\nschema: {text}\n", "utf-8")
    answer = mapbench("suggest", "crm-contact", "--accept", "0.9")
    assert answer.exit_code == 0
    assert [line.split()[:4] for line in answer.stdout.splitlines() if line.startswith("+")] == [
        ["+", "0.93", "na", "me"],
        ["+", "0.93", "id", "←"],
    ]
    assert mapbench("dry-run", "crm-contact").exit_code == 0
