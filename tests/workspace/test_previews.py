import pytest

from mapbench.workspace.reading import preview

RECORDS = {
    "1.json": {"id": 1, "name": "a"},
    "2.json": {"id": 2, "name": None},
    "3.json": {"id": 3},
    "4.json": {"id": 4, "name": "x"},
}
LINES = """\
- target: lines
  each: lines[*]
  as: line
  let:
    big: {source: qty, formula: value * 10}
  rules:
  - {target: sku, source: sku}
  - {target: pieces, formula: big + line.qty}
  - {target: order, source: $.id, formula: text(value)}
"""


def tried(workspace, *at, draft=None):
    return preview(workspace, "shop-order", at, draft)


def results(found):
    return [(row.result.text, row.status) for row in found.rows]


def test_each_fixture_is_a_row_with_inputs_result_and_outcome(made):
    workspace = made(
        "- {target: order_id, source: {n: name, number: id}, formula: n + text(number)}\n", records=RECORDS
    )
    found = tried(workspace, "rules", 0)
    assert found.columns == ("n", "number")
    assert [
        (row.fixture, [value.text for value in row.inputs], row.result.text, row.status) for row in found.rows
    ] == [
        ("1.json", ["a", "1"], "a1", "accepted"),
        ("2.json", ["null", "2"], "null", "rejected"),
        ("3.json", ["missing", "3"], "missing", "rejected"),
        ("4.json", ["x", "4"], "x4", "accepted"),
    ]
    assert (found.accepted, found.rejected, found.skipped, found.problem) == (2, 2, 0, None)
    assert [row.error for row in found.rows][1:3] == [
        "The required target order_id got null.", "The required target order_id got no value.",
    ]  # fmt: skip


def test_each_item_is_a_row_below_a_collection(made):
    found = tried(made(LINES), "rules", 0, "rules", 1)
    assert found.columns == ("big", "line.qty")
    assert [(row.item, row.result.text) for row in found.rows] == [(0, "22"), (1, "0"), (2, "11")]


def test_items_are_numbered_by_their_place_in_the_list(made):
    workspace = made(LINES.replace("  as: line\n", "  as: line\n  where: line.qty > 0\n"))
    assert [row.item for row in tried(workspace, "rules", 0, "rules", 0).rows] == [0, 2]


def test_loops_in_loops_and_mappings_over_items_are_numbered_one_by_one(made):
    rules = "- target: lines\n  each: ['lines[*] as a', 'lines[*] as b']\n  rules:\n  - {target: sku, formula: a.sku + b.sku}\n"
    record = {
        "lines": [{"sku": "x", "lines": [{"sku": "1"}, {"sku": "2"}]}, {"sku": "y", "lines": [{"sku": "3"}]}]
    }
    found = tried(made(rules, records={"1.json": record}), "rules", 0, "rules", 0)
    assert [(row.item, row.result.text) for row in found.rows] == [(0, "x1"), (1, "x2"), (2, "y3")]
    workspace = made("- {target: order_id, source: sku}\n", "each: lines[*]\n", records={"1.json": record})
    found = tried(workspace, "rules", 0)
    assert [(row.item, row.result.text) for row in found.rows] == [(0, "x"), (1, "y")]


def test_groups_of_records_are_rows_called_after_their_first(made):
    records = {"1.json": [{"id": 1, "name": "x"}, {"id": 1, "name": "y"}, {"id": 2, "name": "z"}]}
    found = tried(
        made("- {target: total, source: 'items[*].id', formula: sum(value)}\n", "group: id\n", records),
        "rules",
        0,
    )
    assert [(row.fixture, row.result.text) for row in found.rows] == [("1.json", "2"), ("1.json#2", "2")]


