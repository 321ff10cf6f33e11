"""Where YAML bites: what a syntax error means, and the line as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mapbench.errors import Place, Problem
from mapbench.model.slips import slip_at
from mapbench.model.stops import Slip, Stop, first_trouble, lines_of

_LINE = re.compile(
    r"""(?P<head>\s*(?:-\s+)*(?P<key>"[^"]*"|'[^']*'|[^\s:'"{\[#-][^:]*):\s+)(?P<rest>\S.*?)\s*$"""
)
_ITEM = re.compile(r"""(?P<head>\s*(?:-\s+)+)(?P<rest>[^\s'"].*?)\s*$""")
_BARE = re.compile(
    r"""(?P<before>[{,:\[]\s*)(?P<path>[^\s'",{}\[\]](?:(?!:\s)[^'",{}])*?[\[*](?:(?!:\s)[^,{}'"])*|\*)"""
    r"""(?=[,}]|$|\])"""
)
_FORMULA_KEYS = {"formula", "when", "where", "unique", "keyed_by", "that", "skip_when"}
_SECRET = re.compile(
    r"(?i)((?:password|passwd|passphrase|token|secret|api[_-]?key|credentials?)['\"]?:\s{0,8}['\"]{0,2})"
    r"(?![\s'\"]|true\b|false\b|\$\{)[^\s,'\"}]{4,200}"
)
_RULE = "Quote text that holds : # [ ] { } or begins with * & ! @ %."
_OPENING = frozenset("@`%*&!|>,?-")
_MEANINGS = {
    "mapping values are not allowed here": "This text holds a colon followed by a blank; it needs quotes.",
    "could not find expected ':'": "A key stands here without a colon.",
}


def syntax_problem(error: Any, text: str, file: str | None) -> Problem:
    """What ruamel.yaml's `error` says of `text`, in one sentence, with the line as it should be where one is found."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _no_character(error, text, file)
    said = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    context = getattr(error, "context_mark", None)
    opened = (context.line, context.column) if context is not None else None
    stop = Stop(lines_of(text), mark.line, mark.column, said, opened)
    slip = _bare_path(stop) or slip_at(stop) or _needs_quotes(stop)
    return Problem(slip.sentence, veiled(slip.hint), Place(file, slip.line + 1, slip.column + 1))


def veiled(hint: str) -> str:
    """The hint without the secret that the line it repeats may hold; references to variables stay."""
    return _SECRET.sub(r"\1…", hint)


def _no_character(error: Any, text: str, file: str | None) -> Problem:
    index = getattr(error, "position", 0)
    place = Place(file, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
    if index >= len(text):
        return Problem(f"This is not YAML: {str(error).split(chr(10), 1)[0]}.", _RULE, place)
    code = f"{ord(text[index]):04X}"
    return Problem(
        f"A character (U+{code}) is not allowed in YAML.",
        f"Delete it; where a text needs it, write \\u{code} between double quotes.",
        place,
    )


def _bare_path(stop: Stop) -> Slip | None:
    if not bare_path(stop.lines[stop.line]):
        return None
    hint = line_as_it_should_be("\n".join(stop.lines), stop.line)
    sentence = "A path with [ or * stands bare inside brackets or braces; it needs quotes there."
    return Slip(stop.line, stop.column, sentence, hint) if hint else None


def _needs_quotes(stop: Stop) -> Slip:
    text = "\n".join(stop.lines)
    numbers = (
        [stop.line, stop.line - 1] if stop.opened is None else [stop.line, stop.line - 1, stop.opened[0]]
    )
    hints = (line_as_it_should_be(text, number, stop.line) for number in dict.fromkeys(numbers))
    hint = next(filter(None, hints), "")
    value = _LINE.match(stop.lines[stop.line])
    first = value["rest"][0] if value else ""
    if value and hint and first in _OPENING:
        return Slip(
            stop.line, value.start("rest"), f"A text that begins with {first} needs quotes in YAML.", hint
        )
    if value and hint and first in ("{", "["):
        sentence = f"What begins with {first} ends where that is closed, and more follows; text needs quotes."
        return Slip(stop.line, stop.column, sentence, hint)
    sentence = _MEANINGS.get(stop.said) or f"This is not YAML: {stop.said}."
    return Slip(stop.line, stop.column, sentence, hint or _RULE)


def bare_path(line: str) -> bool:
    """Whether a path with `[` or `*` stands unquoted inside `[…]` or `{…}` in this line."""
    inside = re.search(r"(?:^|[:\s])[\[{].*", line)
    return bool(inside and _BARE.search(inside.group()))


def line_as_it_should_be(text: str, number: int, beyond: int = 0) -> str:
    """A hint with line `number` (from 0) quoted so that the text is read past the line after it; "" if none does.

    With `beyond`, past that line, too.
    """
    lines = lines_of(text)
    if not 0 <= number < len(lines):
        return ""
    for candidate in _repairs(lines[number]):
        trouble = first_trouble("\n".join([*lines[:number], candidate, *lines[number + 1 :]]))
        if trouble[0] > max(number + 1, beyond):
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
    if is_formula and keyed is not None and _quoted_around(keyed["rest"]):
        whole = _requoted(keyed)
    for candidate in (whole, inside) if is_formula else (_requoted(keyed), inside, whole):
        if candidate not in (line, ""):
            yield candidate


def _quoted_around(text: str) -> bool:
    """Whether the quotes at both ends of a formula are YAML's, and those within its own: "value + "x""."""
    import ast

    def parses(formula: str) -> bool:
        try:
            ast.parse(formula, mode="eval")
        except (SyntaxError, ValueError):
            return False
        return True

    return text[0] in "'\"" and text[-1] == text[0] and not parses(text) and parses(text[1:-1])


def _requoted(match: re.Match[str] | None) -> str:
    """The line of a text in quotes that holds its own quote, as in 'it's': in the other ones."""
    rest = match["rest"] if match else ""
    if match is None or len(rest) < 2 or rest[0] not in "'\"" or rest[-1] != rest[0]:
        return ""
    return f"{match['head']}{quoted(rest[1:-1])}"


def _quote_path(match: re.Match[str]) -> str:
    path = match["path"]
    closing = 0
    while path.endswith(("]", " ")) and path.count("]") > path.count("["):
        path, closing = path[:-1].rstrip(), closing + 1
    return f"{match['before']}{quoted(path)}{']' * closing}"
