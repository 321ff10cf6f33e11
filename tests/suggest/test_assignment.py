"""A consistent choice: each source once, each target once, the best sum."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from mapbench.suggest.assignment import assigned

LEAST = 0.25


def test_a_source_goes_where_it_is_needed_most():
    pairs = [("a", 1, 0.9), ("a", 2, 0.8), ("b", 1, 0.85)]
    assert assigned(pairs, LEAST) == {"a": 2, "b": 1}


def test_a_target_goes_without_rather_than_take_what_is_too_weak():
    assert assigned([("a", 1, 0.9), ("b", 1, 0.8), ("b", 2, 0.2)], LEAST) == {"a": 1}
    assert assigned([], LEAST) == {}


def strengths(rows: int, columns: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(
        st.lists(st.integers(0, 100), min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )


@given(st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(lambda size: strengths(*size)))
def test_no_other_choice_has_a_larger_sum(table):
    targets, sources = range(len(table)), range(len(table[0]))
    pairs = [
        (f"t{row}", column, table[row][column] / 100)
        for row in targets
        for column in sources
        if table[row][column]
    ]
    found = assigned(pairs, LEAST)
    assert len(set(found.values())) == len(found)
    known = {(target, source): strength for target, source, strength in pairs}
    got = sum(known[target, source] - LEAST for target, source in found.items())
    choices = permutations([*sources, *[None] * len(table)], len(table))
    best = max(
        sum(
            known.get((f"t{row}", column), 0) - LEAST
            for row, column in enumerate(choice)
            if column is not None
        )
        for choice in choices
    )
    assert round(got, 9) == round(max(best, 0), 9)
