"""Edits from one version of the shop's mapping to another."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.packages import shop
from tests.review.versions import MAPPING, replaced, ruled, side

from mapbench.review.behaviour import behaviour_diff
from mapbench.review.edits import in_order
from mapbench.review.semantic import semantic_diff

SCHEMA = "schemas/web.order.json"
STATE = "lookups/state.yaml"
TOLD = {
    "another formula": (ruled(("text(value)", "upper(text(value))")), [("change", "rule", "order_id", "")]),
    "another constant": (ruled(("default: guest", "default: nobody")), [("change", "rule", "name", "")]),
    "a new condition": (
        ruled(("formula: params.region}", "formula: params.region, when: 'true'}")), [("change", "rule", "region", "")],
    ),
    "a rule inside a list": (ruled(("index + 1", "index")), [("change", "rule", "lines.position", "")]),
    "another stage": (ruled(("sort: -item.price", "sort: item.price")), [("change", "rule", "lines", "")]),
    "a rule gone": (
        ruled(("- {target: zone, formula: params.region, lookup: zone}\n", "")),
        [("remove", "rule", "zone", ""), ("remove", "lookup", "zone", ""), ("remove", "lookup", "zone", "'EU'")],
    ),
    "a new rule": (
        ruled(("- target: lines\n", "- {target: extra, constant: 1}\n- target: lines\n"))
        | replaced("canonical/order.yaml", ("    zone:", "    extra: {type: integer}\n    zone:")),
        [("add", "rule", "extra", ""), ("add", "target", "extra", "field")],
    ),
    "a renamed target": (
        ruled(("target: position", "target: place"))
        | replaced("canonical/order.yaml", ("position: {type", "place: {type")),
        [("move", "rule", "lines.place", ""), ("add", "target", "lines.place", "field"), ("remove", "target", "lines.position", "field")],
    ),
    "a renamed list": (
        ruled(("target: lines", "target: rows")) | replaced("canonical/order.yaml", ("    lines:", "    rows:")),
        [("move", "rule", "rows", ""), ("remove", "target", "lines", "field"), ("add", "target", "rows", "field")],
    ),
    "a named value": (
        ruled(("source: {buyer: buyer}, formula", "source: {buyer: id}, formula")), [("change", "let", "customer", "")],
    ),
    "a default of a parameter": (ruled(("default: EU", "default: US")), [("change", "parameter", "region", "")]),
    "a new parameter": (ruled(("let:\n", "  shop: {type: string}\nlet:\n")), [("add", "parameter", "shop", "")]),
    "a condition to skip": (
        ruled(("rules:\n- target: order_id", "skip_when: {source: {s: state}, formula: 's == \"x\"'}\nrules:\n- target: order_id")),
        [("add", "mapping", "skip_when", "")],
    ),
    "another title": (ruled(("title: Orders of the shop", "title: Orders")), [("change", "mapping", "title", "")]),
    "an entry of a table": (replaced(STATE, ("OPEN}", "OPENED}")), [("change", "lookup", "state", "'open'")]),
    "a new entry": (replaced(STATE, ("OPEN}", "OPEN, lost: LOST}")), [("add", "lookup", "state", "'lost'")]),
    "what a miss gives": (replaced(STATE, ("on_miss: error", "on_miss: keep")), [("change", "lookup", "state", "on_miss")]),
    "a cell of a table in CSV": (
        {"lookups/zone.csv": "region,zone\nEU,nearby\n"}, [("change", "lookup", "zone", "'EU'")],
    ),
    "a function": (
        replaced("functions/clean-phone.yaml", ('"+" + digits(phone)', 'digits(phone)'), ('"+155"', '"155"')),
        [("change", "function", "clean_phone", "")],
    ),
    "an assertion": (
        replaced("canonical/order.yaml", ("that: total >= 0", "that: total > 0")),
        [("remove", "assertion", "total >= 0", ""), ("add", "assertion", "total > 0", "")],
    ),
    "a field newly required in the source": (
        replaced(SCHEMA, ('"required": ["id"]', '"required": ["id", "state"]')), [("change", "source", "state", "required")],
    ),
    "the owner of the mapping": (ruled(("owner: order-ops", "owner: dana")), [("change", "governance", "mapping.owner", "")]),
    "the owner of a rule": (
        ruled(("default: guest}", "default: guest, owner: dana}")), [("change", "governance", "rule name", "owner")],
    ),
    "a note": (ruled(("note: The shop counts", "note: It counts")), [("change", "rule", "order_id", "note")]),
    "a tier": (
        replaced("systems/web.yaml", ("tier: operational", "tier: informational")), [("change", "governance", "source.tier", "")],
    ),
    "an SLA": (
        replaced("systems/web.yaml", ("freshness: 5m", "freshness: 1h")), [("change", "governance", "source.sla.freshness", "")],
    ),
    "a classification": (
        replaced(SCHEMA, ('"x-classification": "pii"', '"x-classification": "secret"')),
        [("change", "governance", "fields.source.phone.classification", "")],
    ),
    "a test case": (replaced("tests/web-order.yaml", ("name: Ann}", "name: Ann, region: EU}")), [("change", "test", "a paid order", "")]),
    "a sample": ({"fixtures/web.order/3.json": '{"id": 4, "items": []}'}, [("add", "fixture", "web.order/3.json", "")]),
}  # fmt: skip
SPELLINGS = {
    "a comment": ruled(("# What the shop sends.\n", "# What comes in.\n\n")),
    "spaces in a formula": ruled(("text(value)", "  text( value )"), ("index + 1", "(index+1)")),
    "quotes": ruled(("target: status", "target: 'status'"), ("note: The shop counts", 'note: "The shop counts"')),
    "another path to one field": ruled(("source: state,", "source: \"['state']\",")),
    "keys in another order": ruled(("{target: status, source: state,", "{source: state, target: status,")),
    "rules in another order": ruled(
        ("- {target: region, formula: params.region}\n", ""),
        ("- target: lines\n", "- {target: region, formula: params.region}\n- target: lines\n"),
    ),
    "block style": ruled(("{target: status, source: state, lookup: state}", "target: status\n  source: state\n  lookup: state")),
    "the version": ruled(("version: 1.0.0", "version: 1.1.0")),
    "a reformatted schema": {SCHEMA: json.dumps(json.loads(shop.FILES[SCHEMA]), indent=4)},
    "properties in another order": {
        SCHEMA: json.dumps(json.loads(shop.FILES[SCHEMA]), sort_keys=True)
    },
    "entries in another order": replaced(STATE, ("{paid: PAID, open: OPEN}", "{open: OPEN, paid: PAID}")),
    "a reformatted sample": {"fixtures/web.order/2.json": '{"items":[],"state":"lost","id":2}'},
    "cases in another order": {"tests/web-order.yaml": "tests:\n" + "".join(
        f"- name:{case}" for case in reversed(shop.FILES["tests/web-order.yaml"].split("- name:")[1:])
    )},
    "a project's unused function": replaced("functions/unused.yaml", ("formula: a", "formula: '[a]'")),
}  # fmt: skip


def identities(edits):
    return sorted((one.kind, one.part, one.subject, one.key) for one in edits)


@pytest.mark.parametrize(("changed", "expected"), TOLD.values(), ids=TOLD.keys())
def test_an_edit_is_told_by_what_was_edited(old, new, changed, expected):
    assert identities(semantic_diff(old, new(changed))) == sorted(expected)


@pytest.mark.parametrize("changed", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_another_spelling_is_no_edit(old, new, changed):
    assert semantic_diff(old, new(changed)) == ()


def test_a_changed_rule_holds_only_what_differs(old, new):
    (edit,) = semantic_diff(old, new(ruled(("default: guest", "default: nobody"))))
    assert (edit.was, edit.now) == ({"default": "guest"}, {"default": "nobody"})


def test_a_changed_path_is_shown_as_it_is_written(old, new):
    (edit,) = semantic_diff(old, new(ruled(("source: state,", "source: $.state,"))))
    assert (edit.was, edit.now) == ({"source": "state"}, {"source": "$.state"})


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    """Versions of the shop, each made once."""
    known = {}

    def made(names):
        names = tuple(sorted(names))
        if names not in known:
            files = [file for name in names for file in TOLD[name][0].items()]
            known[names] = side(tmp_path_factory.mktemp("side"), dict(files))
        return known[names]

    return made


#: Of what takes long, a fifth of the cases: 20, and 400 in the long tests.
FEW = settings(max_examples=settings.default.max_examples // 5)
VERSIONS = st.frozensets(st.sampled_from(sorted(TOLD)), max_size=1)


@FEW
@given(VERSIONS, VERSIONS)
def test_the_way_back_mirrors_the_way_there(sides, one, other):
    there, back = (semantic_diff(*pair) for pair in ((sides(one), sides(other)), (sides(other), sides(one))))
    assert in_order(edit.mirrored() for edit in there) == back


@FEW
@given(VERSIONS, VERSIONS)
def test_behaviour_mirrors_too_and_comes_from_the_same_edits(sides, one, other):
    there, back = (
        behaviour_diff(*pair, semantic_diff(*pair))
        for pair in ((sides(one), sides(other)), (sides(other), sides(one)))
    )
    for to, fro in ((there.compared, back.compared), (there.made, back.made)):
        assert to.changed == fro.changed
        assert {(change.was, change.now, change.records) for change in to.outcomes.values()} == {
            (change.now, change.was, change.records) for change in fro.outcomes.values()
        }
        assert {name: change.records for name, change in to.fields.items()} == {
            name: change.records for name, change in fro.fields.items()
        }


@FEW
@given(st.sampled_from(sorted(TOLD)))
def test_an_edit_and_its_inverse_are_no_change(sides, old, name):
    changed = sides({name})
    assert semantic_diff(old, changed)
    assert semantic_diff(sides(()), old) == semantic_diff(changed, sides({name})) == ()


def test_the_files_are_those_that_are_replaced():
    assert set(ruled()) == {MAPPING}
