"""Attempts to break out of a formula, and to blow up its reading: each refused at load with a sentence, quickly."""

import builtins

import pytest
from tests.engine.mapped import TABLES, mapper, output, value

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.errors import LoadError
from mapbench.language.environment import Environment
from mapbench.language.resolve import resolve
from mapbench.model.mapping import MappingFile

RECORD = {"x": "text", "n": 5, "o": {"a": 1}, "items": [1, 2]}


def refused(formula: str) -> str:
    """The message a formula over x, n, o and items is refused with."""
    rule = {"target": "t", "source": {name: name for name in RECORD}, "formula": formula}
    with pytest.raises(LoadError) as caught:
        resolve(MappingFile.model_validate({"mapping": "m", "rules": [rule]}), Environment(tables=TABLES))
    assert len(caught.value.problems) == 1
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    "formula",
    [
        "x.__class__", "x.__class__.__mro__", "().__class__", "[].__class__", "{}.__class__", "''.__class__", "(1).__class__",
        "true.__class__", "null.__class__", "x.upper().__class__", "upper(x).__class__", "f'{x.__class__}'", 'f"{x.__init__.__globals__}"',
        "[i.__class__ for i in items]", "[i for i in items if i.__class__]", "{i.__class__: 1 for i in items}", "items[0].__class__",
        "items[x.__class__]", "upper(x=x.__class__)", "x . __class__", "x.\n__class__", "(x).__class__", "__import__('os')",
        "__builtins__", "__name__", "__file__", "__loader__", "__debug__", "x.__class__()", "x.__len__()", "o.__getattribute__('a')",
        "params.__class__", "x.__ｃlass__", "x.＿＿class＿＿", "＿＿import＿＿('os')",
    ],
)  # fmt: skip
def test_dunders_in_every_spelling(formula: str) -> None:
    assert (
        "underscores" in refused(formula)
        or "Unknown" in refused(formula)
        or "invalid character" in refused(formula)
    )


def test_dunder_loop_variables() -> None:
    assert "underscores" in refused("[__class__ for __class__ in items]")


@pytest.mark.parametrize(
    "formula", ['x["__class__"]', 'o["__class__"]', 'x["__class__"]["__mro__"]', 'items["__class__"]', "x[y]"]
)
def test_brackets_read_data_never_attributes(formula: str) -> None:
    assert value(formula, RECORD, y="__class__") == "<missing>"


@pytest.mark.parametrize("name", sorted(set(dir(builtins)) - set(CATALOGUE) - {"True", "False", "None"}))
def test_no_builtin_of_python_can_be_called_or_named(name: str) -> None:
    for formula in (f"{name}(x)", f"x.{name}()"):
        assert refused(formula) == f"Unknown function {name}."
    assert refused(name) in {f"Unknown name {name}.", "Names with two underscores are not allowed."}


GENERATED = ["B", "S", "P", "E", "T", "M", "U", "NOW", "PARAMS", "r", "K1", "find0"]


@pytest.mark.parametrize("name", [*GENERATED, "field", "spread", "entries0", "fn0"])
def test_names_of_generated_code_are_unknown_to_formulas(name: str) -> None:
    assert refused(name) == f"Unknown name {name}."
    assert refused(f"{name}(x)") == f"Unknown function {name}."


@pytest.mark.parametrize("name", [*GENERATED, "w1", "type", "Exception", "run"])
def test_names_of_generated_code_may_be_names_of_sources(name: str) -> None:
    rules = [
        {"target": "t", "source": {name: "a", "other": "b"}, "formula": f"[{name} + other, lookup('status', other), {name}.trim()]"},
        {"target": "u", "each": "l[*]", "as": name, "formula": f"{name} + 1"},
    ]  # fmt: skip
    assert output(rules, {"a": "x", "b": "paid", "l": [1]}) == {"t": ["xpaid", "PAID", "x"], "u": [2]}