@pytest.mark.parametrize(
    ("written", "columns", "result"),
    [
        ("{target: customer.name, source: name}", ("name",), "Zoë"),
        ("{target: status, source: paid, lookup: {true: PAID}}", ("paid",), "PAID"),
        (
            "{target: status, source: {p: paid}, cases: [{when: p, value: PAID}], otherwise: OPEN}",
            ("p",),
            "PAID",
        ),
        ("{target: status, constant: OPEN}", (), "OPEN"),
        (
            "{target: customer, source: address, rules: [{target: name, source: city}]}",
            ("address",),
            "1 field",
        ),
        (
            "{target: customer, rules: [{copy_all: {from: address, rename: {street: name}}}]}",
            ("address",),
            "2 fields",
        ),
        ("{copy_all: {from: address}}", ("address",), "2 fields"),
        ("{target: lines, each: 'lines[*]', rules: [{target: sku, source: sku}]}", ("lines[*]",), "3 items"),
        (
            "{target: lines, each: 'lines[*]', group: item.sku, rules: [{target: sku, formula: key}]}",
            ("lines[*]",),
            "2 items",
        ),
        ("{target: total, formula: params.most}", (), "9"),
        ("{target: total, source: nowhere, default: 4}", ("nowhere",), "4"),
        ("{target: total, source: name, formula: decimal(value), on_error: omit}", ("name",), "missing"),
    ],
)
def test_every_kind_of_rule_can_be_previewed(made, written, columns, result):
    found = tried(made(f"- {written}\n", "params:\n  most: {type: integer, default: 9}\n"), "rules", 0)
    assert (found.columns, results(found)) == (columns, [(result, "accepted")])


def test_an_error_stands_in_place_of_the_result(made):
    found = tried(made("- {target: total, source: name, formula: decimal(value)}\n"), "rules", 0)
    assert (found.rows[0].result.kind, found.rows[0].status) == ("error", "rejected")
    assert found.rows[0].error == found.rows[0].result.text


def test_a_value_that_the_schema_refuses_is_shown_and_rejected(made):
    found = tried(made("- {target: status, source: name}\n"), "rules", 0)
    assert results(found) == [("Zoë", "rejected")]


def test_a_named_value_that_fails_is_an_error_among_the_inputs(made):
    head = "let:\n  half: {source: name, formula: decimal(value)}\n"
    found = tried(made("- {target: total, formula: half}\n", head), "rules", 0)
    assert (found.columns, found.rows[0].inputs[0].kind, found.rejected) == (("half",), "error", 1)


def test_what_is_skipped_or_has_no_items_is_counted_as_skipped(made):
    records = {
        "1.json": {"id": 1, "paid": True},
        "2.json": {"id": 2, "lines": []},
        "3.json": {"lines": [{"sku": "a"}]},
    }
    workspace = made(LINES, "skip_when: {source: {p: paid}, formula: p}\n", records)
    found = tried(workspace, "rules", 0, "rules", 0)
    assert [(row.fixture, row.status) for row in found.rows] == [
        ("1.json", "skipped"), ("2.json", "skipped"), ("3.json", "accepted"),
    ]  # fmt: skip


def test_what_goes_wrong_around_a_rule_rejects_its_items(made):
    found = tried(made(LINES.replace("lines[*]", "id")), "rules", 0, "rules", 0)
    assert (found.rejected, found.rows[0].error) == (1, "A collection iterates a list; this is a number.")


def test_a_draft_takes_the_place_of_the_rule(made):
    workspace = made("- {target: order_id, source: id}\n- {target: status, constant: PAID}\n")
    found = tried(
        workspace, "rules", 0, draft={"target": "order_id", "source": "id", "formula": "text(value) + '!'"}
    )
    assert results(found) == [("7!", "accepted")]
    found = tried(workspace, "rules", 2, draft={"target": "total", "source": "id", "formula": "value * 2"})
    assert results(found) == [("14", "accepted")]


def test_a_draft_inside_a_collection_sees_its_names(made):
    draft = {"target": "pieces", "formula": "big + index"}
    assert [text for text, _ in results(tried(made(LINES), "rules", 0, "rules", 0, draft=draft))] == [
        "20",
        "1",
        "12",
    ]


