"""Formulas and mapping files that are refused, written with marks: «the wrong characters» of a formula, ▸ before a place."""

from __future__ import annotations

from typing import Any

import pytest

from mapbench.engine import expressions as x
from mapbench.errors import LoadError, Problem
from mapbench.language.calls import check_call
from mapbench.language.environment import Environment
from mapbench.language.formula_text import FormulaError
from mapbench.language.formulas import Vocabulary, check_formula
from mapbench.language.resolve import resolve
from mapbench.model.documents import Document
from mapbench.model.loading import load

VOCABULARY = Vocabulary(
    names=frozenset({"x", "o", "items", "value", "count", "größe"}),
    call=check_call,
    params={"region": False, "letters": False, "salt": True},
    tables=frozenset({"country"}),
    functions={"clean_phone": ("phone",), "full_name": ("first", "last")},
)


def check(formula: str) -> x.Node:
    """The tree of a formula over x, o, items, value, count, größe; parameters region, letters and the secret salt."""
    return check_formula(formula, VOCABULARY)


def refused_formula(formula: str) -> FormulaError:
    """Why a formula is refused: one sentence, a hint, characters inside its text."""
    with pytest.raises(FormulaError) as caught:
        check(formula)
    error = caught.value
    assert error.message
    assert error.hint
    assert 0 <= error.start < error.end <= max(len(formula), 1)
    return error


def refuses(marked: str, message: str, hint: str) -> None:
    """The formula between the marks is refused with this message, at exactly these characters, and a hint with these words."""
    start, end = marked.index("«"), marked.index("»") - 1
    formula = marked.replace("«", "").replace("»", "")
    error = refused_formula(formula)
    shown = f"{formula[: error.start]}«{formula[error.start : error.end]}»{formula[error.end :]}"
    assert (marked, message) == (shown, error.message)
    assert (start, end) == (error.start, error.end)
    assert hint in error.hint, error.hint


def problems_of(text: str, environment: Environment | None = None, **given: Any) -> tuple[Problem, ...]:
    """Everything that a mapping file is refused for."""
    document = Document(f"mapping: m\n{text}", "m.yaml")
    with pytest.raises(LoadError) as caught:
        resolve(load("mapping", document), environment or Environment(**given), document)
    return caught.value.problems


def places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its ▸ marks, and the line and column that each of them stands before, in a file with one line above."""
    found, plain = [], text
    while "▸" in plain:
        before = plain[: plain.index("▸")]
        found.append((before.count("\n") + 2, len(before) - before.rfind("\n")))
        plain = plain.replace("▸", "", 1)
    return plain, found


def refuses_file(marked: str, *expected: tuple[str, str], environment: Environment | None = None) -> None:
    """The file is refused at its ▸ marks, each for (message, words of its hint), and for nothing else."""
    text, marks = places(marked)
    problems = problems_of(text, environment)
    assert [(message, *place) for (message, _), place in zip(expected, marks, strict=True)] == [
        (problem.message, problem.place.line, problem.place.column) for problem in problems
    ]
    for problem, (_, hint) in zip(problems, expected, strict=True):
        assert problem.place.file == "m.yaml"
        assert problem.hint
        assert hint in problem.hint, problem.hint


def accepts_file(text: str, environment: Environment | None = None) -> Any:
    """The program of a mapping file."""
    document = Document(f"mapping: m\n{text}", "m.yaml")
    return resolve(load("mapping", document), environment or Environment(), document)
