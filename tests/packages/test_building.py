"""What stands in a package, and that the same project gives the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.packages import shop

from mapbench.errors import MapbenchError
from mapbench.packages.archive import unpack
from mapbench.packages.package import load
from mapbench.packages.verify import verify

EXPORT = """\
import os, sys, time
os.environ["TZ"] = sys.argv[3]; time.tzset()
from pathlib import Path
from tests.packages import shop
folder = shop.write(Path(sys.argv[1]), reverse=sys.argv[2] == "reverse")
os.chdir("/")
print(shop.export(folder).digest)
"""


def built(tmp_path, changed=None):
    return unpack(shop.export(shop.write(tmp_path, changed)).path.read_bytes())


def golden(files):
    return [json.loads(line) for line in files["golden.jsonl"].splitlines()]


@pytest.mark.parametrize(
    ("order", "zone", "seed"),
    [
        ("forward", "UTC", "0"),
        ("reverse", "Asia/Kathmandu", "1"),
        ("reverse", "America/Los_Angeles", "424242"),
    ],
)
def test_the_same_project_gives_the_same_bytes_everywhere(tmp_path, package, order, zone, seed):
    folder = tmp_path / f"some where {seed}"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", EXPORT, str(folder), order, zone]
    digest = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert digest == load(package).digest
    assert (folder / "dist/web-order-1.0.0.mapkg").read_bytes() == package.read_bytes()


def test_nothing_of_this_machine_stands_inside(package, files):
    content = package.read_bytes()
    for secret in (str(Path.home()), os.uname().nodename, str(package.parent), "/tmp/"):
        assert len(secret) < 4 or secret.encode() not in content
    assert all(b"\\" not in name.encode() for name in files)


def test_the_mapping_stands_as_it_was_written(files):
    assert files["mapping.yaml"].decode() == shop.FILES["mappings/web-order.yaml"]
    assert files["tests.yaml"].decode() == shop.FILES["tests/web-order.yaml"]


def test_tables_that_are_used_go_along_but_not_those_of_datasets(files, tmp_path):
    assert json.loads(files["lookups/state.json"])["entries"] == {"paid": "PAID", "open": "OPEN"}
    assert json.loads(files["lookups/zone.json"])["entries"] == {"EU": "near"}
    assert "lookups/customers.json" not in files
    assert "lookups/unused.json" not in files
    frozen = shop.edited("lookups/customers.yaml", "on_miss: missing", "on_miss: missing\nfreeze: true")
    found = built(tmp_path, frozen)
    assert json.loads(found["lookups/customers.json"])["entries"] == {"7": {"id": 7, "name": "Ann"}}


def test_functions_that_are_used_stand_in_the_program(files):
    program = json.loads(files["program.json"])
    assert [one["name"] for one in program["functions"]] == ["clean_phone"]
    assert program["language"] == 1
    odd = next(rule for rule in program["rules"] if rule["target"] == ["odd name"])
    assert odd["source"]["path"]["segments"][0] == {"name": "items"}
    assert "note" not in files["program.json"].decode()


def test_golden_says_what_becomes_of_each_fixture_and_which_rule_made_what(files):
    first, second, third = golden(files)
    assert (first["fixture"], first["status"]) == ("odd@1/ä 2.json", "accepted")
    assert second["output"] == {
        "order_id": "1", "status": "PAID", "total": 12.5, "region": "EU", "phone": "+1552", "name": "Ann",
        "odd name": 1, "zone": "near", "lines": [{"sku": "A", "position": 1}],
    }  # fmt: skip
    assert second["rules"]["lines.sku"] == "lines.sku"
    assert second["rules"]["['odd name']"] == "['odd name']"
    assert third["status"] == "rejected"
    assert third["errors"] == [{"code": "lookup-miss", "target": "status", "item": [], "owner": "order-ops"}]


def test_lineage_leads_from_targets_to_source_fields(files):
    fields = json.loads(files["lineage.json"])["columnLineage"]["fields"]
    found = {
        target: [
            (one["field"], [way["type"] for way in one["transformations"]]) for one in entry["inputFields"]
        ]
        for target, entry in fields.items()
    }
    assert found["order_id"] == [("id", ["DIRECT"])]
    assert found["name"] == [("buyer", ["DIRECT"])]
    assert found["total"] == [("items[*].price", ["DIRECT"]), ("items[*].quantity", ["DIRECT"])]
    assert found["phone"] == [("phone", ["DIRECT", "INDIRECT"])]
    assert found["lines.sku"] == [("items[*].quantity", ["INDIRECT"]), ("items[*].sku", ["DIRECT"])]
    assert found["region"] == []
    one = fields["order_id"]["inputFields"][0]
    assert (one["namespace"], one["name"]) == ("web", "order")


def test_governance_says_who_answers_for_what(files, tmp_path):
    found = json.loads(files["governance.json"])
    assert found["mapping"] == {"id": "web-order", "owner": "order-ops"}
    assert found["source"]["tier"] == "operational"
    assert found["source"]["dataset"]["timeliness"] == "batch"
    assert found["target"]["system_of_record"] == "web"
    assert found["fields"]["target"] == {"phone": {"owner": "order-ops", "classification": "pii"}}
    waivers = "- {finding: MB703/web-order/phone, who: dana, why: known, until: 2030-01-01}\n- {finding: MB103/other, who: x, why: y, until: 2030-01-01}\n"
    waived = json.loads(built(tmp_path, {"waivers.yaml": waivers})["governance.json"])
    assert [one["finding"] for one in waived["waivers"]] == ["MB703/web-order/phone"]


def test_the_manifest_lists_every_file_with_role_and_size(files):
    manifest = json.loads(files["manifest.json"])
    assert {one["path"]: one["size"] for one in manifest["files"]} == {
        name: len(content) for name, content in files.items() if name not in ("manifest.json", "SHA256SUMS")
    }
    assert (manifest["mapping"], manifest["version"], manifest["format"]) == ("web-order", "1.0.0", 1)
    names = {one["path"]: one.get("name") for one in manifest["files"]}
    assert names["fixtures/odd_v1/_c3_a4_202.json"] == "odd@1/ä 2.json"
    assert names["fixtures/web.order/1.json"] is None


def test_fixtures_whose_names_fall_together_are_refused(tmp_path):
    twins = {"fixtures/web.order/A.json": "{}", "fixtures/web.order/a.json": "{}"}
    with pytest.raises(MapbenchError, match="case"):
        built(tmp_path, twins)


def test_a_mapping_without_a_version_is_refused(tmp_path):
    with pytest.raises(MapbenchError, match="no version"):
        built(tmp_path, shop.edited("mappings/web-order.yaml", "version: 1.0.0\n", ""))


def test_a_mapping_without_source_target_tests_and_fixtures_is_a_package_too(tmp_path):
    bare = "mapping: web-order\nversion: 0.1.0\nrules:\n- {target: a, source: b}\n"
    (tmp_path / "mapbench.yaml").write_text("project: bare\n")
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings/web-order.yaml").write_text(bare)
    path = shop.export(tmp_path).path
    assert verify(path).map({"b": 1}).output == {"a": 1}
    assert "tests.yaml" not in unpack(path.read_bytes())


def test_what_no_file_of_a_package_can_hold_is_refused_in_a_sentence(tmp_path):
    changed = shop.edited("lookups/state.yaml", "open: OPEN", "open: 99999999999999999999999")
    with pytest.raises(MapbenchError, match="64-bit"):
        built(tmp_path, changed)


def test_notes_beside_fixtures_stay_at_home(tmp_path, files):
    noted = built(
        tmp_path, {"fixtures/web.order/README.md": "Of Monday.", "fixtures/web.order/.1.json.swp": "x"}
    )
    assert noted.keys() == files.keys()


def test_what_could_not_be_read_again_is_not_written(tmp_path):
    with pytest.raises(MapbenchError, match="name that packages do not allow"):
        built(tmp_path, {f"fixtures/web.order/{'ä' * 60}.json": "{}"})
