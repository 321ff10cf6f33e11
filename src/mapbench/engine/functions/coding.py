"""Functions that write values as text and read them back: JSON, base64, percent encoding; and the entry of lookup."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson

from mapbench.engine.budget import Budget
from mapbench.engine.functions.arguments import not_text, utf8
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.texts import exact_text, iso
from mapbench.engine.values import MISSING, WHOLE_MAX, WHOLE_MIN, Failure

#: Texts, which are passed over, and numbers of a JSON document that is known to be sound.
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(-?[0-9]+)([.eE][0-9.eE+-]*)?')
_LONG: Final = re.compile("[0-9]{19}")
_BAD_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_DEPTH: Final = 1_000


def parse_json(budget: Budget, x: Any) -> Any:
    """The value a JSON text stands for; of a key that comes twice, the later value."""
    raw = utf8("parse_json", x)
    budget.take_elements(1 + raw.count(b",") + raw.count(b"[") + raw.count(b"{"))
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        deep = "depth" in error.msg or "ecursion" in error.msg
        message = (
            "parse_json() got a text that is nested too deeply."
            if deep
            else "parse_json() got a text that is no JSON."
        )
        expected = (
            f"at most {_DEPTH} levels"
            if deep
            else f"JSON (column {error.colno} of line {error.lineno} is not)"
        )
        raise Failure(
            "bad-text", message, expected=expected, actual=x, hint="Test it with is_blank(x) first."
        ) from error
    if _LONG.search(x):
        _check_wholes(x)
    return value


def _check_wholes(x: str) -> None:
    for token in _TOKENS.finditer(x):
        digits, rest = token.groups()
        if digits and not rest and (len(digits) > 20 or not WHOLE_MIN <= int(digits) <= WHOLE_MAX):
            raise Failure(
                "bad-text", "parse_json() got a whole number beyond 64 bits.", expected=f"{WHOLE_MIN} to {WHOLE_MAX}", actual=digits,
            )  # fmt: skip


def to_json(budget: Budget, x: Any) -> str:
    """A value as compact JSON, keys in their order, exact numbers as numbers, dates as text."""
    taken = _size(x)
    budget.take_text(taken)
    try:
        raw = orjson.dumps(x, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except orjson.JSONEncodeError as error:
        raise Failure(
            "limit", "to_json() got a value that is nested too deeply.", expected="at most 250 levels"
        ) from error
    text = raw.decode()
    budget.take_text(max(0, len(text) - taken))
    return text


def _plain(value: Any) -> Any:
    if type(value) is Decimal:
        return orjson.Fragment(exact_text(value))
    if isinstance(value, date):
        return iso(value)
    if value is MISSING:
        return None
    raise TypeError


def _size(value: Any) -> int:
    """At least about how long a value's JSON is, without making it: texts, keys and a few signs for each member."""
    size = 0
    waiting = [value]
    while waiting:
        member = waiting.pop()
        size += 2
        if type(member) is str:
            size += len(member)
        elif type(member) is list:
            waiting.extend(member)
        elif type(member) is dict:
            size += sum(map(len, member)) + 2 * len(member)
            waiting.extend(member.values())
    return size


def base64_encode(budget: Budget, x: Any) -> str:
    """The UTF-8 bytes of a text in base64, with padding."""
    from base64 import b64encode

    raw = utf8("base64_encode", x)
    budget.take_text(len(raw) * 4 // 3 + 4)
    return b64encode(raw).decode()


def base64_decode(x: Any) -> str:
    """The text whose UTF-8 bytes stand in base64; strict about its alphabet and padding."""
    import binascii

    try:
        return binascii.a2b_base64(utf8("base64_decode", x), strict_mode=True).decode()
    except ValueError as error:
        why = (
            "whose bytes are no UTF-8 text" if isinstance(error, UnicodeDecodeError) else "that is no base64"
        )
        raise Failure(
            "bad-text", f"base64_decode() got a text {why}.", expected="base64 of a UTF-8 text", actual=x,
            hint="The web-safe alphabet has - and _: replace them by + and / first.",
        ) from error  # fmt: skip


def url_encode(budget: Budget, x: Any) -> str:
    """A text for one place of an address: all but letters, digits and - . _ ~ as %XX."""
    from urllib.parse import quote_from_bytes

    raw = utf8("url_encode", x)
    budget.take_text(3 * len(raw))
    return quote_from_bytes(raw, safe="")


def url_decode(x: Any) -> str:
    """The text of which %XX stand for UTF-8 bytes; a plus stays a plus."""
    from urllib.parse import unquote_to_bytes

    raw = utf8("url_decode", x)
    if _BAD_ESCAPE.search(x):
        message = "url_decode() got a % that is not followed by two hexadecimal digits."
        raise Failure("bad-text", message, expected="%XX", actual=x, hint="A percent sign itself is %25.")
    try:
        return unquote_to_bytes(raw).decode()
    except UnicodeDecodeError as error:
        message = "url_decode() got a text whose bytes are no UTF-8 text."
        raise Failure("bad-text", message, expected="%XX of UTF-8 bytes", actual=x) from error


def lookup(table: Any, key: Any, otherwise: Any) -> Any:
    """Never called: formulas read tables by code made for each call."""
    if type(table) is not str:
        raise not_text("lookup", table=table)
    raise Failure("internal", "lookup() was called without its table; please report it.", actual=table)


_X: Final = (Parameter("x", "text"),)


def _entry(name: str, *rest: Any, **how: Any) -> Function:
    return Function(name, "coding", *rest, **how)


FUNCTIONS: Final = (
    _entry(
        "lookup", (Parameter("table", "table"), Parameter("key"), Parameter("otherwise", default=None)), "any",
        "What a table has for a key; otherwise is for a miss.", 'lookup("country", "DE")', "Germany", lookup,
        absence="own", passes=True, lazy=True,
    ),
    _entry("parse_json", _X, "any", "The value of a JSON text.", """parse_json('{"sku": "A1"}')""", {"sku": "A1"}, parse_json, grows=True),
    _entry(
        "to_json", (Parameter("x"),), "text", "The value as compact JSON.", 'to_json({"sku": "A1", "n": 2})', '{"sku":"A1","n":2}',
        to_json, grows=True, spells=True,
    ),
    _entry("base64_encode", _X, "text", "A text in base64.", 'base64_encode("Zoë")', "Wm/Dqw==", base64_encode, grows=True),
    _entry("base64_decode", _X, "text", "The text of base64.", 'base64_decode("Wm/Dqw==")', "Zoë", base64_decode),
    _entry("url_encode", _X, "text", "A text for use in an address.", 'url_encode("a b&c")', "a%20b%26c", url_encode, grows=True),
    _entry("url_decode", _X, "text", "The text of %XX signs.", 'url_decode("a%20b%26c")', "a b&c", url_decode),
)  # fmt: skip
