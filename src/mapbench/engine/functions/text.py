"""Functions that change or judge a text as a whole. Blanks are what Unicode calls white space."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.functions.arguments import not_text, wrong
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.texts import text_of

_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_ACCENTS: Final = re.compile(f"[{_MARKS}]+")
#: A word with its apostrophes and accents: "don't" is one word, "Jean-Luc" is two.
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['\u2019](?=[^\W_]))*")
_NOT_DIGITS: Final = re.compile(r"[^0-9]+")
_APOSTROPHES: Final = re.compile("['\u2019]")
_NOT_SLUG: Final = re.compile("[^a-z0-9]+")

#: Letters that Unicode does not take apart, as they are written where they are not known.
_LETTERS: Final = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
        "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "\u0131": "i", "ŋ": "n", "Ŋ": "N",
        "ŧ": "t", "Ŧ": "T",
    }
)  # fmt: skip


def text(x: Any) -> str:
    """Any scalar as text."""
    if type(x) is str:
        return x
    if type(x) is list or type(x) is dict:
        raise wrong("text", "x", x, "a single value", "Use to_json(x), or join(list, sep) for a list.")
    return text_of(x)


def upper(x: Any) -> str:
    """Capital letters."""
    if type(x) is not str:
        raise not_text("upper", x=x)
    return x.upper()


def lower(x: Any) -> str:
    """Small letters."""
    if type(x) is not str:
        raise not_text("lower", x=x)
    return x.lower()


def _capital(word: str) -> str:
    return word[0].title() + word[1:]


def title(x: Any) -> str:
    """Each word with a capital and small letters after it; an apostrophe ends no word."""
    if type(x) is not str:
        raise not_text("title", x=x)
    return _WORD.sub(lambda word: _capital(word[0]), x.lower())


def capitalize(x: Any) -> str:
    """The first word with a capital, everything else in small letters; blanks and signs before it stay."""
    if type(x) is not str:
        raise not_text("capitalize", x=x)
    return _WORD.sub(lambda word: _capital(word[0]), x.lower(), count=1)


def trim(x: Any) -> str:
    """Without blanks at both ends."""
    if type(x) is not str:
        raise not_text("trim", x=x)
    return x.strip()


def trim_start(x: Any) -> str:
    """Without blanks at the start."""
    if type(x) is not str:
        raise not_text("trim_start", x=x)
    return x.lstrip()


def trim_end(x: Any) -> str:
    """Without blanks at the end."""
    if type(x) is not str:
        raise not_text("trim_end", x=x)
    return x.rstrip()


def squeeze(x: Any) -> str:
    """Each run of blanks as one space, none at the ends."""
    if type(x) is not str:
        raise not_text("squeeze", x=x)
    return " ".join(x.split())


def digits(x: Any) -> str:
    """The digits 0 to 9 of a text, everything else left out."""
    if type(x) is not str:
        raise not_text("digits", x=x)
    return _NOT_DIGITS.sub("", x)


def remove_accents(budget: Budget, x: Any) -> str:
    """Letters without their accents; letters of other scripts keep the signs that belong to them."""
    if type(x) is not str:
        raise not_text("remove_accents", x=x)
    return _plain(budget, x)


def _plain(budget: Budget, x: str) -> str:
    if x.isascii():
        budget.take_text(len(x))
        return x
    budget.take_text(2 * len(x))
    apart = unicodedata.normalize("NFKD", x.translate(_LETTERS))
    budget.take_text(max(0, len(apart) - 2 * len(x)))
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", apart))


def slug(budget: Budget, x: Any) -> str:
    """Small letters a to z, digits and single hyphens, for addresses and file names."""
    if type(x) is not str:
        raise not_text("slug", x=x)
    plain = _APOSTROPHES.sub("", _plain(budget, x)).lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def length(x: Any) -> int:
    """Code points of a text, elements of a list, keys of an object."""
    if type(x) is str or type(x) is list or type(x) is dict:
        return len(x)
    raise wrong("length", "x", x, "text, a list or an object")


def contains(x: Any, part: Any) -> bool:
    """Whether a text has another in it."""
    if type(x) is list:
        raise wrong("contains", "x", x, "text", "Use one_of(part, x), or: part in x.")
    if type(x) is not str or type(part) is not str:
        raise not_text("contains", x=x, part=part)
    return part in x


def starts_with(x: Any, part: Any) -> bool:
    """Whether a text begins with another."""
    if type(x) is not str or type(part) is not str:
        raise not_text("starts_with", x=x, part=part)
    return x.startswith(part)


def ends_with(x: Any, part: Any) -> bool:
    """Whether a text ends with another."""
    if type(x) is not str or type(part) is not str:
        raise not_text("ends_with", x=x, part=part)
    return x.endswith(part)


_ANY: Final = (Parameter("x"),)
_X: Final = (Parameter("x", "text"),)
_X_PART: Final = (Parameter("x", "text"), Parameter("part", "text"))


def _entry(name: str, *rest: Any) -> Function:
    return Function(name, "text", _X, "text", *rest)


FUNCTIONS: Final = (
    Function("text", "text", _ANY, "text", "A number, a date, true or false as text.", "text(12.0)", "12", text, spells=True),
    _entry("upper", "The text in capital letters.", 'upper("sku-7a")', "SKU-7A", upper),
    _entry("lower", "The text in small letters.", 'lower("DANA@Example.COM")', "dana@example.com", lower),
    _entry("title", "Each word with a capital.", """title("o'neill, JEAN-LUC")""", "O'neill, Jean-Luc", title),
    _entry("capitalize", "The first word with a capital.", 'capitalize("PAID in full")', "Paid in full", capitalize),
    _entry("trim", "Without blanks at both ends.", 'trim("  A-1 ")', "A-1", trim),
    _entry("trim_start", "Without blanks at the start.", 'trim_start("  A-1 ")', "A-1 ", trim_start),
    _entry("trim_end", "Without blanks at the end.", 'trim_end("  A-1 ")', "  A-1", trim_end),
    _entry("squeeze", "Each run of blanks as one, none at the ends.", 'squeeze(" 12  Main   St ")', "12 Main St", squeeze),
    _entry("digits", "Only the digits 0 to 9.", 'digits("+1 (555) 625-9044")', "15556259044", digits),
    Function(
        "slug", "text", _X, "text", "Small letters, digits and hyphens, as in addresses.",
        'slug("Crème brûlée, 2 pcs.")', "creme-brulee-2-pcs", slug, grows=True,
    ),
    Function(
        "remove_accents", "text", _X, "text", "Letters without accents; ß is ss, ø is o.",
        'remove_accents("Łódź, Straße, Ångström")', "Lodz, Strasse, Angstrom", remove_accents, grows=True,
    ),
    Function("length", "text", _ANY, "whole", "Code points, elements or keys.", 'length("Zoë")', 3, length),
    Function(
        "contains", "text", _X_PART, "boolean", "Whether the text has the part in it.",
        'contains("gift, urgent", "urgent")', True, contains,
    ),
    Function(
        "starts_with", "text", _X_PART, "boolean", "Whether the text begins with the part.",
        'starts_with("+49 30", "+")', True, starts_with,
    ),
    Function(
        "ends_with", "text", _X_PART, "boolean", "Whether the text ends with the part.",
        'ends_with("order.json", ".xml")', False, ends_with,
    ),
)  # fmt: skip
