"""Every code an error can have, with all its fields: target without indexes, item, expected, actual, message, hint, owner."""

from typing import Any

import pytest
from tests.engine.mapped import error, run

from mapbench.engine import runtime
from mapbench.language.environment import WrittenAssertion

LOOK = "See what comes: mapbench explain shows the value at each step."
FIELDS = ["code", "target", "source", "item", "expected", "actual", "message", "hint", "owner"]
FIX = "Map it, or give the rule a default."
CONVERT = "Convert the value, or say on_error for an optional target."


def schema(*required: str, **field: Any) -> dict[str, Any]:
    """A list `lines` of objects with a field `t`."""
    item = {"type": "object", "required": list(required), "properties": {"t": field}}
    return {"type": "object", "properties": {"lines": {"type": "array", "items": item}}}


def in_line(rule: dict[str, Any], *values: Any, target: dict[str, Any] | None = None) -> dict[str, Any]:
    """The error of a rule for lines.t in the last of some lines, as it is written down."""
    rules = [{"target": "lines", "each": "l[*]", "rules": [{"target": "t", **rule}]}]
    record = {"l": [{} if value == "gone" else {"v": value} for value in values]}
    return error(rules, record, schema=target, owner="map-team").as_json()


def is_told(found: dict[str, Any], **expected: Any) -> None:
    """The error has all fields, these values, a sentence, and (if not said otherwise) a hint."""
    wanted = {"target": "lines.t", "source": "v", "item": [0], "owner": "map-team", **expected}
    assert list(found) == FIELDS
    assert wanted == {name: found[name] for name in wanted}
    assert found["message"].endswith(".")
    assert "hint" in expected or found["hint"].endswith((".", ")"))


def test_code_missing() -> None:
    found = in_line({"source": "v"}, "ok", "gone", target=schema("t", type="string"))
    is_told(
        found,
        code="missing",
        item=[1],
        expected="a value",
        actual=None,
        hint=FIX,
        message="The required target lines.t got no value.",
    )


def test_code_missing_where_no_rule_makes_the_target() -> None:
    found = error([], {}, schema={"type": "object", "required": ["a"]}, owner="map-team").as_json()
    is_told(
        found, code="missing", target="a", source=None, item=[], hint="Add a rule for it.",
        message="The required target a got no value; no rule makes it.",
    )  # fmt: skip


def test_code_null() -> None:
    found = in_line({"source": "v"}, "ok", None, target=schema("t", type="string"))
    is_told(
        found,
        code="null",
        item=[1],
        expected="a value",
        actual=None,
        hint=FIX,
        message="The required target lines.t got null.",
    )


def test_code_type() -> None:
    found = in_line({"source": "v"}, "ok", 5, target=schema(type="string"))
    is_told(
        found,
        code="type",
        item=[1],
        expected="text",
        hint=CONVERT,
        message="lines[1].t should be text, not a whole number.",
    )
    assert str(found["actual"]) == "5"


def test_code_type_of_a_formula() -> None:
    is_told(in_line({"source": "v", "formula": "value + 1"}, "a"), code="type")
    is_told(in_line({"source": "v", "formula": "upper(value)"}, 5), code="type", expected="text", actual=5)
    is_told(in_line({"source": "v", "when": "value"}, "a"), code="type", expected="true or false", actual="a")


def test_code_type_of_a_list_into_a_scalar() -> None:
    found = in_line({"source": "v[*]"}, [1], target=schema(type="integer"))
    is_told(found, code="type", source="v[*]", expected="a whole number", hint=CONVERT)


def test_code_schema() -> None:
    found = in_line({"source": "v"}, "x" * 200, target=schema(type="string", maxLength=5))
    is_told(found, code="schema", expected="at most 5 characters long", hint=CONVERT)
    assert len(found["actual"]) <= 80
    assert found["actual"].endswith("…")
    for keyword in (
        {"enum": ["a"]},
        {"pattern": "^b"},
        {"minLength": 9},
        {"format": "date"},
        {"format": "email"},
        {"const": "c"},
    ):
        is_told(in_line({"source": "v"}, "x", target=schema(type="string", **keyword)), code="schema")
    for keyword in ({"minimum": 9}, {"multipleOf": 2}, {"exclusiveMaximum": 1}):
        is_told(in_line({"source": "v"}, 5, target=schema(type="integer", **keyword)), code="schema")


