"""The JSONPath compliance suite: every path gives the right answer or is refused when it is read, never a wrong one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mapbench.engine.path_code import read
from mapbench.engine.paths import describe, from_json, to_json
from mapbench.engine.values import MISSING
from mapbench.language.paths import PathError, parse_path

SUITE = Path(__file__).parents[3] / "shared" / "data" / "jsonpath-cts.json"


def cases() -> list[dict[str, Any]]:
    if not SUITE.exists():
        return []
    found: list[dict[str, Any]] = json.loads(SUITE.read_text(encoding="utf-8"))["tests"]
    return found


CASES = cases()
pytestmark = pytest.mark.skipif(not CASES, reason=f"the compliance suite is not at {SUITE.name}")


def outcome(case: dict[str, Any]) -> str:
    """One of: right, refused (as it should be), left out (valid, yet refused), wrong, accepted (though invalid), unclear."""
    invalid = case.get("invalid_selector", False)
    try:
        path = parse_path(case["selector"])
    except PathError as error:
        if not is_clear(error, case["selector"]):
            return "unclear"
        return "refused" if invalid else "left out"
    if invalid:
        return "accepted"
    found = read(path, case["document"], None)
    values = found if not path.singular else [] if found is MISSING else [found]
    expected = case.get("results", [case.get("result")])
    return "right" if same(values, expected) and same(read_stored(case, path), expected) else "wrong"


def is_clear(error: PathError, text: str) -> bool:
    return error.message.endswith(".") and error.hint != "" and 0 <= error.column <= len(text)


def same(values: Any, expected: list[Any]) -> bool:
    """Whether it is one of the expected lists, with true and 1 told apart."""
    return any(json.dumps(values) == json.dumps(each) for each in expected)


def read_stored(case: dict[str, Any], path: Any) -> Any:
    """The same by the path's canonical text, and through the form in which packages store it."""
    again = parse_path(describe(path))
    assert (again.absolute, again.segments) == (path.absolute, path.segments)
    stored = from_json(json.loads(json.dumps(to_json(again))))
    found = read(stored, case["document"], None)
    return found if not path.singular else [] if found is MISSING else [found]


def group(case: dict[str, Any]) -> str:
    parts = case["name"].split(", ")
    return ", ".join(parts[: 2 if parts[0] == "functions" else 1])


@pytest.mark.parametrize("bad", ["wrong", "accepted", "unclear"])
def test_no_path_is_silently_wrong(bad: str) -> None:
    found = [f"{case['name']}: {case['selector']}" for case in CASES if outcome(case) == bad]
    assert found == []


def test_pass_rate(record_property: Any) -> None:
    outcomes = Counter(outcome(case) for case in CASES)
    passed = outcomes["right"] + outcomes["refused"]
    rate = f"{passed} of {len(CASES)} ({passed / len(CASES):.1%})"
    left_out = Counter(group(case) for case in CASES if outcome(case) == "left out")
    record_property("jsonpath_pass_rate", rate)
    record_property("jsonpath_valid_but_refused", json.dumps(left_out))
    print(f"JSONPath compliance: {rate}; refused though valid: {dict(left_out)}")
    assert passed >= 653


def test_only_pattern_functions_are_left_out() -> None:
    left_out = [case["selector"] for case in CASES if outcome(case) == "left out"]
    assert [text for text in left_out if "match(" not in text and "search(" not in text] == []
