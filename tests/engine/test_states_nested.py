"""The five states where targets have parents: `required` counts where its parent is made, in objects and in items of lists."""

from typing import Any

import pytest
from tests.engine.mapped import mapper, outcome
from tests.engine.test_states import ERRORS, MISS, MISSING, NULL, RECORD

ROWS = {"missing": MISSING["missing"], "null": NULL["null"], "lookup-miss": MISS["miss"], **ERRORS}
OTHER = {"target": "u", "constant": "U"}


def schema(*, parent: bool, child: bool, nullable: bool) -> dict[str, Any]:
    """p is required or not, in it t; in q the same."""
    leaf = {"type": ["string", "null"] if nullable else "string", "maxLength": 5}
    inner = {
        "type": "object",
        "required": ["t"] if child else [],
        "properties": {"t": leaf, "u": {"type": "string"}},
    }
    return {
        "type": "object",
        "required": ["p"] if parent else [],
        "properties": {"p": inner, "q": {"type": "array", "items": inner}},
    }


def forms(rule: dict[str, Any], sibling: bool, **keys: Any) -> list[list[dict[str, Any]]]:
    """p.t by a dotted target, and in an object rule without source: the same."""
    own = {**rule, **keys}
    dotted = [{"target": "p.t", **own}, *([{"target": "p.u", "constant": "U"}] if sibling else [])]
    return [dotted, [{"target": "p", "rules": [{"target": "t", **own}, *([OTHER] if sibling else [])]}]]


def seen(rules: list[dict[str, Any]], target: dict[str, Any]) -> Any:
    """What an accepted record gives, or code and target of the errors."""
    result = outcome(mapper(rules, schema=target), RECORD)
    if result.status == "accepted":
        return result.output
    return [(one.code, one.target) for one in result.errors]


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("row", ROWS)
def test_a_required_target_in_a_parent_that_another_rule_makes(row: str, nullable: bool) -> None:
    wanted: Any = [(row, "p.t")]
    if row == "null" and nullable:
        wanted = {"p": {"t": None, "u": "U"}}
    for rules in forms(ROWS[row], sibling=True):
        assert wanted == seen(rules, schema(parent=False, child=True, nullable=nullable))


@pytest.mark.parametrize("row", ["missing", "null"])
def test_a_required_target_in_a_parent_that_nothing_makes(row: str) -> None:
    for rules in forms(ROWS[row], sibling=False):
        assert seen(rules, schema(parent=False, child=True, nullable=False)) == {}


@pytest.mark.parametrize("row", ["lookup-miss", *ERRORS])
def test_errors_reject_whether_the_parent_is_made_or_not(row: str) -> None:
    for child in (True, False):
        for sibling in (True, False):
            for rules in forms(ROWS[row], sibling):
                assert seen(rules, schema(parent=False, child=child, nullable=True)) == [(row, "p.t")]


@pytest.mark.parametrize("row", ["missing", "null"])
def test_a_required_parent_that_nothing_makes_is_missing(row: str) -> None:
    for rules in forms(ROWS[row], sibling=False):
        assert seen(rules, schema(parent=True, child=True, nullable=False)) in (
            [(row, "p.t")],
            [("missing", "p")],
        )
        assert seen(rules, schema(parent=True, child=False, nullable=False)) == [("missing", "p")]


@pytest.mark.parametrize("row", ["missing", "null", "lookup-miss"])
def test_a_default_makes_the_parent(row: str) -> None:
    for parent in (True, False):
        for rules in forms(ROWS[row], sibling=False, default="D"):
            assert seen(rules, schema(parent=parent, child=True, nullable=False)) == {"p": {"t": "D"}}


@pytest.mark.parametrize("how", [None, "omit"])
@pytest.mark.parametrize("row", ["lookup-miss", *ERRORS])
def test_on_error_of_an_optional_target_leaves_its_siblings(row: str, how: str | None) -> None:
    for rules in forms(ROWS[row], sibling=True, on_error=how):
        given = {"p": {"t": None, "u": "U"}} if how is None else {"p": {"u": "U"}}
        assert given == seen(rules, schema(parent=True, child=False, nullable=True))
        assert seen(rules, schema(parent=True, child=False, nullable=False)) == {"p": {"u": "U"}}


@pytest.mark.parametrize("how", [None, "omit"])
@pytest.mark.parametrize("row", ["lookup-miss", *ERRORS])
def test_on_error_of_a_required_target_rejects_with_the_error_itself(row: str, how: str | None) -> None:
    for nullable in (True, False):
        for rules in forms(ROWS[row], sibling=True, on_error=how):
            assert seen(rules, schema(parent=False, child=True, nullable=nullable)) == [(row, "p.t")]


