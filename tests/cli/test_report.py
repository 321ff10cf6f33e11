"""`mapbench report mapping`, and what comes back with `mapbench import FILE --into MAPPING`."""

import csv
import io
import json

import openpyxl
import pytest
from tests.checks.conftest import Shop

from mapbench.workspace.workspace import Workspace

MAPPING = """\
# orders
mapping: shop-order
owner: order-ops   # who answers
source: shop.order
target: order@1
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: email, source: email, default: unknown}   # never empty
- target: status
  source: status
  lookup: states
- target: lines
  each: lines[*]
  rules:
  - {target: qty, source: qty, default: 0}
- target: customer
  rules:
  - {target: id, constant: web}
"""
PATH = "mappings/shop-order.yaml"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = Shop(tmp_path)
    made.put(PATH, MAPPING)
    made.put("lookups/states.yaml", "lookup: states\n# two\nentries: {paid: PAID, open: OPEN}\n")
    return made


@pytest.fixture
def sheet(mapbench, shop):
    """A workbook of the mapping; `edit(column, target, text)` changes it like somebody without mapbench."""
    assert mapbench("report", "mapping", "shop-order", "-o", "s.xlsx").exit_code == 0
    return Sheet(shop.folder / "s.xlsx")


class Sheet:
    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.rules = self.book["Rules"]
        self.columns = {cell.value: cell.column for cell in self.rules[1]}

    def row(self, target):
        return next(row[0].row for row in self.rules.iter_rows() if row[0].value == target)

    def edit(self, target, /, **cells):
        row = self.row(target)
        for name, value in cells.items():
            self.rules.cell(row, self.columns[name]).value = value
        self.book.save(self.path)

    def add(self, target, /, **cells):
        self.rules.cell(self.rules.max_row + 1, 1).value = target
        self.edit(target, **cells)

    def delete(self, target):
        self.rules.delete_rows(self.row(target))
        self.book.save(self.path)


def text(shop, name=PATH):
    return (shop.folder / name).read_text()


def proposed(mapbench, *words):
    answer = mapbench("import", "s.xlsx", "--into", "shop-order", "--format", "json", *words)
    return answer.exit_code, json.loads(answer.stdout)


def test_every_format_is_written_and_nothing_is_changed(mapbench, shop):
    before = text(shop)
    for name, begins in (
        ("s.xlsx", b"PK"),
        ("s.csv", b"\xef\xbb\xbftarget,type"),
        ("s.md", b"# shop-order"),
        ("s.html", b"<!doctype"),
        ("s.json", b"{"),
    ):
        answer = mapbench("report", "mapping", "shop-order", "-o", name)
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert (shop.folder / name).read_bytes().startswith(begins)
    assert mapbench("report", "mapping", "shop-order", "--format", "csv").stdout.startswith("\ufefftarget")
    assert mapbench("report", "mapping", "shop-order").stdout.startswith("# shop-order")
    assert text(shop) == before


def test_what_cannot_be_written_is_one_sentence(mapbench, shop):
    for words in (("shop-ordr",), ("shop-order", "--format", "xlsx"), ("shop-order", "-o", "no/where.xlsx")):
        answer = mapbench("report", "mapping", *words)
        assert (answer.exit_code, "Traceback" in answer.stderr) == (2, False)


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


@pytest.mark.parametrize(
    ("target", "cells", "cell", "said"),
    [
        ("order_id", {"formula": "txt(value)"}, "Rules!F2", "txt"),
        ("order_id", {"formula": "=A1"}, "Rules!F2", "formula of the spreadsheet"),
        ("order_id", {"source": "a\nb"}, "Rules!D2", "name each"),
        ("order_id", {"source": "$["}, "Rules!D2", ""),
        ("status", {"lookup": "nowhere"}, "Rules!H4", "nowhere"),
        ("lines", {"source": "lines[*]"}, "Rules!D5", "begins with `each`"),
        ("lines", {"condition": "where: qty > 0\nnonsense"}, "Rules!G5", "no condition"),
        ("email", {"default": '{"a'}, "Rules!I3", "no JSON"),
        ("email", {"target": "order_id"}, "Rules!A3", "stands here twice"),
        ("email", {"target": None}, "Rules!A3", "names no target"),
        ("email", {"target": "emil"}, "Rules!A3", "no field emil"),
        ("email", {"target": "a b[*]"}, "Rules!A3", "no target path"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_its_place_and_a_way_out_and_never_written(
    mapbench, shop, sheet, target, cells, cell, said
):
    sheet.edit(target, **cells)
    code, found = proposed(mapbench)
    bad = [one for one in found["bad"] if one["cell"] == cell]
    assert (code, len(bad)) == (1, 1)
    assert said in bad[0]["message"]
    assert bad[0]["hint"] or not said
    mapbench("import", "s.xlsx", "--into", "shop-order", "--accept", "all")
    assert [name for name in cells if name != "target" and f"{name}: {cells[name]}" in text(shop)] == []


def test_sources_that_a_formula_needs_are_taken_together(mapbench, shop, sheet):
    sheet.edit("status", source="a: status\nb: email", formula="coalesce(a, b)")
    assert proposed(mapbench, "--accept", "status")[0] == 0
    assert "source: {a: status, b: email}" in text(shop)


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


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("s.xlsx", b"PK nothing", "no XLSX workbook"), ("s.csv", b"a,b\n1,2\n", "column target"), ("s.docx", b"", "neither .xlsx nor .csv"), ("s.csv", b"", "column target")],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused(mapbench, shop, name, content, said):
    (shop.folder / name).write_bytes(content)
    answer = mapbench("import", name, "--into", "shop-order")
    assert (answer.exit_code, said in answer.stderr, "hint:" in answer.stderr) == (2, True, True)


def test_the_sheet_of_another_mapping_is_refused(mapbench, shop, sheet):
    shop.put("mappings/other.yaml", MAPPING.replace("mapping: shop-order", "mapping: other"))
    answer = mapbench("import", "s.xlsx", "--into", "other")
    assert (answer.exit_code, "the specification of shop-order" in answer.stderr) == (2, True)
    assert mapbench("import", "s.xlsx", "--into", "shop-order", "--accept", "nothing").exit_code == 2


@pytest.mark.parametrize("name", ["status", "owners", "landscape"])
def test_reports_about_the_project_are_written_as_of_a_day(mapbench, shop, name):
    answer = mapbench("report", name, "--as-of", "2027-03-01", "--format", "json")
    assert (answer.exit_code, json.loads(answer.stdout)["as_of"]) == (0, "2027-03-01")
    assert mapbench("report", name, "-o", "r.html").exit_code == 0
    assert (shop.folder / "r.html").read_text().startswith("<!doctype html>")
    assert mapbench("report", name, "-o", "r.xlsx").exit_code == 0
    for words in (("--as-of", "soon"), ("--format", "xlsx"), ("-o", "r.csv")):
        assert mapbench("report", name, *words).exit_code == 2
