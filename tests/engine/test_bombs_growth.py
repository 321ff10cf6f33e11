"""Attempts to make one record grow: each ends in `limit` (or another error of the record), quickly and in little memory."""

import time
from decimal import Decimal
from typing import Any

import pytest
from tests.engine.mapped import error, mapper, outcome, output, value

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.program import Table
from mapbench.errors import LoadError, MapbenchError

ITEMS = list(range(3_000))
BIG = "abc" * 3_000
RECORD = {
    "x": BIG, "items": ITEMS, "o": {f"k{number}": number for number in ITEMS}, "rows": [{"a": number} for number in ITEMS],
    "pairs": [{"key": f"k{number}", "value": number} for number in ITEMS], "spaced": "a b" * 3_000, "accents": "é" * 9_000,
}  # fmt: skip
GROWS = [name for name, function in CATALOGUE.items() if function.grows]
#: One call of each function that grows, that makes many times what it is given; applied for every item of a list.
CALLS = {
    "slug": "slug(accents)", "remove_accents": "remove_accents(accents)", "replace": 'replace(x, "a", "aaaa")', "replace_regex": r'replace_regex(x, "(.+)", r"\1\1\1\1")',
    "split": 'split(x, "a")', "join": 'join([x, x], ",")', "pad_start": "pad_start(text(i), 100000)", "pad_end": "pad_end(text(i), 100000)",
    "format_number": "format_number(i, 5000)", "format_date": 'format_date(date("2024-01-01"), "%A%A%A%A%A%A%A%A%A%A%A%A%A%A%A%A" + x)',
    "flatten": "flatten([items, items])", "group_by": 'group_by(rows, "a")', "index_by": 'index_by(rows, "a")', "entries": "entries(o)",
    "from_entries": "from_entries(pairs)", "keys": "keys(o)", "values": "values(o)", "merge": "merge(o, o)", "zip": "zip(items, items)",
    "chunk": "chunk(items, 1)", "numbered": "numbered(items)", "parse_json": "parse_json(text_of)", "to_json": "to_json(items)",
    "base64_encode": "base64_encode(x)", "url_encode": "url_encode(spaced)",
}  # fmt: skip


def code(formula: str, **more: Any) -> str:
    """The code of the one error that a formula over the record ends in."""
    record = {**RECORD, **more}
    rule = {"target": "t", "source": {name: name for name in record}, "formula": formula}
    (result,) = mapper([rule]).outcomes(record)
    assert [(one.target, one.item) for one in result.errors] == [("t", ())]
    return result.errors[0].code


def test_every_function_that_grows_is_tried() -> None:
    assert sorted(GROWS) == sorted(CALLS)


@pytest.mark.parametrize("name", GROWS)
def test_repeated_calls_of_a_function_that_grows_end_in_limit(name: str) -> None:
    formula = f"[{CALLS[name]} for i in items]"
    assert code(formula, text_of=f"[{','.join('1' * 3_000)}]") == "limit"


@pytest.mark.parametrize("name", GROWS)
def test_what_a_call_made_counts_though_it_is_thrown_away(name: str) -> None:
    formula = f"count([length({CALLS[name]}) for i in items])"
    assert code(formula, text_of=f"[{','.join('1' * 3_000)}]") == "limit"


@pytest.mark.parametrize("name", GROWS)
def test_attempt_does_not_get_around_the_budget(name: str) -> None:
    formula = f"[attempt({CALLS[name]}, 1) for i in items]"
    assert code(formula, text_of=f"[{','.join('1' * 3_000)}]") == "limit"


@pytest.mark.parametrize("how", ["null", "omit", "default"])
def test_on_error_does_not_soften_limit(how: str) -> None:
    rule = {
        "target": "t",
        "formula": 'pad_start("x", 10 ** 9)'.replace("10 ** 9", "1000000000"),
        "default": 1,
        "on_error": None if how == "null" else how,
    }
    assert error([rule], {}).code == "limit"


