"""What comes back with `mapbench import FILE --into MAPPING` is proposed, and written once it is accepted."""

import csv
import io
from types import SimpleNamespace

import pytest
from tests.cli.specified import MAPPING, PATH, Sheet, proposed, specified_shop, text

from mapbench.workspace.workspace import Workspace


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return specified_shop(tmp_path)


@pytest.fixture
def sheet(mapbench, shop):
    """A workbook of the mapping; `edit(target, column=text)` changes it like somebody without mapbench."""
    assert mapbench("report", "mapping", "shop-order", "-o", "s.xlsx").exit_code == 0
    return Sheet(shop.folder / "s.xlsx")


def test_an_unchanged_sheet_proposes_nothing(mapbench, sheet):
    answer = mapbench("import", "s.xlsx", "--into", "shop-order")
    assert (answer.exit_code, answer.stdout) == (0, "Nothing is proposed for shop-order.\n")


def test_a_change_is_shown_and_written_only_once_it_is_accepted(mapbench, shop, sheet):
    sheet.edit("email", default="nobody", note="=asked for @ the meeting")
    sheet.edit("lines.qty", formula="integer(value)")
    answer = mapbench("import", "s.xlsx", "--into", "shop-order")
    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[:4] == [
        "~ email:default  (Rules!I3)", "    now       unknown", "    proposed  nobody", "~ lines.qty:formula  (Rules!F6)",
    ]  # fmt: skip
    assert text(shop) == MAPPING
    answer = mapbench("import", "s.xlsx", "--into", "shop-order", "--accept", "email:default")
    assert (answer.exit_code, answer.stdout.splitlines()[-1]) == (1, f"Written: {PATH}")
    assert text(shop) == MAPPING.replace("unknown}", "nobody}")
    assert mapbench("import", "s.xlsx", "--into", PATH, "--accept", "lines.qty").exit_code == 1
    assert "source: qty, formula: integer(value), default: 0" in text(shop)


def test_accepting_all_is_one_step_that_leaves_every_other_line_alone(mapbench, shop, sheet):
    sheet.edit("email", owner="crm-team", condition="not is_blank(value)")
    sheet.edit("customer.id", formula='"store"')
    sheet.add("total", source="total_price", formula="number(value)", note="new")
    sheet.add("lines.sku", source="sku")
    answer = mapbench("import", "s.xlsx", "--into", "shop-order", "--accept", "all")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert (
        text(shop)
        == """\
# orders
mapping: shop-order
owner: order-ops   # who answers
source: shop.order
target: order@1
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: email, source: email, when: not is_blank(value), default: unknown, owner: crm-team}   # never empty
- target: status
  source: status
  lookup: states
- target: total
  source: total_price
  formula: number(value)
  note: new
- target: lines
  each: lines[*]
  rules:
  - {target: qty, source: qty, default: 0}
  - target: sku
    source: sku
- target: customer
  rules:
  - {target: id, constant: store}
"""
    )
    with Workspace.open(shop.folder) as workspace:
        assert workspace.steps[-1].name == "Accept 5 proposals for shop-order"
        workspace.undo()
    assert text(shop) == MAPPING


def test_a_rule_that_the_sheet_lacks_is_proposed_to_go_and_never_goes_by_itself(mapbench, shop, sheet):
    sheet.delete("email")
    code, said = proposed(mapbench)
    assert (code, [(one["name"], one["kind"], one["accepted"]) for one in said["proposals"]]) == (
        1,
        [("email", "remove", False)],
    )
    assert text(shop) == MAPPING
    proposed(mapbench, "--accept", "email")
    assert "target: email" not in text(shop)


def test_what_changed_meanwhile_is_kept_and_a_clash_is_told(mapbench, shop, sheet):
    sheet.edit("email", default="nobody")
    now = MAPPING.replace("unknown}", "anybody}").replace(
        "- {target: order_id, source: id, formula: text(value)}\n",
        "- {target: order_id, source: id, formula: text(value), note: mine}\n",
    )
    shop.put(PATH, now.replace("rules:\n", "rules:\n- {target: paid, constant: true}\n", 1))
    code, said = proposed(mapbench, "--accept", "all")
    (one,) = said["proposals"]
    assert (code, one["name"], one["now"], one["proposed"], one["was"], one["accepted"]) == (
        1,
        "email:default",
        "anybody",
        "nobody",
        "unknown",
        False,
    )
    assert "conflict  it was unknown" in mapbench("import", "s.xlsx", "--into", "shop-order").stdout
    assert proposed(mapbench, "--accept", "email:default")[0] == 0
    assert "default: nobody" in text(shop)
    assert "note: mine" in text(shop)
    assert "target: paid" in text(shop)


