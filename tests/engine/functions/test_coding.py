import base64
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, evaluate, fails, gives, same, spends, wrong_kinds

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.values import Failure


def test_lookup() -> None:
    assert evaluate(CATALOGUE["lookup"].example) == "Germany"
    with pytest.raises(Failure, match="without its table"):
        call("lookup", "country", "DE")


def test_parse_json() -> None:
    gives(
        "parse_json",
        ('{"a": [1, 2.0, null, "x", true]}', {"a": [1, 2.0, None, "x", True]}),
        (" 7 ", 7),
        ('""', ""),
        ('{"a":1,"a":2}', {"a": 2}),
    )
    gives(
        "parse_json",
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ('"99999999999999999999"', "99999999999999999999"),
    )
    gives(
        "parse_json",
        ("1234567890123456789012.5", 1234567890123456789012.5),
        ("1e30", 1e30),
        (r'["\"", 0.12345678901234567890]', ['"', 0.12345678901234567890]),
    )
    for text in (
        "",
        "{",
        "nan",
        "NaN",
        "[1,]",
        "{'a': 1}",
        "01",
        "1e400",
        r'"\ud800"',
        "9223372036854775808",
        "[-9223372036854775809]",
        "[" * 2000 + "]" * 2000,
    ):
        fails("parse_json", "bad-text", (text,))
    fails("parse_json", "limit", ("[" + "0," * 1_000_000 + "0]",))
    wrong_kinds("parse_json", 0, "1", taken=("text",))
    spends("parse_json", "[[],[]]", elements=5)


def test_to_json() -> None:
    gives(
        "to_json",
        ({"b": 1, "a": [None, True, 0.5, "é\n"]}, '{"b":1,"a":[null,true,0.5,"é\\n"]}'),
        ("x", '"x"'),
        ([], "[]"),
        (1.0, "1.0"),
    )
    gives(
        "to_json",
        (
            [Decimal("1.10"), date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC)],
            '[1.10,"2026-01-02","2026-01-02T00:00:00Z"]',
        ),
    )
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    fails("to_json", "limit", (deep,), ([["x" * 10_000]] * 2_000,), (["\0" * 1_000_000] * 2,))
    spends("to_json", ["x" * 100], text=104)
    assert CATALOGUE["to_json"].spells


JSON = st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)  # fmt: skip


@given(JSON)
def test_json_comes_back(value: Any) -> None:
    value = [value]
    written = call("to_json", value)
    assert json.loads(written) == value
    assert same(value, call("parse_json", written))


def test_base64_encode() -> None:
    gives("base64_encode", ("", ""), ("a", "YQ=="), ("é", "w6k="))
    wrong_kinds("base64_encode", 0, "a", taken=("text",))
    spends("base64_encode", "a" * 99, text=132)
    fails("base64_encode", "bad-text", ("\ud800",))


def test_base64_decode() -> None:
    gives("base64_decode", ("", ""), ("YQ==", "a"), ("w6k=", "é"))
    fails(
        "base64_decode",
        "bad-text",
        ("YQ",),
        ("YQ=",),
        ("Y Q==",),
        ("YQ==\n",),
        ("_-__",),
        ("/w==",),
        ("YQ==YQ==",),
        ("é",),
    )
    wrong_kinds("base64_decode", 0, "YQ==", taken=("text",))


def test_url_encode() -> None:
    gives("url_encode", ("", ""), ("a b/c?d=é&~-._", "a%20b%2Fc%3Fd%3D%C3%A9%26~-._"))
    wrong_kinds("url_encode", 0, "a", taken=("text",))
    spends("url_encode", " " * 100, text=300)


def test_url_decode() -> None:
    gives("url_decode", ("", ""), ("a%20b+c%c3%A9é", "a b+céé"))
    fails("url_decode", "bad-text", ("%",), ("%4",), ("%zz",), ("%ff",), ("100% sure",))
    wrong_kinds("url_decode", 0, "a", taken=("text",))


@given(st.text())
def test_encoded_texts_come_back(text: str) -> None:
    assert call("base64_encode", text) == base64.b64encode(text.encode()).decode()
    assert call("base64_decode", call("base64_encode", text)) == text
    assert call("url_encode", text) == quote(text, safe="")
    assert call("url_decode", call("url_encode", text)) == text
