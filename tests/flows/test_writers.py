import json
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.flows.writers import JsonLines, deep_json

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_the_writer_of_deep_values_writes_what_orjson_writes(value):
    assert deep_json(value) == orjson.dumps(value)


def test_a_thousand_levels_are_written():
    value: object = Decimal("1.50")
    for _ in range(500):
        value = {"a": [value]}
    line = JsonLines().line(value)
    assert line == b'{"a":[' * 500 + b"1.50" + b"]}" * 500 + b"\n"


def test_what_is_no_json_is_refused_at_any_depth():
    value: object = object()
    with pytest.raises(TypeError):
        JsonLines().line(value)
    for _ in range(300):
        value = [value]
    with pytest.raises(TypeError):
        JsonLines().line(value)


def test_a_value_is_one_line():
    assert json.loads(JsonLines().line({"a": "x\ny"})) == {"a": "x\ny"}
