"""A report as tables, written as Markdown, HTML, XLSX or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from mapbench.reports.sheets.texts import html_page, html_table, markdown_table
from mapbench.sinks import for_html, for_markdown


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; every row has a cell for each column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TableReport:
    """Tables as of a day; `drawing` is a diagram in Mermaid's words, "" where there is none."""

    title: str
    day: date
    tables: tuple[Table, ...]
    drawing: str = field(default="")


def report_bytes(report: TableReport, kind: str) -> bytes:
    """The report as `markdown`, `html`, `xlsx` or `json`. Raises MapbenchError where a library that it needs is not installed."""
    if kind == "xlsx":
        from mapbench.reports.sheets.xlsx import tables_bytes

        return tables_bytes([(one.title, one.columns, one.rows) for one in report.tables])
    writers = {"markdown": _markdown, "html": _html, "json": _json}
    return writers[kind](report).encode("utf-8", "replace")


def _markdown(report: TableReport) -> str:
    parts = [f"# {for_markdown(report.title)}", f"As of {report.day}."]
    if report.drawing:
        parts.append(f"```mermaid\n{report.drawing}\n```")
    for one in report.tables:
        parts += [f"## {one.title}", markdown_table(one.columns, one.rows) if one.rows else "Nothing."]
    return "\n\n".join(parts) + "\n"


def _html(report: TableReport) -> str:
    parts = [f"<h1>{for_html(report.title)}</h1>", f"<p>As of {report.day}.</p>"]
    for one in report.tables:
        parts += [
            f"<h2>{for_html(one.title)}</h2>",
            html_table(one.columns, one.rows) if one.rows else "<p>Nothing.</p>",
        ]
    return html_page(report.title, parts)


def _json(report: TableReport) -> str:
    tables = {
        one.title: [dict(zip(one.columns, row, strict=True)) for row in one.rows] for one in report.tables
    }
    return (
        json.dumps({"report": report.title, "as_of": str(report.day), **tables}, indent=2, ensure_ascii=False)
        + "\n"
    )
