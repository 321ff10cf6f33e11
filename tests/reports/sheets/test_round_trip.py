"""A specification goes out as a workbook or CSV and comes back: unchanged it proposes nothing, whatever its texts are."""

import io
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapbench.project.programs import load_program
from mapbench.project.project import Project
from mapbench.reports.sheets.cells import cells_of, keys_of
from mapbench.reports.sheets.incoming import read_sheet
from mapbench.reports.sheets.proposals import proposals
from mapbench.reports.sheets.safe import escaped, guarded, plain, unescaped, unguarded
from mapbench.reports.sheets.specification import COLUMNS, Specification, specification
from mapbench.reports.sheets.texts import csv_text, html_text, json_text, markdown_text
from mapbench.reports.sheets.written import written
from mapbench.reports.sheets.xlsx import workbook_bytes

STOREFRONT = Path(__file__).parents[3] / "projects" / "storefront"
MAPPINGS = Project.open(STOREFRONT).ids("mapping")
ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["=1+1", "+4", "-line.price", "@SUM(A1)", "\tx", "\rx", "'quoted", "''", "a\nb", "a\r\nb", "null", "true", "12", "1e5", "012", " x ", "_x0041_",
         "x\x00y", "\x1f", "\ud800", "\ufffe", "when a then b", "each x", "reverse y", '{"a"', '"', "[", "a: b", "otherwise 1", "é" * 40, "2026-01-31"]
    ),
)  # fmt: skip
VALUE = st.recursive(ODD | st.none() | st.booleans() | st.integers(-99, 99) | st.floats(allow_nan=False, allow_infinity=False),
                     lambda inner: st.lists(inner, max_size=2) | st.dictionaries(ODD, inner, max_size=2), max_leaves=4)  # fmt: skip
CASE = st.fixed_dictionaries({"when": ODD}, optional={"value": VALUE, "formula": ODD, "note": ODD})
RULE = st.fixed_dictionaries({}, optional={
    "source": ODD | st.dictionaries(st.sampled_from(["a", "first", "x2"]), ODD, min_size=1, max_size=3), "formula": ODD, "constant": VALUE,
    "cases": st.lists(CASE, min_size=1, max_size=3), "otherwise": VALUE, "lookup": ODD | st.dictionaries(ODD, VALUE, max_size=2),
    "reverse": st.booleans(), "default": VALUE, "note": ODD, "owner": ODD, "status": ODD, "unmapped": ODD, "when": ODD | st.fixed_dictionaries({"source": ODD, "formula": ODD}),
    "on_error": st.sampled_from(["omit", "default", None]),
})  # fmt: skip
LIST = st.fixed_dictionaries({"each": ODD | st.lists(ODD, min_size=1, max_size=2)}, optional={
    "as": ODD, "where": ODD, "sort": ODD | st.lists(ODD, max_size=2), "unique": ODD, "group": ODD, "limit": st.integers(0, 9),
    "keyed_by": ODD, "when_empty": st.sampled_from(["omit", None]), "on_item_error": st.just("drop"), "formula": ODD,
})  # fmt: skip


def spec_of(data, tables=None):
    """The sheets of a mapping that need not load."""
    rows = tuple(
        {**dict.fromkeys(COLUMNS, ""), "target": one.target, **cells_of(one.rule)} for one in written(data)
    )
    return Specification("odd", "1.0.0", (), rows, tables or {})


def back(path, data, tables=None):
    found = proposals(read_sheet(path), data, tables or {})
    return list(found.changes), list(found.bad)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_every_mapping_of_the_example_comes_back_unchanged(mapping, tmp_path):
    loaded = load_program(mapping, STOREFRONT)
    spec = specification(loaded)
    (tmp_path / "s.xlsx").write_bytes(workbook_bytes(spec))
    (tmp_path / "s.csv").write_text(csv_text(spec), "utf-8")
    for name in ("s.xlsx", "s.csv"):
        assert back(tmp_path / name, loaded.mapping.document.data, spec.tables) == ([], [])
    assert workbook_bytes(specification(loaded)) == (tmp_path / "s.xlsx").read_bytes()


