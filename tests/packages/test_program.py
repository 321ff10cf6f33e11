"""program.json: every kind of rule goes in and comes out as the same program; hostile ones are refused."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.compiler import compile_program
from mapbench.errors import MapbenchError
from mapbench.language.resolve import resolve
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.packages.errors import FormatVersionError, ProgramError
from mapbench.packages.program_json import program_json
from mapbench.packages.program_read import read_program, written_program

EVERYTHING = """\
mapping: all
owner: us
params:
  n: {type: integer, default: null}
  s: {type: string, secret: true}
each: orders[*]
as: order
let:
  a: {source: x, lookup: {p: P}, reverse: true, default: null}
  b: {constant: null}
  c: {source: {q: "$.q"}, cases: [{when: q > 1, value: null}, {when: q > 0, formula: q + 1}], otherwise: null}
skip_when: {source: {t: test}, formula: t}
rules:
- {target: "'q r'.t", source: "['a b']['c.d']", when: value == 1, default: null}
- {target: from_, source: class, on_error: null}
- {target: nothing, constant: null}
- {target: gone, unmapped: Retired}
- target: o
  source: deep.er
  let: {z: {formula: order.z}}
  rules:
  - {target: i, formula: z}
  - copy_all: {from: "$.rest", except: [k], rename: {a: b}}
- target: l
  each: lines[?@.qty > 1 && length(@.sku) < 9]
  as: line
  where: line.qty > 0
  sort: [-line.qty, line.sku]
  unique: line.sku
  group: [line.sku, line.qty]
  limit: 0
  on_item_error: drop
  when_empty: null
  let: {w: {formula: key}}
  rules:
  - {target: k, formula: w}
- target: k
  each: marks.*
  keyed_by: key
  on_duplicate: last
  formula: item
- target: n
  each: ["f[*] as f1", "['g as h'][0:2] as g"]
  rules:
  - {target: i, formula: f1_index + g_index}
