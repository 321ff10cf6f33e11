"""Functions about absence, kinds and conditions; `coalesce default attempt` are the interpreter's own."""

from __future__ import annotations

from typing import Any

from tests.oracle.functions.table import Table, want
from tests.oracle.kinds import MISSING, Fault, equal, kind, less, text_of

TABLE = Table()
YES, NO = ["true", "yes", "y", "1", "on"], ["false", "no", "n", "0", "off"]
NAMES = {"text": "string", "list": "array", "date": "string", "datetime": "string"}


@TABLE.add(strict=False)
def is_null(x: Any) -> bool:
    return x is None


@TABLE.add(strict=False)
def is_missing(x: Any) -> bool:
    return x is MISSING


@TABLE.add(strict=False)
def is_blank(x: Any) -> bool:
    return x is MISSING or x is None or (kind(x) == "text" and not x.strip())


@TABLE.add()
def is_number(x: Any) -> bool:
    return kind(x) == "number"


@TABLE.add(strict=False)
def type_of(x: Any) -> str:
    name = kind(x)
    if name == "number":
        return "integer" if isinstance(x, int) else "number"
    return NAMES.get(name, name)


@TABLE.add()
def boolean(x: Any, yes: Any = YES, no: Any = NO) -> bool:
    if kind(x) == "boolean":
        return x
    spelling = text_of(x).strip().lower()
    for words, answer in ((yes, True), (no, False)):
        if spelling in [text_of(word).lower() for word in want(words, "list")]:
            return answer
    raise Fault("bad-text")


@TABLE.add()
def between(x: Any, low: Any, high: Any) -> bool:
    return not less(x, low) and not less(high, x)


@TABLE.add()
def one_of(x: Any, list: Any) -> bool:
    return any(equal(x, each) for each in want(list, "list"))


@TABLE.add()
def error(message: Any) -> Any:
    raise Fault("raised")
