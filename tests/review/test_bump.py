"""A table of edits with the bump each must give."""

import pytest
from tests.review import versions
from tests.review.versions import replaced, ruled

from mapbench.review.bump import Bump
from mapbench.review.review import review
from mapbench.review.versions import bumped, enough

SCHEMA = "schemas/web.order.json"
ORDER = "canonical/order.yaml"
STATE = "lookups/state.yaml"
PHONE = "functions/clean-phone.yaml"
SYSTEM = "systems/web.yaml"
PROJECT = "mapbench.yaml"
NAME = "{target: name, formula: customer.name, default: guest}"
REGION = "{target: region, formula: params.region}"
LINES = "- target: lines\n"
OPEN = '{"id": 9, "state": "open", "items": []'


def with_rule(rule, field):
    return ruled((LINES, f"- {rule}\n{LINES}")) | replaced(ORDER, ("    zone:", f"    {field}\n    zone:"))


def field(old, new):
    return replaced(ORDER, (old, new))


TABLE = {
    # which targets there are
    "a target is new": ("minor", with_rule("{target: extra, constant: 1}", "extra: {type: integer}")),
    "a new target that no fixture reaches": ("undecided", with_rule("{target: extra, source: nowhere}", "extra: {}")),
    "a target is gone": ("major", ruled((f"- {REGION}\n", ""))),
    "a target inside a list is gone": ("major", ruled(("  - {target: position, formula: index + 1}\n", ""))),
    "a target is renamed": ("major", ruled((REGION, "{target: area, formula: params.region}")) | field("region:", "area:")),
    "a list is renamed": ("major", ruled((LINES, "- target: rows\n")) | field("    lines:", "    rows:")),
    "a target is left unmapped": ("major", ruled((REGION, "{target: region, unmapped: later}"))),
    "a target is mapped that was left unmapped": ("minor", with_rule("{target: extra, unmapped: later}", "extra: {}")),
    # each kind of rule
    "a new rule of cases": ("minor", with_rule("{target: extra, source: state, cases: [{when: 'value == \"paid\"', value: 1}], otherwise: 0}", "extra: {type: integer}")),
    "a new rule with a table of its own": ("minor", with_rule("{target: extra, source: state, lookup: {paid: 1, open: 2, lost: 3}}", "extra: {type: integer}")),
    "a new object": ("minor", with_rule("{target: extra, rules: [{target: a, source: id}]}", "extra: {type: object, properties: {a: {type: integer}}}")),
    "a new object of all that is there": ("minor", with_rule("{target: extra, source: 'items[0]', rules: [{copy_all: {}}]}", "extra: {type: object}")),
    "a new list of values": ("minor", with_rule("{target: extra, each: 'items[*]', formula: item.sku}", "extra: {type: array, items: {type: string}}")),
    "a new object by key": ("minor", with_rule("{target: extra, each: 'items[*]', keyed_by: item.sku, formula: item.quantity}", "extra: {type: object}")),
    "a new list of groups": ("minor", with_rule("{target: extra, each: 'items[*]', group: item.sku, formula: count(items)}", "extra: {type: array}")),
    "a new rule that no condition lets through": ("undecided", with_rule("{target: extra, source: id, when: 'false'}", "extra: {type: integer}")),
    # what they give
    "another value by another formula": ("minor", ruled(("text(value)", 'text(value) + "!"'))),
    "another constant": ("minor", with_rule("{target: extra, constant: 1}", "extra: {}")),
    "another value by another path": ("minor", ruled(("target: order_id\n  source: id", "target: order_id\n  source: state"))),
    "another default that is used": ("minor", ruled(("default: guest", "default: nobody"))),
    "a formula that gives the same": ("patch", ruled(("text(value)", "trim(text(value))"))),
    "a path that gives the same": ("patch", ruled(("source: state,", "source: $.state,"))),
    "a rule inside a list": ("minor", ruled(("index + 1", "index"))),
    "a list in another order of one": ("patch", ruled(("sort: -item.price", "sort: item.price"))),
    "a list with more items": ("minor", ruled(("where: item.quantity > 0", "where: item.quantity >= 0"))),
    "a list limited to what it has": ("patch", ruled(("  sort: -item.price", "  limit: 5\n  sort: -item.price"))),
    "a value of another type": ("major", ruled(('"items[?@.quantity > 1].sku", formula: count(value)', '"items[?@.quantity > 1].sku", formula: text(count(value))')) | field('"odd name": {type: integer}', '"odd name": {}')),
    "a value that is newly null": ("major", ruled((REGION, "{target: region, constant: null}")) | field("region: {type: string}", "region: {type: [string, 'null']}")),
    "a value that is newly absent": ("major", ruled((REGION, "{target: region, formula: params.region, when: 'false'}"))),
    "null became a value": ("patch", ruled(("{target: name,", "{target: name, on_error: default,"))),
    "an error that is newly softened": ("minor", ruled(("lookup: state}", "lookup: state, default: none}"))),
    "a rule that newly rejects": ("major", ruled(("default: guest}", 'default: guest, when: \'error("no") == 1\'}'))),
    "another on_error where nothing fails": ("patch", ruled((", on_error: omit", ""))),
    "a note": ("patch", ruled(("note: The shop counts", "note: It counts"))),
    "a ticket": ("patch", ruled(("note: The shop counts", "note: The shop counts\n  ticket: SHOP-1"))),
    "an owner of a rule": ("minor", ruled(("default: guest}", "default: guest, owner: dana}"))),
    # the mapping as a whole
    "a new title": ("patch", ruled(("title: Orders of the shop", "title: Orders"))),
    "the owner of the mapping": ("minor", ruled(("owner: order-ops", "owner: dana"))),
    "records that are newly skipped": ("major", ruled(("rules:\n- target: order_id", "skip_when: {source: {s: state}, formula: 's == \"paid\"'}\nrules:\n- target: order_id"))),
    "a condition to skip that no record meets": ("patch", ruled(("rules:\n- target: order_id", "skip_when: {source: {s: state}, formula: 's == \"x\"'}\nrules:\n- target: order_id"))),
    "a named value that gives the same": ("patch", ruled(("source: {buyer: buyer}, formula", "source: {buyer: $.buyer}, formula"))),
    "a named value that gives another": ("minor", ruled(('lookup("customers", buyer)', '{"name": "Bob"}')) | replaced("tests/web-order.yaml", ("name: Ann", "name: Bob"))),
    # parameters
    "a required parameter is new": ("major", ruled(("let:\n", "  shop: {type: string}\nlet:\n"))),
    "an optional parameter is new": ("minor", ruled(("let:\n", "  shop: {type: string, default: x}\nlet:\n"))),
    "a parameter is newly required": ("major", ruled((", default: EU", ""))),
    "a default that is used": ("minor", ruled(("default: EU", "default: US"))),
    "a parameter of another type": ("major", ruled(("region: {type: string, default: EU}", "region: {type: integer, default: 7}"), ("formula: params.region", "formula: text(params.region)"))),
    # fields of the target
    "a field of the target is new": ("minor", field("    zone:", "    extra: {type: string}\n    zone:")),
    "a field of the target is gone": ("major", ruled((f"- {REGION}\n", "")) | field("    region: {type: string}\n", "")),
    "a field of the target has another type": ("major", ruled(("{target: position, formula: index + 1}", "{target: position, formula: text(index)}")) | field("position: {type: integer}", "position: {type: string}")),
    "a field of the target takes fractions": ("major", field("position: {type: integer}", "position: {type: number}")),
    "a field of the target is newly nullable": ("major", field("region: {type: string}", "region: {type: [string, 'null']}")),
    "a field of the target is newly optional": ("major", field("required: [order_id, status, total]", "required: [order_id, status]")),
    "a field of the target is newly required": ("minor", field("required: [order_id, status, total]", "required: [order_id, status, total, region]")),
    "a field of the target that records lack is required": ("major", field("required: [order_id, status, total]", "required: [order_id, status, total, phone]")),
    "a limit that values keep": ("minor", field("region: {type: string}", "region: {type: string, maxLength: 9}")),
    "a limit that a value breaks": ("major", field("region: {type: string}", "region: {type: string, maxLength: 1}")),
    "a description": ("none", field("zone: {type: string}", "zone: {type: string, description: Where}")),
    "the owner of a field": ("minor", field("zone: {type: string}", "zone: {type: string, x-owner: dana}")),
    "a classification": ("minor", field("zone: {type: string}", "zone: {type: string, x-classification: internal}")),
    "an assertion that holds": ("patch", field("that: total >= 0", "that: total >= -1")),
    "an assertion that breaks": ("major", field("that: total >= 0", "that: total > 0")),
    "another major of the entity": ("major", ruled(("target: order@2", "target: order@3")) | field("version: 2.1.0", "version: 3.0.0")),
    "a minor of the entity": ("patch", field("version: 2.1.0", "version: 2.2.0")),
    "another owner of the entity": ("minor", field("owner: order-ops\nsystem", "owner: dana\nsystem")),
    # fields of the source
    "a required source is new": ("major", replaced(SCHEMA, ('"required": ["id"]', '"required": ["id", "state"]'))),
    "a source that is no longer required": ("patch", replaced(SCHEMA, ('"required": ["id"], ', ""))),
    "an optional source is new": ("patch", replaced(SCHEMA, ('"buyer":', '"extra": {"type": "string"}, "buyer":'))),
    # lookups
    "an entry with another value": ("minor", replaced(STATE, ("OPEN}", "OPENED}")) | replaced("tests/web-order.yaml", ("status: OPEN", "status: OPENED"))),
    "a new entry that ends a rejection": ("minor", replaced(STATE, ("OPEN}", "OPEN, lost: LOST}"))),
    "a new entry that no fixture asks for": ("undecided", replaced(STATE, ("OPEN}", "OPEN, never: NEVER}"))),
    "an entry is gone that a fixture asks for": ("major", replaced(STATE, (", open: OPEN", ""))),
    "an entry is gone and on_miss takes over": ("minor", {"lookups/zone.csv": "region,zone\n"}),
    "what a miss gives": ("minor", replaced(STATE, ("on_miss: error", "on_miss: keep"))),
    "what a miss gives where none misses": ("undecided", replaced("lookups/zone.yaml", ("{value: far}", "{value: farther}"))),
    "the owner of a table": ("minor", replaced(STATE, ("owner: order-ops", "owner: dana"))),
    # functions
    "a function that gives another value": ("minor", replaced(PHONE, ('"+" + digits(phone)', '"00" + digits(phone)'), ('"+155"', '"00155"'))),
    "a function that gives the same": ("patch", replaced(PHONE, ('"+" + digits(phone)', 'f"+{digits(phone)}"'))),
    "a function with another name for its parameter": ("patch", replaced(PHONE, ("[phone]", "[number_]"), ("digits(phone)", "digits(number_)"))),
    "a function put in place of its body": ("patch", ruled(("formula: clean_phone(value)", "formula: '\"+\" + digits(value)'"))),
    # governance
    "another owner of the source": ("minor", replaced(SYSTEM, ("owner: order-ops", "owner: dana"))),
    "another tier": ("minor", replaced(SYSTEM, ("tier: operational", "tier: revenue-critical"))),
    "another SLA": ("minor", replaced(SYSTEM, ("freshness: 5m", "freshness: 1h"))),
    "another timeliness": ("minor", replaced(SYSTEM, ("order: {timeliness: batch", "order: {timeliness: real-time"))),
    "another support channel": ("patch", replaced(PROJECT, ("#orders", "#help"))),
    "a waiver": ("patch", {"waivers.yaml": "- {finding: MB103/web-order, who: dana, why: later, until: 2027-01-01}\n"}),
    # tests and spelling
    "a test case": ("patch", replaced("tests/web-order.yaml", ("name: Ann}", "name: Ann, region: EU}"))),
    "a sample": ("patch", {"fixtures/web.order/3.json": OPEN + "}"}),
    "a comment": ("none", ruled(("# What the shop sends.\n", "# What comes in.\n"))),
    "spaces in a formula": ("none", ruled(("text(value)", "text( value )"))),
    "rules in another order": ("none", ruled((f"- {REGION}\n", ""), (LINES, f"- {REGION}\n{LINES}"))),
}  # fmt: skip


