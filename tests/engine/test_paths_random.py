"""Random paths over random documents: generated code agrees with a plain evaluator, texts and stored forms come back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engine.plain_paths import select

from mapbench.engine import paths as p
from mapbench.engine.path_code import compile_path
from mapbench.engine.values import MISSING
from mapbench.language.paths import parse_path

NAMES = st.sampled_from(["a", "b", "c d", "@id", "it's", "", "0", "é", "x\\y"])
SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, -1, 2.5, "", "a", "1", "it's"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
POSITIONS = st.integers(-4, 4)
SINGLE = st.builds(p.Name, NAMES) | st.builds(p.Index, POSITIONS)
SINGULAR = st.lists(SINGLE, max_size=2).map(tuple)
SLICES = st.builds(p.Slice, st.none() | POSITIONS, st.none() | POSITIONS, st.none() | POSITIONS)


def selectors(tests: Any) -> Any:
    return SINGLE | SLICES | st.just(p.Wildcard()) | st.builds(p.Filter, tests)


def segments(tests: Any) -> Any:
    one = selectors(tests)
    several = st.lists(one, min_size=2, max_size=3).map(lambda found: p.Union(tuple(found)))
    descents = st.lists(one, min_size=1, max_size=2).map(lambda found: p.Descend(tuple(found)))
    return st.lists(one | several | descents, max_size=3).map(tuple)


def operands(tests: Any) -> Any:
    single = st.builds(p.Query, st.booleans(), SINGULAR)
    many = st.builds(p.Query, st.booleans(), segments(tests))
    calls = st.builds(p.Call, st.sampled_from(["count", "value"]), many) | st.builds(
        p.Call, st.just("length"), single
    )
    return single | st.builds(p.Literal, SCALARS) | calls


def conditions(inner: Any) -> Any:
    """Tests as the parser gives them: no And directly in an And, no Or directly in an Or."""
    compares = st.builds(p.Compare, st.sampled_from(p.OPERATORS), operands(inner), operands(inner))
    exists = st.builds(p.Exists, st.builds(p.Query, st.booleans(), segments(inner)))
    atoms = compares | exists | st.builds(p.Not, compares | exists)
    ands = st.lists(atoms, min_size=2, max_size=3).map(lambda found: p.And(tuple(found)))
    ors = st.lists(atoms | ands, min_size=2, max_size=3).map(lambda found: p.Or(tuple(found)))
    return atoms | ors | ands | st.builds(p.Not, ors)


SIMPLE = st.builds(p.Exists, st.builds(p.Query, st.booleans(), SINGULAR))
PATHS = st.builds(p.Path, st.just(""), st.booleans(), segments(conditions(SIMPLE)))


@settings(max_examples=300, deadline=None)
@given(PATHS, VALUES, VALUES)
def test_generated_code_agrees_with_a_plain_evaluator(path: p.Path, record: Any, item: Any) -> None:
    expected = select(path.segments, [record if path.absolute else item], record)
    found = compile_path(path)(record, item)
    found = found if not path.singular else [] if found is MISSING else [found]
    assert repr(found) == repr(expected)
    keyed = compile_path(path, keyed=True)(record, item)
    assert repr([value for _, value in keyed]) == repr(expected)


def within_limits(path: p.Path) -> bool:
    text = repr(path)
    return text.count("Descend(") <= 3 and text.count("Union(") + text.count("Descend(") <= 5


@settings(max_examples=150, deadline=None)
@given(PATHS)
def test_text_and_stored_form_come_back(path: p.Path) -> None:
    assume(within_limits(path))
    parsed = parse_path(p.describe(path))
    assert (parsed.absolute, parsed.segments) == (path.absolute, path.segments)
    assert p.from_json(json.loads(json.dumps(p.to_json(path)))) == path