def test_code_assertion() -> None:
    broken = (
        WrittenAssertion("t > 0", "It must be positive.", "entity-team"),
        WrittenAssertion("t / 0 > 1", "It must be."),
    )
    errors = run([{"target": "t", "source": "a"}], {"a": -1}, assertions=broken, owner="map-team").errors
    one, two = (one.as_json() for one in errors)
    is_told(
        one, code="assertion", target="$", source=None, item=[], expected="t > 0", actual=None, owner="entity-team",
        message="It must be positive.",
    )  # fmt: skip
    is_told(two | {"message": "x."}, code="assertion", target="$", source=None, item=[], expected="t / 0 > 1")
    assert two["message"].startswith("It must be. (It could not be judged:")


def test_code_bad_date() -> None:
    found = in_line({"source": "v", "formula": "date(value)"}, "2026-01-02", "yesterday")
    is_told(found, code="bad-date", item=[1], expected="%Y-%m-%d", actual="yesterday")
    is_told(
        in_line({"source": "v", "formula": "datetime(value)"}, "2026-13-01T00:00:00Z"),
        code="bad-date",
        actual="2026-13-01T00:00:00Z",
    )


@pytest.mark.parametrize("text", ["x1", "", "1_0", "nan", "inf", "٣", "1,5", "--1", "0x10", "1e", "²"])
def test_code_bad_number(text: str) -> None:
    for function in ("number", "integer", "decimal"):
        is_told(
            in_line({"source": "v", "formula": f"{function}(value)"}, text), code="bad-number", actual=text
        )


def test_code_bad_text() -> None:
    is_told(in_line({"source": "v", "formula": "parse_json(value)"}, "{"), code="bad-text", actual="{")
    is_told(in_line({"source": "v", "formula": "base64_decode(value)"}, "%"), code="bad-text", actual="%")


def test_code_lookup_miss() -> None:
    rule = {"source": "v", "lookup": "status"}
    is_told(
        in_line(rule, "paid", "zebra"), code="lookup-miss", item=[1], expected="a key of status", actual="zebra",
        message="The lookup table status has no entry for this key.",
    )  # fmt: skip
    is_told(in_line({"source": "v", "formula": 'lookup("status", value)'}, 7), code="lookup-miss", actual=7)


def test_code_duplicate_key() -> None:
    rules = [{"target": "by", "each": "l[*]", "keyed_by": "item.k", "rules": []}]
    found = error(rules, {"l": [{"k": "a"}, {"k": "b"}, {"k": "a"}]}, owner="map-team").as_json()
    is_told(
        found,
        code="duplicate-key",
        target="by",
        source="l[*]",
        item=[2],
        expected="a key that comes once",
        actual="a",
    )


def test_code_not_a_list() -> None:
    found = error(
        [{"target": "t", "each": "o.l", "formula": "item"}], {"o": {"l": {"a": 1}}}, owner="map-team"
    ).as_json()
    is_told(found, code="not-a-list", target="t", source="o.l", item=[], expected="a list", actual={"a": 1})
    found = in_line({"source": "v", "formula": "[i for i in value]"}, "a")
    is_told(found, code="not-a-list", expected="a list", actual="a", hint=LOOK)


def test_code_not_an_object() -> None:
    found = error(
        [{"target": "t", "source": "l", "rules": [{"target": "a", "source": "b"}]}],
        {"l": [1]},
        owner="map-team",
    ).as_json()
    is_told(found, code="not-an-object", target="t", source="l", item=[], expected="an object", actual=[1])
    found = error([{"copy_all": {"from": "l"}}], {"l": "a"}, owner="map-team").as_json()
    is_told(
        found,
        code="not-an-object",
        target="*",
        source="l",
        item=[],
        expected="an object",
        actual="a",
        hint=LOOK,
    )


def test_code_arithmetic() -> None:
    is_told(in_line({"source": "v", "formula": "1 / value"}, 1, 0), code="arithmetic", item=[1])
    is_told(in_line({"source": "v", "formula": "value + 1"}, 2**63 - 1), code="arithmetic")
    assert in_line({"source": "v", "formula": "value * 10"}, 1e308)["code"] == "arithmetic"


def test_code_limit() -> None:
    found = in_line({"source": "v", "formula": 'pad_start("a", value)'}, 1, 10**9)
    is_told(found, code="limit", item=[1], expected="at most 10 MB a record", actual=None)


def test_code_raised() -> None:
    found = in_line({"source": "v", "formula": 'error(f"no {value}.")'}, "x")
    is_told(found, code="raised", expected=None, actual=None, message="no x.", hint="")


def test_code_internal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise LookupError("a bug, with a value in it")

    monkeypatch.setitem(runtime.NAMES, "element", fails)
    found = in_line({"source": "v", "formula": "value[0]"}, [1])
    is_told(
        found, code="internal", expected=None, actual=None, hint="Please report it.",
        message="mapbench failed on this record (LookupError).",
    )  # fmt: skip
