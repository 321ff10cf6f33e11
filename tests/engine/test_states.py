"""The table of the five states, every row by every column: what a rule's value becomes with a default, required, optional."""

from typing import Any

import pytest
from tests.engine.mapped import mapper, outcome

from mapbench.engine.outcomes import Outcome

RECORD = {
    "null": None,
    "none": "none",
    "number": 5,
    "long": "too long",
    "day": "yesterday",
    "word": "ok",
    "empty": "",
    "list": [],
    "object": {},
}
LEFT_OUT = "left out"
D = "D"

#: What a rule's value is: the keys of the rule, and the code of its error where it has one.
MISSING = {
    "missing": {"source": "gone"}, "missing inside": {"source": "object.gone"}, "missing by formula": {"source": "gone", "formula": "upper(value)"},
    "missing by cases": {"source": "word", "cases": [{"when": "value == 1", "value": 1}]}, "missing by when": {"source": "word", "when": "false"},
    "missing by on_miss": {"source": "none", "lookup": "left"}, "the literal missing": {"formula": "missing"},
}  # fmt: skip
NULL = {
    "null": {"source": "null"}, "null by formula": {"source": "null", "formula": "upper(value)"}, "null constant": {"constant": None},
    "null by on_miss": {"source": "none", "lookup": "nulled"}, "null by otherwise": {"source": "word", "cases": [{"when": "value == 1", "value": 1}], "otherwise": None},
}  # fmt: skip
MISS = {"miss": {"source": "none", "lookup": "status"}, "miss by formula": {"source": "none", "formula": 'lookup("status", value)'},
        "miss of entries": {"source": "none", "lookup": {"a": "b"}}}  # fmt: skip
ERRORS = {
    "bad-date": {"source": "day", "formula": "date(value)"}, "type": {"source": "number"}, "schema": {"source": "long"},
    "arithmetic": {"formula": "text(1 / 0)"}, "raised": {"formula": 'error("no")'}, "bad-number": {"source": "day", "formula": "text(number(value))"},
}  # fmt: skip
#: (default given, required, nullable): what becomes of the record, by row.
COLUMNS = [
    (default, required, nullable)
    for default in (True, False)
    for required in (True, False)
    for nullable in (True, False)
]


def expected(row: str, default: bool, required: bool, nullable: bool, code: str) -> Any:
    """The table of the contract, word by word."""
    if row in {"missing", "null", "miss"} and default:
        return D
    if row == "missing":
        return ("rejected", "missing") if required else LEFT_OUT
    if row == "null":
        return None if nullable else ("rejected", "null") if required else LEFT_OUT
    return ("rejected", code)


def schema(required: bool, nullable: bool) -> dict[str, Any]:
    types = ["string", "null"] if nullable else "string"
    return {
        "type": "object",
        "required": ["t"] if required else [],
        "properties": {"t": {"type": types, "maxLength": 5}},
    }


def run(rule: dict[str, Any], required: bool, nullable: bool, **keys: Any) -> Outcome:
    return outcome(mapper([{"target": "t", **rule, **keys}], schema=schema(required, nullable)), RECORD)


def seen(result: Outcome, target: str = "t") -> Any:
    """The outcome in the words of the table."""
    if result.status == "accepted":
        assert set(result.output) <= {"t"}
        return result.output.get("t", LEFT_OUT)
    assert [one.target for one in result.errors] == [target]
    return result.status, result.errors[0].code


ROWS = [("missing", name, rule) for name, rule in MISSING.items()] + [
    ("null", name, rule) for name, rule in NULL.items()
]
ROWS += [("miss", name, rule) for name, rule in MISS.items()] + [
    ("error", name, rule) for name, rule in ERRORS.items()
]


@pytest.mark.parametrize(("default", "required", "nullable"), COLUMNS)
@pytest.mark.parametrize(("row", "name", "rule"), ROWS, ids=[row[1] for row in ROWS])
def test_every_row_by_every_column(
    row: str, name: str, rule: dict[str, Any], default: bool, required: bool, nullable: bool
) -> None:
    keys = {"default": D} if default else {}
    wanted = expected(row, default, required, nullable, "lookup-miss" if row == "miss" else name)
    if name == "missing by when":
        wanted = ("rejected", "missing") if required else LEFT_OUT
    assert wanted == seen(run(rule, required, nullable, **keys))


@pytest.mark.parametrize(
    ("required", "nullable"), [(True, True), (True, False), (False, True), (False, False)]
)
@pytest.mark.parametrize("how", ["null", "omit", "default"])
@pytest.mark.parametrize("code", [*ERRORS, "lookup-miss"])
def test_on_error(code: str, how: str, required: bool, nullable: bool) -> None:
    """An optional target takes null or nothing in place of an error; a required one only a default."""
    rule = MISS["miss"] if code == "lookup-miss" else ERRORS[code]
    keys = {"on_error": None if how == "null" else how, **({"default": D} if how == "default" else {})}
    result = run(rule, required, nullable, **keys)
    wanted = (
        D
        if how == "default"
        else ("rejected", code)
        if required
        else None
        if how == "null" and nullable
        else LEFT_OUT
    )
    assert wanted == seen(result)
    if result.status == "accepted" and (code, how) != ("lookup-miss", "default"):
        assert [(one.code, one.target, one.how) for one in result.softened] == [(code, "t", how)]


