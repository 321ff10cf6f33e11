from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails, gives, wrong_kinds

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.values import MISSING

FLOATS = st.floats(-1e200, 1e200)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)


def test_sum() -> None:
    gives(
        "sum",
        ([], 0),
        ([None, MISSING], 0),
        ([1, 2, None], 3),
        ([0.1] * 10, 1.0),
        ([1, 0.5], 1.5),
        ([-0.0], 0.0),
    )
    gives(
        "sum",
        ([Decimal("0.10"), 0.1, 1], Decimal("1.20")),
        ([Decimal("1e33"), Decimal("0.1"), Decimal("-1e33")], Decimal("0.1")),
    )
    gives(
        "sum",
        ([2**53, 1.0, 1.0], 9007199254740994.0),
        ([2**62, 2**62, -(2**62)], 2**62),
        ([1e308, 1e308, -1e308], 1e308),
    )
    gives("sum", ([1e100, 1.0, -1e100], 1.0), (None, None), (MISSING, MISSING))
    fails(
        "sum", "arithmetic", ([2**62, 2**62],), ([1e308, 1e308],), ([Decimal("9e6144"), Decimal("9e6144")],)
    )
    fails("sum", "type", (["1"],), ([True],), ([1, date(2026, 1, 1)],), ([[1]],), ([Decimal(1), "1"],))
    wrong_kinds("sum", 0, [1], taken=("list",))
    assert CATALOGUE["sum"].computes


@given(
    st.lists(FLOATS | st.integers(-(2**63), 2**63 - 1), min_size=1).filter(
        lambda members: any(type(m) is float for m in members)
    )
)
def test_sums_of_fractions_are_rounded_once(members: list[float]) -> None:
    assert call("sum", members) == float(sum(map(Fraction, members)))


def test_average() -> None:
    gives(
        "average", ([], MISSING), ([None], MISSING), ([1, 2, 3], 2.0), ([1, 2], 1.5), ([0.5, None, 1], 0.75)
    )
    gives("average", ([Decimal("1.0"), 2], Decimal("1.5")), ([2**62, 2**62 + 2], float(2**62)))
    fails("average", "type", (["1"],), ([True],))
    wrong_kinds("average", 0, [1], taken=("list",))
    assert CATALOGUE["average"].computes


def test_min() -> None:
    gives(
        "min",
        ([3, 1, 2], 1),
        (3, 1, 2, 1),
        ([], MISSING),
        ([None, MISSING], MISSING),
        (5, None, 5),
        (None, None, MISSING),
        (5, 5),
    )
    gives(
        "min", (["b", "a"], "a"), ([1, 0.5, Decimal("0.25")], Decimal("0.25")), ([1, 1.0], 1), ([1.0, 1], 1.0)
    )
    gives("min", ([date(2026, 1, 2), date(2026, 1, 1)], date(2026, 1, 1)), (None, None), (MISSING, MISSING))
    fails(
        "min",
        "type",
        ([1, "a"],),
        ([True, False],),
        ([[1], [2]],),
        ([{}],),
        ([True],),
        ([1, True],),
        ([1], 2),
        ([date(2026, 1, 1), SUMMER],),
    )
    assert CATALOGUE["min"].passes


def test_max() -> None:
    gives(
        "max",
        ([3, 1, 2], 3),
        (3, 1, 2, 3),
        ([], MISSING),
        (5, None, 5),
        ([1, 1.0], 1),
        ([None, 0.5], 0.5),
        (["a", "B"], "a"),
    )
    gives("max", ([Decimal("0.1"), 0.1], Decimal("0.1")), ([SUMMER], SUMMER))
    fails("max", "type", ([1, "a"],), ([{}],), ("a", 1))
    assert CATALOGUE["max"].passes
