"""Results of test cases as JUnit XML, as build servers read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from mapbench.trials.cases import CaseResult
from mapbench.trials.telling import told

#: Characters that XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    return f"  <testsuite name={attribute(name)}{_counts(results)}>\n{cases}  </testsuite>\n"


def _case(result: CaseResult) -> str:
    place = result.place
    where = f" file={attribute(place.file)} line={attribute(str(place.line))}" if place.file else ""
    head = f"    <testcase classname={attribute(result.mapping)} name={attribute(result.name)}{where}"
    if result.passed:
        return head + "/>\n"
    text = "\n".join(line for fault in result.faults for line in told(fault))
    message = attribute(told(result.faults[0])[0])
    return f"{head}>\n      <failure message={message}>{escape(clean(text))}</failure>\n    </testcase>\n"


def _counts(results: list[CaseResult]) -> str:
    failed = sum(not result.passed for result in results)
    return f' tests="{len(results)}" failures="{failed}" errors="0"'


def attribute(text: str) -> str:
    """A text as an XML attribute, with its quotes."""
    return quoteattr(clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)
