"""What pydantic refused, as sentences with file, line, column, what was expected and the nearest valid name."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mapbench.errors import Place, Problem
from mapbench.model.advice import quoted, veiled
from mapbench.model.documents import Document, KeyPath
from mapbench.model.kinds import keys_at
from mapbench.model.nearest import did_you_mean, nearest
from mapbench.model.nodes import Node

_EXPECTED = {
    "string_type": "text",
    "string_sub_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
    "text_or_map": "text or a map",
    "model_attributes_type": "a map",
    "none_required": "nothing",
}
_OTHER_NAMES = {"text": "string", "str": "string", "int": "integer", "float": "number", "decimal": "number",
                "bool": "boolean", "list": "array", "map": "object", "dict": "object"}  # fmt: skip
_FOUND = {"str": "text", "int": "a number", "float": "a number", "bool": "true or false", "list": "a list",
          "dict": "a map", "NoneType": "nothing"}  # fmt: skip


def without_free_keys(error: ValidationError, data: Any) -> Any | None:
    """A copy of the data without the `x-` keys that were refused; None where there are none."""
    paths = [_path(one["loc"], data) for one in error.errors(include_url=False) if _is_free_key(one)]
    if not paths:
        return None
    stripped = copy.deepcopy(data)
    for *parents, key in paths:
        place = stripped
        for part in parents:
            place = place[part]
        place.pop(key, None)
    return stripped


def problems_of(error: ValidationError, kind: str, document: Document, data: Any) -> list[Problem]:
    """One problem per place that was refused, in file order."""
    return [problem for _, problem in problems_at(error, kind, document, data)]


def problems_at(
    error: ValidationError, kind: str, document: Document, data: Any
) -> list[tuple[KeyPath, Problem]]:
    """The same, each with the key path of its place in the data."""
    found: dict[KeyPath, list[ErrorDetails]] = defaultdict(list)
    for one in error.errors(include_url=False):
        found[_path(one["loc"], data)].append(one)
    # Of alternatives, the one that got further into the value is the one that was meant.
    at = {
        path: kept
        for path, errors in found.items()
        if (kept := [one for one in errors if one["type"] != "missing" or not _misspelt(one, path, found)])
    }
    places = [path for path in at if not any(len(p) > len(path) and p[: len(path)] == path for p in at)
              or any(one["type"] == "missing" for one in at[path])]  # fmt: skip
    problems = [(path, _problem(path, at[path], kind, document)) for path in places]
    return sorted(problems, key=lambda one: (one[1].place.line or 0, one[1].place.column or 0))


def _misspelt(missing: ErrorDetails, path: KeyPath, at: Iterable[KeyPath]) -> bool:
    """Whether an unknown key beside a missing one is that key, misspelt."""
    beside = [str(other[-1]) for other in at if len(other) == len(path) + 1 and other[:-1] == path]
    return nearest(str(missing["loc"][-1]), beside, 75) is not None


def _is_free_key(one: ErrorDetails) -> bool:
    return one["type"] == "extra_forbidden" and str(one["loc"][-1]).startswith("x-")


def _path(loc: tuple[str | int, ...], data: Any) -> KeyPath:
    # Pydantic puts the names of alternatives into the location; only real keys and indexes lead into the data.
    path: list[str | int] = []
    for part in loc:
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if in_list or (isinstance(data, dict) and part in data):
            data = data[part]
            path.append(part)
    return tuple(path)


def _problem(path: KeyPath, errors: list[ErrorDetails], kind: str, document: Document) -> Problem:
    one = errors[0]
    missing = [str(error["loc"][-1]) for error in errors if error["type"] == "missing"]
    if missing:
        names = " and ".join(f"`{name}`" for name in dict.fromkeys(missing))
        return Problem(f"{names} is missing{_inside(path)}.", f"`mapbench schema {kind}` describes it.",
                       document.position(path))  # fmt: skip
    if one["type"] == "extra_forbidden":
        known = keys_at(kind, path[:-1])
        told = _cut_by_comma(path, document) or _no_blank(path, known, document)
        if told is not None:
            return told
        hint = did_you_mean(str(path[-1]), known)
        return Problem(
            f"The key `{path[-1]}` is not known{_inside(path[:-1])}.", hint, document.key_position(path)
        )
    if all(error["type"] in _EXPECTED for error in errors):
        return _wrong_type(path, errors, document)
    return _wrong_value(path, errors, document.position(path))


def _cut_by_comma(path: KeyPath, document: Document) -> Problem | None:
    """The problem of a formula between braces that was cut at its comma, so that its rest looks like a key."""
    parent = document.node(path[:-1])
    if parent is None or not parent.flow or ")" not in str(path[-1]):
        return None
    for key, value in parent.entries:
        if value.kind == "scalar" and not value.style and value.value.count("(") > value.value.count(")"):
            whole = document.body[value.start : document.body.find(")", value.end) + 1]
            message = f"A comma ends a value between braces, so `{key.value}` was cut after {value.value}."
            return Problem(
                message,
                f"Write it as: {key.value}: {quoted(whole)}",
                document.position((*path[:-1], key.value)),
            )
    return None


def _no_blank(path: KeyPath, known: Iterable[str], document: Document) -> Problem | None:
    """The problem of a key that holds its value, or that begins with something that only looks like a blank."""
    written = str(path[-1])
    unseen = next((char for char in written if not char.isprintable() and char != " "), "")
    key, _, value = written.partition(":")
    if unseen and "".join(char for char in written if char.isprintable()).strip() in known:
        message = (
            f"An invisible character (U+{ord(unseen):04X}) stands in this key; YAML takes plain blanks only."
        )
        return Problem(message, "Delete it, and indent with blanks.", document.key_position(path))
    if value and key in known:
        message = f"A blank is missing behind the colon of `{key}`."
        return Problem(message, f"Write it as: {key}: {value}", document.key_position(path))
    return None


def _wrong_type(path: KeyPath, errors: list[ErrorDetails], document: Document) -> Problem:
    expected = list(dict.fromkeys(_EXPECTED[error["type"]] for error in errors))
    found = _FOUND.get(type(errors[0]["input"]).__name__, "something else")
    message = f"{_name(path)} has to be {' or '.join(expected)}; YAML reads {found} here."
    hint = _as_meant(path, errors[0]["input"]) or (
        _as_text(path, document) if "text" in " ".join(expected) else _as_container(path, expected, document)
    )
    return Problem(message, veiled(hint), document.position(path))


def _wrong_value(path: KeyPath, errors: list[ErrorDetails], place: Place) -> Problem:
    literals = [error for error in errors if error["type"] == "literal_error"]
    value = errors[0]["input"]
    if literals:
        said = literals[0]["ctx"]["expected"].replace(" or ", ", ")
        choices = [choice.strip("'") for choice in said.split(", ")] + _null_too(path)
        hint = did_you_mean(_OTHER_NAMES.get(str(value).lower(), str(value)), choices)
        return Problem(f"{_name(path)} has to be {_one_of(choices)}, not {_short(value)}.", hint, place)
    one = next((error for error in errors if error["type"] not in _EXPECTED), errors[0])
    if one["type"] == "string_pattern_mismatch":
        return Problem(f"{_name(path)} cannot be {_short(value)}.", _form(one["ctx"]["pattern"]), place)
    said = one["msg"].removeprefix("Value error, ")
    hint = _within(one.get("ctx", {}))
    return Problem(f"{_name(path)} cannot be {_short(value)}: {said[:1].lower()}{said[1:]}.", hint, place)


def _within(bounds: dict[str, Any]) -> str:
    """What numbers a bound leaves, as a hint; nothing where no bound is broken."""
    least, above, most = bounds.get("ge"), bounds.get("gt"), bounds.get("le")
    if least is not None:
        return f"Write {least} or more."
    if above is not None:
        return f"Write more than {above}."
    return f"Write {most} or less." if most is not None else ""


def _null_too(path: KeyPath) -> list[str]:
    return ["null"] if path[-1] in ("on_error", "when_empty", "on_miss") else []


def _one_of(choices: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(choices[:-1]), choices[-1]]))


def _form(pattern: str) -> str:
    from mapbench.model.base import FORMS

    return FORMS.get(pattern, f"It has to match {pattern}.")


def _as_text(path: KeyPath, document: Document) -> str:
    """The line as it should be, where the value stands on one line."""
    node = document.node(path)
    if node is None or not path:
        return ""
    raw = document.body[node.start : node.end]
    if node.kind != "scalar" and not node.flow:
        return "Write one text."
    if not raw:
        raw = _behind(node, document)
    if not raw or "\n" in raw:
        return "Put the text in quotes."
    head = f"{path[-1]}: " if isinstance(path[-1], str) else "- "
    return f"Write it as: {head}{quoted(raw)}"


def _as_meant(path: KeyPath, value: Any) -> str:
    """How a key is written whose short form people expect to exist."""
    match path:
        case (*_, "lookup") if isinstance(value, list):
            return "Name a table, or write its entries: {paid: PAID}."
        case ("let", name) | (*_, "let", name) if isinstance(value, str):
            return f"Write it as: {name}: {{formula: {quoted(value)}}}"
        case (*_, "copy_all") if isinstance(value, str):
            return f"Write it as: copy_all: {{from: {value}}}"
    return ""


def _as_container(path: KeyPath, expected: list[str], document: Document) -> str:
    """How a list or a map is written, where another kind of value stands."""
    node = document.node(path)
    if node is None or len(expected) > 1:
        return ""
    if expected == ["a list"] and node.kind == "map":
        first = next((f"{key.key()}: …" for key, _ in node.entries), "…")
        return f"Begin each element with a dash and a blank: - {first}"
    if expected == ["a list"]:
        raw = document.body[node.start : node.end]
        return f"Write it as: {path[-1]}: [{raw}]" if raw and "\n" not in raw else "Write a list: [a, b]."
    if expected == ["a map"] and node.kind == "list":
        return "Write keys without a dash before the first one."
    return "Write keys with their values: {key: value}." if expected == ["a map"] else ""


def _behind(node: Node, document: Document) -> str:
    # `source: #text` is a comment to YAML.
    rest = document.body[node.end :].split("\n", 1)[0].strip()
    return rest if rest.startswith("#") else ""


def _name(path: KeyPath) -> str:
    names = [part for part in path if isinstance(part, str)]
    if not path:
        return "The file"
    return (
        f"`{names[-1]}`"
        if isinstance(path[-1], str)
        else f"An element of `{names[-1]}`"
        if names
        else "An element"
    )


def _inside(path: KeyPath) -> str:
    names = [part for part in path if isinstance(part, str)]
    return f" in `{names[-1]}`" if names else ""


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
