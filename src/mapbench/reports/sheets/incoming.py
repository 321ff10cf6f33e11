"""A sheet that comes back: its rows as text, each cell with its place, and what was in it when it was written."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mapbench.errors import MapbenchError, Place
from mapbench.model.documents import read_bytes
from mapbench.reports.sheets.cells import EDITABLE
from mapbench.reports.sheets.safe import plain, unescaped, unguarded
from mapbench.reports.sheets.specification import ABOUT, RULES, TABLE
from mapbench.reports.sheets.xlsx import BASE

_HEADER_WITHIN: Final = 20
#: Beyond this many bytes once unpacked, a workbook is no specification.
_LARGEST: Final = 200 * 2**20
_ROWS: Final = 20_000
_COLUMNS: Final = 60


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be taken over: where it is (`Rules!D7`), why, and a way out."""

    cell: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is filled: its cells by column, and the place of each."""

    cells: dict[str, str]
    places: dict[str, str]

    def place(self, column: str) -> str:
        """Where a cell is; where its row begins, for a column that the sheet lacks."""
        return self.places.get(column) or next(iter(self.places.values()), "")


@dataclass
class Incoming:
    """What a file says: rows of rules, of tables by name, and both as they were written (None where the file does not know)."""

    rows: list[Row]
    columns: tuple[str, ...]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    base: dict[str, dict[str, str]] | None = None
    base_tables: dict[str, dict[str, str]] = field(default_factory=dict)
    mapping: str = ""
    bad: list[BadCell] = field(default_factory=list)


def read_sheet(path: Path) -> Incoming:
    """What a file of rules says. Raises MapbenchError for a file that is none, LoadError for one that cannot be read."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _read_book(path, _book(path))
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return _read_csv(path)
    raise MapbenchError(
        f"'{path}' is no specification: its name ends in neither .xlsx nor .csv.", "Save it as XLSX or CSV."
    )


def _book(path: Path) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise MapbenchError(
            "XLSX needs openpyxl, which is not installed.", "Install mapbench[xlsx], or bring CSV."
        ) from None
    content = read_bytes(path)
    try:
        _refuse_bombs(content, path)
        return openpyxl.load_workbook(io.BytesIO(content))
    except MapbenchError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do; the file is no workbook then
        hint = "Open it in a spreadsheet program and save it as XLSX again."
        raise MapbenchError("This is no XLSX workbook that can be read.", hint, Place(str(path))) from error


