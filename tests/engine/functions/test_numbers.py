from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.functions.catalogue import CATALOGUE

NUMBERS = ("number", "fraction", "exact")
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def test_round() -> None:
    gives(
        "round",
        (2.5, 3.0),
        (-2.5, -3.0),
        (2.4, 2.0),
        (7, 7),
        (-0.4, 0.0),
        (Decimal("2.5"), Decimal(3)),
        (1e300, 1e300),
    )
    gives(
        "round",
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (-1.005, 2, -1.01),
        (0.5, 20, 0.5),
        (5e-324, 400, 5e-324),
        (5e-324, 300, 0.0),
    )
    gives(
        "round",
        (1250, -2, 1300),
        (-1250, -2, -1300),
        (1249.9, -2, 1200.0),
        (7, -1, 10),
        (4, -1, 0),
        (5, -400, 0),
        (1e300, -400, 0.0),
    )
    gives(
        "round",
        (Decimal("1.005"), 2, Decimal("1.01")),
        (Decimal(1), 2, Decimal(1)),
        (Decimal("9" * 34), 2, Decimal("9" * 34)),
    )
    gives(
        "round",
        (Decimal("-0.001"), 2, Decimal("0.00")),
        (7, 2.0, 7),
        (0.5, 2**63 - 1, 0.5),
        (0.5, -(2**63), 0.0),
    )
    fails("round", "arithmetic", (2**63 - 1, -1), (-(2**63), -1), (1.7976931348623157e308, -308))
    fails("round", "type", (1.5, 0.5), (1.5, "1"))
    wrong_kinds("round", 0, 1, taken=NUMBERS)
    assert CATALOGUE["round"].computes


@given(FLOATS, st.integers(-320, 340))
def test_rounding_is_that_of_the_decimal_digits(number: float, digits: int) -> None:
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, Context(prec=1000))
    if abs(exact) < Decimal("1.7976931348623157e308"):
        assert call("round", number, digits) == float(exact)


@given(st.integers(-(2**62), 2**62), st.integers(-25, 5))
def test_whole_numbers_round_half_away_from_zero(number: int, digits: int) -> None:
    if digits >= 0:
        assert call("round", number, digits) == number
    else:
        unit = 10**-digits
        expected = (abs(number) + unit // 2) // unit * unit
        if expected < 2**63:
            assert call("round", number, digits) == (expected if number >= 0 else -expected)


def test_floor() -> None:
    gives(
        "floor",
        (2.7, 2),
        (-2.1, -3),
        (5, 5),
        (-0.0, 0),
        (Decimal("-2.1"), Decimal(-3)),
        (Decimal("2.9"), Decimal(2)),
    )
    fails("floor", "arithmetic", (1e300,), (2.0**63,))
    wrong_kinds("floor", 0, 1, taken=NUMBERS)


def test_ceil() -> None:
    gives(
        "ceil",
        (2.1, 3),
        (-2.9, -2),
        (5, 5),
        (-0.5, 0),
        (Decimal("2.1"), Decimal(3)),
        (Decimal("-0.5"), Decimal(0)),
    )
    gives("ceil", (Decimal("9" * 33 + ".5"), Decimal(10**33)))
    fails("ceil", "arithmetic", (1e300,))
    wrong_kinds("ceil", 0, 1, taken=NUMBERS)


def test_abs() -> None:
    gives("abs", (-5, 5), (-0.5, 0.5), (-0.0, 0.0), (Decimal("-1.10"), Decimal("1.10")), (7, 7))
    fails("abs", "arithmetic", (-(2**63),))
    wrong_kinds("abs", 0, 1, taken=NUMBERS)
    assert CATALOGUE["abs"].passes


def test_clamp() -> None:
    gives(
        "clamp",
        (5, 1, 10, 5),
        (0, 1, 10, 1),
        (11, 1, 10, 10),
        (1.5, 1, 2, 1.5),
        (Decimal(5), 1, 2.5, 2.5),
        (1.0, 1, 1, 1.0),
    )
    fails("clamp", "arithmetic", (5, 10, 1))
    for place in range(3):
        wrong_kinds("clamp", place, 1, 1, 1, taken=NUMBERS)


def test_format_number() -> None:
    gives(
        "format_number",
        (1234567.891, "1,234,567.89"),
        (0, "0.00"),
        (-1234.5, "-1,234.50"),
        (-0.001, "0.00"),
        (999.995, "1,000.00"),
    )
    gives(
        "format_number",
        (1234.5, 0, "1,235"),
        (1.005, 2, "1.01"),
        (1234567.891, 2, ",", ".", "1.234.567,89"),
        (1e21, 0, ".", "", "1" + "0" * 21),
    )
    gives(
        "format_number",
        (1234.5, 1, ",", " ", "1 234,5"),
        (1234.5, 1, "·", "'", "1'234·5"),
        (Decimal("0.125"), 2, "0.13"),
        (123, 1, ",", "", "123,0"),
    )
    fails("format_number", "type", (1, -1), (1, 0.5), (1, 2, 3))
    fails("format_number", "bad-text", (1, 2, ".", "."), (1, 2, "x", ","), (1, 2, ".", "--"))
    fails("format_number", "limit", (1, 10**9), (1, 9_000_000))
    wrong_kinds("format_number", 0, 1, taken=NUMBERS)
    spends("format_number", 1, 100, text=100)


@pytest.mark.parametrize("digits", [0, 2, 5])
@given(number=st.integers(-(2**63), 2**63 - 1) | FLOATS)
def test_a_formatted_number_is_read_back_as_it_was_rounded(digits: int, number: float) -> None:
    written = call("format_number", number, digits)
    assert Decimal(written.replace(",", "")) == Decimal(repr(number)).quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_UP, Context(prec=400)
    )
