"""What formulas refuse by their names: names, fields, parameters, functions, arguments, tables, patterns, literals."""

import re

import pytest
from tests.language.refusing import VOCABULARY, check, refuses

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.language.formulas import Vocabulary, check_formula
from mapbench.language.meant import _ELSEWHERE, function_meant, name_meant
from mapbench.language.paths import PathError, parse_path


@pytest.mark.parametrize(
    ("marked", "message", "hint"),
    [
        ("«valeu»", "Unknown name valeu.", "Did you mean value?"),
        ("1 + «itms»", "Unknown name itms.", "Did you mean items?"),
        ('f"{«valeu»}"', "Unknown name valeu.", "Did you mean value?"),
        ("«tru»", "Unknown name tru.", "Did you mean true?"),
        ("«zebra».a.b", "Unknown name zebra.", "Names here: count, größe, items, o, value, x."),
        ('"ä€😀" + «valeu»', "Unknown name valeu.", "Did you mean value?"),
        ("größe + «grösse»", "Unknown name grösse.", "Did you mean größe?"),
        ("o.größe[«valeu»]", "Unknown name valeu.", "Did you mean value?"),
        ("x +\n  «valeu»", "Unknown name valeu.", "Did you mean value?"),
        ('# "ä\n"ä" +\n\t«valeu»\n+ x', "Unknown name valeu.", "Did you mean value?"),
        ("«upper»", "upper is a function.", "Call it: upper(…)"),
        ("«upper».x", "upper is a function.", "name a source upper"),
        ("x + «lookup»", "lookup is a function.", "Call it: lookup(…)"),
        ("«clean_phone»", "clean_phone is a function.", "Call it: clean_phone(…)"),
        ("[«trim»]", "trim is a function.", "Call it: trim(…)"),
        ("«region»", "Unknown name region.", "Write params.region."),
        ("«params»", "Parameters are read by name.", "params.NAME"),
        ('«params»["region"]', "Parameters are read by name.", "params.NAME"),
        ("keys(«params»)", "Parameters are read by name.", "params.NAME"),
        ("«params.regoin»", "Unknown parameter regoin.", "Did you mean 'region'?"),
        ("«params.zebra».a", "Unknown parameter zebra.", "letters, region, salt"),
    ],
)  # fmt: skip
def test_unknown_names(marked: str, message: str, hint: str) -> None:
    refuses(marked, message, hint)


def test_without_parameters_an_unknown_one_is_told_where_to_declare_it() -> None:
    alone = Vocabulary(frozenset(), VOCABULARY.call)
    with pytest.raises(Exception, match="Unknown parameter region") as caught:
        check_formula("params.region", alone)
    assert caught.value.hint == "Declare it under `params`."


def test_without_names_the_hint_says_that_there_are_none() -> None:
    with pytest.raises(Exception, match="Unknown name zebra") as caught:
        check_formula("zebra", Vocabulary(frozenset(), VOCABULARY.call))
    assert caught.value.hint == "Names here: none. A source gives one: source: {zebra: PATH}."


@pytest.mark.parametrize(
    ("name", "names", "hint"),
    [
        ("value", {"mail"}, "A source that has a name is seen by it. Names here: mail."),
        ("price", {"item", "order"}, "Names here: item, order. A field of the item is item.price."),
        ("emial", {"email", "id"}, "Did you mean email?"),
        ("nul", {"mail"}, "Did you mean null?"),
        ("zebra", {"mail"}, "Names here: mail."),
    ],
)
def test_an_unknown_name_is_told_what_was_meant(name: str, names: set[str], hint: str) -> None:
    assert name_meant(name, names) == hint


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("toString", "Write text(x)."),
        ("SUBSTR", "Write x[0:5]."),
        ("parse_int", "Write integer(x)."),
        ("vlookup", 'Write lookup("table", key).'),
        ("uper", "Did you mean 'upper'?"),
        ("clean_fone", "Did you mean 'clean_phone'?"),
    ],
)
def test_a_function_of_another_language_is_told_as_a_formula_says_it(name: str, hint: str) -> None:
    assert function_meant(name, [*CATALOGUE, "clean_phone"]) == hint


