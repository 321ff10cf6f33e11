import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.values import MISSING
from mapbench.schemas.changes import BACKWARDS, schema_changes
from mapbench.schemas.covering import covers, relation
from mapbench.schemas.fields import Schema
from mapbench.schemas.validation import Validator

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def thing(closed=True, required=(), **properties):
    found = {"type": "object", "required": list(required), "properties": properties}
    return {**found, "additionalProperties": False} if closed else found


def told(old, new):
    return [(one.field, one.what, one.direction) for one in schema_changes(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (thing(a=TEXT), thing(a=TEXT, b=TEXT), [("b", "field", "loosens")]),
        (thing(False, a=TEXT), thing(False, a=TEXT, b=TEXT), [("b", "field", "tightens")]),
        (thing(a=TEXT), thing(a=TEXT, b=TEXT, required="b"), [("b", "field", "both")]),
        (thing(a=TEXT, b=TEXT), thing(a=TEXT), [("b", "field", "tightens")]),
        (thing(a=TEXT), thing(a=TEXT, required="a"), [("a", "required", "tightens")]),
        (thing(a=TEXT, required="a"), thing(a=TEXT), [("a", "required", "loosens")]),
        (thing(a=TEXT), thing(a=WHOLE), [("a", "type", "both")]),
        (thing(a=WHOLE), thing(a={"type": "number"}), [("a", "type", "loosens")]),
        (thing(a=TEXT), thing(a={"type": ["string", "null"]}), [("a", "null", "loosens")]),
        (thing(a=TEXT), thing(a={"enum": ["x"]}), [("a", "enum", "tightens")]),
        (thing(a={"enum": ["x"]}), thing(a={"enum": ["x", "y"]}), [("a", "enum", "loosens")]),
        (thing(a={"enum": ["x", "z"]}), thing(a={"enum": ["x", "y"]}), [("a", "enum", "both")]),
        (thing(a=TEXT), thing(a={**TEXT, "format": "date"}), [("a", "format", "tightens")]),
        (thing(a=TEXT), thing(a={**TEXT, "maxLength": 5}), [("a", "maxLength", "tightens")]),
        (thing(a={**WHOLE, "minimum": 5}), thing(a={**WHOLE, "minimum": 1}), [("a", "minimum", "loosens")]),
        (thing(a=TEXT), thing(False, a=TEXT), [("$", "other fields", "loosens")]),
        (thing(a={"type": "array"}), thing(a={"type": "array", "items": TEXT}), [("a", "items", "tightens")]),
        (thing(a=TEXT), thing(a={**TEXT, "pattern": "^x"}), [("a", "pattern", "tightens")]),
        (
            thing(a={**TEXT, "pattern": "a+"}),
            thing(a={**TEXT, "pattern": "(?=a)"}),
            [("a", "pattern", "undetermined")],
        ),
    ],
)
def test_each_change_has_its_place_and_direction(old, new, expected):
    assert told(old, new) == expected
    assert told(new, old) == [(field, what, BACKWARDS[way]) for field, what, way in expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (thing(a=TEXT, b=WHOLE), thing(b=WHOLE, a=TEXT)),
        (
            thing(a=TEXT),
            thing(a={**TEXT, "title": "A", "description": "b", "x-owner": "me", "examples": ["x"]}),
        ),
        (thing(a={"type": ["string", "null"]}), thing(a={"anyOf": [{"type": "null"}, TEXT]})),
        (thing(a={"type": ["string", "null"]}), thing(a={"type": ["null", "string"]})),
        (thing(a=TEXT), {**thing(a={"$ref": "#/$defs/t"}), "$defs": {"t": TEXT}}),
        (thing(a={**TEXT, "minLength": 0}), thing(a=TEXT)),
        (thing(a={"anyOf": [TEXT, WHOLE]}), thing(a={"anyOf": [WHOLE, TEXT]})),
    ],
)
def test_another_spelling_is_no_change(one, other):
    assert told(one, other) == told(other, one) == []


