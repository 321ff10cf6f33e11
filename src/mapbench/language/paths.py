"""Path texts to compiled paths. jsonpath-ng's extended parser parses, the meaning is RFC 9535's.

Plain paths, names with positions and `[*]`, are read without it: importing that library takes longer than a whole small run.
What it would read in another sense than the RFC is rewritten before (`path_rewrite.py`) or refused with a place and a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from mapbench.engine.path_json import SIZE_LIMIT, path_from_json
from mapbench.engine.paths import Index, Name, Path, Query, Segment, Wildcard, describe, to_json
from mapbench.language.path_filters import FilterRewriter
from mapbench.language.path_rewrite import Word
from mapbench.language.path_tokens import LENGTH_LIMIT, PathError, tokens
from mapbench.language.path_tree import query_from_tree

__all__ = ["PathError", "parse_path", "parse_target", "path_text"]

_NAME: Final = r"[@#]?[A-Za-z_][A-Za-z0-9_-]*"
_STEP: Final = rf"\.{_NAME}|\.\*|\[\*\]|\[(?:0|-?[1-9][0-9]{{0,14}})\]"
_PLAIN: Final = re.compile(rf"(?:\$|@|{_NAME}|(?=\[))(?:{_STEP})*")
_STEPS: Final = re.compile(rf"{_NAME}|\*|-?[0-9]+")


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """The compiled path of a source path text: `customer.first_name`, `$.id`, `line_items[?@.qty > 1].sku`, `['a b'].@id`.

    Without `$` it starts at the current item. Raises PathError with message, hint and column for everything that is no
    JSONPath by RFC 9535, for the pattern functions `match` and `search`, and for extensions of the library.
    """
    if len(text) > LENGTH_LIMIT:
        raise PathError(f"A path may have {LENGTH_LIMIT} characters at most.", "Shorten it.", LENGTH_LIMIT)
    if _PLAIN.fullmatch(text):
        return Path(text, text.startswith("$"), _plain(text))
    return _parsed_by_library(text)


def _plain(text: str) -> tuple[Segment, ...]:
    body = text[1:] if text.startswith(("$", "@.", "@[")) or text == "@" else text
    steps = _STEPS.findall(body)
    if len(steps) > SIZE_LIMIT:
        raise PathError("A path this long is not read.", f"At most {SIZE_LIMIT} steps are allowed.", 0)
    return tuple(_plain_step(step) for step in steps)


def _plain_step(step: str) -> Segment:
    if step == "*":
        return Wildcard()
    return Index(int(step)) if step[0] in "-0123456789" else Name(step)


def _parsed_by_library(text: str) -> Path:
    """The way of every path that is not plain; of a plain one it would give the same."""
    found = tokens(text)
    query = _parse(FilterRewriter(found, _parse).whole())
    path = Path(text, query.absolute, query.segments)
    try:
        return path_from_json(to_json(path))
    except ValueError as error:
        message = str(error).replace("stored path", "path")
        raise PathError(message, "Divide it into several sources, or compute in a formula.", 0) from error


def _parse(words: list[Word]) -> Query:
    from jsonpath_ng.exceptions import JSONPathError  # heavy, and plain paths do without
    from jsonpath_ng.ext.parser import ExtendedJsonPathParser

    stream = _Stream(words)
    try:
        return query_from_tree(ExtendedJsonPathParser().parser.parse(lexer=stream))
    except (JSONPathError, ValueError) as error:
        hint = "Compare it with the examples of RFC 9535, or compute in a formula."
        raise PathError("This is no path that can be read.", hint, stream.column) from error


class _Stream:
    """Hands words to the library's parser one by one and remembers how far it came."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = iter(words)
        self.column = 0

    def token(self) -> Any:
        word = next(self._words, None)
        self.column = word.col if word else self.column
        return word


def parse_target(text: str) -> tuple[str, ...]:
    """The names of a target path, outermost first. Raises PathError for anything but names."""
    path = parse_path(text)
    if path.absolute:
        raise PathError(
            "A target path has names only.", f"Write it without $: {text[1:].lstrip('.') or 'name'}", 0
        )
    names = tuple(segment.name for segment in path.segments if isinstance(segment, Name))
    if names and len(names) == len(path.segments):
        return names
    hint = "A list is made by a collection rule: target its name and iterate with each."
    bracket = re.search(r"\[(?!\s*['\"])|\*|\.\.", text)
    raise PathError("A target path has names only.", hint, bracket.start() if bracket else 0)


def path_text(names: Iterable[str]) -> str:
    """The canonical text of a path of names, with quotes where a name needs them; `parse_target` reads it back."""
    return describe(Path("", False, tuple(Name(name) for name in names)))
