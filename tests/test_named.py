"""Everything the mapping format names has a test of its name: each key, each function, each error code."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.errors import RECORD_ERROR_CODES
from mapbench.model.kinds import schema_of

TESTS = Path(__file__).parent
#: The shapes of a mapping file by their names in the published schema, and how tests call them.
SHAPES = {
    "Rule": "rule",
    "LetValue": "let",
    "Case": "case",
    "CopyAll": "copy_all",
    "Condition": "condition",
    "Parameter": "parameter",
}


@cache
def names() -> frozenset[str]:
    """The names of all test functions under tests/."""
    trees = (ast.parse(path.read_bytes()) for path in TESTS.rglob("test_*.py"))
    return frozenset(
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def without_a_test(wanted: Iterable[str]) -> list[str]:
    return sorted(set(wanted) - names())


def test_every_key_of_the_published_mapping_schema_has_a_named_test() -> None:
    schema = schema_of("mapping")
    assert set(schema["$defs"]) == set(SHAPES), "a new shape: name it in SHAPES"
    keys = [f"test_key_mapping_{key}" for key in schema["properties"]]
    for title, shape in SHAPES.items():
        keys += [f"test_key_{shape}_{key}" for key in schema["$defs"][title]["properties"]]
    assert without_a_test(keys) == []


def test_every_function_has_a_named_test() -> None:
    assert without_a_test(f"test_{name}" for name in CATALOGUE) == []


def test_every_error_code_has_a_named_test() -> None:
    assert without_a_test(f"test_code_{code.replace('-', '_')}" for code in RECORD_ERROR_CODES) == []


def test_no_named_test_stands_for_a_key_or_code_that_is_gone() -> None:
    schema = schema_of("mapping")
    keys = {f"mapping_{key}" for key in schema["properties"]}
    keys |= {
        f"{shape}_{key}" for title, shape in SHAPES.items() for key in schema["$defs"][title]["properties"]
    }
    assert {name.removeprefix("test_key_") for name in names() if name.startswith("test_key_")} <= keys
    codes = tuple(f"test_code_{code.replace('-', '_')}" for code in RECORD_ERROR_CODES)
    assert [name for name in names() if name.startswith("test_code_") and not name.startswith(codes)] == []
