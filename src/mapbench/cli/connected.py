"""What a dataset answered, in words and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.cli.output import counted, data, data_json, styled, table
from mapbench.connect.http.failures import size_text, span_text

if TYPE_CHECKING:
    from mapbench.connect.downloading import Downloaded

#: How many paths of a kind are named before they are only counted.
_NAMED = 8
#: How much of an example is shown, in characters.
_WIDEST = 30


def show_report(report: dict[str, Any]) -> None:
    """One dataset on stdout: the answer, its fields, what became of the pinned schema, what was written."""
    line = styled(report["dataset"], bold=True)
    data(f"{line}  {report['request']['method']} {report['request']['url']}\n")
    if report["request"]["body"] is not None:
        data(f"  {json.dumps(report['request']['body'], ensure_ascii=False)}\n")
    quota = "" if report["status"] is None else f"{_quota(report['quota'])}\n"
    data(f"{_answer(report)}\n{quota}{_incremental(report)}{_replayed(report)}\n")
    if report["fields"]:
        data(table([("field", "type", "filled", "for example", ""), *map(_row, report["fields"])]) + "\n")
    if report["comparison"]:
        data(_comparison(report["comparison"], report["dataset"]) + "\n")
    if report["captured"] is not None:
        data(_captured(report))
    if report["redacted"]:
        data(_redacted(report))
    if report["pinned"]:
        data(f"Pinned: {report['pinned']}\n")
    data("\n")


def show_download(found: Downloaded, output: Path, as_json: bool) -> None:
    """What a download wrote, on stdout."""
    told = {
        "dataset": found.dataset, "output": str(output), "records": found.records, "pages": found.pages,
        "more": found.more, "size": found.size, "seconds": round(found.seconds, 3), "status": found.status,
        "newest": found.newest.value if found.newest else None,
    }  # fmt: skip
    if as_json:
        data_json(told)
        return
    pages = counted(found.pages, "page") + (", there are more" if found.more else "")
    data(f"{counted(found.records, 'record')} of {found.dataset} written to {output}\n")
    data(f"{size_text(found.size)} in {span_text(found.seconds)}, {pages}\n")


def _answer(report: dict[str, Any]) -> str:
    pages = counted(report["pages"], "page") + (", there are more" if report["more"] else "")
    records = counted(report["records"], "record")
    where = f" at {report['records_path']}"
    if report["records_guessed"]:
        where += " (a guess: the dataset does not say `records`)"
    took = (
        f"{span_text(report['seconds'])}" if report["seconds"] >= 1 else f"{report['seconds'] * 1000:.0f} ms"
    )
    if report["status"] is None:
        more = ", there are more" if report["more"] else ""
        return f"read in {took}, {size_text(report['size'])}, {records}{more}"
    return f"{report['status']} in {took}, {size_text(report['size'])}, {records}{where}; {pages}"


def _quota(quota: dict[str, Any]) -> str:
    told = f" (it says: {quota['told']})" if quota["told"] else ""
    if quota["requests"] is None:
        return f"quota unknown{told}"
    return f"quota: {quota['left']:,} of {quota['requests']:,} requests left in {span_text(quota['seconds'])}{told}"


def _incremental(report: dict[str, Any]) -> str:
    found = report["incremental"]
    if found is None:
        return ""
    what = "everything" if found["since"] is None else f"what is new since {found['since']}"
    if report["more"]:
        return f"asked for {what}; there are more pages, so the next run asks for the same (--pages N reads on)\n"
    then = f"; the next run asks from {found['newest']}" if found["newest"] is not None else ""
    return f"asked for {what}{then}\n"


def _replayed(report: dict[str, Any]) -> str:
    then = report.get("replayed")
    if then is None:
        return ""
    was = f"{then['status'] or then['code']}, {counted(then['records'], 'record')}"
    return f"sent again as {then['id']} of {then['at'][:19]}Z, then {was}: {then['word']}\n"


def _row(field: dict[str, Any]) -> tuple[str, ...]:
    kinds = " or ".join(field["types"])
    form = f" ({field['format']})" if field["format"] else ""
    filled = f"{field['filled'] * 100:.0f} %"
    return field["path"], kinds + form, filled, _example(field["example"]), field["classification"] or ""


def _example(value: Any) -> str:
    text = "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    plain = "".join(char if char.isprintable() else "·" for char in text)
    return plain if len(plain) <= _WIDEST else f"{plain[: _WIDEST - 1]}…"


def _comparison(found: dict[str, Any], dataset: str) -> str:
    if found["same"]:
        return f"As pinned in {found['pinned']}.\n"
    lines = [f"Not as pinned in {found['pinned']}:"]
    for name, word in (
        ("new", "new"),
        ("gone", "gone"),
        ("retyped", "another type"),
        ("null_now", "null now"),
        ("not_always", "no longer always there"),
        ("enum", "not among the pinned values"),
        ("format", "another format"),
        ("value", "not as the pin allows"),
    ):
        if found[name]:
            lines.append(f"  {word}: {_named(found[name])}")
    if found["misfits"]:
        lines.append(f"  {counted(found['misfits'], 'record')} no longer fit: {found['first']}")
    lines.append(f"  which rules that breaks: mapbench drift {dataset}")
    return "\n".join(lines) + "\n"


def _captured(report: dict[str, Any]) -> str:
    captured = report["captured"]
    words = [f"{len(captured[name])} {name}" for name in ("new", "changed", "unchanged") if captured[name]]
    lines = [f"Captured: {', '.join(words) or 'nothing'}"]
    if report["left_out"]:
        lines.append(
            f"  left out, on_drift is reject: {counted(report['left_out'], 'record')} that the pin refuses"
        )
    lines += [f"  {name}" for name in sorted([*captured["new"], *captured["changed"]])]
    return "\n".join(lines) + "\n\n"


def _redacted(report: dict[str, Any]) -> str:
    title = "Redacted before it was kept" if report["captured"] is not None else "Would be redacted"
    rows = [
        (f"  {one['path']}", one["kind"], f"{one['count']:,}", f"by {one['why']}: {one['how']}")
        for one in report["redacted"]
    ]
    return f"{title}:\n{table(rows)}\n"


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
