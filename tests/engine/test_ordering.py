# ruff: noqa: DTZ001 - times without a zone are what is tested
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.ordering import order
from mapbench.engine.values import MISSING, Failure

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("values", "rising", "falling"),
    [
        ([], [], []),
        ([2, 1, 2], [1, 0, 2], [0, 2, 1]),
        (["b", None, "a", MISSING], [2, 0, 1, 3], [0, 2, 1, 3]),
        ([1, 0.5, Decimal("0.7"), 1.0], [1, 2, 0, 3], [0, 3, 2, 1]),
        ([Decimal("0.1"), 0.1], [0, 1], [0, 1]),
        ([True, False], [1, 0], [0, 1]),
        ([date(2026, 1, 2), date(2026, 1, 1)], [1, 0], [0, 1]),
        ([datetime(2026, 1, 2), datetime(2026, 1, 1)], [1, 0], [0, 1]),
        ([datetime(2026, 7, 1, 1, tzinfo=BERLIN), datetime(2026, 7, 1, tzinfo=UTC)], [0, 1], [1, 0]),
        (
            [
                datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1),
                datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN),
            ],
            [1, 0],
            [0, 1],
        ),
        ([None, MISSING], [0, 1], [0, 1]),
        (["é", "z", "E"], [2, 1, 0], [0, 1, 2]),
    ],
)
def test_order(values: list[Any], rising: list[int], falling: list[int]) -> None:
    assert order(values) == rising
    assert order(values, descending=True) == falling


@pytest.mark.parametrize(
    "values",
    [
        [1, "a"],
        [True, 1],
        [[1], [2]],
        [{}],
        [date(2026, 1, 1), datetime(2026, 1, 1)],
        [datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)],
    ],
)
def test_kinds_without_an_order_fail(values: list[Any]) -> None:
    with pytest.raises(Failure, match="no order") as caught:
        order(values)
    assert caught.value.code == "type"


@given(st.lists(st.none() | st.integers(-3, 3)), st.booleans())
def test_equal_values_keep_their_places(values: list[int | None], descending: bool) -> None:
    def key(position: int) -> tuple[bool, int]:
        value = values[position]
        return (value is None, 0 if value is None else -value if descending else value)

    assert order(values, descending) == sorted(range(len(values)), key=key)
