from __future__ import annotations

import inspect
import re
from pathlib import Path

from tests.oracle import collections_drawn, strategies
from tests.oracle.functions import CATALOGUE
from tests.oracle.shapes_of_formulas import EVERY_KIND, LITERALS, SHAPES

from mapbench.model.mapping import Rule

#: Texts about a rule; they have no effect on what it makes.
TALK = {"note", "owner", "ticket", "status"}
#: Functions of the interpreter itself.
OWN = {"coalesce", "default", "attempt", "lookup", "now"}


def test_every_function_is_drawn() -> None:
    shapes = " ".join([*EVERY_KIND, *(shape for kind in SHAPES.values() for shape in kind)])
    shapes += " ".join(literal for literals in LITERALS.values() for literal in literals)
    assert [name for name in {*CATALOGUE, *OWN} if f"{name}(" not in shapes] == []


def test_every_key_of_a_rule_is_drawn() -> None:
    text = inspect.getsource(strategies) + inspect.getsource(collections_drawn)
    names = {field.alias or name for name, field in Rule.model_fields.items()}
    assert sorted(name for name in names - TALK if f'"{name}"' not in text) == []


def test_the_interpreter_shares_nothing_with_the_engine() -> None:
    folder = Path(__file__).parent
    files = [*folder.glob("*.py"), *(folder / "functions").glob("*.py")]
    guilty = [
        file.name
        for file in files
        if re.search(r"^from mapbench\.(?!model|errors)", file.read_text(), re.MULTILINE)
    ]
    assert guilty == ["against.py"]
