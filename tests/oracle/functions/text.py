"""Text functions."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from tests.oracle.functions.table import Table, want, want_whole
from tests.oracle.kinds import MISSING, Fault, absent, text_of

TABLE = Table()
#: Letters whose accent is no part of its own.
UNPARTED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE"}
)


def parting(sep: Any) -> str:
    """A separator: a text that is not empty."""
    if want(sep, "text") == "":
        raise Fault("bad-text")
    return sep


def size(n: Any) -> int:
    """A number of characters: whole, not negative."""
    if want_whole(n) < 0:
        raise Fault("type")
    return int(n)


@TABLE.add(spells=True)
def text(x: Any) -> str:
    return text_of(x)


for name, method in {
    "upper": str.upper,
    "lower": str.lower,
    "title": lambda x: re.sub(
        r"[^\W_]+('[^\W_]+)*", lambda word: word[0][0].upper() + word[0][1:].lower(), x
    ),
    "capitalize": lambda x: re.sub(r"[^\W_]", lambda first: first[0].title(), x.lower(), count=1),
    "trim": str.strip,
    "trim_start": str.lstrip,
    "trim_end": str.rstrip,
    "squeeze": lambda x: " ".join(x.split()),
    "digits": lambda x: "".join(char for char in x if char in "0123456789"),
}.items():
    TABLE.add(name)(lambda x, method=method: method(want(x, "text")))


@TABLE.add()
def remove_accents(x: Any) -> str:
    parts = unicodedata.normalize("NFKD", want(x, "text").translate(UNPARTED))
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


@TABLE.add()
def slug(x: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "-", remove_accents(x).lower()).strip("-")


@TABLE.add()
def left(x: Any, n: Any) -> str:
    return want(x, "text")[: size(n)]


@TABLE.add()
def right(x: Any, n: Any) -> str:
    return want(x, "text")[max(len(x) - size(n), 0) :]


@TABLE.add()
def before(x: Any, sep: Any) -> Any:
    head, found, _ = want(x, "text").partition(parting(sep))
    return head if found else MISSING


@TABLE.add()
def after(x: Any, sep: Any) -> Any:
    _, found, tail = want(x, "text").partition(parting(sep))
    return tail if found else MISSING


@TABLE.add()
def replace(x: Any, old: Any, new: Any) -> str:
    return want(x, "text").replace(parting(old), want(new, "text"))


def _pattern(pattern: Any) -> re.Pattern[str]:
    return re.compile(want(pattern, "text"), re.ASCII)


@TABLE.add()
def replace_regex(x: Any, pattern: Any, new: Any) -> str:
    return _pattern(pattern).sub(want(new, "text"), want(x, "text"))


@TABLE.add()
def matches(x: Any, pattern: Any) -> bool:
    return _pattern(pattern).fullmatch(want(x, "text")) is not None


@TABLE.add()
def search(x: Any, pattern: Any) -> bool:
    return _pattern(pattern).search(want(x, "text")) is not None


@TABLE.add()
def extract(x: Any, pattern: Any, group: Any = 1) -> Any:
    compiled = _pattern(pattern)
    found = compiled.search(want(x, "text"))
    if not found:
        return MISSING
    value = found.group(want_whole(group) if compiled.groups else 0)
    return MISSING if value is None else value


@TABLE.add()
def split(x: Any, sep: Any) -> list[str]:
    return want(x, "text").split(parting(sep))


@TABLE.add(spells=True)
def join(list: Any, sep: Any) -> str:
    return want(sep, "text").join(text_of(each) for each in want(list, "list") if not absent(each))


@TABLE.add()
def pad_start(x: Any, width: Any, fill: Any = " ") -> str:
    return _filling(x, width, fill) + x


@TABLE.add()
def pad_end(x: Any, width: Any, fill: Any = " ") -> str:
    return x + _filling(x, width, fill)


def _filling(x: Any, width: Any, fill: Any) -> str:
    lacking = max(want_whole(width) - len(want(x, "text")), 0)
    return (parting(fill) * lacking)[:lacking]


@TABLE.add()
def length(x: Any) -> int:
    return len(want(x, "text", "list", "object"))


@TABLE.add("contains")
def contains_part(x: Any, part: Any) -> bool:
    return want(part, "text") in want(x, "text")


@TABLE.add()
def starts_with(x: Any, part: Any) -> bool:
    return want(x, "text").startswith(want(part, "text"))


@TABLE.add()
def ends_with(x: Any, part: Any) -> bool:
    return want(x, "text").endswith(want(part, "text"))


@TABLE.add()
def truncate(x: Any, n: Any, end: Any = "…") -> str:
    """At most n code points, the end's among them."""
    most = size(n)
    if len(want(x, "text")) <= most:
        return x
    return (x[: max(most - len(want(end, "text")), 0)] + end)[:most]
