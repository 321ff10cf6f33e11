"""Spreadsheets: one sheet, a row that names the columns, then one record per row; what is empty is missing."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from mapbench.connect.chunks import Chunk, Row, Rows
from mapbench.connect.formats import lacking
from mapbench.connect.plain import plain
from mapbench.connect.reading import Reading
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError, Place

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ROWS: Final = 500
#: A sheet is held in memory as a whole; larger ones are exported as CSV.
LARGEST: Final = 2**30
_MOST_RATIO: Final = 400
_FREE: Final = 64 * 2**20


def read_xlsx(file: BinaryIO, name: str, reading: Reading, size: int) -> Iterator[Chunk]:
    """The rows of a sheet, the first one where none is named. Raises MapbenchError for what is no spreadsheet."""
    rows = _rows_of(_sheet(_workbook(file, name), reading.sheet, name))
    above, header = _header(rows, reading.header, name)
    found: list[Row] = []
    for number, cells in enumerate(rows, above + 1):
        row = _row(header, cells, number)
        if row is not None:
            found.append(row)
        if len(found) >= _ROWS:
            yield Rows(found, 0)
            found = []
    yield Rows(found, size)


def _workbook(file: BinaryIO, name: str) -> CalamineWorkbook:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        lacking("xlsx")
    _refuse_bomb(file, name)
    try:
        return CalamineWorkbook.from_filelike(file)
    except (CalamineError, OSError, ValueError) as error:
        raise _broken(name, str(error)) from None


def _refuse_bomb(file: BinaryIO, name: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            packed = sum(one.compress_size for one in archive.infolist())
            unpacked = sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        packed = unpacked = 0
    file.seek(0)
    if unpacked > LARGEST or (unpacked > _FREE and unpacked > _MOST_RATIO * packed):
        raise MapbenchError(
            f"The spreadsheet '{name}' unpacks to {unpacked / 2**20:,.0f} MB, more than is read.",
            "Save the sheet as CSV.",
            Place(name),
        )


def _sheet(workbook: CalamineWorkbook, wanted: str | None, name: str) -> CalamineSheet:
    names = workbook.sheet_names
    if not names:
        raise MapbenchError(f"The spreadsheet '{name}' has no sheet.", "Save it again.", Place(name))
    if wanted is None:
        chosen = names[0]
    elif wanted in names:
        chosen = wanted
    elif wanted.isdecimal() and 0 < int(wanted) <= len(names):
        chosen = names[int(wanted) - 1]
    else:
        from mapbench.model.nearest import did_you_mean

        hint = did_you_mean(wanted, names) or f"It has {', '.join(names[:12])}."
        raise MapbenchError(f"The spreadsheet has no sheet {wanted!r}.", hint, Place(name))
    from python_calamine import CalamineError

    try:
        return workbook.get_sheet_by_name(chosen)
    except (CalamineError, OSError, ValueError) as error:
        raise _broken(name, f"sheet {chosen!r}: {error}") from None


def _rows_of(sheet: CalamineSheet) -> Iterator[list[Any]]:
    # Rows come from the first one on, cells from the first column that is used: they get the names that people see.
    start = sheet.start
    if start is not None:
        for cells in sheet.iter_rows():
            yield [""] * start[1] + cells


def _header(rows: Iterator[list[Any]], wanted: int | None, name: str) -> tuple[int, list[str]]:
    """The number of the row that names the columns, and their names; the first row that is not empty, where none is said."""
    for number, cells in enumerate(rows, 1):
        if number == wanted or (wanted is None and any(cell != "" for cell in cells)):
            break
    else:
        where = "no row with anything in it" if wanted is None else f"no row {wanted}"
        raise MapbenchError(f"The sheet has {where}.", "A row has to name the columns.", Place(name))
    names = [" ".join(str(plain(cell)).split()) for cell in cells]
    twice = next((one for one, times in Counter(names).items() if times > 1 and one), None)
    if twice is not None:
        hint = "Every column needs a name of its own; header=N says which row names them."
        raise MapbenchError(f"Two columns of row {number} are called {twice!r}.", hint, Place(name))
    if not any(names):
        raise MapbenchError(f"Row {number} of the sheet is empty.", "header=N says which row names the columns.", Place(name))  # fmt: skip
    return number, names


def _row(header: Sequence[str], cells: Sequence[Any], number: int) -> Row | None:
    """A row as a record; None for an empty one."""
    filled = [(at, cell) for at, cell in enumerate(cells) if cell != ""]
    if not filled:
        return None
    record: dict[str, Any] = {}
    try:
        for at, cell in filled:
            if at >= len(header) or not header[at]:
                raise _nameless(at, number)
            record[header[at]] = _value(cell)
    except Failure as failure:
        return Row(None, repr([str(cell) for cell in cells]).encode("utf-8", "replace"), failure)
    return Row(record)


def _value(cell: Any) -> Any:
    # A spreadsheet knows one kind of number: 5 and 5.0 are the same cell.
    if type(cell) is float and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return plain(cell)


def _nameless(at: int, number: int) -> Failure:
    column, letters = at + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return Failure(
        "bad-input",
        f"Cell {letters}{number} has a value, and its column has no name.",
        hint="Name the column in the header row, or empty the cell.",
    )


def _broken(name: str, why: str) -> MapbenchError:
    reason = " ".join(why.split()).rstrip(".")
    return MapbenchError(
        f"The file '{name}' is no spreadsheet that can be read: {reason}.",
        "Save it again as .xlsx.",
        Place(name),
    )