def test_a_schema_that_holds_itself_ends():
    def tree(kind):
        return {"$ref": "#/$defs/n", "$defs": {"n": thing(up={"$ref": "#/$defs/n"}, v={"type": kind})}}

    assert told(tree("string"), tree("integer")) == [("v", "type", "both")]


def test_a_change_behind_a_reference_inside_a_combination_is_seen():
    def either(largest):
        return {"not": {"$ref": "#/$defs/n"}, "$defs": {"n": {"type": "integer", "maximum": largest}}}

    assert [what for _, what, _ in told(either(1), either(2))] == ["not"]


def test_the_second_opinion_says_unknown_rather_than_yes():
    assert covers(Schema({"type": "number"}), Schema({"type": "integer"})) == "yes"
    assert covers(Schema({"type": "integer"}), Schema({"type": "number"})) != "yes"
    lookahead = Schema({"type": "string", "pattern": "(?=a)"})
    assert covers(lookahead, Schema({"type": "string", "pattern": "a+"})) == "unknown"
    assert relation(lookahead, Schema({"type": "string", "pattern": "a+"})) == "undetermined"


SCALARS = st.sampled_from(
    [TEXT, WHOLE, {"type": "number"}, {"type": ["string", "null"]}, {"enum": ["x", 1, None]}, {"enum": ["x"]},
     {**WHOLE, "minimum": 0}, {**TEXT, "maxLength": 3}, True]
)  # fmt: skip
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(
            lambda closed, required, properties: thing(closed, sorted(required), **properties),
            st.booleans(), st.sets(st.sampled_from("abc")), st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        ),
    ),
    max_leaves=6,
)  # fmt: skip
VALUES = st.recursive(
    st.sampled_from([None, "x", "long text", 1, -1, 1.5, True]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=6,
)


@given(SCHEMAS, SCHEMAS)
def test_the_way_back_mirrors_the_way_there(old, new):
    there, back = schema_changes(old, new), schema_changes(new, old)
    mirrored = [(one.field, one.what, one.now, one.was, BACKWARDS[one.direction]) for one in there]
    assert sorted(map(repr, mirrored)) == sorted(
        repr((one.field, one.what, one.was, one.now, one.direction)) for one in back
    )


@given(SCHEMAS, SCHEMAS, VALUES)
def test_a_value_that_is_newly_taken_or_refused_never_comes_without_a_change_that_says_so(old, new, value):
    before, after = Validator(old).is_valid(value), Validator(new).is_valid(value)
    directions = {one.direction for one in schema_changes(old, new)}
    if after and not before:
        assert directions - {"tightens"}
    if before and not after:
        assert directions - {"loosens"}


def test_what_was_not_there_is_missing():
    (one,) = schema_changes(thing(a=TEXT), thing(a=TEXT, b=WHOLE))
    assert (one.pointer, one.was, one.now) == ("/properties/b", MISSING, "integer")


@pytest.mark.parametrize(
    ("keyword", "was", "now", "direction"),
    [
        ("pattern", "^A", "^B", "both"),
        ("pattern", "(?=a)", "b+", "undetermined"),
        ("multipleOf", 2, 4, "undetermined"),
        ("if", {"minLength": 1}, {"minLength": 2}, "undetermined"),
    ],
)
def test_what_only_the_second_opinion_reads_is_told_beside_other_changes_and_never_as_safe(
    keyword, was, now, direction
):
    before, after = ({"maxLength": length, keyword: value} for length, value in ((5, was), (9, now)))
    assert sorted(told(thing(a=before), thing(a=after))) == sorted(
        [("a", "maxLength", "loosens"), ("a", keyword, direction)]
    )
    assert sorted(told(thing(a=after), thing(a=before))) == sorted(
        [("a", "maxLength", "tightens"), ("a", keyword, BACKWARDS[direction])]
    )
