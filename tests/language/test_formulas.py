"""What formulas refuse by their grammar, each at the exact characters."""

import pytest
from tests.language.refusing import check, refused_formula, refuses

STATEMENTS = [
    "import os", "from os import path", "return x", "for i in items: i", "while x: x", "def f(): 1", "class A: x", "del x",
    "if x: 1", "x; x", "x == 1; 2", "raise x", "assert x", "pass", "global x", "nonlocal x", "with x: x", "try: x", "print x",
    "break", "async def f(): x", "match x:", "@x", "x -> o",
]  # fmt: skip


@pytest.mark.parametrize("formula", STATEMENTS)
def test_statements(formula: str) -> None:
    error = refused_formula(formula)
    assert error.message.startswith("The formula does not parse: ")
    assert "one expression" in error.hint


@pytest.mark.parametrize("formula", ["x = 1", "o.a = 1", "x += 1", "x: int", "x = y = 1"])
def test_assignment(formula: str) -> None:
    error = refused_formula(formula)
    assert error.message.startswith("The formula does not parse: ")
    assert "one expression" in error.hint or "no assignment" in error.hint


def test_assignment_by_one_equals_sign_is_told_to_compare() -> None:
    assert refused_formula("x = 1").hint == "Compare with ==; a formula has no assignment."


@pytest.mark.parametrize(
    ("marked", "message", "hint"),
    [
        ("«lambda: 1»", "A formula has no lambda.", "Write the expression itself"),
        ("x + («lambda a: a»)", "A formula has no lambda.", "functions/"),
        ("(«y := 1») + 1", "A formula has no assignment.", "`let`"),
        ("[«y := i» for i in items]", "A formula has no assignment.", "`let`"),
        ("«x ** 2»", "A formula has no powers.", "number functions"),
        ("1 + «x ** -1»", "A formula has no powers.", "number functions"),
        ("«x | 1»", "A formula has no bit operators.", "Use + - * / // %"),
        ("«x & 1»", "A formula has no bit operators.", "Use + - * / // %"),
        ("«x ^ 1»", "A formula has no bit operators.", "Use + - * / // %"),
        ("«x << 1»", "A formula has no bit operators.", "Use + - * / // %"),
        ("«x >> 1»", "A formula has no bit operators.", "Use + - * / // %"),
        ("«x @ o»", "A formula has no operator @.", "Use + - * / // %"),
        ("1 + «~x»", "A formula has no bit operators.", "not x"),
        ("«x is 1»", "`is` goes with null only.", "Compare with =="),
        ("«x is true»", "`is` goes with null only.", "Compare with =="),
        ("«x is missing»", "`is` goes with null only.", "is_missing(x)"),
        ('«x is not "a"»', "`is` goes with null only.", "Compare with =="),
        ("1 if «null is x» else 2", "`is` goes with null only.", "Compare with =="),
        ("«await x»", "A formula cannot wait for anything.", "Remove await."),
        ("(«yield x»)", "A formula has no yield.", "list comprehension"),
        ("(«yield from items»)", "A formula has no yield.", "list comprehension"),
        ("upper(«*items»)", "A formula has no unpacking.", "flatten"),
        ("[x, «*items»]", "A formula has no unpacking.", "flatten"),
        ("merge(o, «**o»)", "A formula has no unpacking.", "Write each argument."),
        ('«{"a": 1, **o}»', "A formula has no unpacking.", "merge(a, b)"),
        ("[«(1, 2)»]", "A formula has no tuples.", "[a, b]"),
        ("«()»", "A formula has no tuples.", "[a, b]"),
        ("x[«1, 2»]", "A formula has no tuples.", "[a, b]"),
        ("first(«{1, 2}»)", "A formula has no sets.", "unique([a, b])"),
        ("«{i for i in items}»", "A formula has no sets.", "unique("),
        ('«b"bytes"»', "A formula has no bytes literals.", "Use text, numbers"),
        ("x + «1j»", "A formula has no complex literals.", "Use text, numbers"),
        ("«...»", "A formula has no ellipsis literals.", "Use text, numbers"),
        ("x + «9223372036854775808»", "The number is beyond 64 bits.", "decimal("),
        ("«1e999»", "The number is too large.", "decimal("),
        ("{«1»: x}", "An object's keys are texts.", '{"name": value}'),
        ("{«null»: x}", "An object's keys are texts.", '{"name": value}'),
    ],
)  # fmt: skip
def test_syntax_beyond_expressions(marked: str, message: str, hint: str) -> None:
    refuses(marked, message, hint)


@pytest.mark.parametrize("marked", ["«x, o»", "«x,»"])
def test_tuples_without_brackets(marked: str) -> None:
    refuses(marked, "A formula has no tuples.", "[a, b]")


@pytest.mark.parametrize(
    "marked",
    [
        '«"a" * 3»', '«3 * "a"»', '1 + «x * "a"»', "«[1] * 3»", "«x * [1]»", '«f"{x}" * 3»', "«[i for i in items] * 3»", '«"%s" % x»',
        '«"%d%d" % [x, o]»',
    ],
)  # fmt: skip
def test_repetition_and_percent_formats(marked: str) -> None:
    refuses(marked, "Text and lists cannot be repeated or formatted.", "pad_end(x, width)")