@pytest.mark.parametrize(
    "formula",
    [
        '"{0.__class__}".format(x)', '"{}".format(x)', "x.format(o)", "x.format_map(o)", '"%s" % x', "f'{x!r}'", "f'{x:{n}}'", "f'{x:>999999999}'",
        "f'{x=}'", "x.join(items).format(o)", "str.format(x, o)", '"{0.__init__.__globals__}".format_map({"0": x})', "getattr(x, 'upper')",
        "x.getattr('upper')", "vars(x)", "dir(o)", "globals()", "locals()", "eval('1')", "exec('1')", "compile('1', 'f', 'eval')", "open('/etc/passwd')",
        "input()", "print(x)", "type(x)", "type('A', [], {})", "setattr(o, 'a', 1)", "breakpoint()", "help()", "exit()", "memoryview(x)",
        "(lambda: 1)()", "(lambda a: a)(x)", "(lambda: (yield))()", "[lambda: i for i in items]", "x[0](1)", "o.a(1)", "(x)(1)", "'a'()", "5()",
        "[upper][0](x)", "{'f': upper}['f'](x)", "(upper if n else lower)(x)", "upper(x)(x)", "items[0]()", "[f(x) for f in items]",
        "x ** 2", "2 ** 9999999999", "9 ** 9 ** 9 ** 9", "pow(2, 10**9)", "10 ** n", "1 << 999999999", "n << n", "~n", "n @ n",
        '"a" * 10', "10 * 'a'", "[0] * 10", "10 * [0]", "f'{x}' * n", "n * f'{x}'", "[i for i in items] * n", "x * 10**9", "n * [x]", '"a" % n',
        "*items", "[*items]", "upper(*items)", "upper(**o)", "{**o}", "(x, n)", "{x, n}", "{i for i in items}", "(y := 1)", "[y := i for i in items]",
        "await x", "yield", "import os", "x; import os", "x\nimport os", "x)\nimport os\n(", "x) + (y", "x))", ")(", "x if n", "x #\n)",
        "b'x'", "1j", "...", "x is 'a'", "[[[i for i in items] for j in items] for k in items]", "[i for i in items for j in items for k in items]",
    ],
)  # fmt: skip
def test_ways_out_are_closed(formula: str) -> None:
    assert refused(formula).endswith(".")


DEEP = {
    "parentheses": lambda n: "(" * n + "n" + ")" * n, "lists": lambda n: "[" * n + "n" + "]" * n, "objects": lambda n: '{"a": ' * n + "n" + "}" * n,
    "calls": lambda n: "abs(" * n + "n" + ")" * n, "indexes": lambda n: "items[" * n + "0" + "]" * n, "f-strings": lambda n: "f'{" * n + "n" + "}'" * n,
}  # fmt: skip


@pytest.mark.parametrize("deep", DEEP)
@pytest.mark.parametrize("depth", [100, 1_000, 4_000])
def test_deep_brackets(deep: str, depth: int) -> None:
    message = refused(DEEP[deep](depth))
    assert (
        "nested deeper" in message
        or "characters" in message
        or "parse" in message
        or "cannot be read" in message
    )


CHAINS = {
    "plus": lambda n: "+".join(["n"] * n), "attributes": lambda n: "o" + ".a" * n, "elements": lambda n: "items" + "[0]" * n, "minus": lambda n: "-" * n + "n",
    "not": lambda n: "not " * n + "n", "if": lambda n: "n if n > 1 else " * n + "n", "methods": lambda n: "n" + ".abs()" * n, "slices": lambda n: "x" + "[:]" * n,
}  # fmt: skip


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("length", [100, 250, 450, 900, 1_900, 5_000])
def test_long_chains_are_refused_or_work(chain: str, length: int) -> None:
    rule = {"target": "t", "source": {name: name for name in RECORD}, "formula": CHAINS[chain](length)}
    try:
        mapping = mapper([rule])
    except LoadError as error:
        answer = error.message
    else:
        answer = mapping.trace(RECORD).outcomes[0].status + "."
    assert answer.endswith(".")


def test_honest_chains_work() -> None:
    assert value(" + ".join(["n"] * 40), RECORD) == 200
    assert value("n if n > 9 else " * 20 + "x", RECORD) == "text"
    assert value("x" + ".trim()" * 20, RECORD) == "text"


@pytest.mark.parametrize("joiner", ["and", "or", "==", "!="])
def test_wide_formulas_work_up_to_the_limit(joiner: str) -> None:
    assert value(f" {joiner} ".join(["(n == n)"] * 300), RECORD) in {True, False}
    assert "characters" in refused(f" {joiner} ".join(["(n == n)"] * 5_000))


def test_as_many_parts_as_may_stand_in_a_formula() -> None:
    assert value(f"count([{','.join(['n'] * 1_900)}])", RECORD) == 1_900
    assert "2,000 parts" in refused(f"[{','.join(['n'] * 2_100)}]")
    assert "characters" in refused("n" + " " * 10_000)
