from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.engine.functions.evaluate import call, evaluate, fails, gives, wrong_kinds

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.values import MISSING, Failure


def test_coalesce() -> None:
    gives(
        "coalesce",
        (None, MISSING, 0, 1, 0),
        ("", "x", ""),
        (False, True, False),
        ([], 1, []),
        (MISSING, None, None),
        (None, MISSING, MISSING),
        (7, 7),
    )
    assert CATALOGUE["coalesce"].passes
    assert CATALOGUE["coalesce"].lazy


def test_default() -> None:
    gives(
        "default",
        (None, 1, 1),
        (MISSING, 1, 1),
        ("", 1, ""),
        (0, 1, 0),
        (None, None, None),
        (None, MISSING, MISSING),
    )
    assert CATALOGUE["default"].lazy


def test_is_null() -> None:
    gives("is_null", (None, True), (MISSING, False), ("", False), (0, False), ([], False))


def test_is_missing() -> None:
    gives("is_missing", (MISSING, True), (None, False), ("", False), (0, False))


def test_is_blank() -> None:
    gives(
        "is_blank",
        (None, True),
        (MISSING, True),
        ("", True),
        (" \t\u00a0", True),
        ("x", False),
        (0, False),
        ([], False),
        ({}, False),
        (False, False),
    )


def test_is_number() -> None:
    gives(
        "is_number",
        (1, True),
        (0.5, True),
        (Decimal(1), True),
        (True, False),
        ("1", False),
        ([1], False),
        (None, None),
        (MISSING, MISSING),
    )


def test_type_of() -> None:
    gives(
        "type_of",
        (MISSING, "missing"),
        (None, "null"),
        ("", "string"),
        (1, "integer"),
        (1.0, "number"),
        (Decimal(1), "number"),
        (True, "boolean"),
    )
    gives(
        "type_of",
        ([], "array"),
        ({}, "object"),
        (date(2026, 1, 1), "string"),
        (datetime(2026, 1, 1, tzinfo=UTC), "string"),
    )


def test_boolean() -> None:
    gives(
        "boolean",
        (True, True),
        (False, False),
        (" YES ", True),
        ("y", True),
        ("on", True),
        (1, True),
        (1.0, True),
        ("Off", False),
        (0, False),
        ("N", False),
    )
    gives(
        "boolean",
        ("Ja", ["ja"], ["nein"], True),
        ("nein", ["ja"], ["NEIN"], False),
        (2, [2], [3], True),
        ("x", ["x"], ["x"], True),
    )
    fails("boolean", "bad-text", ("",), ("maybe",), (2,), ("yes", ["ja"], ["nein"]))
    fails("boolean", "type", ("x", "x", []), ("x", [[]], []))
    fails("boolean", "type", ([],), ({},), (date(2026, 1, 1),))


def test_between() -> None:
    gives(
        "between",
        (5, 1, 5, True),
        (1, 1, 5, True),
        (0.5, 1, 5, False),
        ("b", "a", "c", True),
        (Decimal("1.5"), 1, 2.5, True),
        (5, 9, 1, False),
    )
    gives(
        "between",
        (date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 3), True),
        (None, 1, 2, None),
        (1, None, MISSING, MISSING),
    )
    fails(
        "between",
        "type",
        ("5", 1, 9),
        (5, "1", 9),
        (True, False, True),
        (date(2026, 1, 2), "2026-01-01", "2026-01-03"),
    )


def test_one_of() -> None:
    gives(
        "one_of",
        ("a", ["b", "a"], True),
        ("a", [], False),
        (1, [1.0], True),
        (True, [1], False),
        ("1", [1], False),
        (Decimal("0.1"), [0.1], True),
    )
    gives("one_of", ([1], [[1.0]], True), ({"a": 1}, [{"a": 1}], True), (1, [None, MISSING], False))
    wrong_kinds("one_of", 1, "x", ["x"], taken=("list",))


def test_attempt() -> None:
    assert evaluate('attempt(upper("a"), "b")') == "A"
    assert evaluate('attempt(upper(1), "b")') == "b"
    assert call("attempt", MISSING, 1) is MISSING
    assert CATALOGUE["attempt"].lazy


def test_error() -> None:
    fails("error", "raised", ("No address here.",), ("",))
    with pytest.raises(Failure, match="42"):
        call("error", 42)
    assert call("error", None) is None
    assert call("error", MISSING) is MISSING
