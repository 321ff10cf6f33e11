"""Rules that are refused at load, each at its line and column: bodies, targets, paths, keys that mean nothing together."""

from itertools import combinations

import pytest
from tests.language.refusing import accepts_file, problems_of, refuses_file

from mapbench.engine.program import Table
from mapbench.language.environment import Environment

TABLES = Environment(
    tables={"status": Table("status", {"paid": "P"}), "double": Table("double", {"a": "X", "b": "X"})}
)
BODIES = {
    "formula": "'1'", "lookup": "{a: b}", "constant": "null", "cases": "[{when: 'true', value: 1}]", "rules": "[{target: b, source: c}]",
    "unmapped": "why",
}  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two"), [pair for pair in combinations(BODIES, 2) if pair != ("formula", "lookup")]
)
def test_two_bodies(one: str, two: str) -> None:
    refuses_file(
        f"rules:\n- target: t\n  {one}: {BODIES[one]}\n  {two}: ▸{BODIES[two]}\n",
        (f"The rule has two bodies: {one} and {two}.", "Keep one"),
    )


@pytest.mark.parametrize("body", ["constant", "unmapped"])
def test_a_source_is_a_body_beside_what_reads_none(body: str) -> None:
    refuses_file(
        f"rules:\n- {{target: t, source: s, {body}: ▸x}}\n",
        (f"The rule has two bodies: source and {body}.", "Keep one"),
    )


@pytest.mark.parametrize(
    "body",
    [
        "formula",
        "lookup",
        "cases",
        "rules",
        "constant",
        "unmapped",
    ],
)
def test_copy_all_stands_alone(body: str) -> None:
    problems = problems_of(f"rules:\n- copy_all: {{}}\n  {body}: {BODIES[body]}\n")
    assert [problem.place.line for problem in problems] == [4]
    assert "copy_all" in problems[0].message


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("copy_all: {}, target: ▸t", "`copy_all` has no target: it fills its scope."),
        ("copy_all: {}, source: ▸s", "`copy_all` and `source` do not go together."),
        ("copy_all: {}, default: ▸s", "`copy_all` and `default` do not go together."),
        ("copy_all: {}, on_error: ▸omit", "`copy_all` and `on_error` do not go together."),
    ],
)
def test_copy_all_has_no_other_keys(rule: str, message: str) -> None:
    refuses_file(f"rules:\n- {{{rule}}}\n", (message, ""))


def test_two_copy_all_in_one_scope() -> None:
    refuses_file(
        "rules:\n- copy_all: {}\n- ▸copy_all: {from: a}\n",
        ("Two `copy_all` stand in one scope.", "Merge them."),
    )


def test_two_fields_are_not_renamed_to_one() -> None:
    refuses_file(
        "rules:\n- copy_all:\n    rename:\n      a: k\n      b: ▸k\n",
        ("a and b are both renamed to k.", "Write a rule for one of them."),
    )


def test_formula_and_lookup_are_the_only_pair() -> None:
    accepts_file(
        "rules: [{target: t, formula: '\"a\"', lookup: {a: b}}, {target: u, source: s, cases: [{when: value == 1, value: 2}]}]"
    )


@pytest.mark.parametrize(
    "keys",
    ["target: t", "target: t, note: x", "target: t, default: 1", "target: t, on_error: omit, owner: x"],
)
def test_no_body(keys: str) -> None:
    refuses_file(
        f"rules:\n- ▸{{{keys}}}\n",
        ("The rule has no body.", "source, formula, lookup, constant, cases, rules, unmapped"),
    )


def test_no_target() -> None:
    refuses_file("rules:\n- ▸{source: a}\n", ("The rule has no target.", "`target: customer.name`"))


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("- {target: t, source: a}\n- {target: ▸t, source: b}", "Two rules write t."),
        ("- {target: t, source: a}\n- {target: ▸t, unmapped: gone}", "Two rules write t."),
        ("- {target: t.a, source: a}\n- {target: ▸\"['t'].a\", source: b}", "Two rules write ['t'].a."),
        ("- {target: t.a, source: a}\n- {target: ▸t, source: b}", "The target t and the target t.a are inside each other."),
        ("- {target: t, source: a}\n- {target: ▸t.a, source: b}", "The target t.a and the target t are inside each other."),
        ("- {target: t, rules: []}\n- {target: ▸t.a.b, source: b}", "The target t.a.b and the target t are inside each other."),
        ("- {target: o, rules: [{target: t, source: a}, {target: ▸t, source: b}]}", "Two rules write t."),
        ("- {target: o, each: 'l[*]', rules: [{target: t, source: a}, {target: ▸t, source: b}]}", "Two rules write t."),
    ],
)  # fmt: skip
def test_duplicate_targets_and_targets_inside_another(marked: str, message: str) -> None:
    refuses_file(f"rules:\n{marked}\n", (message, ""))


