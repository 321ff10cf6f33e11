"""Names, named values, functions of a project, parameters and stages that are refused at load, each at its line and column."""

import pytest
from tests.language.refusing import accepts_file, problems_of, refuses_file

from mapbench.engine.program import Table
from mapbench.language.environment import Environment, WrittenAssertion, WrittenFunction
from mapbench.model.documents import Document

USED = "The name a is already used in this scope."
WORDS = [
    "if",
    "class",
    "None",
    "'true'",
    "'null'",
    "missing",
    "params",
    "__x",
    "__",
    "a-b",
    "'1a'",
    "a b",
    "''",
]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("let: {a: {constant: 1}}\nrules: [{target: t, source: {a: ▸b}, formula: a}]", USED),
        ("let: {a: {constant: 1}}\nrules: [{target: t, each: 'l[*]', as: ▸a, formula: a}]", USED),
        ("let: {a: {constant: 1}}\nrules: [{target: t, each: [▸'l[*] as a'], formula: a}]", USED),
        ("let: {a: {constant: 1}}\nrules: [{target: t, let: {a: ▸{constant: 1}}, rules: []}]", USED),
        ("let: {a: {constant: 1}}\nrules: [{target: t, formula: '[a for ▸a in [1]]'}]", "The name a is already in use here."),
        ("let: {a: {constant: 1}}\nskip_when: {source: {a: ▸b}, formula: a}", USED),
        ("each: 'l[*]'\nas: a\nlet: {a: ▸{constant: 1}}", USED),
        ("each: 'l[*]'\nas: a\nrules: [{target: t, source: {a: ▸b}, formula: a}]", USED),
        ("rules: [{target: t, each: 'l[*]', as: a, source: {a: ▸b}, formula: a}]", USED),
        ("rules: [{target: t, each: 'l[*]', as: a, rules: [{target: u, source: {a: ▸b}, formula: a}]}]", USED),
        ("rules: [{target: t, each: 'l[*]', as: a, rules: [{target: u, each: 'm[*]', as: ▸a, formula: a}]}]", USED),
        ("rules: [{target: t, each: 'l[*]', as: a, let: {a: ▸{constant: 1}}, formula: a}]", USED),
        ("rules: [{target: t, each: ['l[*] as a', ▸'m[*] as a'], formula: a}]", USED),
        ("rules: [{target: t, source: {a: b}, when: {source: {a: ▸c}, formula: a}, formula: a}]", USED),
        ("rules: [{target: t, source: {a: b}, formula: '[a for ▸a in [1]]'}]", "The name a is already in use here."),
        ("rules: [{target: t, rules: [{target: u, let: {a: {constant: 1}}, rules: [{target: v, let: {a: ▸{constant: 1}}, rules: []}]}]}]", USED),
    ],
)  # fmt: skip
def test_a_name_used_twice_in_scope(file: str, message: str) -> None:
    refuses_file(f"{file}\n", (message, "Choose another"))


def test_names_of_scopes_side_by_side_and_names_that_the_format_gives_do_not_clash() -> None:
    accepts_file(
        "rules:\n- {target: t, source: {a: b}, formula: a}\n- {target: u, source: {a: b}, formula: a}\n"
        "- {target: v, each: 'l[*]', rules: [{target: w, each: 'm[*]', formula: item}, {target: x, source: {item: y}, formula: item}]}\n"
    )


@pytest.mark.parametrize("word", WORDS)
def test_reserved_names_and_what_is_no_name(word: str) -> None:
    plain = word.strip("'")
    message = f"{plain} cannot be a name in formulas."
    refuses_file(
        f"rules: [{{target: t, source: {{{word}: ▸b}}, formula: '1'}}]\n", (message, "Choose another name")
    )
    refuses_file(
        f"rules: [{{target: t, each: 'l[*]', as: ▸{word}, formula: '1'}}]\n", (message, "Choose another name")
    )
    refuses_file(f"let: {{{word}: ▸{{constant: 1}}}}\n", (message, "Choose another name"))


@pytest.mark.parametrize("word", ["true", "a-b", "params", "1a", "__a"])
def test_names_of_parameters(word: str) -> None:
    refuses_file(
        f"params: {{'{word}': ▸{{}}}}\n", (f"{word} cannot be the name of a parameter.", "Use a plain name.")
    )


@pytest.mark.parametrize("params", ["{n: {type: integer, default: x}}", "{n: {type: string, default: 1}}"])
def test_parameters_that_cannot_be_read_or_are_of_another_type(params: str) -> None:
    assert problems_of(f"params: {params}\n")


def test_parameters_may_be_named_like_keywords() -> None:
    accepts_file(
        "params: {class: {}, from: {default: x}}\nrules: [{target: t, formula: params.class + params.from}]"
    )