@given(st.lists(RULE | LIST, min_size=1, max_size=4), st.dictionaries(ODD, ODD, max_size=3))
@settings(max_examples=500 if "MAPBENCH_LONG" in os.environ else 15)
def test_whatever_a_rule_says_it_comes_back_unchanged(tmp_path_factory, rules, table):
    data = {"rules": [{"target": f"t{number}", **rule} for number, rule in enumerate(rules)]}
    folder = tmp_path_factory.mktemp("odd")
    table = {
        key: value
        for key, value in table.items()
        if plain(key) and list(map(plain, table)).count(plain(key)) == 1
    }
    spec = spec_of(data, {"tab": table})
    (folder / "s.xlsx").write_bytes(workbook_bytes(spec))
    (folder / "s.csv").write_bytes(csv_text(spec).encode("utf-8", "replace"))
    assert back(folder / "s.xlsx", data, {"tab": table}) == ([], [])
    if csv_text(spec).isprintable() or "\ud800" not in csv_text(spec):
        assert back(folder / "s.csv", data) == ([], [])
    shutil.rmtree(folder)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_cell_read_again_says_what_the_rule_said(mapping):
    for one in written(Project.open(STOREFRONT).mapping(mapping)[0].data):
        for name, text in cells_of(one.rule).items():
            keys = keys_of(name, text, one.rule) if text else {}
            assert {key: one.rule.get(key, ...) for key in keys} == keys


@given(ODD)
def test_guards_and_escapes_are_undone(text):
    assert unguarded(guarded(text)) == text
    assert unescaped(escaped(text)) == text


def test_no_cell_is_a_formula_for_a_spreadsheet(tmp_path):
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
    data = {
        "rules": [
            {"target": f"t{number}", "formula": text, "note": text} for number, text in enumerate(texts)
        ]
    }
    made = workbook_bytes(spec_of(data, {"tab": {"=1": "=2"}}))
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.number_format == "@" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))
    assert b"<f>" not in b"".join(
        zipfile.ZipFile(io.BytesIO(made)).read(name) for name in zipfile.ZipFile(io.BytesIO(made)).namelist()
    )
    assert all(
        not cell.startswith(("=", "+", "-", "@", "\t"))
        for line in csv_text(spec_of(data)).splitlines()
        for cell in line.split(",")
    )


def test_the_first_row_stays_and_columns_have_widths():
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes(specification(load_program("shopify-order", STOREFRONT))))
    )
    rules = book["Rules"]
    assert tuple(cell.value for cell in rules[1]) == COLUMNS
    assert rules.freeze_panes == "B2"
    assert all(rules.column_dimensions[letter].width >= 9 for letter in "ABCDEFGHIJKLMN")
    assert book["mapbench"].sheet_state == "hidden"
    assert [name for name in book.sheetnames if name.startswith("Lookup ")] == [
        "Lookup carrier",
        "Lookup country",
        "Lookup order-status",
    ]


def test_types_required_words_and_samples_are_told():
    rows = {row["target"]: row for row in specification(load_program("shopify-order", STOREFRONT)).rows}
    status = rows["status"]
    assert (status["type"], status["required"], status["lookup"], status["default"]) == (
        "string",
        "yes",
        "order-status",
        "UNKNOWN",
    )
    assert (status["sample in"], status["sample out"]) == ("paid", "PAID")
    assert (
        status["rule"]
        == "Computed from financial_status. Looks what was computed up in the table order-status. Where nothing comes: UNKNOWN."
    )
    assert (rows["options_by_sku.title"]["type"], rows["lines.sku"]["required"]) == ("string", "yes")
    assert rows["shipping"]["type"] == "object or null"
    assert rows["channel"]["rule"] == "Always web."


def test_the_other_forms_say_the_same_and_nothing_in_them_means_anything():
    data = {"rules": [{"target": "t", "note": "<script>alert(1)</script> | `x` | \n**b**"}]}
    spec = spec_of(data)
    assert "<script>" not in html_text(spec)
    line = next(line for line in markdown_text(spec).splitlines() if line.startswith("| `t`"))
    assert "`<script>alert(1)</script> \\| ` " not in line
    assert line.replace("\\|", "").count("|") == len(COLUMNS) + 1
    assert json.loads(json_text(spec))["rules"][0]["note"] == data["rules"][0]["note"]


def test_it_comes_back_through_libreoffice_unchanged(tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    loaded = load_program("shopify-order", STOREFRONT)
    spec = specification(loaded)
    odd = {
        "rules": [
            {"target": f"t{n}", "source": text, "note": text}
            for n, text in enumerate(
                ["=1+1", "-x", "'a", "012", "1e5", "a\nb", "_x0041_", "2026-01-31", "true"]
            )
        ]
    }
    (tmp_path / "s.xlsx").write_bytes(workbook_bytes(spec))
    (tmp_path / "odd.xlsx").write_bytes(workbook_bytes(spec_of(odd)))
    words = [
        soffice,
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "again"),
    ]
    subprocess.run(
        [*words, str(tmp_path / "s.xlsx"), str(tmp_path / "odd.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert back(tmp_path / "again" / "s.xlsx", loaded.mapping.document.data, spec.tables) == ([], [])
    assert back(tmp_path / "again" / "odd.xlsx", odd) == ([], [])
