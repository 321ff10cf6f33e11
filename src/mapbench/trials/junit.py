"""Results of test cases as JUnit XML, as build servers read it."""

from __future__ import annotations

from collections.abc import Iterable

from mapbench.sinks import for_junit, for_junit_attribute
from mapbench.trials.cases import CaseResult
from mapbench.trials.telling import told


def junit(results: Iterable[CaseResult]) -> str:
    """One suite per mapping, one case per test case. No times: the same results give the same bytes."""
    suites: dict[str, list[CaseResult]] = {}
    for result in results:
        suites.setdefault(result.mapping, []).append(result)
    every = [result for suite in suites.values() for result in suite]
    inner = "".join(_suite(name, suite) for name, suite in suites.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mapbench"{_counts(every)}>\n{inner}</testsuites>\n'


def _suite(name: str, results: list[CaseResult]) -> str:
    cases = "".join(map(_case, results))
    return f"  <testsuite name={for_junit_attribute(name)}{_counts(results)}>\n{cases}  </testsuite>\n"


def _case(result: CaseResult) -> str:
    place = result.place
    where = (
        f" file={for_junit_attribute(place.file)} line={for_junit_attribute(str(place.line))}"
        if place.file
        else ""
    )
    head = f"    <testcase classname={for_junit_attribute(result.mapping)} name={for_junit_attribute(result.name)}{where}"
    if result.passed:
        return head + "/>\n"
    text = "\n".join(line for fault in result.faults for line in told(fault))
    message = for_junit_attribute(told(result.faults[0])[0])
    return f"{head}>\n      <failure message={message}>{for_junit(text)}</failure>\n    </testcase>\n"


def _counts(results: list[CaseResult]) -> str:
    failed = sum(not result.passed for result in results)
    return f' tests="{len(results)}" failures="{failed}" errors="0"'
