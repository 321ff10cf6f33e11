"""The text of a formula on its way to Python's parser: field names that are keywords, and limits before any parsing."""

from __future__ import annotations

import ast
import io
import keyword
import re
import warnings
from functools import lru_cache
from typing import Final

from mapbench.errors import MapbenchError

LONGEST: Final = 10_000
DEEPEST: Final = 60
_KEYWORDS: Final = "|".join(sorted(keyword.kwlist, key=len, reverse=True))
_IN_FORMAT: Final = re.compile(r"\{\{|\}\}|[{}]()")
_IN_BRACES: Final = re.compile(rf"[{{}}]|'[^']*'|\"[^\"]*\"|\.\s*({_KEYWORDS})\b")
_KEYWORD_FIELD: Final = re.compile(rf"\.\s*({_KEYWORDS})\b")
_PLAIN_TEXTS: Final = re.compile(r"""(?<!["'\\])(?:"[^"\\\n]+"|'[^'\\\n]+')(?!["'])""")
_NO_PARSE: Final = "The formula does not parse:"
_HINT: Final = "A formula is one expression, such as upper(trim(value)); texts stand in quotes."
#: What other languages write, and how a formula says it.
_FOREIGN: Final[dict[str, str]] = {
    "[\u201c\u201d\u2018\u2019]": "Write straight quotes: \" or '.",
    "===": "Compare with ==.",
    "!==|<>": "Compare with !=.",
    r"\$": "A name stands without $.",
    r"\bif\s*\(": "Write `x if test else y`.",
    r"\b(?:AND|OR|NOT)\b": "Write and, or, not in small letters.",
}
_NOT_PLAIN: Final = "\"'\\#"
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"


class FormulaError(MapbenchError):
    """A formula is refused. `start` and `end` are offsets into its text: the exact characters that are wrong."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = max(end, start + 1)


@lru_cache(maxsize=4096)  # a mapping is read again at each step, and nearly all of its formulas are as before
def parse(text: str) -> ast.expr:
    """The Python expression a formula is written as; nobody changes it. The tree is of `(TEXT)`: see `Offsets` for positions.

    Fields called like keywords (`o.from`, `o.class`) parse; read their names with `Offsets.field_name`.
    Raises `FormulaError` for text too long, nested too deep, or no expression.
    """
    _bounded(text)
    if text.lstrip().startswith("{{"):
        raise FormulaError(
            "A formula is no template.", "Write it without {{ and }}.", text.index("{"), len(text)
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(f"({_prepared(text)}\n)", mode="eval").body
    except SyntaxError as error:
        raise _syntax(text, error) from None
    except (ValueError, MemoryError, RecursionError, OverflowError):
        raise FormulaError("The formula cannot be read.", "Split it with `let`.", 0, len(text)) from None
    if isinstance(tree, ast.Tuple) and not tree.elts and "(" not in text:
        raise _empty()
    return tree


def _empty() -> FormulaError:
    return FormulaError("The formula is empty.", "Write an expression, such as trim(value).", 0, 1)


def _bounded(text: str) -> None:
    if len(text) > LONGEST:
        message = f"The formula has {len(text):,} characters; {LONGEST:,} are allowed."
        raise FormulaError(message, "Split it with `let`.", LONGEST, len(text))
    if not text.strip():
        raise _empty()
    if "\0" in text:
        raise FormulaError("The formula holds a NUL character.", "Remove it.", text.index("\0"), 0)


def _prepared(text: str) -> str:
    """`text` with keywords after a dot changed to names of the same length, its brackets balanced and not too deep."""
    if not _KEYWORD_FIELD.search(text) and _surely_balanced(text):
        return text
    import tokenize

    offsets, result = Offsets(text), list(text)
    depth, after_dot = 0, False
    try:
        for token in tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline):
            start = offsets.at(token.start[0], token.start[1])
            if token.type == tokenize.OP and token.string in "([{)]}":
                depth += 1 if token.string in _OPENING else -1
                _check_depth(depth, start, len(text))
            elif token.type == tokenize.STRING:
                _rename_in_format(token.string, start, result)
            elif after_dot and token.type == tokenize.NAME and keyword.iskeyword(token.string):
                result[start : start + len(token.string)] = _renamed(token.string)
            if token.type not in {tokenize.NL, tokenize.COMMENT}:
                after_dot = token.type == tokenize.OP and token.string == "."
    except (tokenize.TokenError, SyntaxError):
        return text
    return "".join(result)


def _surely_balanced(text: str) -> bool:
    """Whether brackets balance and are not too deep, whatever stands in quotes: then nobody has to look closer."""
    outside = _PLAIN_TEXTS.sub("", text)
    depth = 0
    for character in outside:
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth < 0 or depth > DEEPEST or character in _NOT_PLAIN:
            return False
    return depth == 0


def _check_depth(depth: int, start: int, length: int) -> None:
    if depth > DEEPEST:
        raise FormulaError(
            f"The formula is nested deeper than {DEEPEST}.", "Split it with `let`.", start, start + 1
        )
    if depth == 0 and start < length:
        raise FormulaError("A bracket closes that was never opened.", "Remove it.", start, start + 1)


def _rename_in_format(token: str, start: int, result: list[str]) -> None:
    """Rename keywords in the braces of an f-string that Python's tokenizer hands over whole (before 3.12)."""
    if "f" not in token[:2].lower():
        return
    depth, at = 0, 0
    while match := (_IN_BRACES if depth else _IN_FORMAT).search(token, at):
        at = match.end()
        if match[0] in {"{", "}"}:
            depth += 1 if match[0] == "{" else -1
        elif depth and match[1]:
            result[start + match.start(1) : start + match.end(1)] = _renamed(match[1])