def test_rows_of_tables_are_proposed_and_the_rest_of_the_table_stays(mapbench, shop, sheet):
    table = sheet.book["Lookup states"]
    table.cell(2, 2).value = "SETTLED"
    table.cell(4, 1).value, table.cell(4, 2).value = "lost", "null"
    table.delete_rows(3)
    sheet.book.save(sheet.path)
    assert [one["name"] for one in proposed(mapbench)[1]["proposals"]] == [
        "states[paid]",
        "states[lost]",
        "states[open]",
    ]
    assert proposed(mapbench, "--accept", "states")[0] == 0
    assert (
        text(shop, "lookups/states.yaml") == "lookup: states\n# two\nentries: {paid: SETTLED, lost: null}\n"
    )


def test_sources_that_a_formula_needs_are_taken_together(mapbench, shop, sheet):
    sheet.edit("status", source="a: status\nb: email", formula="coalesce(a, b)")
    assert proposed(mapbench, "--accept", "status")[0] == 0
    assert "source: {a: status, b: email}" in text(shop)


def test_half_of_what_belongs_together_is_not_written(mapbench, shop, sheet):
    sheet.edit("status", source="a: status\nb: email", formula="coalesce(a, b)")
    answer = mapbench("import", "s.xlsx", "--into", "shop-order", "--accept", "status:formula")
    assert answer.exit_code in {1, 2}
    assert "coalesce" not in text(shop)
    assert text(shop) == MAPPING


def test_csv_comes_back_without_what_was_written_and_says_so(mapbench, shop):
    mapbench("report", "mapping", "shop-order", "-o", "s.csv")
    rows = list(csv.reader(io.StringIO((shop.folder / "s.csv").read_text("utf-8-sig"))))
    rows[2][rows[0].index("default")] = "nobody"
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(rows)
    (shop.folder / "s.csv").write_text(made.getvalue(), "utf-8")
    answer = mapbench("import", "s.csv", "--into", "shop-order", "--accept", "all")
    assert (answer.exit_code, "every difference is proposed" in answer.stderr) == (0, True)
    assert text(shop) == MAPPING.replace("unknown}", "nobody}")


@pytest.fixture
def terminal(monkeypatch):
    """Both ends are a terminal to what asks."""
    seen = SimpleNamespace(isatty=lambda: True)
    for module in ("proposing", "importing"):
        monkeypatch.setattr(f"mapbench.cli.{module}.sys", SimpleNamespace(stdin=seen, stderr=seen))


@pytest.mark.parametrize(
    ("typed", "accepted", "code"),
    [(b"y\nn\n", ["email"], 0), (b"n\ny\n", ["status"], 0), (b"a\n", ["email", "status"], 0), (b"y\nq\n", ["email"], 1), (b"q\n", [], 1)],
)  # fmt: skip
def test_on_a_terminal_each_proposal_is_asked_about(mapbench, shop, sheet, terminal, typed, accepted, code):
    sheet.edit("email", note="asked")
    sheet.edit("status", note="asked")
    answer = mapbench("import", "s.xlsx", "--into", "shop-order", stdin=typed)
    rules = text(shop).partition("rules:")[2].split("- target:")
    assert (answer.exit_code, text(shop).count("note: asked")) == (code, len(accepted))
    assert ("note: asked" in rules[0], "note: asked" in rules[1]) == (
        "email" in accepted,
        "status" in accepted,
    )


@pytest.mark.parametrize(("typed", "replaced"), [(b"y\n", True), (b"n\n", False)])
def test_on_a_terminal_a_pin_is_replaced_only_after_a_yes(mapbench, shop, terminal, typed, replaced):
    shop.put("order.json", '{"type": "object", "properties": {"id": {"type": "string"}}}')
    before = text(shop, "schemas/shop.order.json")
    assert mapbench("import", "order.json", "--as", "shop.order", stdin=typed).exit_code == 0
    assert (text(shop, "schemas/shop.order.json") != before) is replaced
