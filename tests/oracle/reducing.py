"""Making a case small while it still shows the same thing; quicker here than shrinking draws."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.oracle.strategies import Case

FORMULAS = ("formula", "where", "group", "unique", "sort", "keyed_by", "when")
PLAINEST = ("null", "1", '"a"', "[]")


def reduce(case: Case, shows: Callable[[Case], bool], seconds: float = 20) -> Case:
    """The smallest case found in the time; `shows` says whether a case still shows what is looked for."""
    end = time.monotonic() + seconds
    smaller: Case | None = case
    while smaller is not None:
        case = smaller
        tries = (each for each in _smaller(case) if time.monotonic() < end)
        smaller = next((each for each in tries if shows(each)), None)
    return case


def _smaller(case: Case) -> Iterator[Case]:
    for record in case.records if len(case.records) > 1 else []:
        yield replace(case, records=[record])
    if case.schema is not None:
        yield replace(case, schema=None)
    for name in ("mapping", "records", "schema", "assertions"):
        yield from (replace(case, **{name: part}) for part in _parts(getattr(case, name)))


def _parts(value: Any) -> Iterator[Any]:
    """The value with one thing less, or one thing simpler."""
    if isinstance(value, dict):
        for key in value:
            yield {name: each for name, each in value.items() if name != key}
        for key, inner in value.items():
            formula = isinstance(inner, str) and key in FORMULAS
            for part in _simpler(inner) if formula else _parts(inner):
                yield {**value, key: part}
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value[:index] + value[index + 1 :]
            yield from ([*value[:index], part, *value[index + 1 :]] for part in _parts(inner))


def _simpler(formula: str) -> Iterator[str]:
    """A part of the formula alone, or the formula with something plain, or a part of it, in place of a part."""
    try:
        nodes = [
            node for node in ast.walk(ast.parse(formula, mode="eval").body) if isinstance(node, ast.expr)
        ]
    except SyntaxError:
        return
    segments = {id(node): ast.get_source_segment(formula, node) or formula for node in nodes}
    yield from (segments[id(node)] for node in nodes[1:])
    for node in nodes[1:]:
        own = segments[id(node)]
        if isinstance(node, ast.Constant | ast.Name) or formula.count(own) != 1:
            continue
        inner = [segments[id(child)] for child in ast.iter_child_nodes(node) if id(child) in segments]
        yield from (formula.replace(own, other) for other in (*PLAINEST, *inner))
