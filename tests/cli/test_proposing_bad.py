"""Sheets that come back with what cannot be taken over, and files that are no sheets."""

import zipfile

import pytest
from tests.cli.specified import MAPPING, Sheet, proposed, specified_shop, text


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return specified_shop(tmp_path)


@pytest.fixture
def sheet(mapbench, shop):
    """A workbook of the mapping; `edit(target, column=text)` changes it like somebody without mapbench."""
    assert mapbench("report", "mapping", "shop-order", "-o", "s.xlsx").exit_code == 0
    return Sheet(shop.folder / "s.xlsx")


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


def test_a_workbook_with_entities_or_one_that_is_huge_once_unpacked_is_refused(mapbench, shop, sheet):

    for name, content, said in (
        ("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DTD"),
        ("xl/big.xml", b" " * (201 * 2**20), "too large"),
    ):
        with zipfile.ZipFile(shop.folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(name, content)
        answer = mapbench("import", "bomb.xlsx", "--into", "shop-order")
        assert (answer.exit_code, said in answer.stderr) == (2, True)


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
