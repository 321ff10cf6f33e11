"""A specification as CSV, Markdown, HTML or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final

from mapbench.reports.sheets.safe import guarded
from mapbench.reports.sheets.specification import COLUMNS, Specification
from mapbench.sinks import for_html, for_markdown

#: What of a line of a cell is shown.
_LONGEST: Final = 2_000
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
    parts = [f"# {spec.mapping} {spec.version}".rstrip(), markdown_table(("", ""), spec.facts), "## Rules",
             markdown_table(COLUMNS, ([row[name] for name in COLUMNS] for row in spec.rows))]  # fmt: skip
    for name, table in spec.tables.items():
        parts += [f"## Lookup {name}", markdown_table(("key", "value"), table.items())]
    return "\n\n".join(parts) + "\n"


def html_text(spec: Specification) -> str:
    """All of it as one page without scripts or anything from elsewhere."""
    parts = [f"<h1>{for_html(f'{spec.mapping} {spec.version}'.rstrip())}</h1>", html_table(("", ""), spec.facts), "<h2>Rules</h2>",
             html_table(COLUMNS, ([row[name] for name in COLUMNS] for row in spec.rows))]  # fmt: skip
    for name, table in spec.tables.items():
        parts += [f"<h2>Lookup {for_html(name)}</h2>", html_table(("key", "value"), table.items())]
    return html_page(spec.mapping, parts)


def html_page(title: str, parts: Sequence[str]) -> str:
    """One page of pieces of HTML."""
    head = f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{for_html(title)}</title><style>{_STYLE}</style></head><body>'
    return "\n".join([head, *parts, "</body></html>"]) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; cells are code, in which nothing means anything."""
    lines = [_line(head), _line(["---"] * len(head)), *(_line([_code(text) for text in row]) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """A cell as code, line by line; the bar that would end the cell is escaped, as tables have it."""
    lines = [line for line in text.replace("\r", "\n").split("\n") if line]
    return "<br>".join(for_markdown(line, _LONGEST).replace("|", "\\|") for line in lines)


def _text(text: str) -> str:
    return "\n".join(for_html(line, _LONGEST) for line in text.replace("\r", "\n").split("\n"))


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML; cells are text, whatever they hold."""
    top = "".join(f"<th>{for_html(text)}</th>" for text in head)
    lines = ["".join(f"<td>{_text(text)}</td>" for text in row) for row in rows]
    return f"<table><tr>{top}</tr>\n" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
