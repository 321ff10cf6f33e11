"""What a value needs to become the target's: found by trying it on samples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.suggest.fields_of import NUMBER, TEXT, WHOLE, field

from mapbench.suggest.conversions import NamedTable, conversion

DAY = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
TRUTH = {"type": "boolean"}


@pytest.mark.parametrize(
    ("values", "source", "target", "formula"),
    [
        (["a", "b"], TEXT, TEXT, None),
        ([1, 2], WHOLE, NUMBER, None),
        ([7, 8], WHOLE, TEXT, "text(value)"),
        (["7", " 8"], TEXT, WHOLE, "integer(value)"),
        (["7.50", "12.00"], TEXT, NUMBER, "decimal(value)"),
        (["1.249,00", "7,50"], TEXT, NUMBER, 'decimal(value, ",", ".")'),
        (["1,249.00", "7.50"], TEXT, NUMBER, 'decimal(value, ".", ",")'),
        (["12,5"], TEXT, NUMBER, 'decimal(value, ",")'),
        (["18.11.2026"], TEXT, DAY, 'date(value, "%d.%m.%Y")'),
        (["13/11/2026", "01/02/2026"], TEXT, DAY, 'date(value, "%d/%m/%Y")'),
        (["11/13/2026", "01/02/2026"], TEXT, DAY, 'date(value, "%m/%d/%Y")'),
        (["2026-11-18T09:12:00Z"], TEXT, DAY, "date(datetime(value))"),
        (["2026-11-18 09:12"], TEXT, TIME, 'datetime(value, zone="UTC")'),
        (["18.11.2026 09:12"], TEXT, TIME, 'datetime(value, "%d.%m.%Y %H:%M", zone="UTC")'),
        (["2026-11-18"], TEXT, TIME, 'datetime(date(value), zone="UTC")'),
        ([1794647520], WHOLE, TIME, "from_epoch(value)"),
        ([1794647520000], WHOLE, DAY, 'date(from_epoch(value, "milliseconds"))'),
        (["yes", "no"], TEXT, TRUTH, "boolean(value)"),
        (["ja", "nein"], TEXT, TRUTH, 'boolean(value, ["ja"], ["nein"])'),
        (["eur", "sek "], TEXT, {**TEXT, "pattern": "^[A-Z]{3}$"}, "upper(trim(value))"),
        ([2.0, 3.0], NUMBER, WHOLE, None),
    ],
)
def test_the_first_conversion_that_suits_every_sample_is_taken(values, source, target, formula):
    found = conversion(field(source, *values), field(target))
    assert found.rule().get("formula") == formula
    assert (found.fits, found.tried) == (len(values), len(values))


def test_values_are_put_in_the_words_of_an_enum_and_the_rest_is_its_word_for_all_others():
    target = field({"type": "string", "enum": ["PAID", "PART_PAID", "OTHER"]})
    found = conversion(field(TEXT, "paid", "partially paid", "free"), target)
    assert found.rule()["lookup"] == {"paid": "PAID", "partially paid": "PART_PAID"}
    assert found.rule()["default"] == "OTHER"
    assert "2 of 3 values put in the target's words" in found.words


def test_a_table_of_the_project_comes_before_one_of_our_own():
    target = field({"type": "string", "enum": ["PAID", "OPEN"]})
    table = NamedTable("order-status", {"paid": "PAID", "open": "OPEN"})
    assert conversion(field(TEXT, "Paid", "open"), target, [table]).rule() == {
        "formula": "lower(trim(value))",
        "lookup": "order-status",
    }


def test_a_table_is_taken_where_it_gives_the_values_that_the_target_is_known_to_hold():
    table = NamedTable("country", {"DE": "Germany", "SE": "Sweden", "FR": "France"})
    found = conversion(field(TEXT, "DE", "SE"), field(TEXT, "Germany", "France", "Sweden"), [table])
    assert found.rule() == {"lookup": "country"}
    assert conversion(field(TEXT, "DE", "SE"), field(TEXT, "DE"), [table]).rule() == {}


def test_blank_texts_are_left_out_where_an_optional_target_does_not_take_them():
    day = "18.11.2026"
    assert conversion(field(TEXT, day, ""), field(DAY)).rule()["when"] == "not is_blank(value)"
    assert "when" not in conversion(field(TEXT, day, ""), field(DAY, required=True)).rule()
    assert "when" not in conversion(field(TEXT, "a", ""), field(TEXT)).rule()


def test_what_suits_no_sample_is_said():
    found = conversion(field(TEXT, "abc", "x"), field(WHOLE))
    assert (found.fits, found.tried, found.share) == (0, 2, 0.0)


@pytest.mark.parametrize(
    ("source", "target", "formula"),
    [
        (WHOLE, TEXT, "text(value)"),
        (TEXT, NUMBER, "decimal(value)"),
        (TEXT, DAY, "date(value)"),
        (TEXT, TEXT, None),
    ],
)
def test_without_samples_the_types_decide(source, target, formula):
    assert conversion(field(source), field(target)).rule().get("formula") == formula


@given(
    st.lists(
        st.text(max_size=12) | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none(),
        max_size=6,
    ),
    st.sampled_from(
        [TEXT, WHOLE, NUMBER, DAY, TIME, TRUTH, {"type": "string", "enum": ["", "A", "other"]}, {}]
    ),
)
def test_no_value_stops_the_search(values, target):
    found = conversion(field({}, *values), field(target, *values[:2]))
    assert 0 <= found.fits <= found.tried


@pytest.mark.parametrize(
    ("values", "doubtful"),
    [
        (["04/11/2026", "05/12/2026"], True),
        (["04/11/2026 13:05"], True),
        (["04/11/2026", "13/12/2026"], False),
        (["11/13/2026"], False),
        (["04.11.2026"], False),
    ],
)
def test_where_day_and_month_may_be_the_other_way_round_the_reason_says_so(values, doubtful):
    assert conversion(field(TEXT, *values), field(TIME)).words.endswith("the other way round") == doubtful
