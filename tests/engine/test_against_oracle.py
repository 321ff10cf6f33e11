"""The plain function, the traced one and the oracle agree on outputs, to the last digit and key, and on errors."""

from __future__ import annotations

import copy
import os
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, assume
from tests.oracle.against import (
    engine,
    grouped_results,
    groups,
    oracle_results,
    plain_results,
    quick_result,
    traced_results,
)
from tests.oracle.reducing import reduce
from tests.oracle.strategies import Case, cases

from mapbench.errors import LoadError

LONG = "MAPBENCH_LONG" in os.environ
#: Refusals that random formulas run into; any other is a failure.
REFUSED = ("Comprehensions are nested deeper", "is already in use here")
Disagreement = tuple[Any, ...]


def disagreement(case: Case) -> Disagreement | None:
    """What tells engine and oracle apart, with the codes that only one of them gives first; None if they agree."""
    mapper = engine(case)
    if groups(case):
        actual, expected = grouped_results(mapper, case.records), oracle_results(case, case.records)
        return (
            None if actual == expected else ("grouped", _codes(actual) ^ _codes(expected), actual, expected)
        )
    for record in case.records:
        expected = oracle_results(case, copy.deepcopy(record))
        for name, run in (("plain", plain_results), ("traced", traced_results)):
            given = copy.deepcopy(record)
            actual = run(mapper, given)
            if given != record:
                return name, frozenset({"the record was altered"}), given, record
            if actual != expected:
                return name, _codes(actual) ^ _codes(expected), actual, expected
        quick = quick_result(case, mapper, copy.deepcopy(record))
        if quick not in (None, expected[0]):
            return "quick", frozenset(), quick, expected
    return None


def _codes(results: Any) -> frozenset[str]:
    return frozenset(code for result in results for code, *_ in result[2]) | {result[0] for result in results}


def _shows(case: Case, codes: Any) -> bool:
    try:
        found = disagreement(case)
    except Exception:  # noqa: BLE001 - a smaller case may be no mapping at all
        return False
    return found is not None and found[1] == codes


@hypothesis.settings(
    max_examples=20_000 if LONG else 500,
    derandomize=not LONG,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@hypothesis.given(cases())
def test_plain_traced_and_oracle_agree(case: Case) -> None:
    try:
        found = disagreement(case)
    except LoadError as error:
        assume(not any(reason in str(error) for reason in REFUSED))
        raise
    if found is not None:
        smallest = reduce(case, lambda each: _shows(each, found[1]))
        _, _, actual, expected = disagreement(smallest) or found
        pytest.fail(f"{smallest}\nengine: {actual}\noracle: {expected}", pytrace=False)
