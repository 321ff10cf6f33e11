import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails, gives, same, wrong_kinds

NO_NUMBERS = [
    "", "  ", "1_0", "nan", "NaN", "inf", "-Infinity", "٣", "１", "1,5", "1.2.3", "0x10", "1e", "e5", ".", "-", "+-1", "- 1", "1 0", "5-", "½",
    "1e5.0", "$5", "five", "−1", "1\n2",
]  # fmt: skip


def test_number() -> None:
    gives(
        "number",
        ("42", 42),
        (" 42\n", 42),
        ("-7", -7),
        ("+7", 7),
        ("007", 7),
        ("-0", 0),
        ("1.0", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
    )
    gives(
        "number",
        ("1e3", 1000.0),
        ("1E-3", 0.001),
        ("-1.25", -1.25),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
    )
    gives(
        "number", ("0" * 50 + "7", 7), ("1e-400", 0.0), (5, 5), (0.5, 0.5), (Decimal("0.50"), Decimal("0.50"))
    )
    fails("number", "bad-number", *[(text,) for text in NO_NUMBERS])
    fails(
        "number",
        "arithmetic",
        ("9223372036854775808",),
        ("-9223372036854775809",),
        ("9" * 10_000,),
        ("1e400",),
        ("-1e999999999",),
    )
    wrong_kinds("number", 0, "1", taken=("text", "number", "fraction", "exact"))
    fails("number", "type", ("1,0", 5), ("1", ".", []))


def test_marks_of_other_countries() -> None:
    gives(
        "number",
        ("1.249,00", ",", ".", 1249.0),
        ("1.249", ",", ".", 1249),
        ("12.345.678,9", ",", ".", 12345678.9),
        ("7,5", ",", ".", 7.5),
    )
    gives(
        "number",
        ("1'249.5", ".", "'", 1249.5),
        ("1 249", ".", " ", 1249),
        ("1\u00a0249\u202f000", ",", " ", 1249000),
        ("1249", ".", ",", 1249),
    )
    fails(
        "number",
        "bad-number",
        ("1,2,3", ".", ","),
        ("12,34", ".", ","),
        ("1,2345", ".", ","),
        ("1234,567", ".", ","),
        (",123", ".", ","),
    )
    fails(
        "number",
        "bad-number",
        ("1.5,000", ".", ","),
        ("1.5", ",", ""),
        ("1,,000", ".", ","),
        ("1 .5", ".", " "),
    )
    fails(
        "number",
        "bad-text",
        ("1", ".", "."),
        ("1", "", ""),
        ("1", "..", ""),
        ("1", "5", ""),
        ("1", "e", ""),
        ("1", ".", "-"),
        ("1", ".", "ab"),
    )


def test_integer() -> None:
    gives(
        "integer",
        ("42", 42),
        (" -42 ", -42),
        ("12.0", 12),
        ("1e3", 1000),
        ("12.50e1", 125),
        (7, 7),
        (7.0, 7),
        (Decimal("7.00"), 7),
        ("0e999999", 0),
    )
    gives("integer", ("-9223372036854775808", -(2**63)), (-0.0, 0))
    fails(
        "integer",
        "bad-number",
        ("12.5",),
        (12.5,),
        (Decimal("0.1"),),
        ("1e-3000000",),
        *[(text,) for text in NO_NUMBERS],
    )
    fails(
        "integer",
        "arithmetic",
        ("1e3000000",),
        ("1e99999999999999999999",),
        (1e300,),
        (Decimal("1e6000"),),
        ("9" * 20,),
    )
    fails("integer", "arithmetic", (2.0**63,), ("9223372036854775808.0",))
    wrong_kinds("integer", 0, "1", taken=("text", "number", "fraction", "exact"))


def test_decimal() -> None:
    gives(
        "decimal",
        ("19.90", Decimal("19.90")),
        ("1.249,50", ",", ".", Decimal("1249.50")),
        (7, Decimal(7)),
        (0.1, Decimal("0.1")),
    )
    gives(
        "decimal",
        ("9" * 34, Decimal("9" * 34)),
        (Decimal("1.0"), Decimal("1.0")),
        (" 1e3 ", Decimal("1e3")),
        ("1E-7", Decimal("1E-7")),
    )
    fails(
        "decimal",
        "arithmetic",
        ("1e7000",),
        ("9" * 35,),
        ("0." + "1" * 35,),
        ("1e-7000",),
        ("1e99999999999999999999",),
    )
    fails("decimal", "bad-number", *[(text,) for text in NO_NUMBERS])
    wrong_kinds("decimal", 0, "1", taken=("text", "number", "fraction", "exact"))


FORM = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@given(st.text("0123456789+-.eE ,_٣", max_size=12))
def test_what_number_reads_is_what_the_form_of_numbers_says(text: str) -> None:
    if FORM.fullmatch(text.strip()) is None:
        fails("number", "bad-number", (text,))
    elif not re.search("[eE][+-]?[0-9]{3}", text):
        is_whole = set(text.strip()) <= set("+-0123456789")
        assert call("number", text) == (int(text) if is_whole else float(text))


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from([(".", ","), (",", "."), (".", "'"), (",", " ")]))
def test_a_number_written_with_groups_is_read_back(number: int, marks: tuple[str, str]) -> None:
    decimal, group = marks
    written = f"{number:,}".replace(",", group)
    assert same(number, call("number", written, decimal, group))
    assert same(number, call("number", str(number), decimal, group))


@pytest.mark.parametrize("length", [10, 100_000])
def test_long_texts_are_refused_quickly(length: int) -> None:
    for text in ("1" * length + "x", "1," * length, " " * length + "x", "." * length):
        fails("number", "bad-number", (text, ".", ","))