@pytest.mark.parametrize(
    "formula",
    [
        "[upper(x) for i in items]", "[x[1:] for i in items]", "[x + '.' for i in items]", "[f'{x}' for i in items]", "[f'{x}{x}' for i in items]",
        "[mask(x) for i in items]", "[trim(x) for i in items]", "{f'{i}': upper(x) for i in items}", "{x + text(i): i for i in items}",
        "[[upper(x)] for i in items]", "[{'a': upper(x)} for i in items]", "[i for i in items for j in items]", "[[j for j in items] for i in items]",
        "count(i for i in items for j in items)", "sum(1 for i in items for j in items if j > 5000)", "any(i == j + 0.5 for i in items for j in items)",
        "{f'{i}': [j for j in items] for i in items}", "join([x for i in items], x)", "x.replace('a', x)", "to_json([items for i in items])",
        "x.replace('a', x).replace('b', x)", "pad_start(x, 1000000000)", "pad_start('', 9223372036854775807)", "pad_end(x, 10000001)",
        "format_number(1, 1000000000)", "replace_regex(x, '', x)", "split(x, 'b').join(x)", "f\"{join([x for i in items], '')}\"",
        "[split(x, 'b') for i in items]", "[sha256(f'{x}{i}') for i in items]", "[matches(f'{x}{i}', '(a+)+$') for i in items]",
    ],
)  # fmt: skip
def test_comprehensions_texts_and_f_strings(formula: str) -> None:
    assert code(formula) == "limit"


@pytest.mark.parametrize(
    "formula",
    ["[items[0:] for i in items]", "[reverse(items) for i in items]", "[unique(items) for i in items]", "[compact(items) for i in items]",
     "{f'{i}': items[1:] for i in items}", "[{'a': items[1:]} for i in items]", "[rename_keys(o, {}) for i in items]", "[items for i in items]"],
)  # fmt: skip
def test_lists_and_objects_copied_in_a_comprehension(formula: str) -> None:
    mapping = mapper([{"target": "t", "source": {"items": "items", "o": "o"}, "formula": formula}])
    record = {"items": list(range(1_100)), "o": {f"k{number}": number for number in range(1_100)}}
    assert mapping.outcomes(record)[0].status == "rejected"


@pytest.mark.parametrize("formula", ["[slug(x) for i in items]", "[remove_accents(x) for i in items]"])
def test_texts_without_accents_count_too(formula: str) -> None:
    mapping = mapper([{"target": "t", "source": {"items": "items", "x": "x"}, "formula": formula}])
    assert mapping.outcomes(RECORD)[0].status == "rejected"


def test_a_million_elements_twice_over() -> None:
    many = list(range(1_001))
    assert code("[i + j for i in many for j in many]", many=many) == "limit"
    begun = time.process_time()
    assert code("count([1 for i in many for j in many])", many=list(range(1_000_001))) == "limit"
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("first", ['"ab"', "[1, 2]", '{"a": "b"}'])
def test_values_that_double_by_name(first: str) -> None:
    step = {
        '"ab"': "n{0} + n{0}",
        "[1, 2]": "flatten([n{0}, n{0}])",
        '{"a": "b"}': "to_json([to_json(n{0}), to_json(n{0})])",
    }[first]
    lets = {
        "n0": {"formula": first},
        **{f"n{number + 1}": {"formula": step.format(number)} for number in range(60)},
    }
    assert error([{"target": "t", "formula": "n60"}], {}, let=lets).code == "limit"


def test_values_that_double_by_f_string_replace_and_project_rules() -> None:
    for step in (
        'f"{{n{0}}}{{n{0}}}"',
        'n{0}.replace("a", n{0})',
        'join([n{0}, n{0}], "")',
        "pad_end(n{0}, 2 * length(n{0}))",
    ):
        lets = {
            "n0": {"formula": '"aa"'},
            **{f"n{number + 1}": {"formula": step.format(number)} for number in range(60)},
        }
        assert error([{"target": "t", "formula": "n60"}], {}, let=lets).code == "limit"


