"""Findings as JUnit XML: a suite per check, a case per finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.checks.findings import RANK, Finding
from mapbench.sinks import for_junit, for_junit_attribute

if TYPE_CHECKING:
    from mapbench.checks.findings import Rule
    from mapbench.checks.running import Report


def junit(report: Report, rules: dict[str, Rule], fail_on: str) -> str:
    """Every check as a suite. A finding from `fail_on` on is a failure; waived and not checked is skipped. No times."""
    suites: dict[str, list[tuple[str, str]]] = {code: [] for code in rules}
    for finding in report.findings:
        failed = RANK[finding.level] >= RANK[fail_on]
        suites[finding.code].append(("failure" if failed else "system-out", _case(finding, failed)))
    for finding in report.waived:
        assert finding.waived is not None
        inner = f"<skipped message={for_junit_attribute(f'waived: {finding.waived.why}')}/>"
        suites[finding.code].append(("skipped", _cased(finding.code, finding.subject, inner)))
    for one in report.unchecked:
        inner = f"<skipped message={for_junit_attribute(f'not checked: {one.reason}')}/>"
        suites[one.code].append(("skipped", _cased(one.code, one.subject, inner)))
    every = [case for cases in suites.values() for case in cases or [("passed", "")]]
    body = "".join(_suite(rules[code], cases) for code, cases in suites.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="mapbench check"{_counts(every)}>\n{body}</testsuites>\n'
    )


def _suite(rule: Rule, cases: list[tuple[str, str]]) -> str:
    cases = cases or [
        (
            "passed",
            f"    <testcase classname={for_junit_attribute(rule.code)} name={for_junit_attribute(rule.title)}/>\n",
        )
    ]
    inner = "".join(text for _, text in cases)
    return f"  <testsuite name={for_junit_attribute(rule.code)}{_counts(cases)}>\n{inner}  </testsuite>\n"


def _case(finding: Finding, failed: bool) -> str:
    place = f"{finding.place}: " if finding.place.file else ""
    hint = f"\nhint: {finding.hint}" if finding.hint else ""
    text = for_junit(f"{place}{finding.message}{hint}\nto act: {finding.owner or 'nobody is named'}")
    if not failed:
        return _cased(finding.code, finding.subject, f"<system-out>{text}</system-out>")
    inner = f"<failure message={for_junit_attribute(finding.message)} type={for_junit_attribute(finding.level)}>{text}</failure>"
    return _cased(finding.code, finding.subject, inner)


def _cased(code: str, subject: str, inner: str) -> str:
    return f"    <testcase classname={for_junit_attribute(code)} name={for_junit_attribute(subject)}>\n      {inner}\n    </testcase>\n"


def _counts(cases: list[tuple[str, str]]) -> str:
    failures = sum(kind == "failure" for kind, _ in cases)
    skipped = sum(kind == "skipped" for kind, _ in cases)
    return f' tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'
