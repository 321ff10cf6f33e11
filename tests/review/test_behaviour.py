"""What comes out differently of two versions of the shop's mapping."""

from tests.review.versions import replaced, ruled, side

from mapbench.engine.values import MISSING
from mapbench.project.project import Project
from mapbench.review.behaviour import behaviour_diff
from mapbench.review.downstream import downstream_diff, readers
from mapbench.review.review import review
from mapbench.review.semantic import semantic_diff

STATE = "lookups/state.yaml"
ERP = {
    "mappings/order-erp.yaml": """\
mapping: order-erp
version: 1.0.0
owner: erp-team
source: order@2
rules:
- {target: number, source: order_id}
- {target: state, source: status, lookup: {PAID: 1, OPEN: 2}, owner: ledger}
""",
}


def behaviour(old, new):
    return behaviour_diff(old, new, semantic_diff(old, new))


def test_a_field_is_told_with_its_records_examples_rule_cause_and_owner(old, new):
    found = behaviour(old, new(ruled(("default: guest}", "default: nobody, owner: li}"))))
    (change,) = found.compared.fields.values()
    assert (found.compared.records, found.compared.changed) == (3, 1)
    assert (change.field, change.records, change.hows, change.rule, change.owner) == (
        "name",
        1,
        {"value": 1},
        "name",
        "li",
    )
    assert change.causes == ("rule name",)
    (example,) = change.examples
    assert (example.record, example.path, example.was, example.now) == (
        "odd@1/ä 2.json",
        "name",
        "guest",
        "nobody",
    )


def test_a_field_in_a_list_is_one_field_whatever_its_position(old, new):
    found = behaviour(old, new(ruled(("index + 1", "index"))))
    assert [(one.field, one.examples[0].path) for one in found.compared.fields.values()] == [
        ("lines.position", "lines[0].position")
    ]


def test_another_number_of_items_is_another_value_of_the_list(old, new):
    found = behaviour(old, new(ruled(("where: item.quantity > 0", "where: item.quantity >= 0"))))
    assert {one.field: one.hows for one in found.compared.fields.values()} == {
        "lines": {"value": 1}, "lines.sku": {"value": 1},
    }  # fmt: skip


def test_what_is_not_there_is_missing_and_not_null(old, new):
    found = behaviour(old, new(ruled(("formula: params.region}", "formula: params.region, when: 'false'}"))))
    (change,) = found.compared.fields.values()
    assert (change.hows, change.examples[0].was, change.examples[0].now) == ({"gone": 2}, "EU", MISSING)


def test_a_rejection_that_ends_is_told_with_the_error_it_was_and_the_entry_to_thank(old, new):
    found = behaviour(old, new(replaced(STATE, ("OPEN}", "OPEN, lost: LOST, never: NEVER}"))))
    (change,) = found.compared.outcomes.values()
    assert (change.was, change.now, change.records, change.examples) == (
        "rejected",
        "accepted",
        1,
        ["web.order/2.json"],
    )
    assert (change.error.code, change.error.target, change.error.owner) == (
        "lookup-miss",
        "status",
        "order-ops",
    )
    assert change.causes == ("lookup state ['lost']",)


def test_the_cause_is_found_through_a_function_a_parameter_and_a_named_value(old, new):
    changed = {
        **ruled(("default: EU", "default: US"), ('lookup("customers", buyer)', '{"name": "Bob"}')),
        **replaced(
            "functions/clean-phone.yaml", ('"+" + digits(phone)', "digits(phone)"), ('"+155"', '"155"')
        ),
        **replaced("tests/web-order.yaml", ("name: Ann", "name: Bob")),
    }
    causes = {one.field: one.causes for one in behaviour(old, new(changed)).compared.fields.values()}
    assert causes == {
        "region": ("parameter region",), "zone": ("parameter region",),
        "phone": ("function clean_phone",), "name": ("let customer", "lookup customers"),
    }  # fmt: skip


def test_samples_of_both_versions_are_run_and_one_with_two_contents_twice(old, new):
    record = '{"id": 9, "state": "paid", "items": []}'
    other = new({"fixtures/web.order/2.json": record, "fixtures/web.order/3.json": record})
    found = behaviour(old, other)
    assert (found.compared.records, found.compared.changed) == (5, 0)


def test_an_edit_is_exercised_by_the_records_that_reach_it(old, new):
    other = new(replaced(STATE, ("OPEN}", "OPENED, never: NEVER}")))
    edits = semantic_diff(old, other)
    exercised = behaviour_diff(old, other, edits).exercised
    assert {edit.key: exercised[number] > 0 for number, edit in enumerate(edits)} == {
        "'open'": True,
        "'never'": False,
    }


def test_a_new_miss_in_a_mapping_that_reads_the_entity_is_a_major_of_its_owner(tmp_path):
    old = side(tmp_path / "old")
    (tmp_path / "new").mkdir()
    new = side(tmp_path / "new", {**ERP, **replaced(STATE, ("OPEN}", "OPENED}"))})
    reading = list(readers(Project.open(tmp_path / "new"), "order@2", "web-order"))
    found = review(old, new, reading)
    (erp,) = found.downstream
    (change,) = erp.compared.outcomes.values()
    assert (erp.mapping, change.was, change.now, change.error.code) == (
        "order-erp",
        "accepted",
        "rejected",
        "lookup-miss",
    )
    assert [(one.about, one.owner) for one in found.bump.reasons if one.level == "major"] == [
        ("mapping order-erp, state", "ledger")
    ]


def test_a_reader_that_is_refused_is_said_and_leaves_the_bump_undecided(tmp_path):
    old = side(tmp_path / "old")
    broken = {
        "mappings/order-erp.yaml": ERP["mappings/order-erp.yaml"].replace(
            "source: order_id", "formula: wrong("
        )
    }
    new = side(tmp_path / "new", {**broken, **replaced(STATE, ("OPEN}", "OPENED}"))})
    found = review(old, new, readers(Project.open(tmp_path / "new"), "order@2", "web-order"))
    assert [one.about for one in found.bump.undecided] == ["mapping order-erp"]


def test_outputs_that_stay_are_not_run_downstream(old, new):
    assert downstream_diff(behaviour(old, new()), ()) == []


def test_progress_goes_from_nothing_to_all(old, new):
    heard = []
    review(old, new(), advance=lambda done, count: heard.append((done, count)))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
