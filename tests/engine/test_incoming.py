import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.incoming import MAX_DEPTH, has_digit_run, parsed, record_of, refuse_long_values, too_deep
from mapbench.engine.values import Failure


def refusal(raw: bytes) -> Failure:
    with pytest.raises(Failure) as caught:
        record_of(raw)
    return caught.value


@pytest.mark.parametrize(
    "number", ["9223372036854775807", "-9223372036854775808", "12345678901234567890.5", "1e30"]
)
def test_numbers_of_64_bits_and_fractions_are_read(number):
    assert record_of(b'{"n":%s}' % number.encode()) == {"n": json.loads(number)}


@pytest.mark.parametrize(
    "number",
    ["9223372036854775808", "-9223372036854775809", "18446744073709551615", "1" + "0" * 400],
    ids=len,
)
@pytest.mark.parametrize(
    "place", [b'{"n":%s}', b'{"a":[1,{"b": [%s]}]}', b'{"n": %s ,"t":"12345678901234567890123"}']
)
def test_whole_numbers_beyond_64_bits_are_refused_wherever_they_stand(number, place):
    failure = refusal(place % number.encode())
    assert failure.code == "number-range"
    assert number[:30] in failure.message


def test_a_fraction_that_is_too_large_is_out_of_range_too():
    assert refusal(b'{"n": 1e999}').code == "number-range"
    assert refusal(b'{"n": 1e999, "m": NaN}').code == "bad-input"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"t":"123456789012345678901234567890"}',
        rb'{"t":"\"99999999999999999999"}',
        b'{"f":0.12345678901234567890123}',
    ],
)
def test_digits_in_texts_and_fractions_are_no_whole_numbers(raw):
    assert record_of(raw)


@given(st.binary(max_size=80), st.integers(0, 40), st.integers(15, 24), st.binary(max_size=80))
def test_a_run_of_digits_is_found_at_every_place(before, gap, digits, after):
    text = before + b"x" * gap + b"7" * digits + after
    assert has_digit_run(text) == any(
        run.isdigit() for run in (text[i : i + 19] for i in range(len(text) - 18))
    )


def test_a_run_is_found_among_many_near_misses():
    near = b'"id":4507894690123,' * 3000
    assert not has_digit_run(near)
    assert has_digit_run(near + b"1234567890123456789")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"a": 1', "no JSON: unexpected end of data"),
        (b'{"a": NaN}', "no JSON"),
        (b'{"a": -Infinity}', "no JSON"),
        (b'{"a": "\xff"}', "not UTF-8: byte 0xff at position 8"),
        (b"[1, 2]", "has to be an object; this is a list"),
        (b'"text"', "has to be an object; this is text"),
        (b"null", "has to be an object; this is null"),
        (b"{} {}", "unexpected content"),
        (rb'{"a": "\ud800"}', "surrogate"),
    ],
)
def test_what_is_no_record_is_refused_in_words(raw, said):
    failure = refusal(raw)
    assert failure.code == "bad-input"
    assert said in failure.message


def test_nan_comes_with_the_way_out():
    assert (
        refusal(b'{"a": NaN}').hint == "JSON has neither NaN nor Infinity: write null, or leave the key out."
    )


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


def test_a_thousand_levels_are_read_and_one_more_is_not():
    assert parsed(nested(MAX_DEPTH))
    assert "deeper than 1,000" in refusal(nested(MAX_DEPTH + 1)).message
    assert "deeper than 1,000" in refusal(nested(5000)).message


def test_brackets_in_texts_are_no_levels():
    assert not too_deep(b'{"t":"' + b"[" * 2000 + b'"}')


def test_values_that_never_were_text_are_looked_at_too():
    refuse_long_values({"a": [1, 2**63 - 1, True, "x", 1e300]})
    with pytest.raises(Failure, match="9223372036854775808"):
        refuse_long_values({"a": [{"b": 2**63}]})