def test_what_is_said_for_other_languages_names_only_functions_that_exist() -> None:
    called = {name for said in _ELSEWHERE.values() for name in re.findall(r"\b([a-z_0-9]+)\(", said)}
    assert called - set(CATALOGUE) == set()


SECRET = "The parameter salt is secret and is not accepted here."


@pytest.mark.parametrize(
    "marked",
    [
        "«params.salt»", "upper(«params.salt»)", 'f"{«params.salt»}"', "[«params.salt»]", '{"a": «params.salt»}', '"a" + «params.salt»',
        "x == «params.salt»", "x if «params.salt» else 1", "o[«params.salt»]", "«params.salt».a", "to_json([«params.salt»])",
        "hmac_sha256(«params.salt», params.salt)", "pseudonym(«params.salt», params.salt)", "hmac_sha256(x, upper(«params.salt»))",
        "«params.salt».upper()", "clean_phone(«params.salt»)", 'lookup("country", «params.salt»)', "sha256(x=«params.salt»)",
        "[«params.salt» for i in items]", "attempt(x, «params.salt»)", "error(«params.salt»)", "«params .salt»",
    ],
)  # fmt: skip
def test_secrets_outside_a_secret_slot(marked: str) -> None:
    refuses(marked, SECRET, "hmac_sha256(x, secret)")


def test_secrets_in_a_secret_slot() -> None:
    for formula in (
        "hmac_sha256(x, params.salt)",
        "pseudonym(x, secret=params.salt)",
        "x.pseudonym(params.salt)",
    ):
        check(formula)


@pytest.mark.parametrize(
    "marked", ['hmac_sha256(x, «"salt"»)', "pseudonym(x, «o.salt»)", "pseudonym(x, secret=«x»)"]
)
def test_a_secret_comes_from_a_parameter(marked: str) -> None:
    refuses(marked, "A secret comes from a parameter.", "secret: true")


@pytest.mark.parametrize(
    ("marked", "message", "hint"),
    [
        ("«upercase»(x)", "Unknown function upercase.", "Did you mean 'upper'?"),
        ("x + «clean_fone»(x)", "Unknown function clean_fone.", "Did you mean 'clean_phone'?"),
        ("«x.triim»()", "Unknown function triim.", "Did you mean 'trim'?"),
        ("«x»(1)", "Unknown function x.", ""),
        ("«eval»(x)", "Unknown function eval.", ""),
        ("«o.f»(x)", "Unknown function f.", ""),
        ("«x[0]»(1)", "Only functions of the catalogue and the project can be called.", "name(x)"),
        ('«"a"»()', "Only functions of the catalogue and the project can be called.", "name(x)"),
        ("«upper(x)»(1)", "Only functions of the catalogue and the project can be called.", "name(x)"),
        ("(«lambda a: a»)(x)", "Only functions of the catalogue and the project can be called.", "name(x)"),
        ("«[x][0]»()", "Only functions of the catalogue and the project can be called.", "name(x)"),
        ("(«upper if x else lower»)(x)", "Only functions of the catalogue and the project can be called.", "name(x)"),
    ],
)  # fmt: skip
def test_unknown_functions_and_calls_of_what_is_none(marked: str, message: str, hint: str) -> None:
    refuses(marked, message, hint)