@pytest.mark.parametrize("row", ["lookup-miss", *ERRORS])
def test_on_error_omit_in_a_parent_that_nothing_makes(row: str) -> None:
    for rules in forms(ROWS[row], sibling=False, on_error="omit"):
        assert seen(rules, schema(parent=False, child=True, nullable=False)) == {}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [("gone", {}), ("null", {"p": None}), ("object", {"p": {}}), ("full", {"p": {"t": "T"}})],
)
def test_the_scope_of_an_object_rule(source: str, wanted: Any) -> None:
    rules = [{"target": "p", "source": source, "rules": [{"target": "t", "source": "t"}]}]
    record = {**RECORD, "full": {"t": "T"}}
    assert wanted == outcome(mapper(rules), record).output
    fallback = outcome(mapper([{**rules[0], "default": {"t": "D"}}]), record).output
    assert fallback == (wanted if source in {"object", "full"} else {"p": {"t": "D"}})
    target = schema(parent=True, child=False, nullable=False)
    codes = {"gone": [("missing", "p")], "null": [("null", "p")]}
    result = outcome(mapper(rules, schema=target), record)
    assert codes.get(source, []) == [(one.code, one.target) for one in result.errors]


@pytest.mark.parametrize("source", ["word", "number", "list"])
def test_a_scope_that_is_no_object(source: str) -> None:
    rules = [{"target": "p", "source": source, "rules": [{"target": "t", "source": "t"}]}]
    assert seen(rules, schema(parent=False, child=False, nullable=True)) == [("not-an-object", "p")]
    assert seen([{**rules[0], "on_error": "omit"}], schema(parent=False, child=False, nullable=True)) == {}


ITEMS = {"items": [{"v": "ok"}, {}, {"v": None}, {"v": 5}, {"v": "too long"}]}


def test_items_are_judged_one_by_one() -> None:
    rules = [{"target": "q", "each": "items[*]", "rules": [{"target": "t", "source": "v"}, OTHER]}]
    result = outcome(mapper(rules, schema=schema(parent=False, child=True, nullable=False)), ITEMS)
    assert [(one.code, one.target, one.item) for one in result.errors] == [
        ("missing", "q.t", (1,)), ("null", "q.t", (2,)), ("type", "q.t", (3,)), ("schema", "q.t", (4,)),
    ]  # fmt: skip


def test_items_with_defaults_and_on_error() -> None:
    rule = {"target": "t", "source": "v", "default": "D", "on_error": "default"}
    rules = [{"target": "q", "each": "items[*]", "rules": [rule]}]
    result = outcome(mapper(rules, schema=schema(parent=False, child=True, nullable=False)), ITEMS)
    assert result.output == {"q": [{"t": "ok"}, {"t": "D"}, {"t": "D"}, {"t": "D"}, {"t": "D"}]}
    assert [one.code for one in result.softened] == ["type", "schema"]


def test_bad_items_may_be_dropped() -> None:
    rules = [
        {
            "target": "q",
            "each": "items[*]",
            "on_item_error": "drop",
            "rules": [{"target": "t", "source": "v"}],
        }
    ]
    result = outcome(mapper(rules, schema=schema(parent=False, child=True, nullable=False)), ITEMS)
    assert result.output == {"q": [{"t": "ok"}]}
    assert len(result.softened) == 4


def test_dropped_items_are_counted_by_what_was_wrong() -> None:
    rules = [
        {
            "target": "q",
            "each": "items[*]",
            "on_item_error": "drop",
            "rules": [{"target": "t", "source": "v"}],
        }
    ]
    result = outcome(mapper(rules, schema=schema(parent=False, child=True, nullable=False)), ITEMS)
    assert [(one.code, one.how) for one in result.softened] == [
        (code, "drop") for code in ("missing", "null", "type", "schema")
    ]


@pytest.mark.parametrize(
    ("each", "when_empty", "record", "wanted"),
    [
        ("l[*]", "keep", {}, []), ("l[*]", "keep", {"l": None}, []), ("l[*]", "keep", {"l": []}, []), ("l[*]", "omit", {}, "<none>"),
        ("l[*]", None, {}, None), ("l[*]", "omit", {"l": []}, "<none>"), ("l", "keep", {}, "<none>"), ("l", "keep", {"l": None}, None),
        ("l", "keep", {"l": []}, []), ("l", "omit", {"l": []}, "<none>"), ("l", None, {"l": []}, None),
    ],
)  # fmt: skip
def test_empty_collections(each: str, when_empty: Any, record: Any, wanted: Any) -> None:
    keys = {} if when_empty == "keep" else {"when_empty": when_empty}
    for body in ({"rules": [{"target": "t", "source": "v"}]}, {"formula": "item"}):
        result = outcome(mapper([{"target": "q", "each": each, **body, **keys}]), record)
        assert wanted == result.output.get("q", "<none>")
