from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.values import MISSING
from mapbench.trials.comparing import differences, present

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


def found(expected, actual, exact=False):
    return [(one.shown, one.expected, one.actual) for one in differences(expected, actual, exact)]


@given(values)
def test_everything_equals_itself(value):
    assert found(value, value) == found(value, value, exact=True) == []


def test_objects_are_compared_in_the_keys_named():
    assert found({"a": 1}, {"a": 1, "b": 2}) == []
    assert found({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}, "b": 2}) == []


def test_exact_compares_every_key_at_every_depth():
    assert found({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}, "b": 3}, exact=True) == [
        ("a.y", MISSING, 2),
        ("b", MISSING, 3),
    ]


def test_lists_are_compared_in_length_and_element_by_element():
    assert found({"l": [{"q": 1}, {"q": 2}]}, {"l": [{"q": 1}, {"q": 3}, {"q": 4}]}) == [
        ("l[1].q", 2, 3),
        ("l[2]", MISSING, {"q": 4}),
    ]
    assert found([1, 2], [1]) == [("[1]", 2, MISSING)]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [(1.6, Decimal("1.60")), (5, Decimal("5.00")), (50.0, 50), (156, 156.0), (10**20, Decimal(10**20))],
)
def test_numbers_are_equal_by_value(expected, actual):
    assert found(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, True),
        (0, False),
        ("1", 1),
        (None, MISSING),
        ([], {}),
        ("", None),
        (1.6, Decimal("1.61")),
        ({}, []),
    ],
)
def test_what_only_looks_alike_differs(expected, actual):
    assert len(found({"a": expected}, {"a": actual} if actual is not MISSING else {})) == 1


def test_the_target_of_a_difference_has_no_indexes():
    [one] = differences({"l": [{"q": 1}]}, {"l": [{"q": 2}]})
    assert (one.target, one.shown) == ("l.q", "l[0].q")


def test_what_must_be_absent_is_found_in_every_item():
    output = {"a": {"b": None}, "l": [{"x": 1}, {}, {"x": None}]}
    assert [one.shown for target in ("a.b", "l.x", "c", "a.b.c") for one in present(target, output)] == [
        "a.b",
        "l[0].x",
        "l[2].x",
    ]
