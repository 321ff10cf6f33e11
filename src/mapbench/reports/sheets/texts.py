"""A specification as CSV, Markdown, HTML or JSON."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final

from mapbench.reports.sheets.safe import guarded
from mapbench.reports.sheets.specification import COLUMNS, Specification

_STYLE: Final = (
    "body{font:14px/1.45 system-ui,sans-serif;margin:2rem;color:#24292f;background:#fbfaf7}table{border-collapse:collapse}"
    "th,td{border:1px solid #d3d2cb;padding:.25rem .5rem;text-align:left;vertical-align:top;white-space:pre-wrap}"
    "th{background:#f0efea;position:sticky;top:0}"
)


def csv_text(spec: Specification) -> str:
    """The rules as CSV; cells that a spreadsheet would take for formulas have an apostrophe in front."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row[name]) for name in COLUMNS] for row in spec.rows)
    return made.getvalue()


def json_text(spec: Specification) -> str:
    """All of it as JSON."""
    found = {
        "mapping": spec.mapping, "version": spec.version, "facts": dict(spec.facts), "rules": list(spec.rows),
        "lookups": spec.tables,
    }  # fmt: skip
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def markdown_text(spec: Specification) -> str:
    """All of it as Markdown tables; texts stand as code, in which nothing means anything."""
    parts = [f"# {spec.mapping} {spec.version}".rstrip(), _markdown_table(("", ""), spec.facts), "## Rules",
             _markdown_table(COLUMNS, ([row[name] for name in COLUMNS] for row in spec.rows))]  # fmt: skip
    for name, table in spec.tables.items():
        parts += [f"## Lookup {name}", _markdown_table(("key", "value"), table.items())]
    return "\n\n".join(parts) + "\n"


def html_text(spec: Specification) -> str:
    """All of it as one page without scripts or anything from elsewhere."""
    parts = [f"<h1>{html.escape(f'{spec.mapping} {spec.version}'.rstrip())}</h1>", _html_table(("", ""), spec.facts), "<h2>Rules</h2>",
             _html_table(COLUMNS, ([row[name] for name in COLUMNS] for row in spec.rows))]  # fmt: skip
    for name, table in spec.tables.items():
        parts += [f"<h2>Lookup {html.escape(name)}</h2>", _html_table(("key", "value"), table.items())]
    title = html.escape(spec.mapping)
    head = f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>'
    return "\n".join([head, *parts, "</body></html>"]) + "\n"


def _markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(head), _line(["---"] * len(head)), *(_line([_code(text) for text in row]) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    if not text:
        return ""
    lines = text.replace("\r", "\n").split("\n")
    return "<br>".join(_span(line) for line in lines if line)


def _span(text: str) -> str:
    """A code span that nothing inside ends; a bar would end the cell even there, so it is written as its entity outside."""
    if "|" in text or "`" in text:
        return f"<code>{html.escape(text).replace('|', '&#124;').replace('`', '&#96;')}</code>"
    return f"`{text}`"


def _html_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{html.escape(text)}</th>" for text in head)
    lines = ["".join(f"<td>{html.escape(text)}</td>" for text in row) for row in rows]
    return f"<table><tr>{top}</tr>\n" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
