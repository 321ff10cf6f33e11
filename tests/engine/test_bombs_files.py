"""Mapping files that attack the generated code: names and texts as hostile as they come stay data, deep files are refused or work."""

import ast
from typing import Any

import pytest
from tests.engine.mapped import mapper, outcome, output

from mapbench.engine.compiler import compile_program, generate
from mapbench.engine.value_code import Tracing
from mapbench.errors import LoadError
from mapbench.language.environment import Environment
from mapbench.language.paths import path_text
from mapbench.language.resolve import resolve
from mapbench.model.mapping import MappingFile

HOSTILE = [
    '"]; import os #', "'); import os; ('", '"""', "'''", "{x}", "{0.__class__}", "{{}}", "}", "{", "%s%s", "\n", "\r\nimport os\n", "\t", "\\", '\\"', "\\'",
    "\\N{BULLET}", "\\x00", "\x00", "\x1b[31m", "\u2028", "\u2029", "\ufeff", "\u202e", "ä", "😀", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "__class__", "r", "E", "B", "import os", "None", "del", "class", "self", "$", "@", "*", "..", "[0]", "a.b", "a b", " ", "#", ";", ":", "=", "()", "f'{r}'",
    "x" * 500, "<script>", "$(rm -rf /)", "`id`", "'; DROP TABLE t; --", "${HOME}", "\x7f", "\x85", "\xa0",
]  # fmt: skip
QUOTED = {text: path_text((text,)) for text in HOSTILE}


def code_of(mapping: dict[str, Any]) -> list[str]:
    """The texts of all generated modules of a mapping."""
    program = resolve(MappingFile.model_validate({"mapping": "m", **mapping}), Environment())
    compiled = compile_program(program)
    modules = [compiled.plain, compiled.quick, generate(program, Tracing())]
    return [module.source for module in modules if module is not None]


def is_plain(source: str) -> bool:
    """Whether generated code has no import, no dunder, no global statement and no call of a Python builtin beyond kinds and loops."""
    allowed_attributes = {
        "append",
        "elements",
        "get",
        "items",
        "take_elements",
        "take_text",
        "text",
        "values",
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(
            node,
            ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.ClassDef | ast.Delete | ast.With,
        ):
            return False
        if isinstance(node, ast.Attribute) and node.attr not in allowed_attributes:
            return False
        if isinstance(node, ast.Name) and (
            node.id.startswith("__") or node.id in {"eval", "exec", "open", "getattr", "compile"}
        ):
            return False
    return True


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_or_text_is_data_wherever_it_stands(text: str) -> None:
    path = QUOTED[text]
    literal = repr(text) if "\ufeff" not in text else '"\\ufeff"'
    rules = [
        {"target": f"t.{path}" if not path.startswith("[") else f"t{path}", "source": path},
        {"target": "constant", "constant": {text: [text]}},
        {"target": "lookup", "source": path, "lookup": {"v": text, text: "x"}},
        {"target": "default", "source": "gone", "default": text},
        {"target": "formula", "formula": f"[{literal}, {{{literal}: {literal}}}]"},
        {"target": "field", "source": {"o": "o"}, "formula": f"o[{literal}]"},
        {
            "target": "cases",
            "source": path,
            "cases": [{"when": f"value == {literal}", "value": 1}],
            "otherwise": text,
        },
        {"target": "inner", "rules": [{"target": path, "source": path}], "note": text, "owner": text},
        {
            "target": "keyed",
            "each": "l[*]",
            "keyed_by": literal,
            "on_duplicate": "last",
            "rules": [{"target": path, "constant": text}],
        },
        {
            "target": "copied",
            "rules": [{"copy_all": {"from": "o", "except": [text + "!"], "rename": {text: text + "?"}}}],
        },
    ]
    if text == "__class__":
        rules = [rule for rule in rules if rule["target"] != "formula"]
    mapping = {"rules": rules, "title": text, "owner": text, "note": text}
    assert all(is_plain(source) for source in code_of(mapping))
    made = output(rules, {text: "v", "o": {text: "w", text + "!": 1}, "l": [1]})
    assert made["t"] == made["inner"] == {text: "v"}
    assert made["constant"] == {text: [text]}
    assert (made["lookup"], made["default"], made["field"], made["cases"]) == (text, text, "w", text)
    assert made["keyed"] == {text: {text: text}}
    assert made["copied"] == {text + "?": "w"}
    if text != "__class__":
        assert made["formula"][:2] == [text, {text: text}]


def test_ten_thousand_rules_with_hostile_targets() -> None:
    names = [f"{HOSTILE[number % len(HOSTILE)]}{number}" for number in range(10_000)]
    rules = [{"target": path_text((name,)), "source": path_text((name,))} for name in names]
    program = resolve(MappingFile.model_validate({"mapping": "m", "rules": rules}), Environment())
    compiled = compile_program(program)
    assert is_plain(compiled.plain.source)
    record = {name: number for number, name in enumerate(names)}
    (result,) = compiled.bind().outcomes(record)
    assert (result.status, result.output) == ("accepted", record)


def test_one_cannot_reach_the_generated_code_s_names_by_paths() -> None:
    for path in ("__class__", "E", "$", "r", "B.text", "S", "__globals__.__builtins__"):
        assert output([{"target": "t", "source": path}], {"a": 1}) in ({}, {"t": {"a": 1}})


@pytest.mark.parametrize("text", ["m; import os", "a\nb", '"""'])
def test_ids_and_versions_are_checked_before_they_reach_any_code(text: str) -> None:
    with pytest.raises(ValueError, match="mapping"):
        MappingFile.model_validate({"mapping": text})


@pytest.mark.parametrize("depth", [5, 15, 30, 45])
def test_objects_in_objects(depth: int) -> None:
    rules: list[dict[str, Any]] = [{"target": "t", "source": "$.a"}]
    record: Any = {"a": 1}
    made: Any = {"t": 1}
    for _ in range(depth):
        rules, made = [{"target": "o", "rules": rules}], {"o": made}
    assert output(rules, record) == made


@pytest.mark.parametrize("depth", [5, 12, 20, 45])
def test_collections_in_collections_and_loops_in_loops(depth: int) -> None:
    rules: list[dict[str, Any]] = [{"target": "t", "constant": 1}]
    record: Any = {}
    for _ in range(depth):
        rules, record = [{"target": "l", "each": "l[*]", "rules": rules}], {"l": [record]}
    loops = {"target": "flat", "each": [f"$.one[*] as a{number}" for number in range(depth)], "formula": "a0"}
    try:
        mapping = mapper([*rules, loops])
    except LoadError as error:
        refusal = error.hint
        assert refusal
    else:
        assert outcome(mapping, {**record, "one": [1]}).status == "accepted"


@pytest.mark.parametrize("count", [100, 500, 2_000])
def test_many_cases(count: int) -> None:
    cases = [{"when": f"value == {number}", "value": number} for number in range(count)]
    assert output([{"target": "t", "source": "n", "cases": cases}], {"n": count - 1}) == {"t": count - 1}


def test_a_long_row_of_named_values() -> None:
    lets = {
        "n0": {"source": "n"},
        **{f"n{number + 1}": {"formula": f"n{number} + 1"} for number in range(300)},
    }
    assert output([{"target": "t", "formula": "n300"}], {"n": 0}, let=lets) == {"t": 300}
