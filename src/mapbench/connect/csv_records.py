"""CSV: a header row, then one record per row. Every cell is text, an empty one is "", and a short row lacks its last keys.

Delimiter, quotes and encoding are found out where nobody says them: from the header, the rows after it, and the first
letters beyond ASCII. The same bytes are always read in the same way.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from mapbench.connect.chunks import Chunk, Row, Rows
from mapbench.connect.encodings import as_utf8
from mapbench.connect.reading import PLAIN, Reading
from mapbench.engine.incoming import MAX_BYTES
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError, Place

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_APOSTROPHES = re.compile(r"'[^']*'(?:[,;\t|]'[^']*')*\r?\n?")
#: How a spreadsheet program is told the delimiter, in a line before the header.
_SEPARATOR = re.compile(r'"?sep=([^\r\n])"?\r?\n?', re.IGNORECASE)
_ROWS = 500
_SAY = "Save the file as UTF-8, or say its character set: --read encoding=…"
#: So many lines tell which sign the delimiter is.
_LOOKED_AT = 12


def read_csv(blocks: Iterable[bytes], name: str, reading: Reading = PLAIN) -> Iterator[Chunk]:
    """The rows of a CSV file. Raises MapbenchError where there is no usable header row."""
    csv.field_size_limit(MAX_BYTES)
    lines = _Lines(as_utf8(blocks, reading.encoding), (reading.encoding or "utf-8").upper())
    first = lines.ahead(_LOOKED_AT)
    said = _SEPARATOR.fullmatch(first[0]) if first else None
    if said:
        first = lines.drop(_LOOKED_AT)
    quote = reading.quote or quote_of(first[0] if first else "")
    reader = csv.reader(
        lines,
        delimiter=reading.delimiter or (said[1] if said else delimiter_of(first, quote)),
        quotechar=quote,
        escapechar=reading.escape,
        doublequote=reading.escape is None,
        strict=True,
    )
    header = _header(reader, lines, name)
    rows: list[Row] = []
    for row in _rows(reader, lines, header):
        rows.append(row)
        if len(rows) >= _ROWS:
            yield Rows(rows, lines.progress())
            rows = []
    yield Rows(rows, lines.progress())


def delimiter_of(lines: Sequence[str], quote: str = '"') -> str:
    """The sign of comma, semicolon, tab and bar that parts the header as often as the rows; a comma where there is none.

    Where several do so, or none, the most frequent in the header.
    """
    quoted = (
        _QUOTED if quote == '"' else re.compile(f"{re.escape(quote)}[^{re.escape(quote)}]*{re.escape(quote)}")
    )
    header, *rows = [quoted.sub("", line) for line in lines] or [""]
    rows = [row for row in rows if row.strip()]

    def fits(sign: str) -> tuple[bool, int, int, int]:
        count = header.count(sign)
        agreeing = sum(row.count(sign) == count for row in rows)
        return count > 0, agreeing, count, -_DELIMITERS.index(sign)

    return max(_DELIMITERS, key=fits)


def quote_of(header: str) -> str:
    """An apostrophe where every cell of the header is enclosed in them, else a quotation mark."""
    return "'" if _APOSTROPHES.fullmatch(header) else '"'


def _header(reader: Iterator[list[str]], lines: _Lines, name: str) -> list[str]:
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise MapbenchError(
            f"The header row is no CSV: {error}.", "Check its quotes.", Place(name, 1)
        ) from None
    if not header:
        raise MapbenchError(
            f"The file '{name}' has no header row.", "The first row of a CSV names its columns.", Place(name)
        )
    if lines.broken or "\0" in "".join(header):
        raise MapbenchError(f"The header row is not {lines.named}.", _SAY, Place(name, 1))
    twice = next((column for column, times in Counter(header).items() if times > 1), None)
    if twice is not None:
        named = f"Two columns are called {twice!r}." if twice else "Two columns have no name."
        raise MapbenchError(named, "Every column needs a name of its own.", Place(name, 1))
    lines.begin_row()
    return header


def _rows(reader: Iterator[list[str]], lines: _Lines, header: list[str]) -> Iterator[Row]:
    width = len(header)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(None, lines.raw(), _no_row(str(error), lines.row_line))
        else:
            if lines.broken:
                yield Row(None, lines.raw(), _unreadable(lines.named, lines.row_line))
            elif len(cells) > width:
                yield Row(None, lines.raw(), _extra(len(cells), width, lines.row_line))
            elif cells:
                yield Row(dict(zip(header, cells, strict=False)))
        lines.begin_row()


class _Lines:
    """The lines of a file as text, for the CSV reader; remembers those of the row being read."""

    def __init__(self, blocks: Iterable[bytes], named: str) -> None:
        self.named = named
        self._source = _split(blocks)
        self._pending: list[bytes] = []
        self._row: list[bytes] = []
        self._size = 0
        self._line = 0
        self.row_line = 1
        self.broken = False

    def ahead(self, count: int) -> list[str]:
        """The first lines, which stay to be read."""
        self._pending = list(islice(self._source, count))[::-1]
        return [line.decode("utf-8", "replace") for line in reversed(self._pending)]

    def drop(self, count: int) -> list[str]:
        """Leaves the first line out; gives those after it as `ahead`."""
        self._pending.pop()
        self._line += 1
        self._pending = [*self._pending[::-1], *islice(self._source, count - len(self._pending))][::-1]
        return [line.decode("utf-8", "replace") for line in reversed(self._pending)]

    def begin_row(self) -> None:
        self._row, self.broken = [], False
        self.row_line = self._line + 1

    def raw(self) -> bytes:
        return b"".join(self._row)

    def progress(self) -> int:
        size, self._size = self._size, 0
        return size

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._pending.pop() if self._pending else next(self._source)
        self._line += 1
        self._size += len(line)
        self._row.append(line)
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.broken = True
            return line.decode("utf-8", "replace")


def _split(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest: list[bytes] = []
    for block in blocks:
        if b"\n" not in block and b"\r" not in block:
            rest.append(block)
            continue
        lines = b"".join([*rest, block]).splitlines(keepends=True)
        rest = [] if lines[-1].endswith(b"\n") else [lines.pop()]
        yield from lines
    if any(rest):
        yield b"".join(rest)


def _no_row(reason: str, line: int) -> Failure:
    what = "a quote is opened and never closed" if "unexpected end" in reason else reason
    return Failure(
        "bad-input", f"The row at line {line} is no CSV: {what}.", hint="Double a quote inside quotes."
    )


def _unreadable(encoding: str, line: int) -> Failure:
    return Failure("bad-input", f"The row at line {line} is not {encoding}.", expected=encoding, hint=_SAY)


def _extra(cells: int, width: int, line: int) -> Failure:
    return Failure(
        "bad-input",
        f"The row at line {line} has {cells} cells; the header names {width}.",
        expected=f"{width} cells",
        hint="Put a cell that holds the delimiter in quotes.",
    )
