import json

import pytest

from mapbench.errors import MapbenchError
from mapbench.workspace.reading import fixture_values
from mapbench.workspace.views import Shown

RULES = """\
- {target: order_id, source: id, formula: text(value)}
- {target: status, source: paid, lookup: {true: PAID}}
- target: lines
  each: lines[*]
  rules:
  - {target: sku, source: sku}
  - {target: pieces, source: qty}
"""


def values(workspace, fixture="1.json"):
    return fixture_values(workspace, "shop-order", fixture)


def test_values_stand_by_path_with_the_first_item_of_a_list(made):
    found = values(made(RULES))
    assert found.status == "accepted"
    assert found.source["id",] == Shown("7", "number")
    assert found.source["lines",] == Shown("3 items", "list")
    assert found.source["lines", "*", "sku"] == Shown("a", "text")
    assert found.source["address",] == Shown("2 fields", "object")
    assert found.target["status",] == Shown("PAID", "text")
    assert found.target["lines", "*", "pieces"] == Shown("2", "number")
    assert found.target["total",] == Shown("missing", "missing")


def test_a_map_shows_its_first_key(made):
    schema = {
        "type": "object",
        "properties": {"marks": {"additionalProperties": {"type": "object", "properties": {"n": {}}}}},
    }
    workspace = made(
        "- {target: status, constant: PAID}\n", source=schema, records={"1.json": {"marks": {"b": {"n": 4}}}}
    )
    assert values(workspace).source["marks", "{}", "n"] == Shown("4", "number")


def test_a_rejected_record_shows_what_was_made_and_what_went_wrong(made):
    record = {"id": 7, "paid": False, "lines": [{"sku": 5}]}
    found = values(made(RULES, records={"1.json": record}))
    assert found.status == "rejected"
    assert found.target["order_id",].text == "7"
    assert set(found.errors) == {("status",), ("lines", "*", "sku")}


def test_a_skipped_record_has_no_target_values(made):
    found = values(made(RULES, "skip_when: {source: {p: paid}, formula: p}\n"))
    assert (found.status, found.target, found.errors) == ("skipped", {}, {})


def test_broken_rules_are_left_out_and_the_others_give_their_values(made):
    found = values(made(RULES + "- {target: total, source: id, formula: nope(value)}\n"))
    assert (found.status, found.errors) == ("", {})
    assert (found.target["order_id",].text, found.target["total",].kind) == ("7", "missing")


@pytest.mark.parametrize(
    "head",
    [
        "let:\n  a: {source: id, formula: nope(value)}\n  b: {formula: a + 1}\n",
        "skip_when: {source: id, formula: nope}\n",
        "let:\n  a: {formula: b}\n  b: {formula: a}\n",
    ],
)
def test_what_is_broken_outside_of_rules_stops_only_what_needs_it(made, head):
    rules = RULES + ("- {target: total, formula: b}\n" if "b:" in head else "")
    found = values(made(rules, head))
    assert (found.status, found.target["order_id",].text, found.target["total",].kind) == ("", "7", "missing")


def test_a_broken_function_of_the_project_stops_only_its_callers(made):
    broken = "function: half\nparameters: [x]\nformula: x / nope\n"
    workspace = made(
        RULES + "- {target: total, source: id, formula: half(value)}\n", **{"functions/half.yaml": broken}
    )
    found = values(workspace)
    assert (found.status, found.target["order_id",].text) == ("", "7")


def test_a_mapping_whose_records_cannot_be_made_shows_the_source(made):
    found = values(made(RULES, "each: '[['\n"))
    assert (found.status, found.source["id",].text, found.target) == ("", "7", {})


def test_of_a_mapping_with_each_it_is_the_first_item(made):
    rules = "- {target: order_id, source: sku}\n- {target: status, constant: PAID}\n"
    assert values(made(rules, "each: lines[*]\n")).target["order_id",].text == "a"


def test_of_a_mapping_that_groups_it_is_the_first_group(made):
    records = {"1.json": [{"id": 1, "name": "x"}, {"id": 1, "name": "y"}, {"id": 2, "name": "z"}]}
    rules = "- {target: order_id, source: 'items[1].name'}\n- {target: status, constant: PAID}\n"
    found = values(made(rules, "group: id\n", records))
    assert (found.target["order_id",].text, found.source["name",].text) == ("y", "x")


@pytest.mark.parametrize("content", [b"{", b"5", b'{"a": 99999999999999999999}', b"\xff"])
def test_a_fixture_that_is_no_record_is_rejected_in_words(made, content):
    workspace = made(RULES)
    (workspace.folder / "fixtures/shop.order/2.json").write_bytes(content)
    found = values(workspace, "2.json")
    assert (found.status, len(found.errors)) == ("rejected", 1)


def test_a_fixture_is_read_again_when_it_changes(made):
    workspace = made(RULES)
    values(workspace)
    (workspace.folder / "fixtures/shop.order/1.json").write_text(json.dumps({"id": 12345}))
    from mapbench.project.project import Project

    workspace.project = Project.open(workspace.folder)
    assert values(workspace).source["id",].text == "12345"


def test_parameters_without_a_value_show_their_name(made):
    found = values(
        made("- {target: order_id, formula: params.region}\n", "params:\n  region: {type: string}\n")
    )
    assert found.target["order_id",].text == "<region>"


def test_an_unknown_fixture_is_a_sentence(made):
    with pytest.raises(MapbenchError, match="no fixture"):
        values(made(RULES), "9.json")
