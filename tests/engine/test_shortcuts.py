"""Shortcuts give what their functions give, for every spelling."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.shortcuts import shortcut
from mapbench.engine.values import Failure

SPELLINGS = st.one_of(
    st.from_regex(r"[ \t]?[-+]?[0-9]{0,16}(\.[0-9]{0,16})?([eE][-+]?[0-9]{1,3})?[ \n]?", fullmatch=True),
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.integers().map(str),
    st.text(alphabet="0123456789.-+eE_ \x00\ud800１²"),
)


def told(call: Any, *arguments: Any) -> str:
    try:
        return repr(call(*arguments))
    except Failure as failure:
        return failure.code


@given(SPELLINGS)
def test_a_text_is_the_number_that_it_spells(text: str) -> None:
    assert told(shortcut("number", (".", "")), text) == told(CATALOGUE["number"].call, text, ".", "")


@given(
    st.lists(
        st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63 - 1) | st.none(),
        max_size=4,
    )
)
def test_a_sum_is_the_sum(members: list[Any]) -> None:
    assert told(shortcut("sum", ()), members) == told(CATALOGUE["sum"].call, members)
