"""The bytes of one JSON record become an object, or the reason why they are none. Every way in reads records through here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from mapbench.engine.outcomes import RecordError
from mapbench.engine.values import WHOLE_MAX, WHOLE_MIN, Failure, kind

MAX_DEPTH: Final = 1000
MAX_BYTES: Final = 64 * 2**20

_DIGITS: Final = bytes(48 if 48 <= byte <= 57 else 120 for byte in range(256))
_RUN: Final = b"0" * 19
_TEXT_OR_NUMBER: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[-+.0-9eE]{19,}', re.DOTALL)
_TEXT_OR_BRACKET: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
_POSITION: Final = re.compile(r": line (\d+) column (\d+) \(char \d+\)$")


def record_of(raw: bytes) -> dict[str, Any]:
    """The record a JSON text holds. Raises Failure `bad-input`, or `number-range` for a whole number beyond 64 bits."""
    record = parsed(raw)
    if has_digit_run(raw):
        refuse_long_numbers(raw)
    return record


def parsed(raw: bytes) -> dict[str, Any]:
    """`record_of` without the look at whole numbers, for those who looked at many records at once."""
    if len(raw) > MAX_BYTES:
        raise too_long()
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _no_json(raw, error) from None
    if type(record) is not dict:
        raise Failure(
            "bad-input",
            f"The record has to be an object; this is {_named(record)}.",
            expected="an object",
            actual=record,
        )
    if len(raw) > 2 * MAX_DEPTH and too_deep(raw):
        raise _depth()
    return record


def has_digit_run(text: bytes) -> bool:
    """Whether 19 digits stand in a row anywhere, as every whole number beyond 64 bits needs (texts may have them, too)."""
    # A run of 19 covers four neighbours of every fourth byte: a look at a quarter of the bytes rules most texts out.
    sample = text[::4].translate(_DIGITS)
    at, chances = sample.find(b"0000"), 16 + len(text) // 1024
    while at >= 0:
        here = at * 4
        if text[here : here + 13].isdigit() and _RUN in text[max(here - 6, 0) : here + 19].translate(_DIGITS):
            return True
        chances -= 1
        if not chances:
            return _RUN in text.translate(_DIGITS)
        at = sample.find(b"0000", at + 1)
    return False


def refuse_long_numbers(raw: bytes) -> None:
    """Raises Failure `number-range` for the first whole number of a valid JSON text beyond -2^63 .. 2^63-1."""
    if not any(_beyond(run) for run in _digit_runs(raw)):
        return
    for match in _TEXT_OR_NUMBER.finditer(raw):
        number = match[0]
        if number[0] != 34 and not any(sign in number for sign in b".eE") and _beyond(number):
            raise out_of_range(number.decode())


def refuse_long_values(value: Any) -> None:
    """`refuse_long_numbers` for a record that never was text. Raises Failure `number-range`."""
    if type(value) is int and not WHOLE_MIN <= value <= WHOLE_MAX:
        raise out_of_range(str(value))
    if type(value) is list:
        for member in value:
            refuse_long_values(member)
    elif type(value) is dict:
        for member in value.values():
            refuse_long_values(member)


def refusal(failure: Failure, owner: str | None = None) -> RecordError:
    """A record that could not be read, as an error of the whole record."""
    return RecordError(
        code=failure.code,
        target="$",
        message=failure.message,
        expected=failure.expected,
        actual=failure.actual,
        hint=failure.hint,
        owner=owner,
    )


def out_of_range(number: str) -> Failure:
    """The failure for a whole number beyond 64 bits."""
    shown = number if len(number) <= 40 else number[:39] + "…"
    return Failure(
        "number-range",
        f"The record holds a whole number beyond 64 bits: {shown}.",
        expected="a whole number from -2^63 to 2^63-1",
        actual=shown,
        hint="Send it as text.",
    )


def too_long() -> Failure:
    """The failure for a record of more than 64 MB."""
    return Failure(
        "bad-input",
        "The record is longer than 64 MB.",
        expected="at most 64 MB",
        hint="Split it at its source.",
    )


def too_deep(raw: bytes) -> bool:
    """Whether a valid JSON text is nested deeper than 1,000 levels."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _TEXT_OR_BRACKET.finditer(raw):
        token = match[0]
        if token in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif token in (b"]", b"}"):
            depth -= 1
    return False


def _digit_runs(raw: bytes) -> Iterator[bytes]:
    digits = raw.translate(_DIGITS)
    at = digits.find(_RUN)
    while at >= 0:
        end = digits.find(b"x", at)
        end = len(digits) if end < 0 else end
        yield raw[at - 1 : end] if raw[at - 1 : at] == b"-" else raw[at:end]
        at = digits.find(_RUN, end)


def _beyond(number: bytes) -> bool:
    return len(number) > 20 or not WHOLE_MIN <= int(number) <= WHOLE_MAX


def _no_json(raw: bytes, error: orjson.JSONDecodeError) -> Failure:
    try:
        raw.decode()
    except UnicodeDecodeError as bad:
        return Failure(
            "bad-input",
            f"The record is not UTF-8: byte 0x{raw[bad.start]:02x} at position {bad.start + 1}.",
            expected="UTF-8",
            hint="Write the file as UTF-8.",
        )
    if "depth limit" in str(error):
        return _depth()
    if "infinity" in str(error) and _is_json_for_others(raw):
        return _too_large(raw)
    place = _POSITION.search(str(error))
    what = _POSITION.sub("", str(error))
    at = "" if place is None else f" at character {place[2]}"
    if place and place[1] != "1":
        at = f" at line {place[1]}, character {place[2]} of the record"
    return Failure(
        "bad-input", f"The record is no JSON: {what}{at}.", expected="JSON", hint=_way_out(raw, error.pos)
    )


def _is_json_for_others(raw: bytes) -> bool:
    """Whether a reader for which no number is too large takes the text."""
    import json

    try:
        json.loads(raw, parse_int=str, parse_constant=_raise)
    except (ValueError, RecursionError):
        return False
    return True


def _raise(constant: str) -> None:
    raise ValueError(constant)


def _too_large(raw: bytes) -> Failure:
    try:
        refuse_long_numbers(raw)
    except Failure as failure:
        return failure
    return Failure(
        "number-range",
        "The record holds a fraction beyond 1.8e308.",
        expected="a number that fits 64 bits",
        hint="Send it as text.",
    )


def _way_out(raw: bytes, at: int) -> str:
    rest = raw.decode()[at : at + 9].lstrip("-")
    if rest.startswith(("NaN", "Infinity")):
        return "JSON has neither NaN nor Infinity: write null, or leave the key out."
    if raw.lstrip()[:1] not in (b"{", b"["):
        return "If these are no JSON lines, say what they are with --input-format."
    return "Write one whole JSON object per record."


def _depth() -> Failure:
    return Failure(
        "bad-input", "The record is nested deeper than 1,000 levels.", expected="at most 1,000 levels"
    )


def _named(value: Any) -> str:
    name = kind(value)
    return name if name in ("null", "true or false", "text") else f"a {name}"
