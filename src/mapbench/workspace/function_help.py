"""What people are told of a function: how it is called, what it is for, one example with its result."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from mapbench.engine.functions.catalogue import CATALOGUE, describe
from mapbench.workspace.formula_tokens import call_around
from mapbench.workspace.shown import line, shown
from mapbench.workspace.views import CallView, NameView, Opened

if TYPE_CHECKING:
    from mapbench.model.function import FunctionFile
    from mapbench.project.project import Project


def functions_known(project: Project) -> tuple[NameView, ...]:
    """The functions that formulas may call: the project's own, then the catalogue in its order."""
    own = [
        _own(loaded.id.replace("-", "_"), loaded.model)
        for loaded in project.functions.values()
        if loaded.model is not None
    ]
    return (*own, *_catalogue())


def call_at(workspace: Opened, text: str, at: int) -> CallView | None:
    """The call around a place of a formula, with the parameter that is being written there; None outside of calls."""
    found = call_around(text, at)
    if found is None:
        return None
    name, number, named = found
    known = next((one for one in functions_known(workspace.project) if one.text == name), None)
    if known is None:
        return None
    return CallView(
        name, known.signature, _parameter(known.signature, number, named), known.help, known.example
    )


@cache
def _catalogue() -> tuple[NameView, ...]:
    return tuple(
        NameView(
            name, "function", describe(name).rpartition(" → ")[2], None, function.help, describe(name),
            f"{function.example} = {_result(function.result)}",
        )
        for name, function in CATALOGUE.items()
    )  # fmt: skip


def _own(name: str, file: FunctionFile) -> NameView:
    signature = f"{name}({', '.join(file.parameters)})"
    example = ""
    if file.examples:
        first = file.examples[0]
        gives = _result(first.expect) if "expect" in first.model_fields_set else "missing"
        example = f"{name}({', '.join(map(_result, first.given))}) = {gives}"
    return NameView(
        name, "function", "any", None, line(file.note or file.title or file.formula), signature, line(example)
    )


def _result(value: Any) -> str:
    """A value as a formula would write it."""
    import json

    if isinstance(value, str | list | dict | bool) or value is None:
        return json.dumps(value, ensure_ascii=False, default=str)
    return shown(value).text


def _parameter(signature: str, number: int, named: str | None) -> tuple[int, int] | None:
    """Where a parameter stands in a signature; one that takes many stands for all that follow."""
    start = signature.index("(") + 1
    parts = _split(signature[start : signature.rindex(")")])
    spans = []
    for part in parts:
        spans.append((start, start + len(part), part.partition("=")[0].strip()))
        start += len(part) + 2
    if named is not None:
        return next(((a, b) for a, b, name in spans if name == named), None)
    if number < len(spans):
        return spans[number][:2] if spans[number][0] < spans[number][1] else None
    return spans[-1][:2] if spans and spans[-1][2] == "…" else None


def _split(inside: str) -> list[str]:
    """The parameters of a signature; a default may be a text with a comma in it."""
    parts, quoted, depth, start = [], False, 0, 0
    for at, sign in enumerate(inside):
        quoted ^= sign == '"'
        depth += (sign in "[{") - (sign in "]}") if not quoted else 0
        if sign == "," and not quoted and not depth:
            parts.append(inside[start:at])
            start = at + 2
    return [*parts, inside[start:]]