@pytest.mark.parametrize(
    ("lets", "ring"),
    [
        ("{a: ▸{formula: a}}", "a → a"),
        ("{a: ▸{formula: b}, b: {formula: a + 1}}", "a → b → a"),
        (
            "{a: ▸{formula: b}, b: {cases: [{when: c, value: 1}]}, c: {source: {x: y}, formula: x + a}}",
            "a → b → c → a",
        ),
        ("{a: ▸{formula: '[i + a for i in [1]]'}}", "a → a"),
        ("{a: ▸{source: x, cases: [{when: value, formula: a}]}}", "a → a"),
    ],
)
def test_cyclic_let(lets: str, ring: str) -> None:
    refuses_file(f"let: {lets}\n", (f"The named value a needs itself: {ring}.", "Break the circle"))


def test_let_may_be_used_before_it_is_written_and_hidden_by_a_loop_variable_of_another_name() -> None:
    accepts_file(
        "let: {a: {formula: b + 1}, b: {formula: '[i for i in [1]][0]'}}\nrules: [{target: t, formula: a}]"
    )


@pytest.mark.parametrize(
    ("let", "message"),
    [
        ("▸{}", "The rule has no body."),
        ("{source: x, constant: ▸1}", "The rule has two bodies: source and constant."),
        ("{formula: '1', cases: ▸[]}", "The rule has two bodies: formula and cases."),
        ("{source: x, lookup: ▸zebra}", "Unknown lookup table zebra."),
        ("{formula: ▸zebra}", "Unknown name zebra."),
        ("{source: 'x[▸'}", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
    ],
)
def test_let_values_are_checked_like_rules(let: str, message: str) -> None:
    refuses_file(f"let: {{a: {let}}}\n", (message, ""))
    refuses_file(f"rules: [{{target: t, let: {{a: {let}}}, rules: []}}]\n", (message, ""))


def function(name: str, formula: str, *parameters: str) -> WrittenFunction:
    text = f"function: {name}\nparameters: [{', '.join(parameters)}]\nformula: {formula}\n"
    return WrittenFunction(name, parameters, formula, Document(text, f"functions/{name}.yaml"))


FUNCTIONS = Environment(
    functions={
        f.name: f
        for f in (
            function("own", "own(x)", "x"), function("to", "fro(x)", "x"), function("fro", "upper(to(x))", "x"),
            function("bad", "upper(y)", "x"), function("twice", "x", "x", "x"), function("reserved", "'1'", "true"),
            function("reads", "value", "x"), function("gets", "params.region", "x"), function("fine", "upper(x)", "x"),
        )
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "line", "column", "message"),
    [
        ("own", 3, 10, "The function own calls itself: own → own."),
        ("to", 3, 10, "The function to calls itself: to → fro → to."),
        ("bad", 3, 16, "Unknown name y."),
        ("twice", 2, 13, "The parameters of twice cannot be named so."),
        ("reserved", 2, 13, "The parameters of reserved cannot be named so."),
        ("reads", 3, 10, "Unknown name value."),
        ("gets", 3, 10, "Unknown parameter region."),
    ],
)
def test_functions_of_the_project_are_refused_in_their_own_file(
    name: str, line: int, column: int, message: str
) -> None:
    arguments = "1, 2" if name == "twice" else "1"
    problem = problems_of(
        f"params: {{region: {{}}}}\nrules: [{{target: t, formula: '{name}({arguments})'}}]\n", FUNCTIONS
    )[0]
    assert (message, f"functions/{name}.yaml", line, column) == (
        problem.message, problem.place.file, problem.place.line, problem.place.column
    )  # fmt: skip
    assert problem.hint


def test_functions_that_no_rule_calls_are_not_looked_into() -> None:
    accepts_file("rules: [{target: t, formula: 'fine(1)'}]", FUNCTIONS)


@pytest.mark.parametrize(
    "stage",
    [
        "as: x",
        "where: x",
        "sort: x",
        "unique: x",
        "group: x",
        "limit: 1",
        "keyed_by: x",
        "on_item_error: drop",
    ],
)
def test_stages_without_each(stage: str) -> None:
    key, value = stage.split(": ")
    for body in ("source: s", "constant: 1", "rules: []"):
        refuses_file(
            f"rules: [{{target: t, {body}, {key}: ▸{value}}}]\n",
            (f"`{key}` belongs to a collection.", "Add `each: PATH[*]`"),
        )


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("each: 'l[*]', on_duplicate: ▸first, formula: item", "`on_duplicate` belongs to `keyed_by`."),
        ("each: ['l[*] as a'], as: ▸b, formula: a", "Nested loops name their items in `each`."),
        ("each: [▸'l[*]'], formula: '1'", "A nested loop needs a name for its item."),
        ("each: ▸[], formula: '1'", "`each` has no path."),
        ("each: [▸'l[*] as if'], formula: '1'", "if cannot be a name in formulas."),
        ("each: 'l[*]', group: ▸[], formula: '1'", "`group` has no formula."),
        ("each: 'l[*]', source: ▸x, rules: []", "A collection starts at `each`, not at `source`."),
        ("each: 'l[*]', where: ▸itm.x, formula: item", "Unknown name itm."),
        ("each: 'l[*]', sort: ['-▸itm.x', item.a], formula: item", "Unknown name itm."),
        ("each: 'l[*]', sort: ' -  ▸itm.x', formula: item", "Unknown name itm."),
        ("each: 'l[*]', where: ▸index > 1, formula: item", "Unknown name index."),
        ("each: 'l[*]', keyed_by: ▸index, formula: item", "Unknown name index."),
        ("each: 'l[*]', let: {p: {formula: index}}, where: ▸p > 1, formula: p", "`where` reads p, which needs index; items are numbered after the stages."),
        ("each: 'l[*]', as: x, formula: ▸item", "Unknown name item."),
        ("each: l, formula: ▸key", "Unknown name key."),
        ("each: 'l[*]', limit: ▸-1, formula: item", None),
        ("each: 'l[*]', on_duplicate: ▸never, keyed_by: item, formula: item", "`on_duplicate` has to be error, first or last, not 'never'."),
    ],
)  # fmt: skip
def test_collections(keys: str, message: str | None) -> None:
    if message is None:
        assert problems_of(f"rules: [{{target: t, {keys.replace('▸', '')}}}]")[0].message.startswith(
            "`limit` cannot be -1"
        )
    else:
        refuses_file(f"rules: [{{target: t, {keys}}}]\n", (message, ""))


