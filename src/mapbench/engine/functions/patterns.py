"""Functions over patterns. google-re2 matches them in time that grows with the text alone: no backtracking."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.functions.arguments import not_text, utf8, whole_argument
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.values import MISSING, Failure

_ESCAPE: Final = re.compile(r"\\(.?)", re.DOTALL)
#: Bytes inside a character: an empty match there is none.
_INSIDE: Final = frozenset(bytes([byte]) for byte in range(0x80, 0xC0))


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The pattern, ready to match UTF-8 bytes. Raises `Failure("bad-text")` with what re2 says."""
    import re2

    if any(escape[1] == "C" for escape in _ESCAPE.finditer(pattern)):
        raise Failure(
            "bad-text",
            r"The pattern has \C, which cuts characters apart.",
            expected="a pattern of characters",
        )
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern.encode(), options)
    except (re2.error, UnicodeEncodeError) as error:
        reason = (
            error.args[0].decode(errors="replace") if isinstance(error, re2.error) else "half a character"
        )
        raise Failure(
            "bad-text",
            f"The pattern cannot be used: {reason}.",
            expected="a pattern of google-re2",
            actual=pattern,
            hint=r"Escape signs that mean something in patterns: \. \( \[ \+; look-around and back-references are not supported.",
        ) from error


def _compiled(function: str, x: Any, pattern: Any) -> Any:
    if type(x) is not str or type(pattern) is not str:
        raise not_text(function, x=x, pattern=pattern)
    return compiled(pattern)


def matches(x: Any, pattern: Any) -> bool:
    """Whether the whole text is of the pattern."""
    return _compiled("matches", x, pattern).fullmatch(utf8("matches", x)) is not None


def search(x: Any, pattern: Any) -> bool:
    """Whether the pattern is anywhere in the text."""
    return _compiled("search", x, pattern).search(utf8("search", x)) is not None


def extract(x: Any, pattern: Any, group: Any) -> Any:
    """A group of the first match; without groups the whole match; missing where nothing matches."""
    expression = _compiled("extract", x, pattern)
    wanted = whole_argument("extract", "group", group, 0)
    groups = expression.groups
    if wanted == 1 and not groups:
        wanted = 0
    if wanted > groups:
        message = f"extract() asks for group {wanted} of a pattern that has {groups}."
        raise Failure("bad-text", message, expected=f"a group up to {groups}", actual=pattern)
    match = expression.search(utf8("extract", x))
    found = match[wanted] if match else None
    return MISSING if found is None else found.decode()


@lru_cache(maxsize=512)
def template(new: str) -> tuple[bytes | int, ...]:
    r"""A replacement as its texts and group numbers: `\1` is a group, `\0` the match, `\\` a backslash.

    Raises `Failure("bad-text")` for any other letter after a backslash.
    """
    parts: list[bytes | int] = []
    end = 0
    for escape in _ESCAPE.finditer(new):
        parts.append(utf8("replace_regex", new[end : escape.start()]))
        end = escape.end()
        if escape[1] == "\\":
            parts.append(b"\\")
        elif escape[1] and escape[1] in "0123456789":
            parts.append(int(escape[1]))
        else:
            message = r"The replacement has a backslash that is neither a group (\1) nor a backslash (\\)."
            raise Failure("bad-text", message, expected=r"text with \1 to \9 and \\", actual=new)
    parts.append(utf8("replace_regex", new[end:]))
    return tuple(part for part in parts if part != b"")


def replace_regex(budget: Budget, x: Any, pattern: Any, new: Any) -> str:
    """Every match of a pattern by a text, in which groups of the match may stand."""
    expression = _compiled("replace_regex", x, pattern)
    if type(new) is not str:
        raise not_text("replace_regex", new=new)
    parts = template(new)
    highest = max((part for part in parts if type(part) is int), default=0)
    if highest > expression.groups:
        message = f"replace_regex() puts in group {highest} of a pattern that has {expression.groups}."
        raise Failure("bad-text", message, expected=f"groups up to {expression.groups}", actual=pattern)
    raw = utf8("replace_regex", x)
    done: list[bytes] = []
    end = 0
    for match in expression.finditer(raw):
        if raw[match.start() : match.start() + 1] in _INSIDE:
            continue
        kept = raw[end : match.start()]
        put = b"".join(part if type(part) is bytes else match[part] or b"" for part in parts)
        budget.take_text(len(kept) + len(put))
        done += (kept, put)
        end = match.end()
    if not done:
        return str(x)
    done.append(raw[end:])
    return b"".join(done).decode()


_X: Final = Parameter("x", "text")
_PATTERN: Final = Parameter("pattern", "pattern", check=compiled)

FUNCTIONS: Final = (
    Function(
        "replace_regex", "text", (_X, _PATTERN, Parameter("new", "text", check=template)), "text",
        r"Every match of a pattern by a text; \1 is a group.",
        r"""replace_regex("2026-11-14", "(\\d+)-(\\d+)-(\\d+)", "\\3.\\2.\\1")""", "14.11.2026", replace_regex, grows=True,
    ),
    Function(
        "matches", "text", (_X, _PATTERN), "boolean", "Whether the whole text is of the pattern.",
        'matches("SKU-17", "[A-Z]+-[0-9]+")', True, matches,
    ),
    Function(
        "search", "text", (_X, _PATTERN), "boolean", "Whether the pattern is anywhere in the text.",
        'search("deliver to PO Box 7", "(?i)p\\\\.?o\\\\.? box")', True, search,
    ),
    Function(
        "extract", "text", (_X, _PATTERN, Parameter("group", "whole", 1)), "text",
        "A group of the first match, or the whole match; missing where nothing matches.",
        'extract("Order #1042 (web)", "#([0-9]+)")', "1042", extract,
    ),
)  # fmt: skip