def test_the_budget_is_one_for_all_rules_of_a_record_and_whole_for_the_next() -> None:
    rules = [{"target": f"t{number}", "formula": 'pad_start("x", 4000000)'} for number in range(4)]
    mapping = mapper(rules)
    for _ in range(2):
        result = outcome(mapping, {})
        assert [(one.code, one.target) for one in result.errors] == [("limit", "t2"), ("limit", "t3")]
    assert outcome(mapper(rules[:2]), {}).status == "accepted"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x * 1000000000", "type"), ("1000000000 * x", "type"), ("items * 1000000000", "type"), ("x % items", "type"), ("o * 2", "type"),
        ("x / 2", "type"), ("x - x", "type"), ('integer("1e3000000")', "arithmetic"), ('decimal("1e3000000")', "arithmetic"),
        ('number("1e3000000")', "arithmetic"), ('number("9" + x)', "bad-number"), ("integer(pad_end('9', 100000, '9'))", "arithmetic"),
        ("decimal(pad_end('9', 100000, '9'))", "arithmetic"), ("decimal('1e6144') * decimal('1e6144')", "arithmetic"), ("1e308 * 10", "arithmetic"),
        ("9223372036854775807 + 1", "arithmetic"), ("9223372036854775807 * 9223372036854775807", "arithmetic"), ("1 / 0", "arithmetic"),
        ("1 // 0", "arithmetic"), ("1 % 0", "arithmetic"), ("add_time(date('2024-01-01'), 9223372036854775807, 'days')", "arithmetic"),
        ("from_epoch(9223372036854775807)", "arithmetic"), ("chunk(items, 0)", "type"), ("pad_start('a', 10, '')", "bad-text"),
        ("x.replace('', x)", "bad-text"), ("split(x, '')", "bad-text"), ("items[::0]", "arithmetic"),
        ("parse_json(pad_start('', 5000, '['))", "bad-text"), ("parse_json('9' + pad_end('', 5000, '9'))", "bad-text"),
    ],
)  # fmt: skip
def test_other_ways_to_large_values(formula: str, expected: str) -> None:
    assert code(formula) == expected


def test_what_is_large_but_harmless_works() -> None:
    assert value("round(1.5, 1000000000)") == 1.5
    assert value("x.left(9223372036854775807)", x="ab") == "ab"
    assert value("items[-9223372036854775807:9223372036854775807]", items=[1]) == [1]
    assert value("decimal('1e6144')") == Decimal("1E+6144")
    assert value("truncate(x, 3)", x=BIG) == "ab…"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(a*)*b", "(.*)*(.*)*(.*)*z", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_patterns_that_explode_elsewhere(pattern: str) -> None:
    text = "a" * 50_000 + "!"
    for call in (
        f"matches(x, r'{pattern}')",
        f"search(x, r'{pattern}')",
        f"extract(x, r'{pattern}')",
        f"replace_regex(x, r'{pattern}', '-')",
    ):
        begun = time.process_time()
        value(call, x=text)
        assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "pattern", ["(a{1000}){1000}", "((a{100}){100}){100}", "a{999999999}", "(", "[", "*", "(?=a)", "(?<!a)b"]
)
def test_patterns_that_are_refused_before_any_record(pattern: str) -> None:
    with pytest.raises(LoadError, match="The pattern cannot be used"):
        mapper([{"target": "t", "formula": f"matches('a', r'{pattern}')"}])


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", "(", "(?=a)", 5])
def test_patterns_of_parameters_that_cannot_be_used(pattern: Any) -> None:
    rule = {"target": "t", "formula": "matches('a', params.pattern)"}
    with pytest.raises(MapbenchError, match="The parameter pattern is no pattern for matches"):
        mapper([rule], params={"pattern": pattern}, declared={"pattern": {}})


def test_a_lookup_in_a_comprehension_gives_its_rows_by_reference_and_they_count_when_copied() -> None:
    assert code("[lookup('status', 'paid') + x for i in items]") == "limit"
    assert output([{"target": "t", "source": "n", "lookup": "status"}], {"n": "paid"}) == {"t": "PAID"}
    assert Table("t").on_miss == "error"
