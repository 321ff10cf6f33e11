"""Findings as SARIF 2.1.0, as code hosts and editors read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from mapbench.checks.findings import Finding

if TYPE_CHECKING:
    from mapbench.checks.findings import Rule
    from mapbench.checks.running import Report

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: Final = {"off": "none", "info": "note", "warning": "warning", "error": "error"}


def sarif(report: Report, rules: dict[str, Rule], version: str) -> dict[str, Any]:
    """One run: the rules, a result per finding (waived ones suppressed), a notification per thing that was not checked."""
    found = [*report.findings, *report.waived]
    codes = {one.code for one in found} | {one.code for one in report.unchecked}
    named = [rules[code] for code in sorted(codes)]
    positions = {rule.code: index for index, rule in enumerate(named)}
    driver = {"name": "mapbench", "version": version, "rules": [_rule(rule) for rule in named]}
    notifications = [
        {
            "level": "note",
            "descriptor": {"id": one.code},
            "message": {"text": f"Not checked: {one.subject}: {one.reason}"},
        }
        for one in report.unchecked
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": [_result(finding, positions[finding.code]) for finding in found],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why} `mapbench check --explain {rule.code}` shows a bad and a good example."
        },
        "defaultConfiguration": {"level": _LEVEL[rule.level]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    owner = f" (to act: {finding.owner})" if finding.owner else " (nobody is named to act)"
    hint = f" {finding.hint}" if finding.hint else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVEL[finding.level],
        "message": {"text": f"{finding.message}{hint}{owner}"},
        "locations": [_location(finding)],
        "partialFingerprints": {"mapbench/v1": finding.fingerprint},
        "properties": {"owner": finding.owner, "subject": finding.subject},
    }
    if finding.waived is not None:
        waived = finding.waived
        text = f"{waived.why} ({waived.who}, until {waived.until.isoformat()})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": text}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    place = finding.place
    logical = [{"fullyQualifiedName": finding.subject}]
    if place.file is None:
        return {"logicalLocations": logical}
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line is not None:
        physical["region"] = {"startLine": place.line, "startColumn": place.column or 1}
    return {"physicalLocation": physical, "logicalLocations": logical}