@pytest.mark.parametrize(
    ("marked", "message", "hint"),
    [
        ("«upper()»", "upper needs x.", "upper(x)"),
        ("1 + «left(x)»", "left needs n.", "left(x, n)"),
        ("«left(n=3)»", "left needs x.", "left(x, n)"),
        ("«x.left()»", "left needs n.", "left(x, n)"),
        ("«coalesce()»", "coalesce needs a.", "coalesce(a, b, …)"),
        ("«clean_phone()»", "clean_phone needs phone.", "clean_phone(phone)"),
        ("«full_name(x)»", "full_name needs last.", "full_name(first, last)"),
        ("upper(x, «o»)", "upper takes at most 1 argument.", "upper(x)"),
        ("x.upper(«o»)", "upper takes at most 1 argument.", "upper(x)"),
        ("now(«x»)", "now takes no arguments.", "now()"),
        ("round(x, 1, «2», 3)", "round takes at most 2 arguments.", "round(x, digits=0)"),
        ("clean_phone(x, «o»)", "clean_phone takes at most 1 argument.", "clean_phone(phone)"),
        ("upper(x, x=«o»)", "upper gets x twice.", "upper(x)"),
        ("x.upper(x=«o»)", "upper gets x twice.", "upper(x)"),
        ("«round(x, digits=1, digits=2)»", "round gets one argument twice.", "round(x, digits=0)"),
        ("round(x, digit=«1»)", "round has no parameter digit.", "Did you mean 'digits'?"),
        ("upper(x, zebra=«1»)", "upper has no parameter zebra.", "x"),
        ("full_name(x, x, title=«1»)", "full_name has no parameter title.", "first"),
        ('«lookup("country")»', "lookup takes a table, a key and what a miss gives.", 'lookup("table", key, otherwise)'),
        ('«lookup("country", x, 1, 2)»', "lookup takes a table, a key and what a miss gives.", 'lookup("table", key, otherwise)'),
        ('«lookup("country", x, kez=1)»', "lookup takes a table, a key and what a miss gives.", 'lookup("table", key, otherwise)'),
        ('«lookup("country", x, key=1)»', "lookup takes a table, a key and what a miss gives.", 'lookup("table", key, otherwise)'),
        ("lookup(«x», o)", "The table of lookup is a literal.", 'lookup("country", code)'),
        ('lookup(«f"country"», o)', "The table of lookup is a literal.", 'lookup("country", code)'),
        ("lookup(«1», o)", "The table of lookup is a literal.", 'lookup("country", code)'),
        ('lookup(«"countri"», x)', "Unknown lookup table countri.", "Did you mean 'country'?"),
        ('lookup(table=«"countri"», key=x)', "Unknown lookup table countri.", "Did you mean 'country'?"),
        ("matches(x, «o»)", "A pattern is a literal or a parameter.", 'Write "[A-Z]+" or params.NAME.'),
        ('search(x, «"[" + "a]"»)', "A pattern is a literal or a parameter.", "params.NAME"),
        ('extract(x, pattern=«f"{o}"»)', "A pattern is a literal or a parameter.", "params.NAME"),
    ],
)  # fmt: skip
def test_wrong_arguments(marked: str, message: str, hint: str) -> None:
    refuses(marked, message, hint)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ('matches(x, «"("»)', "The pattern cannot be used: missing ): (."),
        ('search(x, «"(?=a)"»)', "The pattern cannot be used: invalid perl operator: (?=."),
        ('extract(x, «r"(a)\\1"»)', "The pattern cannot be used: invalid escape sequence: \\1."),
        ('datetime(x, "", «"Europe/Berln"»)', "There is no time zone of that name."),
        ('in_zone(x, zone=«"CETT"»)', "There is no time zone of that name."),
        ('today(«"Mars"»)', "There is no time zone of that name."),
        ('sort_by(items, «"a..b"»)', "The path is not made of names and dots."),
        ('uuid5(«"example"», x)', "uuid5() needs a namespace that is a UUID, or dns, url, oid or x500."),
        ('replace_regex(x, "(a)", «r"\\x"»)', "The replacement has a backslash that is neither a group (\\1) nor a backslash (\\\\)."),
        ('date(x, «"%Q"»)', "The date pattern has the directive %Q, which is not one of those that work everywhere."),
        ('add_time(x, 1, «"dayz"»)', "There is no unit of time of that name."),
        ('x.date(«"%Q"»)', "The date pattern has the directive %Q, which is not one of those that work everywhere."),
    ],
)  # fmt: skip
def test_literals_that_can_never_work(marked: str, message: str) -> None:
    refuses(marked, message, "")


def test_a_template_is_told_to_go_without_its_braces() -> None:
    refuses("«{{ x }}»", "A formula is no template.", "without {{ and }}")


def test_a_path_with_slashes_is_told_with_dots() -> None:
    with pytest.raises(PathError, match="parted by dots") as caught:
        parse_path("/order/id")
    assert (caught.value.hint, caught.value.column) == ("Write order.id.", 0)
