"""Spreadsheets made with openpyxl: sheets, header rows, dates as ISO text, empty cells missing."""

import datetime as dt
import io
import shutil
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from mapbench.connect.reading import Reading
from mapbench.connect.records import open_records
from mapbench.errors import MapbenchError


def book(path, **sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def values(path, **said):
    return [one.value for one in open_records(path, reading=Reading(**said))]


def test_cells_are_numbers_texts_truths_and_iso_dates_and_empty_ones_are_missing(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        Orders=[
            ["id", "name", "at", "day", "paid", "rate"],
            [1, "007", dt.datetime.fromisoformat("2026-01-02T03:04:05"), dt.date(2026, 1, 2), True, 0.1],
            [],
            [2.0, None, None, None, False, -1.50],
        ],
    )
    assert values(path) == [
        {"id": 1, "name": "007", "at": "2026-01-02T03:04:05", "day": "2026-01-02", "paid": True, "rate": 0.1},
        {"id": 2, "paid": False, "rate": -1.5},
    ]


def test_a_sheet_is_chosen_by_name_or_number_and_the_first_one_otherwise(tmp_path):
    path = book(tmp_path / "a.xlsx", One=[["a"], [1]], Two=[["b"], [2]])
    assert values(path) == [{"a": 1}]
    assert values(path, sheet="Two") == values(path, sheet="2") == [{"b": 2}]
    with pytest.raises(MapbenchError, match="no sheet 'Tow'") as caught:
        values(path, sheet="Tow")
    assert "Two" in caught.value.hint


def test_the_header_is_the_first_row_with_anything_in_it_or_the_one_that_is_said(tmp_path):
    path = book(tmp_path / "a.xlsx", One=[[], ["Report"], [], ["id", "a  b"], [1, 2]])
    assert values(path, header=4) == [{"id": 1, "a b": 2}]
    assert [one.error.message for one in open_records(path)] == ["Cell B4 has a value, and its column has no name.",
                                                                  "Cell B5 has a value, and its column has no name."]  # fmt: skip
    with pytest.raises(MapbenchError, match="no row 9"):
        values(path, header=9)
    with pytest.raises(MapbenchError, match="Row 3 of the sheet is empty"):
        values(path, header=3)


def test_two_columns_of_one_name_and_an_empty_sheet_are_refused(tmp_path):
    with pytest.raises(MapbenchError, match="Two columns of row 1 are called 'a'"):
        values(book(tmp_path / "a.xlsx", One=[["a", "a"], [1, 2]]))
    with pytest.raises(MapbenchError, match="no row with anything in it"):
        values(book(tmp_path / "b.xlsx", One=[]))


def test_a_spreadsheet_is_seen_by_its_first_bytes_and_read_out_of_a_pipe(tmp_path, monkeypatch):
    content = book(tmp_path / "a.xlsx", One=[["a"], [1]]).read_bytes()
    (tmp_path / "export").write_bytes(content)
    assert values(tmp_path / "export") == [{"a": 1}]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert values("-") == [{"a": 1}]


@pytest.mark.parametrize("content", [b"", b"no spreadsheet", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet_is_one_sentence_and_a_hint(tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(MapbenchError, match="no spreadsheet that can be read") as caught:
        values(tmp_path / "a.xlsx")
    assert caught.value.hint


def test_a_spreadsheet_that_is_a_bomb_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20))
    with pytest.raises(MapbenchError, match="unpacks to"):
        values(path)


def test_without_its_extra_a_spreadsheet_is_one_sentence(tmp_path, monkeypatch):
    path = book(tmp_path / "a.xlsx", One=[["a"], [1]])
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MapbenchError, match=r"mapbench\[xlsx\]") as caught:
        values(path)
    assert caught.value.hint == "Install it: pip install 'mapbench[xlsx]'"


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_is_read(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("id,name,day\n1,Jürgen,2026-01-02\n")
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for kind in ("xlsx", "ods"):
        command = [str(OFFICE), home, "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=180
        )
        assert values(tmp_path / f"a.{kind}") == [{"id": 1, "name": "Jürgen", "day": "2026-01-02"}]
