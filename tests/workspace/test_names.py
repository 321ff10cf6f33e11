import pytest

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.workspace.reading import call_at, formula_problem, names_in_scope

HEAD = """\
params:
  region: {type: string, note: Where}
let:
  city: {source: address.city, note: The town}
"""
RULES = """\
- {target: total, source: {a: id, b: address}, formula: a}
- target: lines
  each: lines[*]
  as: line
  rules:
  - {target: sku, source: sku}
"""


def names(workspace, *at):
    return {one.text: one for one in names_in_scope(workspace, "shop-order", at)}


def problem(workspace, draft, *at):
    return formula_problem(workspace, "shop-order", at or ("rules", 0), draft)


def test_paths_come_with_type_and_sample(made):
    found = names(made(RULES, HEAD), "rules", 0)
    assert (found["id"].kind, found["id"].type, found["id"].sample.text) == ("source", "int", "7")
    assert found["lines[*].sku"].sample.text == "a"
    assert found["name"].help == "Who␊bought"


def test_inside_a_collection_paths_start_at_the_item_and_others_at_the_record(made):
    found = names(made(RULES, HEAD), "rules", 1, "rules", 0)
    assert (found["sku"].sample.text, found["$.id"].type, "lines[*].sku" in found) == ("a", "int", False)


def test_names_parameters_and_tables_are_in_scope(made):
    workspace = made(RULES, HEAD, **{"lookups/country.yaml": "lookup: country\nentries: {DE: Germany}\n"})
    found = names(workspace, "rules", 0)
    assert [(found[name].kind, found[name].type, found[name].help) for name in ("a", "b", "city", "params.region")] == [
        ("name", "int", "← id"), ("name", "object", "← address"), ("name", "any", "The town"), ("param", "text", "Where"),
    ]  # fmt: skip
    assert found["country"].kind == "lookup"
    assert {"line", "index", "city"} <= names(workspace, "rules", 1).keys()


def test_names_come_with_their_values_in_the_first_fixture(made):
    found = names(made(RULES, HEAD), "rules", 0)
    assert [found[name].sample.text for name in ("a", "b", "city")] == ["7", "2 fields", "Malmö"]
    found = names(made(RULES, HEAD), "rules", 1)
    assert [found[name].sample.text for name in ("line", "index")] == ["3 fields", "0"]
    assert "value" not in found
    assert names(made("- {target: total, formula: nope}\n"), "rules", 0)["id"].sample.text == "7"


def test_every_function_has_help_a_signature_and_an_example(made):
    found = names(made(RULES), "rules", 0)
    assert [
        name for name in CATALOGUE if not (found[name].help and found[name].signature and found[name].example)
    ] == []
    assert found["digits"].example == 'digits("+1 (555) 625-9044") = "15556259044"'


def test_the_projects_own_functions_are_told_with_their_first_example(storefront):
    found = {one.text: one for one in names_in_scope(storefront, "shopify-order", ("rules", 0))}
    assert (found["money"].signature, found["money"].example) == ("money(amount)", 'money("199.00") = 199')


def test_the_call_at_the_cursor_underlines_its_argument(made):
    workspace = made(RULES)
    found = call_at(workspace, 'decimal(total, ",", "', 20)
    assert found.signature == 'decimal(x, decimal=".", group="") → exact number'
    assert found.signature[slice(*found.parameter)] == 'group=""'
    assert call_at(workspace, "join(a, b", 9).help == "Values as one text, null and missing left out."
    found = call_at(workspace, "min(a, b, c", 11)
    assert found.signature[slice(*found.parameter)].endswith("…")
    assert call_at(workspace, "nothing(a", 8) is None


@pytest.mark.parametrize(
    ("draft", "wrong", "suggestion"),
    [
        (
            {"source": {"total": "id", "discount": "id"}, "formula": "total - decimal(discont)"},
            "discont",
            "discount",
        ),
        ({"source": "id", "formula": "1 + uper(value)"}, "uper", "upper"),
        ({"source": "id", "formula": 'lookup("contry", value)'}, '"contry"', '"country"'),
        ({"source": "id", "formula": "params.regio"}, "params.regio", "params.region"),
        ({"source": "id", "formula": "region"}, "region", "params.region"),
        ({"source": "id", "formula": "value = 1"}, "value = 1", None),
        (
            {"source": {"v": "id"}, "cases": [{"when": "v > 1", "value": 2}, {"when": "w > 1", "value": 3}]},
            "w",
            None,
        ),
    ],
)
def test_a_problem_names_the_exact_characters_and_what_was_meant(made, draft, wrong, suggestion):
    workspace = made(RULES, HEAD, **{"lookups/country.yaml": "lookup: country\nentries: {DE: Germany}\n"})
    found = problem(workspace, {"target": "total", **draft})
    text = draft
    for key in found.key:
        text = text[key]
    assert (text[found.start : found.end], found.suggestion) == (wrong, suggestion)


def test_what_is_right_has_no_problem(made):
    assert problem(made(RULES), {"target": "total", "source": "id", "formula": "value + 1"}) is None


def test_a_draft_that_is_no_rule_has_a_problem_without_characters(made):
    found = problem(made(RULES), {"target": 5})
    assert (found.start, found.end, "text" in found.problem.message) == (0, 0, True)


def test_a_path_that_is_refused_points_into_its_text(made):
    found = problem(made(RULES), {"target": "total", "source": {"a": "lines[", "b": "id"}, "formula": "a"})
    assert (found.key, found.start) == (("source", "a"), 5)