@pytest.mark.parametrize(
    "body", ["", ", constant: 1", ", source: s", ", lookup: {a: b}", ", formula: item, lookup: {a: b}"]
)
def test_the_body_of_a_collection(body: str) -> None:
    problems = problems_of(f"rules:\n- {{target: t, each: 'l[*]'{body}}}\n")
    assert problems[0].message == "The body of a collection is `rules` or a `formula`."
    assert (problems[0].place.line, problems[0].place.column) == (3, 3)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("as: ▸x", "`as` names the item of `each`."),
        ("group: a\ngroup_all: ▸true", "`group` and `group_all` do not go together."),
        ("each: 'l[*]'\nas: ▸if", "if cannot be a name in formulas."),
        ("each: 'l[▸'", "A bracket takes a name in quotes, a position, a slice, * or a ?filter."),
        ("each: ['l[*] as a']\nas: ▸b", "Nested loops name their items in `each`."),
        ("skip_when: ▸x", "Unknown name x."),
        ("skip_when: {source: {a: b}, formula: ▸b}", "Unknown name b."),
        ("group: [a, ▸params]", "Parameters are read by name."),
        ("group: upper▸(", None),
        ("▸rulse: []", "The key `rulse` is not known."),
        ("rules: [{target: a, ▸sauce: b}]", "The key `sauce` is not known in `rules`."),
    ],
)
def test_keys_of_the_mapping(file: str, message: str | None) -> None:
    found = problems_of(f"{file.replace('▸', '')}\n")
    refuses_file(f"{file}\n", (message or found[0].message, ""))


def test_a_mapping_level_group_has_formulas() -> None:
    assert problems_of("group: []\nrules: [{target: t, source: a}]\n")


def test_assertions_are_refused_in_the_entity_s_file() -> None:
    entity = Document("entity: order\nassert:\n- that: total >= zebra(1)\n", "canonical/order.yaml")
    assertion = WrittenAssertion("total >= zebra(1)", "no", document=entity, key_path=("assert", 0, "that"))
    problem = problems_of("rules: []\n", Environment(assertions=(assertion,)))[0]
    assert (
        problem.message, problem.place.file, problem.place.line, problem.place.column
    ) == ("Unknown function zebra.", "canonical/order.yaml", 3, 18)  # fmt: skip


def test_a_table_that_fails_to_load_is_reported_once_for_all_its_rules() -> None:
    environment = Environment(tables={"double": Table("double", {"a": "X", "b": "X"})})
    rule = "source: s, lookup: double, reverse: true"
    problems = problems_of(f"rules: [{{target: t, {rule}}}, {{target: u, {rule}}}]\n", environment)
    assert [problem.message for problem in problems] == [
        "The table double is not one-to-one: a and b both give X."
    ]
