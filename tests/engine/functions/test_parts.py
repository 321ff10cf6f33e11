from datetime import date
from decimal import Decimal

from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.budget import Budget
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.values import MISSING


def test_left() -> None:
    gives(
        "left",
        ("abc", 2, "ab"),
        ("abc", 0, ""),
        ("abc", 9, "abc"),
        ("", 3, ""),
        ("abc", 2.0, "ab"),
        ("äöü", Decimal(1), "ä"),
    )
    fails("left", "type", ("abc", -1), ("abc", 1.5), ("abc", "2"), ("abc", True), (5, 1))
    wrong_kinds("left", 0, "a", 1, taken=("text",))
    wrong_kinds("left", 1, "a", 1, taken=("number",))


def test_right() -> None:
    gives("right", ("abc", 2, "bc"), ("abc", 0, ""), ("abc", 9, "abc"), ("", 3, ""))
    fails("right", "type", ("abc", -1), ("abc", 1.5))
    wrong_kinds("right", 0, "a", 1, taken=("text",))


def test_before() -> None:
    gives(
        "before",
        ("a-b-c", "-", "a"),
        ("-a", "-", ""),
        ("abc", "-", MISSING),
        ("", "-", MISSING),
        ("a--b", "--", "a"),
    )
    fails("before", "bad-text", ("abc", ""))
    wrong_kinds("before", 0, "a", "b", taken=("text",))
    wrong_kinds("before", 1, "a", "b", taken=("text",))


def test_after() -> None:
    gives("after", ("a-b-c", "-", "b-c"), ("a-", "-", ""), ("abc", "-", MISSING), ("a--b", "--", "b"))
    fails("after", "bad-text", ("abc", ""))
    wrong_kinds("after", 0, "a", "b", taken=("text",))


def test_replace() -> None:
    gives(
        "replace",
        ("a.b.c", ".", "", "abc"),
        ("aaa", "aa", "b", "ba"),
        ("abc", "x", "y", "abc"),
        ("ß", "ß", "ss", "ss"),
    )
    fails("replace", "bad-text", ("abc", "", "x"))
    for place in range(3):
        wrong_kinds("replace", place, "a", "b", "c", taken=("text",))
    spends("replace", "a" * 100, "a", "b" * 50, text=5_000)
    fails("replace", "limit", ("a" * 10_000, "a", "b" * 10_000))


def test_replacing_by_less_costs_nothing() -> None:
    budget = Budget()
    budget.text = 0
    assert call("replace", "a.b", ".", "-", budget=budget) == "a-b"


def test_split() -> None:
    gives(
        "split",
        ("a,b,,c", ",", ["a", "b", "", "c"]),
        ("", ",", [""]),
        ("abc", ",", ["abc"]),
        ("a, b", ", ", ["a", "b"]),
    )
    fails("split", "bad-text", ("abc", ""))
    wrong_kinds("split", 0, "a", "b", taken=("text",))
    wrong_kinds("split", 1, "a", "b", taken=("text",))
    spends("split", "," * 99, ",", elements=100)
    fails("split", "limit", ("," * 1_000_000, ","))


def test_join() -> None:
    gives(
        "join",
        (["a", "b"], "-", "a-b"),
        ([], "-", ""),
        (["a", None, MISSING, "", "b"], "-", "a--b"),
        ([None], "-", ""),
    )
    gives(
        "join",
        ([1, 2.0, 0.5, True, Decimal("1.10"), date(2026, 1, 2)], " ", "1 2 0.5 true 1.10 2026-01-02"),
        (["a"], "", "a"),
    )
    fails("join", "type", ([["a"]], ","), ([{}], ","))
    wrong_kinds("join", 0, ["a"], "b", taken=("list",))
    wrong_kinds("join", 1, ["a"], "b", taken=("text",))
    spends("join", ["ab"] * 10, "--", text=38)
    fails("join", "limit", (["a" * 10_000] * 1_001, ""))
    assert CATALOGUE["join"].spells


def test_pad_start() -> None:
    gives(
        "pad_start",
        ("42", 6, "0", "000042"),
        ("42", 1, "0", "42"),
        ("42", 7, "ab", "ababa42"),
        ("", 2, "é", "éé"),
        ("a", -5, " ", "a"),
    )
    assert call("pad_start", "a", 3) == "  a"
    fails("pad_start", "bad-text", ("a", 5, ""))
    fails("pad_start", "limit", ("x", 10**9), ("x", 2**63 - 1, "ab"))
    wrong_kinds("pad_start", 0, "a", 5, "b", taken=("text",))
    wrong_kinds("pad_start", 1, "a", 5, "b", taken=("number",))
    wrong_kinds("pad_start", 2, "a", 5, "b", taken=("text",))
    spends("pad_start", "a", 100, text=100)


def test_pad_end() -> None:
    gives("pad_end", ("42", 6, "0", "420000"), ("42", 1, "0", "42"), ("42", 7, "ab", "42ababa"))
    assert call("pad_end", "a", 3) == "a  "
    fails("pad_end", "limit", ("x", 10**9))
    wrong_kinds("pad_end", 0, "a", 5, "b", taken=("text",))
    spends("pad_end", "a", 100, text=100)


def test_truncate() -> None:
    gives(
        "truncate", ("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("", 0, ""), ("abc", 1, "…"), ("abc", 0, "")
    )
    gives("truncate", ("abcdef", 5, "...", "ab..."), ("abcdef", 2, "...", ".."), ("abcdef", 3, "", "abc"))
    fails("truncate", "type", ("abc", -1), ("abc", 1.5))
    wrong_kinds("truncate", 0, "a", 5, "b", taken=("text",))
    wrong_kinds("truncate", 2, "a", 5, "b", taken=("text",))