def level_of(bump: Bump) -> str:
    return "undecided" if bump.undecided else bump.level


def test_the_table_has_at_least_sixty_edits():
    assert len(TABLE) >= 60


@pytest.mark.parametrize(("level", "changed"), TABLE.values(), ids=TABLE.keys())
def test_each_edit_gives_its_bump(old, new, level, changed):
    bump = review(old, new(changed)).bump
    assert level_of(bump) == level, bump.reasons
    assert bump.errors == ()


def test_what_nobody_can_determine_is_undecided_although_every_fixture_comes_out_alike(tmp_path_factory):
    zone = "region: {type: string}"
    one, other = (
        versions.side(
            tmp_path_factory.mktemp("side"), field(zone, f"region: {{type: string, pattern: '{pattern}'}}")
        )
        for pattern in ("^E", "^[A-F]")
    )
    bump = review(one, other).bump
    assert [(reason.about, reason.level) for reason in bump.undecided] == [
        ("target schema region [pattern]", "undecided")
    ]


@pytest.mark.parametrize(
    ("version", "level", "expected"),
    [
        ("1.4.0", "patch", "1.4.1"),
        ("1.4.2", "minor", "1.5.0"),
        ("1.4.2", "major", "2.0.0"),
        ("0.4.2", "major", "0.5.0"),
        ("0.4.2", "minor", "0.4.3"),
        ("0.4.2", "patch", "0.4.3"),
        ("1.5.0-rc.1", "minor", "1.6.0"),
    ],
)
def test_a_bump_gives_the_next_version_and_below_one_minor_plays_major(version, level, expected):
    assert bumped(version, level) == expected
    assert enough(expected, version, level)
    assert not enough(version, version, level)


def test_a_higher_number_than_asked_for_is_enough():
    assert enough("2.0.0", "1.4.0", "patch")
    assert enough("1.0.0", "0.9.0", "major")
    assert not enough("1.4.9", "1.4.0", "minor")
