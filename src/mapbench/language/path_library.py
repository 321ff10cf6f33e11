"""The way of every path that is not plain: rewritten where the RFC differs, parsed by jsonpath-ng, its tree compiled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mapbench.engine.path_json import path_from_json
from mapbench.engine.paths import Path, Query, to_json
from mapbench.language.path_error import PathError
from mapbench.language.path_filters import FilterRewriter
from mapbench.language.path_rewrite import Word
from mapbench.language.path_tokens import tokens
from mapbench.language.path_tree import query_from_tree


def parsed(text: str) -> Path:
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