def test_one_name_may_stand_in_several_scopes() -> None:
    accepts_file(
        "rules: [{target: t, source: a}, {target: o, rules: [{target: t, source: a}]}, {target: ta, source: a}]"
    )


SCHEMA = {
    "type": "object", "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "buyer": {"type": "object", "additionalProperties": False, "properties": {"name": {"type": "string"}}},
        "lines": {"type": "array", "items": {"type": "object", "additionalProperties": False, "properties": {"sku": {"type": "string"}}}},
        "free": {"type": "object", "properties": {"a": {}}},
        "by": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": False, "properties": {"n": {}}}},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        ("{target: ▸idd, source: a}", "the target schema has no field idd.", "Did you mean id?"),
        ("{target: ▸zebra, unmapped: a}", "the target schema has no field zebra.", "It has: id, buyer, lines, free, by."),
        ("{target: ▸buyer.nam, source: a}", "buyer has no field nam.", "Did you mean name?"),
        ("{target: ▸buyer.name.x, source: a}", "buyer.name is no object, so it has no field x.", "Write to buyer.name itself."),
        ("{target: ▸lines.sku, source: a}", "lines is a list, so it has no field sku.", "with `each`"),
        ("{target: buyer, rules: [{target: ▸nme, source: a}]}", None, "Did you mean name?"),
        ("{target: lines, each: 'l[*]', rules: [{target: ▸skuu, source: a}]}", None, "Did you mean sku?"),
        ("{target: by, each: 'l[*]', keyed_by: item.k, rules: [{target: ▸nn, source: a}]}", None, "Did you mean n?"),
    ],
)  # fmt: skip
def test_a_target_that_a_closed_schema_lacks(rule: str, message: str | None, hint: str) -> None:
    environment = Environment(target_schema=SCHEMA)
    found = problems_of(f"rules:\n- {rule.replace('▸', '')}\n", environment)
    refuses_file(f"rules:\n- {rule}\n", (message or found[0].message, hint), environment=environment)


