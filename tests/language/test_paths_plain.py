"""Plain paths are read without jsonpath-ng, and mean exactly what they would mean by way of it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapbench.language import path_library, paths
from mapbench.language.paths import PathError, parse_path

STEPS = st.sampled_from(
    [
        ".a",
        ".first_name",
        ".b-c",
        ".@id",
        ".#text",
        "[*]",
        ".*",
        "[0]",
        "[-1]",
        "[12]",
        ".true",
        ".null",
        ".where",
    ]
)
HEADS = st.sampled_from(["$", "@", "", "a", "@id", "#text", "line_items", "null", "_x-", "a1"])
PLAIN = st.builds(lambda head, steps: head + "".join(steps), HEADS, st.lists(STEPS, max_size=6))
PIECES = st.lists(st.sampled_from([*"$@.[]*'\"ab01-: ,?#_é", "..", "[*]", ".a", "['a b']"]), max_size=7).map(
    "".join
)


def by_library(text: str) -> tuple[object, ...] | None:
    try:
        path = path_library.parsed(text)
    except PathError:
        return None
    return path.text, path.absolute, path.segments


def read_either_way(text: str) -> tuple[object, ...] | None:
    try:
        path = parse_path(text)
    except PathError:
        return None
    return path.text, path.absolute, path.segments


@settings(max_examples=200, deadline=None)
@given(PLAIN | PIECES)
def test_both_ways_agree(text: str) -> None:
    assert read_either_way(text) == by_library(text)


@pytest.mark.parametrize(
    "text", ["id", "customer.first_name", "line_items[*].price", "$", "@", "$.a[0].*", "item.@id"]
)
def test_the_usual_paths_are_plain(text: str) -> None:
    assert paths._PLAIN.fullmatch(text)
    assert read_either_way(text) == by_library(text)


@pytest.mark.parametrize(
    "text", ["a.0", "a[01]", "a[-0]", "a[9007199254740992]", "a b", "a..b", "$a", "a.", "[?@.a]"]
)
def test_all_else_is_not(text: str) -> None:
    assert not paths._PLAIN.fullmatch(text)


def test_plain_paths_import_no_library() -> None:
    code = (
        "import sys; from mapbench.language.paths import parse_path, parse_target\n"
        "parse_path('line_items[*].price'); parse_target('a.b')\n"
        "print([name for name in sys.modules if name.startswith('jsonpath_ng')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_library_warns_of_nothing(recwarn: pytest.WarningsRecorder) -> None:
    parse_path("a['x y', ?@.b == 'c' && !(@.d || @.e < 1)]..f")
    assert not recwarn.list
