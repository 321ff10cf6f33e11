"""Records made from the source schema: the same every time, told apart, and of no weight in a bump."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.versions import ruled

from mapbench.review.bump import bump_of
from mapbench.review.rendering.layout import page_of
from mapbench.review.rendering.text import as_text
from mapbench.review.review import review
from mapbench.schemas.fields import Schema
from mapbench.schemas.making import made_records
from mapbench.schemas.validation import Validator

#: Nothing that the shop sends has spaces around it; a made record does.
TRIMMED = ruled(("{target: name, formula: customer.name, default: guest}", "{target: name, source: phone, formula: trim(value), on_error: omit}"))  # fmt: skip
UNTRIMMED = ruled(("{target: name, formula: customer.name, default: guest}", "{target: name, source: phone, formula: text(value), on_error: omit}"))  # fmt: skip
PLACES = {
    "type": "object",
    "required": ["id", "kind", "lines"],
    "properties": {
        "id": {"type": "integer", "minimum": 5, "maximum": 9},
        "kind": {"enum": ["a", "b", None]},
        "code": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
        "on": {"type": "string", "format": "date"},
        "lines": {"type": "array", "minItems": 1, "items": {"type": "object", "properties": {"n": {"type": "number"}}}},
        "self": {"$ref": "#"},
    },
}  # fmt: skip


def test_the_same_records_are_made_every_time_and_all_of_them_fit():
    one, other = (list(made_records(Schema(PLACES), 40)) for _ in range(2))
    assert one == other
    assert len(one) == 40
    assert all(Validator(PLACES).is_valid(record) for record in one)


def test_they_hold_everything_only_what_is_required_nulls_and_mixtures():
    full, sparse, nulls, *rest = made_records(Schema(PLACES), 40)
    assert set(full) == {"id", "kind", "code", "on", "lines", "self"}
    assert set(sparse) == {"id", "kind", "lines"}
    assert nulls["code"] is None
    assert len({frozenset(record) for record in rest}) >= 5
    assert {record["kind"] for record in rest} == {"a", "b", None}


def test_words_that_a_mapping_asks_for_stand_among_the_texts():
    schema = Schema({"type": "object", "required": ["state"], "properties": {"state": {"type": "string"}}})
    assert "paid" in {record["state"] for record in made_records(schema, 60, ["paid", "open"])}


TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])


@given(
    st.dictionaries(
        st.text(max_size=4), st.fixed_dictionaries({"type": st.lists(TYPES, min_size=1, max_size=3, unique=True)}), max_size=5
    ),
    st.integers(0, 3),
)  # fmt: skip
def test_whatever_a_schema_says_what_is_made_fits_it(properties, required):
    schema = {"type": "object", "properties": properties, "required": sorted(properties)[:required]}
    records = list(made_records(Schema(schema), 10))
    assert len(records) == 10
    assert all(Validator(schema).is_valid(record) for record in records)


@pytest.fixture(scope="module")
def beyond(tmp_path_factory):
    """A change that no fixture shows."""
    from tests.review.versions import side

    folder = tmp_path_factory.mktemp("side")
    return review(*(side(folder / str(number), files) for number, files in enumerate((UNTRIMMED, TRIMMED))))


def test_what_only_they_show_is_told_apart_from_the_fixtures(beyond):
    assert beyond.behaviour.compared.changed == 0
    assert beyond.behaviour.made.fields["name"].causes == ("rule name",)
    text = as_text(page_of(beyond))
    assert "Behaves alike on 3 records." in text
    assert (
        "made from the source schema comes out differently; nobody sent them, so they count for no bump."
        in text
    )
    assert "No fixture shows this; capture one that does:\n  ~ name in " in text


def test_they_raise_and_lower_no_bump_and_exercise_nothing(beyond):
    assert beyond.bump.level == "patch"
    told = beyond.as_json()["behaviour"]
    assert told["made"]["changed"] > 0
    assert told["changed"] == 0
    without = bump_of(beyond.edits, beyond.behaviour, (), frozenset(beyond.new.all_rules))
    assert without == beyond.bump


def test_without_a_pinned_schema_none_is_made(tmp_path):
    from tests.review.versions import side

    pinned = ruled(("source: web.order\n", ""))
    one, other = (side(tmp_path / name, pinned) for name in "ab")
    assert review(one, other).behaviour.made.records == 0


def test_a_sample_that_is_very_deep_hinders_nobody(tmp_path):
    from tests.review.versions import side

    deep = {"fixtures/web.order/3.json": '{"id": 3, "x": ' + "[" * 400 + "]" * 400 + "}"}
    one, other = (side(tmp_path / name, deep | files) for name, files in (("a", {}), ("b", TRIMMED)))
    assert review(one, other).behaviour.made.records > 30