@pytest.mark.parametrize(
    "marked",
    ['f"{«x»:.2f}"', 'f"{«x»!r}"', 'f"{«x»=}"', 'f"{«x»:{o}}"', 'f"a{x}{«o.b»!s:>10}"', "f'{«x + 1»:,}'"],
)
def test_formats_in_f_strings(marked: str) -> None:
    refuses(marked, "An f-string has no format after the expression.", "format_number(x, 2)")


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("«__builtins__»", "Names with two underscores are not allowed."),
        ("x + «__name__»", "Names with two underscores are not allowed."),
        ("«x.__class__»", "Fields with two underscores are not allowed after a dot."),
        ("«o.__dict__».keys", "Fields with two underscores are not allowed after a dot."),
        ('f"{«x.__class__»}"', "Fields with two underscores are not allowed after a dot."),
        ("[«i.__class__» for i in items]", "Fields with two underscores are not allowed after a dot."),
        ("«x .__class__»", "Fields with two underscores are not allowed after a dot."),
    ],
)  # fmt: skip
def test_dunder_names_and_fields(marked: str, message: str) -> None:
    refuses(marked, message, 'Write ["__' if "Fields" in message else "name in scope")


@pytest.mark.parametrize(
    ("marked", "message", "hint"),
    [
        ("[i for «x» in items]", "The name x is already in use here.", "another loop variable"),
        ("[i for i in items for «i» in items]", "The name i is already in use here.", "another loop variable"),
        ("[i for «true» in items]", "The name true is already in use here.", "another loop variable"),
        ("[i for «params» in items]", "The name params is already in use here.", "another loop variable"),
        ("{i: 1 for «missing» in items}", "The name missing is already in use here.", "another loop variable"),
        ("[a for «a, b» in items]", "A comprehension names one variable.", "item.field"),
        ("[a for «o.a» in items]", "A comprehension names one variable.", "item.field"),
        ("[a for «[a]» in items]", "A comprehension names one variable.", "item.field"),
        ("[i async for «i» in items]", "A comprehension names one variable.", "item.field"),
        ("[[«[k for k in j]» for j in i] for i in items]", "Comprehensions are nested deeper than two.", "`let`"),
        ("«[a for a in o for b in a for c in b]»", "Comprehensions are nested deeper than two.", "`let`"),
    ],
)  # fmt: skip
def test_comprehensions(marked: str, message: str, hint: str) -> None:
    refuses(marked, message, hint)


def test_three_comprehensions_side_by_side_are_not_nested() -> None:
    check("count([i for i in items]) + count([j for j in items]) + count([k for k in [l for l in items]])")


def test_a_loop_variable_is_gone_after_its_comprehension() -> None:
    refuses("count([i for i in items]) + «i»", "Unknown name i.", "Names here")


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        ("x && o", "`a and b`"), ("x || o", "`a or b`"), ("x ? 1 : 2", "x if test else y"), ('"abc', "the quote that opens it"),
        ("'it's'", "the quote that opens it"), ("x === 1", "=="), ("x !== 1", "!="), ("x AND o", "small letters"),
        ("if(x, 1, 2)", "x if test else y"), ("x + \u201ca\u201d", "straight quotes"), ("(x", "one expression"), ("[x)", "one expression"), ("x if o", "one expression"),
        ("o.", "one expression"), ("x[", "one expression"), ("x <> 1", "!="), ("007", "one expression"),
        ("sum(i for i in items, 1)", "one expression"), ("not", "one expression"), ("x y", "one expression"),
        ("upper(x=1, 2)", "one expression"), ("$x", "without $"), ("x!", "one expression"),
    ],
)  # fmt: skip
def test_what_does_not_parse_is_told_what_to_write(formula: str, hint: str) -> None:
    error = refused_formula(formula)
    assert error.message.startswith("The formula does not parse: ")
    assert hint in error.hint


@pytest.mark.parametrize(
    ("marked", "message"),
    [("x«)»", "A bracket closes that was never opened."), ("x«)»+(x", "A bracket closes that was never opened."),
     ("x]«»", None), ("x«\0»", "The formula holds a NUL character.")],
)  # fmt: skip
def test_brackets_that_would_leave_the_formula(marked: str, message: str | None) -> None:
    formula = marked.replace("«", "").replace("»", "")
    error = refused_formula(formula)
    if message is not None:
        assert (error.message, error.start) == (message, marked.index("«"))


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("1 + upper(x", 9),
        ("x + [1, o.a", 4),
        ('{"a": x', 0),
    ],
)
def test_a_bracket_that_is_never_closed_is_shown_itself(formula: str, start: int) -> None:
    assert refused_formula(formula).start == start


@pytest.mark.parametrize("formula", ["", " ", "\n\t"])
def test_an_empty_formula(formula: str) -> None:
    assert refused_formula(formula).message == "The formula is empty."


def test_a_formula_of_a_comment_alone_is_empty() -> None:
    assert refused_formula("# nothing yet").message == "The formula is empty."
