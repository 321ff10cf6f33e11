import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.workspace.formula_tokens import call_around, formula_tokens


def pieces(text):
    return [
        (text[token.start : token.end], token.kind)
        for token in formula_tokens(text)
        if token.kind != "operator"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'decimal(total, ",") - 1.5',
            [("decimal", "function"), ("total", "name"), ('","', "string"), ("1.5", "number")],
        ),
        (
            "not a and b is null",
            [
                ("not", "keyword"),
                ("a", "name"),
                ("and", "keyword"),
                ("b", "name"),
                ("is", "keyword"),
                ("null", "keyword"),
            ],
        ),
        ("o.from.class", [("o", "name"), ("from", "name"), ("class", "name")]),
        ("x.upper ( )", [("x", "name"), ("upper", "function")]),
        ("f\"{a} b\" + 'c\\'d'", [('f"{a} b"', "string"), ("'c\\'d'", "string")]),
        ('"open', [('"open', "string")]),
        ("größe + 1_000", [("größe", "name"), ("1_000", "number")]),
        ("", []),
    ],
)
def test_the_pieces_of_a_formula_have_kinds(text, expected):
    assert pieces(text) == expected


@given(st.text(max_size=60))
def test_any_text_is_cut_in_order_and_without_overlaps(text):
    ends = [0, *(place for token in formula_tokens(text) for place in (token.start, token.end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(text)


@pytest.mark.parametrize("function", CATALOGUE.values(), ids=lambda one: one.name)
def test_every_example_of_the_catalogue_is_all_pieces(function):
    covered = {at for token in formula_tokens(function.example) for at in range(token.start, token.end)}
    assert [sign for at, sign in enumerate(function.example) if at not in covered and sign != " "] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(|", ("decimal", 0, None)),
        ("decimal(a, |", ("decimal", 1, None)),
        ('decimal(a, group="|"', ("decimal", 1, "group")),
        ("a.replace(|", ("replace", 1, None)),
        ("upper(trim(a)|", ("upper", 0, None)),
        ("join([a, b|], c)", ("join", 0, None)),
        ("round((a + b|) * 2)", ("round", 0, None)),
        ("f(a)|", None),
        ("|f(a)", None),
        ("(a, |", None),
    ],
)
def test_the_call_around_the_cursor_is_the_innermost(text, expected):
    assert call_around(text.replace("|", ""), text.index("|")) == expected
