"""What formulas allow where Python does not: keyword fields, method calls of functions, own literals, names of all alphabets."""

import keyword

import pytest
from tests.engine.mapped import output, value
from tests.language.refusing import check, refuses

WORDS = sorted(keyword.kwlist)
SOFT = ["match", "case", "type", "_"]


@pytest.mark.parametrize("word", [*WORDS, *SOFT])
def test_every_keyword_is_a_field_name(word: str) -> None:
    record = {"o": {word: {"inner": "a", word: "b"}}}
    assert value(f"o.{word}.inner", record) == "a"
    assert value(f"o.{word}.{word}", record) == "b"
    assert value(f"o . {word} .inner + o.{word}\n.{word}", record) == "ab"
    assert value(f"o.{word}.{word}.upper()", record) == "B"
    assert value(f'f"{{o.{word}.inner}} o.{word} {{o.{word}.{word}}}"', record) == f"a o.{word} b"
    assert value(f"f'''{{o.{word}.inner}}{{{{o.{word}}}}}'''", record) == f"a{{o.{word}}}"
    assert value(f'"o.{word}" + o.{word}.inner', record) == f"o.{word}a"
    assert value(f"[i.{word} for i in [o] if i.{word}.inner == 'a'][0].inner", record) == "a"


@pytest.mark.parametrize("word", WORDS)
def test_a_keyword_is_no_name(word: str) -> None:
    if word in {"True", "False", "None"}:
        check(word)
    else:
        with pytest.raises(Exception, match=r"does not parse|Unknown name|no yield"):
            check(f"{word} + 1" if word != "not" else "not")


def test_names_that_only_look_like_keyword_fields_keep_their_case() -> None:
    record = {"o": {"From": 1, "from": 2, "FROM": 3, "fROM": 4}}
    assert value("[o.From, o.from, o.FROM, o.fROM]", record) == [1, 2, 3, 4]


def test_a_keyword_field_on_the_line_after_its_dot() -> None:
    assert value("o.\n  from", {"o": {"from": "a"}}) == "a"


def test_a_keyword_field_behind_a_brace_in_a_text_of_an_f_string() -> None:
    assert value("""f'{o.a + "}" + o.if}'""", {"o": {"a": "x", "if": "y"}}) == "x}y"


def test_fields_with_dunder_names_are_data_behind_brackets() -> None:
    assert value('o["__class__"]', {"o": {"__class__": "a"}}) == "a"
    assert value('o["__class__"]', {"o": {}}) == "<missing>"
    assert value('o["__class__"]["__mro__"]', {"o": "text"}) == "<missing>"
    assert value('text["upper"]', {"text": "a"}) == "<missing>"


def test_a_dot_never_reads_an_attribute_of_a_python_object() -> None:
    record = {"x": "text", "l": [1], "o": {"a": 1}, "n": 5}
    for formula in (
        "x.upper",
        "x.format",
        "l.append",
        "l.sort",
        "o.keys",
        "o.items",
        "n.real",
        "n.bit_length",
        "o.a.real",
    ):
        assert value(formula, record) == "<missing>"
    assert value("o.keys", {"o": {"keys": "K"}}) == "K"


def test_x_dot_f_of_y_is_f_of_x_and_y() -> None:
    assert value("x.left(2)", x="abc") == value("left(x, 2)", x="abc") == "ab"
    assert value('x.trim().upper().replace("B", "-")', x=" abc ") == "A-C"
    assert value("l.sort_by('-p').first().p", l=[{"p": 1}, {"p": 3}]) == 3
    assert value("x.round(digits=1)", x=2.25) == 2.3
    assert value('"a-b".split("-").join("+")') == "a+b"
    assert value("f'{x.upper()}'", x="a") == "A"
    assert value("x.shout()", x="a") == value("shout(x)", x="a") == "A!"
    assert value("[1, null, 3].count()") == 2


def test_functions_are_a_namespace_of_their_own() -> None:
    assert value("first(first).first", first=[{"first": "a"}]) == "a"
    assert value("upper(upper)", upper="a") == "A"
    assert value("[upper(trim) for trim in count]", count=["a"]) == ["A"]


def test_literals() -> None:
    assert value("[true, True, false, False, null, None]") == [True, True, False, False, None, None]
    assert value("missing") == "<missing>"
    assert value("[0, -1, 1.5, 1e3, 0x10, 1_000]") == [0, -1, 1.5, 1000.0, 16, 1000]
    assert value("-9223372036854775808") == -(2**63)
    assert value("9223372036854775807") == 2**63 - 1
    assert value(r"""'a' "b" 'c\n' r'\d' '''e''' """) == "abc\n\\de"
    assert value(r"'\u00e4\N{BULLET}'") == "ä•"


def test_the_literal_missing_is_left_out_of_a_list() -> None:
    assert value("[1, missing, 2]") == [1, 2]


def test_what_is_missing_is_left_out_of_lists_and_objects() -> None:
    assert value("[1, o.gone, 2]", o={}) == [1, 2]
    assert value("[1, missing if true else 3, 2]") == [1, 2]
    assert value("{'a': missing, 'b': null, 'c': o.gone}", o={}) == {"b": None}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("n is null", True), ("n is not null", False), ("x is null", False), ("x is not null", True), ("n is None", True),
     ("not n is null", False), ("gone is null", False), ("gone is not null", True)],
)  # fmt: skip
def test_is_goes_with_null(formula: str, expected: bool) -> None:
    rule = {"target": "t", "source": {"n": "n", "x": "x", "gone": "gone"}, "formula": formula}
    assert output([rule], {"n": None, "x": 1}) == {"t": expected}


def test_formulas_of_several_lines() -> None:
    assert value("(\n x\n + 1\n)", x=1) == 2
    assert value("x\n+ 1", x=1) == 2
    assert value("  x +\n\n  1  # one more\n", x=1) == 2
    assert value('"a"  # not ) a bracket\n"b"') == "ab"
    assert value("x \\\n + 1", x=1) == 2


def test_names_of_all_alphabets() -> None:
    assert value("größe + вес + 价格", {"größe": 1, "вес": 2, "价格": 3}) == 6
    assert value("o.größe.ünïcode", {"o": {"größe": {"ünïcode": "a"}}}) == "a"
    assert value("'😀' + o.from + '😀'", {"o": {"from": "ä"}}) == "😀ä😀"
    assert value('f"😀{o.class}ß{o.größe}"', {"o": {"class": 1, "größe": 2}}) == "😀1ß2"


@pytest.mark.parametrize(
    "marked",
    [
        "'😀' + «y»",
        "größe.from.größe + «y»",
        'f"😀{«y»}"',
        "'ä' if größe else\n 'ö' + «y»",
        "[größe, 'ß', «y»]",
        "o.class.größe['😀'][«y»]",
    ],
)
def test_columns_count_characters_not_bytes(marked: str) -> None:
    refuses(marked, "Unknown name y.", "")