@pytest.mark.parametrize("how", [None, "omit"])
@pytest.mark.parametrize("code", ERRORS)
def test_a_default_does_not_take_an_error_that_on_error_sends_elsewhere(code: str, how: str | None) -> None:
    wanted = None if how is None else LEFT_OUT
    assert wanted == seen(run(ERRORS[code], False, True, default=D, on_error=how))


@pytest.mark.parametrize("how", [None, "omit", "default"])
@pytest.mark.parametrize(("row", "rule"), [("missing", MISSING["missing"]), ("null", NULL["null"])])
def test_on_error_says_nothing_about_missing_and_null(
    row: str, rule: dict[str, Any], how: str | None
) -> None:
    keys: dict[str, Any] = {"on_error": how, **({"default": D} if how == "default" else {})}
    for required in (True, False):
        for nullable in (True, False):
            assert expected(row, how == "default", required, nullable, "") == seen(
                run(rule, required, nullable, **keys)
            )


@pytest.mark.parametrize("rule", [MISSING["missing"], NULL["null"], MISS["miss"]])
def test_a_default_of_null_is_null(rule: dict[str, Any]) -> None:
    assert seen(run(rule, True, True, default=None)) is None
    assert seen(run(rule, False, True, default=None)) is None
    assert seen(run(rule, False, False, default=None)) == LEFT_OUT
    assert seen(run(rule, True, False, default=None)) == ("rejected", "null")


def test_a_default_is_valid_under_the_schema_too() -> None:
    assert seen(run(MISSING["missing"], False, False, default="too long")) == ("rejected", "schema")
    assert seen(run(MISSING["missing"], True, False, default=5)) == ("rejected", "type")
    assert seen(run(NULL["null"], False, False, default=5)) == ("rejected", "type")


@pytest.mark.parametrize(
    ("table", "wanted"),
    [("left", ("rejected", "missing")), ("nulled", ("rejected", "null")), ("kept", "none"), ("filled", "OTHER"), ("status", ("rejected", "lookup-miss"))],
)  # fmt: skip
def test_a_miss_after_each_on_miss_of_its_table(table: str, wanted: Any) -> None:
    rule = {"source": "none", "lookup": table}
    assert wanted == seen(run(rule, True, False))
    with_default = run(rule, True, False, default=D)
    assert seen(with_default) == (wanted if isinstance(wanted, str) else D)
    how = {"left": "missing", "nulled": "null", "kept": "keep", "filled": "value"}
    counted = [(one.code, one.target, one.how) for one in with_default.softened]
    assert counted == ([] if table == "status" else [("lookup-miss", f"lookup {table}", how[table])])
    optional = LEFT_OUT if table in {"left", "nulled"} else wanted
    assert optional == seen(run(rule, False, False))


@pytest.mark.parametrize("key", ["null", "gone"])
@pytest.mark.parametrize("table", ["status", "left", "nulled", "kept", "filled"])
def test_a_null_or_missing_key_is_no_miss(key: str, table: str) -> None:
    row = "missing" if key == "gone" else "null"
    for default, required, nullable in COLUMNS:
        keys = {"default": D} if default else {}
        result = run({"source": key, "lookup": table}, required, nullable, **keys)
        assert expected(row, default, required, nullable, "") == seen(result)
        assert result.softened == ()


def test_five_states_are_five_different_things() -> None:
    rules = [
        {"target": name, "source": name, "default": D} for name in ("gone", "null", "empty", "list", "object")
    ]
    assert outcome(mapper(rules), RECORD).output == {
        "gone": D,
        "null": D,
        "empty": "",
        "list": [],
        "object": {},
    }
    plain = [{"target": name, "source": name} for name in ("gone", "null", "empty", "list", "object")]
    assert outcome(mapper(plain), RECORD).output == {"null": None, "empty": "", "list": [], "object": {}}


@pytest.mark.parametrize("row", ["missing", "null", "miss", "bad-date"])
def test_without_a_schema_everything_is_optional_and_null_allowed(row: str) -> None:
    rule = {**MISSING, **NULL, **MISS, **ERRORS}[row]
    wanted = {
        "missing": LEFT_OUT,
        "null": None,
        "miss": ("rejected", "lookup-miss"),
        "bad-date": ("rejected", "bad-date"),
    }[row]
    assert wanted == seen(outcome(mapper([{"target": "t", **rule}]), RECORD))
