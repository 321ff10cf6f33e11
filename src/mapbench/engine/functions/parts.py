"""Functions that take texts apart and put them together."""

from __future__ import annotations

from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.functions.arguments import list_argument, not_text, whole_argument, wrong
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.texts import text_of
from mapbench.engine.values import MISSING, Failure


def left(x: Any, n: Any) -> str:
    """The first n code points."""
    if type(x) is not str:
        raise not_text("left", x=x)
    return x[: whole_argument("left", "n", n, 0)]


def right(x: Any, n: Any) -> str:
    """The last n code points."""
    if type(x) is not str:
        raise not_text("right", x=x)
    count = whole_argument("right", "n", n, 0)
    return x[-count:] if count else ""


def _separator(function: str, parameter: str, x: Any, separator: Any) -> None:
    if type(x) is not str or type(separator) is not str:
        raise not_text(function, x=x, **{parameter: separator})
    if not separator:
        message = f"{function}() needs something to look for; {parameter} is an empty text."
        raise Failure("bad-text", message, expected="one character or more", actual=separator)


def before(x: Any, sep: Any) -> Any:
    """What stands before the first separator; missing where there is none."""
    _separator("before", "sep", x, sep)
    at = x.find(sep)
    return MISSING if at < 0 else x[:at]


def after(x: Any, sep: Any) -> Any:
    """What stands after the first separator; missing where there is none."""
    _separator("after", "sep", x, sep)
    at = x.find(sep)
    return MISSING if at < 0 else x[at + len(sep) :]


def replace(budget: Budget, x: Any, old: Any, new: Any) -> str:
    """Every occurrence of one text by another."""
    _separator("replace", "old", x, old)
    if type(new) is not str:
        raise not_text("replace", new=new)
    growth = len(new) - len(old)
    if growth > 0:
        count = x.count(old)
        if count:
            budget.take_text(len(x) + count * growth)
    return str(x.replace(old, new))


def split(budget: Budget, x: Any, sep: Any) -> list[str]:
    """The parts between separators, empty ones too."""
    _separator("split", "sep", x, sep)
    budget.take_elements(x.count(sep) + 1)
    budget.take_text(len(x))
    return list(x.split(sep))


def join(budget: Budget, elements: Any, sep: Any) -> str:
    """Scalars as one text with a separator between them; null and missing are left out."""
    list_argument("join", elements)
    if type(sep) is not str:
        raise not_text("join", sep=sep)
    parts = []
    for element in elements:
        if type(element) is str:
            parts.append(element)
        elif element is not None and element is not MISSING:
            parts.append(_joined(element))
    if parts:
        budget.take_text(sum(map(len, parts)) + len(sep) * (len(parts) - 1))
    return sep.join(parts)


def _joined(element: Any) -> str:
    if type(element) is list or type(element) is dict:
        raise wrong(
            "join",
            "the elements of list",
            element,
            "single values",
            "Name a field of each: join((i.name for i in x), sep).",
        )
    return text_of(element)


def _padding(budget: Budget, function: str, x: Any, width: Any, fill: Any) -> str:
    if type(x) is not str or type(fill) is not str:
        raise not_text(function, x=x, fill=fill)
    wanted = whole_argument(function, "width", width) - len(x)
    if wanted <= 0:
        return ""
    if not fill:
        message = f"{function}() needs something to fill with; fill is an empty text."
        raise Failure("bad-text", message, expected="one character or more", actual=fill)
    budget.take_text(len(x) + wanted)
    return (fill * (wanted // len(fill) + 1))[:wanted]


def pad_start(budget: Budget, x: Any, width: Any, fill: Any) -> str:
    """A text filled up at its start until it is `width` long; a longer one stays as it is."""
    return _padding(budget, "pad_start", x, width, fill) + str(x)


def pad_end(budget: Budget, x: Any, width: Any, fill: Any) -> str:
    """A text filled up at its end until it is `width` long; a longer one stays as it is."""
    padding = _padding(budget, "pad_end", x, width, fill)
    return str(x) + padding


def truncate(x: Any, n: Any, end: Any) -> str:
    """At most n code points, the end mark among them; a text that fits stays as it is."""
    if type(x) is not str or type(end) is not str:
        raise not_text("truncate", x=x, end=end)
    limit = whole_argument("truncate", "n", n, 0)
    if len(x) <= limit:
        return x
    return (x[: max(0, limit - len(end))] + end)[:limit]


_X: Final = Parameter("x", "text")
_SEP: Final = Parameter("sep", "text")
_X_N: Final = (_X, Parameter("n", "whole"))
_PAD: Final = (_X, Parameter("width", "whole"), Parameter("fill", "text", " "))

FUNCTIONS: Final = (
    Function("left", "text", _X_N, "text", "The first n characters.", 'left("DE-10115", 2)', "DE", left),
    Function("right", "text", _X_N, "text", "The last n characters.", 'right("DE-10115", 5)', "10115", right),
    Function(
        "before", "text", (_X, _SEP), "text", "What stands before the first separator; missing without one.",
        'before("dana@example.com", "@")', "dana", before,
    ),
    Function(
        "after", "text", (_X, _SEP), "text", "What stands after the first separator; missing without one.",
        'after("dana@example.com", "@")', "example.com", after,
    ),
    Function(
        "replace", "text", (_X, Parameter("old", "text"), Parameter("new", "text")), "text",
        "Every occurrence of one text by another.", 'replace("1 249 00", " ", "")', "124900", replace, grows=True,
    ),
    Function(
        "split", "text", (_X, _SEP), "list", "The parts between separators.", 'split("a, b", ", ")', ["a", "b"], split, grows=True,
    ),
    Function(
        "join", "text", (Parameter("list", "list"), _SEP), "text", "Values as one text, null and missing left out.",
        'join(["Main St", null, 12], ", ")', "Main St, 12", join, absence="aggregate", grows=True, spells=True,
    ),
    Function(
        "pad_start", "text", _PAD, "text", "Filled up at the start until it is so wide.",
        'pad_start("42", 6, "0")', "000042", pad_start, grows=True,
    ),
    Function(
        "pad_end", "text", _PAD, "text", "Filled up at the end until it is so wide.",
        'pad_end("A1", 4, ".")', "A1..", pad_end, grows=True,
    ),
    Function(
        "truncate", "text", (*_X_N, Parameter("end", "text", "…")), "text", "At most n characters, the end mark included.",
        'truncate("Espresso machine", 9)', "Espresso…", truncate,
    ),
)  # fmt: skip
