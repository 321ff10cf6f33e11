"""Where the records are in an answer: guessed from its schema."""

import pytest

from mapbench.schemas.documents.record_paths import guessed_path
from mapbench.schemas.fields import Schema

RECORD = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "lines": {"type": "array", "items": {"type": "object"}}},
}
LIST = {"type": "array", "items": RECORD}


def envelope(**properties):
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "words", "one", "path"),
    [
        (LIST, (), False, "$[*]"),
        (envelope(Contacts=LIST, Warnings=LIST), ("contact", "Contacts"), False, "$.Contacts[*]"),
        (envelope(data=LIST, errors=LIST), ("order",), False, "$.data[*]"),
        (envelope(categories=LIST, more=LIST), ("category",), True, "$.categories[*]"),
        (
            envelope(total={"type": "integer"}, page={"type": "string"}, hits=LIST),
            ("order",),
            False,
            "$.hits[*]",
        ),
        (envelope(**{"order list": LIST}), ("x",), False, "$['order list'][*]"),
        (envelope(order=RECORD), ("order",), True, "$.order"),
        (RECORD, ("order",), False, "$"),
        (envelope(hits=LIST), ("order",), True, "$"),
        (envelope(a=LIST, b=LIST), ("order",), False, "$"),
        ({"type": "string"}, ("order",), False, "$"),
    ],
)
def test_the_records_are_where_the_schema_lets_them_be(schema, words, one, path):
    assert guessed_path(Schema(schema), words, one) == path
