"""JSON files, schemas above all: strict, with duplicate keys and numbers beyond JSON refused."""

from __future__ import annotations

import json
import re
from typing import Any

from mapbench.errors import LoadError, Place, Problem

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|(?P<constant>-?\bInfinity\b|\bNaN\b)|(?P<open>[\[{])|(?P<close>[\]}])'
)
_RULE = "Check commas, quotes and brackets."


def json_data(text: str, file: str | None) -> Any:
    """The value of a JSON text. Raises LoadError, with line and column."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        message, hint, index = _slip(text, error)
    except RecursionError:
        message, hint, index = "This is nested too deeply.", "Nest less.", 0
    except _DuplicateError:
        from mapbench.model.nodes import compose

        compose(text, file)
        raise
    except ValueError as error:
        constant = next((one for one in _TOKEN.finditer(text) if one["constant"]), None)
        message, hint = str(error), "Write a number, or null."
        index = constant.start() if constant else 0
    place = Place(file, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
    raise LoadError([Problem(message, hint, place)])


def _slip(text: str, error: json.JSONDecodeError) -> tuple[str, str, int]:
    """Sentence, hint and index of what is wrong where the parser stopped."""
    index = error.pos
    before = text[:index].rstrip()
    here = text[index : index + 1]
    if error.msg.startswith("Unterminated string") or error.msg.startswith("Invalid control"):
        start = index if here == '"' else text.rfind('"', 0, index)
        return "The quote that opens here is not closed in its line.", "Close it where the text ends.", start
    if not here and (opened := _opened(text)) is not None:
        return f"The {text[opened]} that opens here is not closed.", "Close it where it ends.", opened
    if here in ("}", "]") and before.endswith(","):
        return (
            f"A comma stands before this {here}, and nothing follows it.",
            "Delete the comma.",
            len(before) - 1,
        )
    if here in ("}", "]") and "delimiter" in error.msg:
        return f"This {here} closes what another bracket opened.", "Count the brackets and braces.", index
    if error.msg.startswith("Extra data"):
        return "The JSON ends before this, and more follows.", _RULE, index
    if "',' delimiter" in error.msg:
        return "A comma is missing here.", "Put a comma between two entries.", len(before)
    return _unlike_json(text, index, error.msg)


def _unlike_json(text: str, index: int, said: str) -> tuple[str, str, int]:
    rest = text[index:]
    if rest[:1] in "/#":
        return "JSON has no comments.", "Delete it, or write a key such as $comment.", index
    if rest[:1] in "'\u201c\u201d\u2018\u2019":
        return "JSON takes double quotes only.", 'Write it between " and ".', index
    if word := re.match(r"[A-Za-z_][\w.]*", rest):
        known = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
        right = known.get(word.group(), f'"{word.group()}"')
        return f"{word.group()} is nothing that JSON knows.", f"Write {right}.", index
    return f"This is not JSON: {said}.", _RULE, index


def _opened(text: str) -> int | None:
    """Where the innermost bracket opens that is never closed."""
    opened: list[int] = []
    for token in _TOKEN.finditer(text):
        if token["open"]:
            opened.append(token.start())
        elif token["close"] and opened:
            opened.pop()
    return opened[-1] if opened else None


class _DuplicateError(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateError("A key stands twice in one object.")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON.")