"""


def program_of(text):
    document = Document.parse(text)
    return load("mapping", document), document


def through_json(text):
    """The program of a mapping, as it is and after it was written and read, with the text between."""
    file, document = program_of(text)
    raw = program_json(file, (None, None), [], [], [])
    return resolve(file, None, document), read_program(written_program(raw), {}), raw


def source(program):
    return compile_program(program).plain.source


def test_every_kind_of_rule_goes_in_and_comes_out():
    before, after, raw = through_json(EVERYTHING)
    assert source(after) == source(before)
    assert after.parameters == before.parameters
    assert [rule.target for rule in after.scope.rules] == [rule.target for rule in before.scope.rules]
    assert json.loads(raw)["params"]["n"] == {"type": "integer", "default": None}


KEYS = ["default", "on_error", "otherwise", "constant", "when_empty"]


@pytest.mark.parametrize(("key", "body"), product(KEYS, ["a", "b"]))
def test_null_and_nothing_stay_two_things(key, body):
    rest = {"otherwise": "source: x, cases: [{when: value, value: 1}]", "constant": "note: n"}.get(
        key, "source: x"
    )
    given_, without = f"- {{target: {body}, {rest}, {key}: null}}\n", f"- {{target: {body}, {rest}}}\n"
    for rules in (given_, without):
        if key == "constant" and rules is without:
            continue
        before, after, raw = through_json(f"mapping: m\nrules:\n{rules}")
        assert source(after) == source(before)
        assert (key in json.loads(raw)["rules"][0]) == (rules is given_)


@pytest.mark.parametrize(
    "mapping",
    [
        "group: order_no\nrules: [{target: a, formula: key}, {target: n, formula: count(items)}]",
        "group: [a, b]\nrules: [{target: a, formula: key}]",
        "group_all: true\nrules: [{target: a, formula: count(items)}]",
        "each: ['a[*] as x', 'b[*] as y']\nrules: [{target: a, formula: x.n + y.n}]",
        "rules: [{target: a, source: s, lookup: {}}, {target: b, each: l, rules: []}, {target: c, rules: []}]",
    ],
)
def test_mapping_level_keys_go_through(mapping):
    before, after, _ = through_json(f"mapping: m\n{mapping}\n")
    assert source(after) == source(before)
    assert (after.group_is_list, after.group_all) == (before.group_is_list, before.group_all)


def program(**keys):
    return json.dumps({"language": 1, "mapping": "m", **keys}).encode()


PATH = {"text": "a", "absolute": False, "segments": [{"name": "a"}]}


@pytest.mark.parametrize(
    "hostile",
    [
        {"rules": [{"target": ["a"], "formula": "__import__('os')"}]},
        {"rules": [{"target": ["a"], "formula": "(1).__class__"}]},
        {"rules": [{"target": ["a"], "formula": "(lambda: 1)()"}]},
        {"rules": [{"target": ["a"], "formula": "unknown"}]},
        {"rules": [{"target": ["a"], "formula": "params.x"}]},
        {"rules": [{"target": ["a"], "formula": 'lookup("none", 1)'}]},
        {"rules": [{"target": ["a"], "formula": "1" * 100_000}]},
        {"rules": [{"target": ["a"], "formula": "(" * 5_000 + ")" * 5_000}]},
        {"rules": [{"target": ["a"], "constant": 1, "formula": "1"}]},
        {"rules": [{"target": ["a"], "constant": 1}, {"target": ["a"], "constant": 1}]},
        {"rules": [{"target": "a", "constant": 1}]},
        {"rules": [{"target": [], "constant": 1}]},
        {"rules": [{"target": ["a"], "source": "a"}]},
        {"rules": [{"target": ["a"], "source": {"path": "a"}}]},
        {"rules": [{"target": ["a"], "source": {"path": {**PATH, "segments": [{"evil": 1}]}}}]},
        {"rules": [{"target": ["a"], "source": {"path": {**PATH, "segments": [{"index": 2**70}]}}}]},
        {"rules": [{"target": ["b"], "source": {"path": PATH}}, {"target": ["c"], "source": {"path": {**PATH, "absolute": True}}}]},
        {"rules": [{"target": ["a"], "source": {"path": PATH}, "surprise": 1}]},
        {"rules": [{"target": ["a"], "each": {"loops": [{"path": PATH, "as": "x y"}]}, "formula": "1"}]},
        {"rules": [{"target": ["a"], "each": {"path": PATH}, "limit": -1, "formula": "1"}]},
        {"rules": [{"target": ["a"], "source": {"path": PATH}, "on_error": "explode"}]},
        {"let": {"a": {"formula": "b"}, "b": {"formula": "a"}}},
        {"let": {"__a": {"formula": "1"}}},
        {"functions": [{"name": "f", "parameters": [], "formula": "f()"}], "rules": [{"target": ["a"], "formula": "f()"}]},
        {"tables": [{"name": "t", "entries": "lookups/none.json"}]},
        {"tables": [{"name": "t"}, {"name": "t"}]},
        {"target": {"reference": "a.b", "schema": "schemas/none.json"}},
        {"assertions": [{"that": "import os", "message": "m"}], "target": None},
    ],
)  # fmt: skip
def test_hostile_programs_are_refused_in_a_sentence(hostile):
    with pytest.raises(ProgramError) as refused:
        read_program(written_program(program(**hostile)), {})
    assert refused.value.entry is not None
    assert len(refused.value.message) < 1_000


def test_rules_nested_without_end_are_refused():
    rule = {"target": ["a"], "constant": 1}
    for _ in range(400):
        rule = {"target": ["a"], "rules": [rule]}
    with pytest.raises(ProgramError):
        read_program(written_program(program(rules=[rule])), {})


def test_another_language_is_refused():
    with pytest.raises(FormatVersionError, match="language 7"):
        written_program(b'{"language": 7}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["path", "names", "rules", "target", "each", "formula", "let", "a"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.sampled_from(["rules", "let", "params", "each", "tables", "skip_when", "group"]), JSON)
def test_whatever_stands_in_a_program_there_is_no_other_error(key, value):
    try:
        read_program(written_program(program(**{key: value})), {})
    except MapbenchError:
        pass