def test_an_open_schema_takes_any_target() -> None:
    accepts_file(
        "rules: [{target: free.zebra, source: a}, {target: free.a.b, source: a}]",
        Environment(target_schema=SCHEMA),
    )


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{target: 't▸[0]', source: b}", "A target path has names only."),
        ("{target: 't.▸*', source: b}", "A target path has names only."),
        ("{target: 't▸..a', source: b}", "A target path has names only."),
        ("{target: '▸$.t', source: b}", "A target path has names only."),
        ("{target: '▸', source: b}", "This is no beginning of a path."),
        ("{target: a ▸b, source: b}", "Two names stand side by side."),
        ("{target: t, source: 'a..▸'}", "After a dot comes a name or *."),
        ("{target: t, source: a ▸b}", "Two names stand side by side."),
        ("{target: t, source: 'a[?▸'}", "Here a filter needs a query or a value."),
        ("{target: t, source: \"['ä', ▸]\"}", None),
        ("{target: t, source: {x: 'a[▸-0]'}, formula: x}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
        ("{target: t, each: 'l[▸', rules: []}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
        ("{target: t, each: ['l[*] as l', 'm[▸ as m'], rules: []}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
        ("{target: t, rules: [{target: u, source: '▸ '}]}", "A path cannot begin or end with blanks."),
        ("{target: t, source: 'a[▸', rules: []}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
        ("{target: t, source: a, when: {source: {x: 'b[▸'}, formula: x}}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
        ("{copy_all: {from: 'a[▸'}}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
    ],
)  # fmt: skip
def test_bad_paths_are_shown_at_their_column(rule: str, message: str | None) -> None:
    found = problems_of(f"rules:\n- {rule.replace('▸', '')}\n")
    refuses_file(f"rules:\n- {rule}\n", (message or found[0].message, found[0].hint))


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    refuses_file(
        "rules:\n- {target: a, source: 'b[▸'}\n- {target: b, formula: ▸upper}\n- ▸{target: c}\n- {target: ▸a, constant: 1}\n",
        ("A bracket takes a name in quotes, a position, a slice, * or a ?filter.", "['a']"),
        ("upper is a function.", "Call it"),
        ("The rule has no body.", "Give it one"),
        ("Two rules write a.", "Keep one"),
    )


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        ("{target: t, source: ▸{x: a}}", "Named sources need a formula or cases.", "for a copy"),
        ("{target: t, lookup: ▸status}", "The lookup has no key.", "Give it a source, or a formula."),
        ("{target: t, source: s, lookup: ▸statsu}", "Unknown lookup table statsu.", "Did you mean 'status'?"),
        ("{target: t, source: s, lookup: ▸zebra}", "Unknown lookup table zebra.", "Known here: double, status."),
        ("{target: t, formula: \"lookup(▸'statsu', 1)\"}", "Unknown lookup table statsu.", "Did you mean 'status'?"),
        ("{target: t, source: s, lookup: ▸double, reverse: true}", "The table double is not one-to-one: a and b both give X.", "way back"),
        ("{target: t, source: s, reverse: ▸true}", "`reverse` belongs to `lookup`.", "Remove it."),
        ("{target: t, source: s, on_error: ▸default}", "There is no default to fall back on.", "Give the rule a `default`."),
        ("{target: t, source: s, otherwise: ▸1}", "`otherwise` belongs to `cases`.", "Use `default`"),
        ("{target: t, source: s, let: ▸{a: {constant: 1}}}", "Named values belong to the mapping and to rules with rules.", "Move `let` up."),
        ("{target: t, source: ▸{a: b}, rules: []}", "The scope of rules is one path.", "source: PATH"),
        ("{target: t, source: ▸'a[*]', rules: []}", "The scope of rules is one object, this path gives a list.", "each: PATH"),
        ("{target: t, unmapped: x, when: ▸'true'}", "An unmapped target has no `when`.", "Remove it"),
        ("{target: t, unmapped: x, default: ▸1}", "An unmapped target has no `default`.", "Remove it"),
        ("{target: t, unmapped: x, on_error: ▸omit}", "An unmapped target has no `on_error`.", "Remove it"),
        ("{target: t, cases: [▸{when: 'true'}]}", "A case gives either a value or a formula.", "value: X"),
        ("{target: t, cases: [▸{when: 'true', value: 1, formula: '2'}]}", "A case gives either a value or a formula.", "value: X"),
        ("{target: t, cases: [{when: ▸y, value: 1}]}", "Unknown name y.", "Names here: none."),
        ("{target: t, source: s, cases: [{when: value, formula: ▸valeu}]}", "Unknown name valeu.", "Did you mean value?"),
        ("{target: t, source: s, when: ▸valeu}", "Unknown name valeu.", "Did you mean value?"),
    ],
)  # fmt: skip
def test_keys_that_mean_nothing_where_they_stand(rule: str, message: str, hint: str) -> None:
    refuses_file(f"rules:\n- {rule}\n", (message, hint), environment=TABLES)


@pytest.mark.parametrize("entries", ["{a: x, b: x}", "{a: 1, b: '1'}", "{a: [x]}", "{a: null}"])
def test_entries_that_cannot_be_reversed(entries: str) -> None:
    problems = problems_of(f"rules:\n- {{target: t, source: s, reverse: true, lookup: {entries}}}\n")
    assert [(problem.place.line, problem.place.column) for problem in problems] == [(3, 49)]
    assert "not one-to-one" in problems[0].message or "backwards" in problems[0].message


@pytest.mark.parametrize(
    "keys",
    ["unmapped: x, each: 'l[*]'", "unmapped: x, let: {a: {constant: 1}}", "unmapped: x, when_empty: omit"],
)
def test_an_unmapped_target_has_no_other_keys(keys: str) -> None:
    assert problems_of(f"rules: [{{target: t, {keys}}}]")
