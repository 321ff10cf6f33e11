"""`on_drift: evolve`: a pin that takes in what came, and forgets nothing."""

import pytest

from mapbench.connect.widening import widened

PIN = {
    "type": "object",
    "required": ["id", "mail"],
    "properties": {
        "id": {"type": "integer", "title": "Ours"},
        "mail": {"type": "string", "format": "email"},
        "state": {"type": "string", "enum": ["paid", "open"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"qty": {"type": "integer"}}}},
        "own": {"anyOf": [{"type": "string"}]},
    },
}


def seen(**properties):
    return {"type": "object", "required": sorted(properties), "properties": properties}


@pytest.mark.parametrize(
    ("came", "name", "expected"),
    [
        (seen(new={"type": "string"}), "new", {"type": "string"}),
        (seen(id={"type": ["integer", "null"]}), "id", {"type": ["integer", "null"], "title": "Ours"}),
        (seen(id={"type": "number"}), "id", {"type": "number", "title": "Ours"}),
        (seen(mail={"type": "string"}), "mail", {"type": "string", "format": "email"}),
        (seen(state={"type": ["string", "null"]}), "state", {"type": ["string", "null"], "enum": ["paid", "open", None]}),
        (seen(own={"type": "integer"}), "own", {"anyOf": [{"type": "string"}]}),
        (seen(lines={"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}}), "lines",
         {"type": "array", "items": {"type": "object", "properties": {"qty": {"type": "integer"}, "sku": {"type": "string"}}}}),
    ],
)  # fmt: skip
def test_what_came_is_taken_in_beside_what_was_known(came, name, expected):
    assert widened(PIN, came, frozenset())["properties"][name] == expected


def test_what_is_gone_stays_and_is_required_no_longer():
    found = widened(PIN, seen(id={"type": "integer"}), frozenset())
    assert (found["required"], list(found["properties"])) == (["id"], list(PIN["properties"]))


def test_values_and_formats_that_were_refuted_are_no_longer_claimed():
    found = widened(
        PIN, seen(state={"type": "string"}, mail={"type": "string"}), frozenset({("state",), ("mail",)})
    )
    assert (found["properties"]["state"], found["properties"]["mail"]) == (
        {"type": "string"},
        {"type": "string"},
    )


def test_the_same_again_changes_nothing():
    came = {**PIN, "properties": {name: one for name, one in PIN["properties"].items() if name != "own"}}
    assert widened(PIN, came, frozenset()) == PIN
