"""A specification as a workbook: rules, facts, a sheet for each table, and a hidden one that knows what was written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.reports.sheets.cells import EDITABLE
from mapbench.reports.sheets.safe import escaped, is_formula_like
from mapbench.reports.sheets.specification import ABOUT, COLUMNS, HOW, RULES, TABLE, Specification

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: The hidden sheet: what was written, so that what changed meanwhile can be told from what was changed in the sheet.
BASE: Final = "mapbench"
_WIDTHS: Final = {
    "target": 28, "type": 16, "required": 9, "source": 34, "rule": 44, "formula": 44, "condition": 34, "lookup": 20, "default": 14,
    "note": 40, "owner": 14, "status": 12, "sample in": 26, "sample out": 26,
}  # fmt: skip
_DAY: Final = "2000-01-01T00:00:00Z"


def workbook_bytes(spec: Specification) -> bytes:
    """The workbook of a specification: the same bytes for the same specification. Raises MapbenchError without openpyxl."""
    book = _new_book()
    rules: Any = book.active
    rules.title = RULES
    _fill(
        rules,
        [COLUMNS, *([row[name] for name in COLUMNS] for row in spec.rows)],
        [_WIDTHS[name] for name in COLUMNS],
    )
    _shade(rules, [index for index, name in enumerate(COLUMNS, 1) if name not in {"target", *EDITABLE}])
    rules.freeze_panes = "B2"
    titles = table_titles(spec.tables)
    for name, table in spec.tables.items():
        _fill(book.create_sheet(titles[name]), [("key", "value"), *table.items()], [30, 40])
    _fill(book.create_sheet(ABOUT), [("what", "is"), *spec.facts, *HOW], [24, 90])
    base = book.create_sheet(BASE)
    _fill(base, _base(spec, titles), [20, 20, 20, 20])
    base.sheet_state = "hidden"
    return _saved(book)


def tables_bytes(tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    """A workbook with a sheet for each table: its title, the headings, the rows. Raises like `workbook_bytes`."""
    book = _new_book()
    book.remove(book.active)
    for title, head, rows in tables:
        widths = [min(60, max([10, *(len(row[column]) + 2 for row in rows)])) for column in range(len(head))]
        _fill(book.create_sheet(title[:31]), [head, *rows], widths)
    return _saved(book)


def _new_book() -> Any:
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MapbenchError(
            "XLSX needs openpyxl, which is not installed.",
            "Install mapbench[xlsx], or choose another format.",
        ) from None
    return Workbook()


def table_titles(names: Iterable[str]) -> dict[str, str]:
    """The title of each table's sheet: at most 31 characters, no two alike."""
    found: dict[str, str] = {}
    for name in names:
        title, number = (TABLE + re.sub(r"[\[\]:*?/\\]", "-", name))[:31], 2
        while title.casefold() in {one.casefold() for one in found.values()}:
            title, number = f"{title[:28]}~{number}", number + 1
        found[name] = title
    return found


def _base(spec: Specification, titles: dict[str, str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("mapbench", "1", spec.mapping, spec.version)]
    rows += [
        ("rule", row["target"], name, row[name])
        for row in spec.rows
        for name in ("target", *EDITABLE)
        if row[name]
    ]
    for name, table in spec.tables.items():
        rows += [
            ("sheet", name, titles[name], ""),
            *(("row", name, key, value) for key, value in table.items()),
        ]
    return rows


def _fill(sheet: Worksheet, rows: Iterable[Iterable[str]], widths: list[int]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = escaped(text)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = wrapped
            if number == 1:
                cell.font = bold
            if is_formula_like(text):
                cell.quotePrefix = True
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def _shade(sheet: Worksheet, columns: list[int]) -> None:
    from openpyxl.styles import PatternFill

    grey = PatternFill("solid", fgColor="EFEFEF")
    for column in columns:
        for row in range(1, sheet.max_row + 1):
            sheet.cell(row, column).fill = grey


def _saved(book: Any) -> bytes:
    """The workbook as bytes with no time of day in them."""
    import datetime as dt
    import zipfile

    day = dt.datetime.fromisoformat(_DAY)
    book.properties.creator, book.properties.created, book.properties.modified = "mapbench", day, day
    made = io.BytesIO()
    book.save(made)
    again = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + _DAY.encode(), content)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return again.getvalue()