def _renamed(word: str) -> str:
    return word[0].lower() + word[1:].swapcase()


def _syntax(text: str, error: SyntaxError) -> FormulaError:
    start = Offsets(text).at(error.lineno or 1, max((error.offset or 1) - 1, 0))
    if not 0 <= start < len(text):
        return _unfinished(text)
    same_line = error.end_lineno == error.lineno
    end = start + (error.end_offset or 0) - (error.offset or 0) if same_line else start + 1
    said = (
        (error.msg or "invalid syntax")
        .partition(" Maybe you meant")[0]
        .partition(". Perhaps")[0]
        .rstrip(".?")
    )
    if said.startswith("unterminated"):
        said = "a text is never closed"
    return FormulaError(f"{_NO_PARSE} {said}.", _syntax_hint(text, str(error)), start, end)


def _unfinished(text: str) -> FormulaError:
    """The error of a formula whose end Python misses: a bracket that is never closed, or something left out."""
    outside = _PLAIN_TEXTS.sub(lambda match: " " * len(match[0]), text)
    open_: list[int] = []
    for offset, character in enumerate(outside):
        if character in _OPENING:
            open_.append(offset)
        elif character in _CLOSING and open_:
            open_.pop()
    if open_:
        return FormulaError(f"{_NO_PARSE} a bracket is never closed.", _HINT, open_[-1], open_[-1] + 1)
    end = len(text.rstrip())
    return FormulaError(f"{_NO_PARSE} it ends too early.", _HINT, end - 1, end)


def _syntax_hint(text: str, message: str) -> str:
    for written, hint in _FOREIGN.items():
        if re.search(written, text):
            return hint
    if "unterminated" in message:
        return "Close the text with the quote that opens it."
    if any(word in message for word in ("assign", "'='", "'=='")):
        return "Compare with ==; a formula has no assignment."
    if "&&" in text or "||" in text or "?" in text:
        return "Write `a and b`, `a or b`, `x if test else y`."
    if re.match(r"\s*(import|def|return|for|while|print)\b", text):
        return "A formula is one expression; functions of your own go into functions/."
    return _HINT


class Offsets:
    """Positions in the tree of `(TEXT)` as character offsets of the formula's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = f"({text}\n)".split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def at(self, line: int, column: int) -> int:
        """The offset of a line (from 1) and a column in characters (from 0)."""
        return self._starts[min(line, len(self._lines)) - 1] + column - 1

    def _bytes_at(self, line: int, column: int) -> int:
        text = self._lines[line - 1]
        return self.at(
            line, column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))
        )

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Start and end of a node in characters."""
        start = max(self._bytes_at(node.lineno, node.col_offset), 0)
        end = self._bytes_at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return start, min(end, len(self.text))

    def field_name(self, node: ast.Attribute) -> str:
        """The field an attribute stands for, as written."""
        between = self.text[self.span(node.value)[1] : self.span(node)[1]]
        return between.rpartition(".")[2].strip() or node.attr