def _refuse_bombs(content: bytes, path: Path) -> None:
    """Raises MapbenchError for a workbook that is huge once unpacked, or has entities of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _LARGEST:
            hint = "Bring the sheet Rules alone."
            raise MapbenchError("The workbook is too large for a specification.", hint, Place(str(path)))
        for one in packed.infolist():
            with packed.open(one) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    hint = "Save it as XLSX in a spreadsheet program."
                    raise MapbenchError("The workbook has a DTD, which is not read.", hint, Place(str(path)))


def _read_book(path: Path, book: Any) -> Incoming:
    bad: list[BadCell] = []
    titles = {sheet.title.casefold(): sheet for sheet in book.worksheets}
    rules = titles.get(RULES.casefold())
    others = [sheet for sheet in book.worksheets if sheet is not rules and sheet.title not in {ABOUT, BASE}]
    for sheet in [rules] if rules is not None else others:
        found = _rows(_lines(sheet, bad), ("target",))
        if found is not None:
            break
    else:
        raise MapbenchError(
            "No sheet has a column called target.",
            "The rules stand on a sheet with a row of headings.",
            Place(str(path)),
        )
    made = Incoming(found[0], found[1], bad=bad)
    sheets: dict[str, str] = {}
    if BASE in book.sheetnames:
        sheets = _read_base(made, book[BASE])
    for sheet in others:
        name = sheets.get(sheet.title) or (
            sheet.title.removeprefix(TABLE) if sheet.title.startswith(TABLE) else ""
        )
        table = _rows(_lines(sheet, bad), ("key", "value")) if name else None
        if table is not None:
            made.tables[name] = table[0]
    return made


def _read_base(made: Incoming, sheet: Any) -> dict[str, str]:
    """Fills what was written from the hidden sheet; returns the tables by the titles of their sheets."""
    made.base, sheets = {}, dict[str, str]()
    for _, cells in _lines(sheet, []):
        what, name, key, value = (*(text for text, _ in cells), "", "", "", "")[:4]
        if what == "mapbench":
            made.mapping = key
        elif what == "rule":
            made.base.setdefault(name, {})[key] = value
        elif what == "sheet":
            sheets[key] = name
            made.base_tables.setdefault(name, {})
        elif what == "row":
            made.base_tables.setdefault(name, {})[key] = value
    return sheets


_Cells = list[tuple[str, str]]


def _lines(sheet: Any, bad: list[BadCell]) -> Iterator[tuple[int, _Cells]]:
    """The rows of a sheet as texts with their places."""
    for number, row in enumerate(
        sheet.iter_rows(max_row=min(sheet.max_row, _ROWS), max_col=min(sheet.max_column, _COLUMNS)), 1
    ):
        yield number, [(_text(cell, sheet.title, bad), f"{sheet.title}!{cell.coordinate}") for cell in row]


def _text(cell: Any, title: str, bad: list[BadCell]) -> str:
    """The text of a cell, whatever kind the spreadsheet program has made of it."""
    value = cell.value
    if value is None:
        return ""
    place = f"{title}!{cell.coordinate}"
    if cell.data_type == "f":
        bad.append(
            BadCell(
                place,
                "This cell holds a formula of the spreadsheet.",
                "Write its text: format the cell as text first.",
            )
        )
        return ""
    if cell.data_type == "e":
        bad.append(BadCell(place, f"This cell holds the error {value}.", "Write what is meant."))
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if hasattr(value, "isoformat"):
        bad.append(
            BadCell(
                place,
                "The spreadsheet has made a date of this cell.",
                "Format it as text, and write it again.",
            )
        )
        return ""
    return unescaped(str(value))


def _read_csv(path: Path) -> Incoming:
    content = read_bytes(path)
    for name in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            text = content.decode(name)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise MapbenchError("This is no text.", "Save it as CSV in UTF-8.", Place(str(path)))
    csv.field_size_limit(2**26)
    head = next((line for line in text.splitlines() if "target" in line.lower()), "")
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=head.count)))
    except csv.Error as error:
        raise MapbenchError(f"This is no CSV: {error}.", "Check its quotes.", Place(str(path))) from None
    lines = (
        (number, [(unguarded(cell), f"row {number}, column {column}") for column, cell in enumerate(row, 1)])
        for number, row in enumerate(read[:_ROWS], 1)
    )
    found = _rows(lines, ("target",))
    if found is None:
        raise MapbenchError(
            "No row names a column target.",
            "The first row has the headings: target, source, formula and so on.",
            Place(str(path)),
        )
    return Incoming(*found)


def _rows(
    lines: Iterable[tuple[int, _Cells]], wanted: tuple[str, ...]
) -> tuple[list[Row], tuple[str, ...]] | None:
    """The filled rows below the row of headings, and the headings; None where no row has those that are wanted."""
    heads: list[str] = []
    rows: list[Row] = []
    for number, cells in lines:
        if not heads:
            names = [plain(text).casefold() for text, _ in cells]
            heads = names if all(name in names for name in wanted) else []
            if not heads and number > _HEADER_WITHIN:
                return None
            continue
        pairs = [(head, text, place) for head, (text, place) in zip(heads, cells, strict=False) if head]
        if any(plain(text) for head, text, _ in pairs if head in {"target", "key", *EDITABLE}):
            rows.append(
                Row({head: text for head, text, _ in pairs}, {head: place for head, _, place in pairs})
            )
    return (rows, tuple(heads)) if heads else None