@pytest.mark.parametrize(
    ("draft", "message", "column"),
    [
        ({"target": "total", "source": "id", "formula": "vlue + 1"}, "Unknown name vlue.", 1),
        ({"target": "total", "source": "id", "formula": "1 + txt(value)"}, "Unknown function txt.", 5),
        ({"target": "total", "sauce": "id"}, "The key `sauce` is not known in `rules`.", None),
        ({"target": "ttal", "source": "id"}, "the target schema has no field ttal.", None),
        (
            {"target": "total", "source": "id["},
            "A bracket takes a name in quotes, a position, a slice, * or a ?filter.",
            4,
        ),
        ({}, "The rule has no target.", None),
    ],
)
def test_a_draft_that_is_refused_says_why_and_at_which_character(made, draft, message, column):
    found = tried(made("- {target: total, source: id}\n"), "rules", 0, draft=draft)
    assert (found.rows, found.problem.message, found.problem.place.column) == ((), message, column)


def test_a_broken_rule_has_a_problem_and_the_others_have_previews(made):
    workspace = made(
        "- {target: total, source: id, formula: nope}\n- {target: order_id, source: id}\n- {target: status, sauce: id}\n"
    )
    assert tried(workspace, "rules", 0).problem.message == "Unknown name nope."
    assert tried(workspace, "rules", 1).problem is None
    assert "sauce" in tried(workspace, "rules", 2).problem.message
    draft = {"target": "total", "source": "id", "formula": "value"}
    assert results(tried(workspace, "rules", 0, draft=draft)) == [("7", "accepted")]


def test_a_rule_that_needs_what_is_broken_says_what_that_is(made):
    workspace = made(
        "- {target: total, formula: a}\n- {target: order_id, source: name}\n",
        "let:\n  a: {source: id, formula: nope}\n",
    )
    assert tried(workspace, "rules", 0).problem.message == "Unknown name nope."
    assert (
        tried(workspace, "rules", 0, draft={"target": "total", "formula": "a + 1"}).problem.message
        == "Unknown name nope."
    )
    assert results(tried(workspace, "rules", 1)) == [("Zoë", "accepted")]


def test_a_rule_inside_a_broken_one_says_what_is_broken_around_it(made):
    workspace = made(LINES.replace("  as: line\n", "  as: line\n  where: nope\n"))
    assert tried(workspace, "rules", 0, "rules", 0).problem.message == "Unknown name nope."


def test_what_is_left_unmapped_has_nothing_to_preview(made):
    found = tried(made("- {target: total, unmapped: Not yet}\n"), "rules", 0)
    assert (found.rows, found.problem) == ((), None)


@pytest.mark.parametrize("at", [("rules", 9), ("rules",), (), ("rules", 0, "rules", 1), ("let", "a")])
def test_where_no_rule_stands_there_is_a_problem(made, at):
    assert tried(made("- {target: total, source: id}\n"), *at).problem is not None


def test_without_fixtures_there_are_no_rows(made):
    found = tried(made("- {target: total, source: id}\n", records={}), "rules", 0)
    assert (found.rows, found.problem) == ((), None)


def test_without_schemas_everything_goes(made):
    found = tried(made("- {target: any.thing, source: name}\n", source=None, target=None), "rules", 0)
    assert results(found) == [("Zoë", "accepted")]


def test_previews_of_the_example_agree_with_its_runs(storefront):
    from mapbench.workspace.reading import fixture_values, mapping_view

    view = mapping_view(storefront, "shopify-order")
    for rule in view.rules:
        if "*" in rule.target or "{}" in rule.target or not rule.target:
            continue
        found = preview(storefront, "shopify-order", rule.at)
        for row in found.rows:
            values = fixture_values(storefront, "shopify-order", row.fixture)
            if (
                row.status == "accepted"
                and rule.target in values.target
                and row.result.kind not in {"null", "missing"}
            ):
                assert values.target[rule.target] == row.result
            assert (rule.target in values.errors) == (row.status == "rejected")
