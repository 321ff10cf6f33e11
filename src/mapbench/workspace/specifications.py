"""A mapping's specification written to a file, and what a file that comes back proposes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.reports.sheets.proposals import Proposals
    from mapbench.reports.sheets.specification import Specification

FORMATS: Final = ("xlsx", "csv", "markdown", "html", "json")
_ENDINGS: Final = {
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
}


def format_of(path: Path | None) -> str:
    """The format that a file's name tells; Markdown where it tells none."""
    return _ENDINGS.get(path.suffix.lower(), "markdown") if path is not None else "markdown"


def specification_of(folder: Path | None, mapping: str) -> Specification:
    """The specification of a mapping. Raises MapbenchError for one that there is none of, LoadError for a refused one."""
    from mapbench.project.programs import load_program
    from mapbench.reports.sheets.specification import specification

    return specification(load_program(mapping, folder))


def content_of(spec: Specification, kind: str) -> bytes:
    """A specification in one of `FORMATS`. Raises MapbenchError where a library that it needs is not installed."""
    from mapbench.reports.sheets import texts, xlsx

    if kind == "xlsx":
        return xlsx.workbook_bytes(spec)
    writers = {
        "csv": texts.csv_text,
        "markdown": texts.markdown_text,
        "html": texts.html_text,
        "json": texts.json_text,
    }
    # A spreadsheet program takes CSV for UTF-8 only where it begins with a mark.
    return writers[kind](spec).encode("utf-8-sig" if kind == "csv" else "utf-8", "replace")


def proposals_of(folder: Path, file: Path, mapping: str) -> Proposals:
    """What a sheet proposes for a mapping of a project, judged by the compiler.

    Raises MapbenchError for a file that is no sheet, or the sheet of another mapping.
    """
    from mapbench.project.programs import load_reference
    from mapbench.reports.sheets.applying import judged
    from mapbench.reports.sheets.incoming import read_sheet
    from mapbench.reports.sheets.proposals import proposals
    from mapbench.reports.sheets.specification import tables_of
    from mapbench.reports.sheets.written import written

    loaded = load_reference(mapping, folder)
    if loaded.project is None:
        raise MapbenchError(f"{mapping} lies in no project.", "Put it into one: `mapbench new DIR`.")
    sheet = read_sheet(file)
    if sheet.mapping and sheet.mapping != loaded.file.mapping:
        raise MapbenchError(
            f"This is the specification of {sheet.mapping}, not of {mapping}.", f"Say --into {sheet.mapping}."
        )
    data = loaded.document.data
    return judged(proposals(sheet, data, tables_of(loaded.project, written(data), data)), loaded)
