"""Findings as annotations of a pull request: GitHub's workflow commands, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mapbench.checks.findings import Finding
from mapbench.sinks import for_annotation, for_annotation_property

if TYPE_CHECKING:
    from mapbench.checks.running import Report

_COMMAND: Final = {"error": "error", "warning": "warning", "info": "notice"}


def workflow_commands(report: Report) -> str:
    """One line per finding, the worst first (GitHub shows ten of a kind), then what could not be checked."""
    worst_first = sorted(report.findings, key=lambda one: list(_COMMAND).index(one.level))
    lines = [_line(finding) for finding in worst_first]
    lines += [
        f"::notice title={for_annotation_property(f'{one.code} not checked')}::{for_annotation(f'{one.subject}: {one.reason}')}"
        for one in report.unchecked
    ]
    return "".join(line + "\n" for line in lines)


def _line(finding: Finding) -> str:
    place = finding.place
    where = {"file": place.file, "line": place.line, "col": place.column}
    title = f"{finding.fingerprint} ({finding.owner or 'no owner'})"
    text = "\n".join(filter(None, [finding.message, finding.hint]))
    return workflow_line(_COMMAND[finding.level], title, text, where)


def workflow_line(
    command: str, title: str, text: str, where: Mapping[str, str | int | None] | None = None
) -> str:
    """One annotation: error, warning or notice; `where` says file, line and col, as far as they are known."""
    known = (where or {}).items()
    properties = [
        f"{name}={for_annotation_property(str(value))}" for name, value in known if value is not None
    ]
    return f"::{command} {','.join([*properties, f'title={for_annotation_property(title)}'])}::{for_annotation(text)}"
