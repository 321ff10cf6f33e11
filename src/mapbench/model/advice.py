"""Where YAML bites: what a syntax error means, and the line as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mapbench.errors import Place, Problem

_LINE = re.compile(
    r"""(?P<head>\s*(?:-\s+)*(?P<key>"[^"]*"|'[^']*'|[^\s:'"{\[#-][^:]*):\s+)(?P<rest>\S.*?)\s*$"""
)
_ITEM = re.compile(r"""(?P<head>\s*(?:-\s+)+)(?P<rest>[^\s'"].*?)\s*$""")
_BARE = re.compile(
    r"""(?P<before>[{,:\[]\s*)(?P<path>[^\s'",{}\[\]](?:(?!:\s)[^'",{}])*?[\[*](?:(?!:\s)[^,{}'"])*|\*)"""
    r"""(?=[,}]|$|\])"""
)
_FORMULA_KEYS = {"formula", "when", "where", "unique", "keyed_by", "that", "skip_when"}
_INDENTED = ("expected <block end>, but found '<block", "expected '<document start>', but found '<block")
_RULE = "Quote text that holds : # [ ] { } or begins with * & ! @ %."
_MEANINGS = {
    "mapping values are not allowed here": "A colon followed by a blank starts a value, and there is one already.",
    "found unexpected end of stream": "A quote is opened here and never closed.",
    "could not find expected ':'": "A key stands here without a colon.",
    "found character '\\t' that cannot start any token": "A tab stands here; YAML is indented with blanks.",
}


def syntax_problem(error: Any, text: str, file: str | None) -> Problem:
    """What ruamel.yaml's `error` says of `text`, in one sentence, with the line as it should be where one is found."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    if mark is None:
        index = getattr(error, "position", 0)
        line, column = text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1
        sentence = (
            f"A character (U+{ord(text[index]):04X}) is not allowed in YAML."
            if index < len(text)
            else problem
        )
    else:
        line, column = mark.line, mark.column
        sentence = _MEANINGS.get(problem) or f"This is not YAML: {problem}."
    if problem.startswith(_INDENTED):
        hint = "Check the indentation: keys of one map and dashes of one list stand in one column."
        return Problem(
            "The line is indented otherwise than the lines it belongs to.",
            hint,
            Place(file, line + 1, column + 1),
        )
    context = getattr(error, "context_mark", None)
    lines = [line] if context is None else list(dict.fromkeys([line, line - 1, context.line]))
    hint = next((hint for number in lines if (hint := line_as_it_should_be(text, number))), "")
    if hint and bare_path(text.split("\n")[line] if line < text.count("\n") + 1 else ""):
        sentence = "A path with [ or * stands bare inside brackets or braces; it needs quotes there."
    return Problem(sentence, hint or _RULE, Place(file, line + 1, column + 1))


def bare_path(line: str) -> bool:
    """Whether a path with `[` or `*` stands unquoted inside `[…]` or `{…}` in this line."""
    inside = re.search(r"(?:^|[:\s])[\[{].*", line)
    return bool(inside and _BARE.search(inside.group()))


def line_as_it_should_be(text: str, number: int) -> str:
    """A hint with line `number` (from 0) quoted so that the text reads further than that line; "" if none does."""
    lines = text.split("\n")
    if not 0 <= number < len(lines):
        return ""
    for candidate in _repairs(lines[number].rstrip("\r")):
        trouble = _first_trouble("\n".join([*lines[:number], candidate, *lines[number + 1 :]]))
        if trouble is None or trouble > number + 1:
            return f"Write it as: {candidate.strip()}"
    return ""


def quoted(value: str) -> str:
    """Text in the quotes that need no escapes, single ones first for formulas that hold double ones."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def _repairs(line: str) -> Iterator[str]:
    inside = _BARE.sub(_quote_path, line)
    keyed = _LINE.match(line)
    match = keyed or _ITEM.match(line)
    whole = f"{match['head']}{quoted(match['rest'])}" if match else line
    is_formula = keyed is not None and keyed["key"] in _FORMULA_KEYS
    for candidate in (whole, inside) if is_formula else (inside, whole):
        if candidate != line:
            yield candidate


def _quote_path(match: re.Match[str]) -> str:
    path = match["path"]
    closing = 0
    while path.endswith(("]", " ")) and path.count("]") > path.count("["):
        path, closing = path[:-1].rstrip(), closing + 1
    return f"{match['before']}{quoted(path)}{']' * closing}"


def _first_trouble(text: str) -> int | None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if (
                type(event).__name__ == "AliasEvent"
                or getattr(event, "tag", None)
                or getattr(event, "anchor", None)
            ):
                return int(event.start_mark.line)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return int(mark.line) if mark else 0
    return None
