import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.functions.patterns import compiled
from mapbench.engine.values import MISSING, Failure


def test_matches() -> None:
    gives(
        "matches",
        ("abc", "[a-z]+", True),
        ("abc1", "[a-z]+", False),
        ("", "", True),
        ("ab", "a|ab", True),
        ("a\n", "a", False),
    )
    gives("matches", ("é", ".", True), ("٣", r"\d", False), ("ÉCOLE", "(?i)école", True))
    wrong_kinds("matches", 0, "a", "a", taken=("text",))
    wrong_kinds("matches", 1, "a", "a", taken=("text",))


def test_search() -> None:
    gives("search", ("xabcx", "b", True), ("xyz", "b", False), ("", "", True), ("日本", "本$", True))
    wrong_kinds("search", 0, "a", "a", taken=("text",))


def test_extract() -> None:
    gives(
        "extract",
        ("a1b22", "[0-9]+", "1"),
        ("a1b22", "b([0-9]+)", "22"),
        ("abc", "[0-9]", MISSING),
        ("日本語", "本(.)", "語"),
    )
    gives(
        "extract",
        ("a1b2", "([a-z])([0-9])", 2, "1"),
        ("a1b2", "([a-z])([0-9])", 0, "a1"),
        ("b", "(a)?b", MISSING),
        ("b", "(a?)b", ""),
    )
    fails("extract", "bad-text", ("a", "a", 2), ("a", "(a)", 2))
    fails("extract", "type", ("a", "a", -1), ("a", "a", "1"))
    wrong_kinds("extract", 0, "a", "a", taken=("text",))


def test_replace_regex() -> None:
    gives(
        "replace_regex",
        ("a1b22", "[0-9]+", "#", "a#b#"),
        ("baac", "a*", "X", "XbXXcX"),
        ("abc", "x", "y", "abc"),
        ("", "x*", "y", "y"),
    )
    gives(
        "replace_regex",
        ("ab", "(a)(b)", r"\2\1", "ba"),
        ("ab", "a(x)?", r"[\1]", "[]b"),
        ("ab", "b", r"\0\0", "abb"),
    )
    gives(
        "replace_regex",
        ("a", "a", r"\\", "\\"),
        ("éé", "x*", "-", "-é-é-"),
        ("日本", "(.)", r"\1 ", "日 本 "),
    )
    fails(
        "replace_regex",
        "bad-text",
        ("a", "a", r"\1"),
        ("a", "a", r"\n"),
        ("a", "a", "\\"),
        ("a", "(a)", r"\2"),
    )
    wrong_kinds("replace_regex", 0, "a", "a", "b", taken=("text",))
    wrong_kinds("replace_regex", 2, "a", "a", "b", taken=("text",))
    spends("replace_regex", "a" * 100, "a", "b" * 50, text=5_000)
    fails("replace_regex", "limit", ("a" * 2_000, "a", "b" * 10_000), ("a" * 4_000, "", "b" * 10_000))


@pytest.mark.parametrize(
    "pattern", ["(", "(?=a)", r"(a)\1", "[b-a]", "a{1001}", "((a{100}){100}){100}", r"\C", "\ud800"]
)
def test_a_bad_pattern_is_told_in_a_sentence(pattern: str) -> None:
    with pytest.raises(Failure, match="pattern") as caught:
        compiled(pattern)
    assert caught.value.code == "bad-text"


def test_patterns_that_make_others_backtrack_do_not() -> None:
    assert call("matches", "a" * 50_000 + "b", "(a+)+$") is False
    assert call("search", "a" * 50_000, "(a|aa)+$") is True


@given(st.text(max_size=20), st.sampled_from(["x*", "", "[^a]", r"\b", r"\B", "(a|é)*?", "."]))
def test_replacing_a_match_by_itself_changes_nothing(text: str, pattern: str) -> None:
    assert call("replace_regex", text, pattern, r"\0") == text


def test_the_catalogue_loads_no_library_before_it_is_needed() -> None:
    code = "import sys, mapbench.engine.functions.catalogue; print({'re2', 'hashlib', 'zoneinfo', 'difflib'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
