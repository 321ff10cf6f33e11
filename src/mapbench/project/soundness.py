"""What is wrong inside a file though it can be read, and would only show once something used it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, MapbenchError, Problem
from mapbench.model.base import UNSET
from mapbench.model.nearest import did_you_mean, nearest
from mapbench.schemas.keywords import SchemaError

if TYPE_CHECKING:
    from mapbench.language.environment import Environment
    from mapbench.model.documents import Document
    from mapbench.model.entity import EntityFile
    from mapbench.model.function import FunctionFile
    from mapbench.project.project import Project
    from mapbench.schemas.fields import Field

#: From this likeness on a name is taken for another one that was misspelt.
_SLIP = 75


def unsound(project: Project) -> Iterator[Problem]:
    """Tables that cannot be read, functions that do not parse or whose examples fail, entities that misspell a field."""
    for lookup in project.lookups.values():
        if lookup.model is not None:
            yield from _of_table(project, lookup.id)
    for entity in project.entities.values():
        if entity.model is not None and entity.document is not None:
            yield from _of_entity(entity.model, entity.document)
    yield from _of_functions(project)


def _of_table(project: Project, lookup: str) -> Iterator[Problem]:
    try:
        project.table(lookup)
    except LoadError as error:
        yield from error.problems
    except MapbenchError as error:
        yield Problem(error.message, error.hint, error.place)


def _of_entity(model: EntityFile, document: Document) -> Iterator[Problem]:
    from mapbench.schemas.fields import Schema

    try:
        schema = Schema(model.schema_)
    except SchemaError:
        return  # told with the schema
    for number, name in enumerate(model.key or ()):
        yield from _slip(name, schema.root, "The key", document, ("key", number))
    required = model.schema_.get("required")
    for number, name in enumerate(required if isinstance(required, list) else ()):
        yield from _slip(name, schema.root, "`required`", document, ("schema", "required", number))
    for number, assertion in enumerate(model.assert_):
        for name, offset in _fields_of(assertion.that):
            if schema.root.order() and schema.root.child(name) is None:
                message = f"The assertion reads {name}, which the schema does not have."
                place = document.scalar_position(("assert", number, "that"), offset)
                yield Problem(message, did_you_mean(name, schema.root.order()), place)


def _slip(
    name: str, root: Field, who: str, document: Document, at: tuple[str | int, ...]
) -> Iterator[Problem]:
    near = nearest(name, root.order(), _SLIP)
    if root.child(name.partition(".")[0]) is None and near is not None:
        message = f"{who} names {name}, which the schema does not have."
        yield Problem(message, f"Did you mean {near!r}?", document.position(at))


def _fields_of(formula: str) -> Iterator[tuple[str, int]]:
    """The bare names of an assertion with their offsets; none where it does not parse."""
    from mapbench.engine import expressions as x
    from mapbench.language.calls import check_call
    from mapbench.language.formula_text import FormulaError
    from mapbench.language.formulas import check_formula
    from mapbench.language.vocabulary import Vocabulary

    try:
        tree = check_formula(formula, Vocabulary(frozenset(), check_call, open_fields="$"))
    except FormulaError:
        return
    for node in x.walk(tree):
        if isinstance(node, x.Member) and isinstance(node.object, x.Name) and node.object.name == "$":
            yield node.name, node.span[0]


def _of_functions(project: Project) -> Iterator[Problem]:
    from mapbench.project.programs import engine_table, functions_of

    if not project.functions:
        return
    from mapbench.language.environment import Environment

    environment = Environment(
        table_names=frozenset(project.ids("lookup")),
        tables=lambda name: engine_table(project, name),
        functions=functions_of(project),
        broken_functions={
            one.id.replace("-", "_"): str(one.path) for one in project.functions.values() if one.model is None
        },
    )
    for loaded in project.functions.values():
        if loaded.model is not None and loaded.document is not None:
            yield from _of_function(loaded.model, loaded.document, environment)


def _of_function(model: FunctionFile, document: Document, environment: Environment) -> Iterator[Problem]:
    try:
        results = list(_results(model, environment))
    except LoadError as error:
        yield from (one for one in error.problems if one.place.file is not None)
        return
    except MapbenchError:
        return  # a table that is told by itself
    for number, (example, given) in enumerate(zip(model.examples, results, strict=False)):
        at = ("examples", number, "expect")
        if len(example.given) != len(model.parameters):
            message = f"{model.function} takes {len(model.parameters)} values; the example gives {len(example.given)}."
            hint = (
                f"Give one for each of {', '.join(model.parameters)}." if model.parameters else "Give none."
            )
            yield Problem(message, hint, document.position(("examples", number, "given")))
        elif not _same(given, example.expect):
            message = f"The example expects {_text(example.expect)}; {model.function} gives {_text(given)}."
            yield Problem(message, "Correct the formula, or the example.", document.position(at))


def _results(model: FunctionFile, environment: Environment) -> Iterator[Any]:
    """What the function gives for each of its examples, UNSET for missing. Raises LoadError where it is refused."""
    from mapbench.engine.compiler import compile_program
    from mapbench.language.resolve import resolve
    from mapbench.model.mapping import MappingFile

    names = [f"given_{number}" for number in range(len(model.parameters))]
    call = f"{model.function.replace('-', '_')}({', '.join(names)})"
    rule: dict[str, Any] = {"target": "result", "formula": call}
    if names:
        rule["source"] = {name: name for name in names}
    mapping = MappingFile.model_validate({"mapping": "example", "rules": [rule]})
    mapper = compile_program(resolve(mapping, environment)).bind({}, {}, None)
    for example in model.examples:
        [outcome] = mapper.trace(dict(zip(names, example.given, strict=False))).outcomes
        yield _Failed(outcome.errors[0].message) if outcome.errors else outcome.output.get("result", UNSET)


class _Failed(str):
    """What a call said instead of giving a value."""

    __slots__ = ()


def _same(given: Any, expected: Any) -> bool:
    if isinstance(given, _Failed) or isinstance(given, bool) is not isinstance(expected, bool):
        return False
    return bool(_plain(given) == expected)


def _plain(value: Any) -> Any:
    """A value with exact numbers as the file writes them."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def _text(value: Any) -> str:
    if isinstance(value, _Failed):
        return f"an error: {value.rstrip('.')}"
    return "missing" if value is UNSET else json.dumps(_plain(value), ensure_ascii=False, default=str)
