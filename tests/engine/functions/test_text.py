from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.values import MISSING


def test_text() -> None:
    gives(
        "text",
        ("a", "a"),
        ("", ""),
        (7, "7"),
        (-(2**63), "-9223372036854775808"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e22, "1e+22"),
    )
    gives("text", (True, "true"), (False, "false"), (Decimal("12.50"), "12.50"))
    gives(
        "text",
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00Z"),
    )
    gives("text", (None, None), (MISSING, MISSING))
    fails("text", "type", ([],), ({},))
    assert CATALOGUE["text"].spells


def test_upper() -> None:
    gives("upper", ("aB1é", "AB1É"), ("", ""), ("straße", "STRASSE"))
    wrong_kinds("upper", 0, "a", taken=("text",))


def test_lower() -> None:
    gives("lower", ("AbÉ", "abé"), ("", ""), ("ΌΔΟΣ", "όδος"))
    wrong_kinds("lower", 0, "a", taken=("text",))


def test_title() -> None:
    gives(
        "title",
        ("", ""),
        ("dana LEE", "Dana Lee"),
        ("o'neill's", "O'neill's"),
        ("don’t", "Don’t"),
        ("jean-luc", "Jean-Luc"),
    )
    gives(
        "title",
        ("3rd street", "3rd Street"),
        ("éCOLE", "École"),
        ("e\u0301cole", "E\u0301cole"),
        ("a_b", "A_B"),
        ("  x", "  X"),
    )
    gives("title", ("'quoted' words", "'Quoted' Words"), ("ǆungla", "ǅungla"))
    wrong_kinds("title", 0, "a", taken=("text",))


def test_capitalize() -> None:
    gives(
        "capitalize",
        ("", ""),
        ("PAID in FULL", "Paid in full"),
        ("  éa", "  Éa"),
        ("¿qué?", "¿Qué?"),
        ("42", "42"),
    )
    wrong_kinds("capitalize", 0, "a", taken=("text",))


def test_trim() -> None:
    gives("trim", ("", ""), (" a b\t\n", "a b"), ("\u00a0x\u2003", "x"), ("   ", ""))
    wrong_kinds("trim", 0, "a", taken=("text",))


def test_trim_start() -> None:
    gives("trim_start", (" a ", "a "), ("", ""))
    wrong_kinds("trim_start", 0, "a", taken=("text",))


def test_trim_end() -> None:
    gives("trim_end", (" a ", " a"), ("", ""))
    wrong_kinds("trim_end", 0, "a", taken=("text",))


def test_squeeze() -> None:
    gives("squeeze", ("", ""), (" a \t\n b  ", "a b"), ("a\u00a0\u00a0b", "a b"), ("ab", "ab"))
    wrong_kinds("squeeze", 0, "a", taken=("text",))


def test_digits() -> None:
    gives("digits", ("", ""), ("+1 (555) 0", "15550"), ("٣4²", "4"), ("none", ""))
    wrong_kinds("digits", 0, "a", taken=("text",))


def test_slug() -> None:
    gives(
        "slug",
        ("", ""),
        ("Crème Brûlée!", "creme-brulee"),
        ("  O'Neill & Sons  ", "oneill-sons"),
        ("a--b__c", "a-b-c"),
    )
    gives("slug", ("日本", ""), ("Straße 5", "strasse-5"), ("---", ""))
    wrong_kinds("slug", 0, "a", taken=("text",))


def test_remove_accents() -> None:
    gives(
        "remove_accents",
        ("", ""),
        ("plain", "plain"),
        ("Łódź Ægir Øre Þór ßẞ", "Lodz AEgir Ore THor ssSS"),
        ("İstanbul ı", "Istanbul i"),
    )
    gives(
        "remove_accents", ("e\u0301", "e"), ("ﬁn", "fin"), ("한글", "한글"), ("が", "が"), ("हिन्दी", "हिन्दी")
    )
    wrong_kinds("remove_accents", 0, "a", taken=("text",))
    spends("remove_accents", "\ufdfa" * 1000, text=18_000)
    spends("slug", "\ufdfa" * 1000, text=18_000)


def test_length() -> None:
    gives("length", ("", 0), ("Zoë", 3), ("👩‍🚀", 3), ([], 0), ([None, 1], 2), ({"a": 1}, 1))
    wrong_kinds("length", 0, "a", taken=("text", "list", "object"))


@pytest.mark.parametrize("name", ["contains", "starts_with", "ends_with"])
def test_parts_are_compared_as_they_stand(name: str) -> None:
    gives(
        name,
        ("abc", "", True),
        ("", "", True),
        ("", "a", False),
        ("ABC", "b", False),
        ("abc", "abc", True),
        ("abc", "abcd", False),
    )
    wrong_kinds(name, 0, "a", "a", taken=("text",))
    wrong_kinds(name, 1, "a", "a", taken=("text",))


def test_contains() -> None:
    gives("contains", ("abc", "b", True), ("abc", "x", False))


def test_starts_with() -> None:
    gives("starts_with", ("abc", "ab", True), ("abc", "bc", False))


def test_ends_with() -> None:
    gives("ends_with", ("abc", "bc", True), ("abc", "ab", False))


def test_a_value_of_the_wrong_kind_is_told_in_a_sentence_with_a_way_out() -> None:
    with pytest.raises(Exception, match=r"upper\(\) needs text for x, not a number\.") as caught:
        call("upper", 5)
    assert caught.value.hint == "Use text(x) to write a number as text."  # type: ignore[attr-defined]
    assert caught.value.actual == 5  # type: ignore[attr-defined]
