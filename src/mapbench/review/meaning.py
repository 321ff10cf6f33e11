"""When two spellings of a rule mean one thing: formulas by their syntax, paths by their steps."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any, Final

from mapbench.errors import MapbenchError
from mapbench.language.formula_text import parse

#: Keys whose texts are formulas, wherever they stand in a program.
_FORMULAS: Final = frozenset({"formula", "when", "where", "sort", "unique", "group", "keyed_by", "that"})
#: Keys below which everything is a value.
_VALUES: Final = frozenset({"constant", "value", "default", "otherwise", "rename", "except"})


def meaning(value: Any, key: str = "") -> Any:
    """A part of program.json in a form that is equal for equal meanings; nobody reads it."""
    if key in _VALUES or (key == "lookup" and isinstance(value, dict)):
        return value
    if isinstance(value, dict):
        if "segments" in value:
            return {name: one for name, one in value.items() if name != "text"}
        inner = "" if key in ("let", "names", "params") else None
        return {name: meaning(one, name if inner is None else inner) for name, one in value.items()}
    if isinstance(value, list):
        return [meaning(one, key) for one in value]
    return formula_meaning(value) if key in _FORMULAS and isinstance(value, str) else value


@lru_cache(8192)
def formula_meaning(text: str) -> str:
    """A formula without its spaces, quotes and superfluous parentheses."""
    try:
        return ast.dump(parse(text))
    except (MapbenchError, RecursionError):
        return text


def shown(value: Any, key: str = "") -> Any:
    """A part of program.json as it stands in a mapping file: paths as their text."""
    if key in _VALUES:
        return value
    if isinstance(value, dict):
        if "segments" in value:
            return value["text"]
        if len(value) == 1 and next(iter(value)) in ("path", "names", "loops"):
            return shown(next(iter(value.values())))
        if value.keys() == {"path", "as"}:
            return f"{shown(value['path'])} as {value['as']}"
        return {name: shown(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [shown(one) for one in value]
    return value
