"""What a key's name says about its value. The last words of a name are what it names: `email_status` is no e-mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from mapbench.connect.redact.vocabulary import (
    COMPOUNDS,
    IN_ADDRESS,
    IN_PERSON,
    PERSONS,
    TAILS,
    Kind,
)

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_FULL_NAME: Final = re.compile(
    r"[^\W\d_a-z][^\W\d_]*[.,]?(?:[ '-]+[^\W\d_][^\W\d_]*\.?){1,4}|[\u4e00-\u9fff]{2,4}"
)
#: What before `address` makes it another kind of address.
_NO_STREET: Final = frozenset(
    ["email", "mail", "smtp", "ip", "mac", "web", "url", "wallet", "http", "memory", "host", "server"]
)
_NAME_PARTS: Final = frozenset(
    [
        "first",
        "last",
        "given",
        "family",
        "middle",
        "forename",
        "surname",
        "full",
        "display",
        "preferred",
        "phonetic",
        "native",
        "maiden",
    ]
)
#: Keys that name what the key `value` beside them holds: `{"key": "surname", "value": …}`.
_NAMING: Final = ("key", "name", "label", "field", "code")
#: Words at the end of a key that do not change what it names.
_QUALIFIERS: Final = frozenset({"new", "old", "previous", "current", "alt", "main", "default"})
#: Keys that say no more than the key above them.
_SAME: Final = frozenset(
    {
        "number",
        "value",
        "text",
        "address",
        "raw",
        "formatted",
        "primary",
        "home",
        "work",
        "mobile",
        "national",
        "international",
    }
)
#: Letters with a stroke or joined ones, which Unicode does not take apart.
_PLAIN: Final = str.maketrans({
    "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u0131": "i", "æ": "ae", "Æ": "Ae", "œ": "oe",
})  # fmt: skip
#: Where something is sent: an address where a text of several words stands there, else somebody's number.
_SENT: Final = frozenset((verb, "to") for verb in ("ship", "bill", "sold", "deliver", "invoice", "send"))
#: What somebody did, before `by`, or was given, before `to`: `approved_by`.
_DONE: Final = frozenset({
    "assigned", "created", "updated", "modified", "ordered", "signed", "approved", "requested", "reported", "submitted",
    "prepared", "handled", "checked", "received", "sold",
})  # fmt: skip
#: Words that make a key name a number or code of its own.
_IDS: Final = frozenset({
    "id", "ids", "gid", "uuid", "guid", "sku", "barcode", "ean", "gtin", "upc", "isbn", "tracking", "number", "no", "code",
    "ref", "reference", "handle", "hash", "digest", "version",
})  # fmt: skip


@lru_cache(maxsize=8192)
def words_of(key: str) -> tuple[str, ...]:
    """The words of a key, small, without numbers and accents: `shippingAddress_1` is shipping, address."""
    plain = key if key.isascii() else _without_accents(key)
    return tuple(word.lower() for word in _WORD.findall(plain) if not word.isdecimal())


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _worded(names: str) -> Iterator[tuple[str, ...]]:
    return map(words_of, names.split(", "))


_PERSON_WORDS: Final = frozenset(word for person in PERSONS.split(", ") for word in words_of(person))
_PERSON_ENDS: Final = tuple(word for word in _PERSON_WORDS if len(word) > 4 or not word.isascii())
_PERSONAL: Final = _PERSON_WORDS | {"address", "addresses", "people", "persons"}
_KINDS: Final[dict[tuple[str, ...], Kind]] = {
    words: kind for kind, names in TAILS.items() for words in _worded(names)
} | {
    words: "name"
    for person in PERSONS.split(", ")
    for words in _worded(f"{person} name, {person}name, nome {person}, nombre {person}, nom {person}")
}
_COMPOUNDS: Final[dict[str, Kind]] = {words_of(end)[-1]: kind for end, kind in COMPOUNDS.items()}
_LONGEST_NAME: Final = max(map(len, _KINDS))
_IN_PERSON: Final = frozenset(_worded(IN_PERSON))
_IN_ADDRESS: Final = frozenset(_worded(IN_ADDRESS))


@lru_cache(maxsize=8192)
def kind_of_name(key: str) -> Kind | None:
    """What a key names, looked at alone; None for nothing that has to be redacted."""
    words = words_of(key)
    while len(words) > 1 and words[-1] in _QUALIFIERS:
        words = words[:-1]
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        kind = _KINDS.get(words[-length:])
        if kind:
            return kind if kind != "address" else _address_of(words)
    return _kind_of_compound(words[-1]) if words else None


def _address_of(words: tuple[str, ...]) -> Kind | None:
    """Which kind of address words name: `ip_address`, `smtp_addr`; None for a machine's."""
    if not _NO_STREET.intersection(words):
        return "address"
    return "ip" if "ip" in words else "email" if {"email", "mail", "smtp"}.intersection(words) else None


def _kind_of_compound(word: str) -> Kind | None:
    """What a word names by its end; `Webadresse` is a machine's address as `web_address` is."""
    for end, kind in _COMPOUNDS.items():
        if word.endswith(end):
            start = next((one for one in _NO_STREET if word.startswith(one)), "")
            return _address_of((start, end)) if kind == "address" else kind
    return None


def kind_of(key: str, members: Mapping[str, Any], above: str, inherited: Kind | None) -> Kind | None:
    """What a key of an object names; `above` is the nearest key above the object, `inherited` what that one names."""
    kind = kind_of_name(key)
    words = words_of(key)
    text = " ".join(words)
    value = members[key]
    if kind is not None:
        return kind
    if inherited and (inherited == "secret" or text in _SAME):
        return inherited
    if text == "value":
        return next((kind_of_name(name) for name in map(members.get, _NAMING) if isinstance(name, str)), None)
    if _means_somebody(words) and _are_full_names(value):
        return "name"
    if words[-2:] in _SENT:
        return "address" if isinstance(value, str) and " " in value.strip() else None
    if text in _NAME_PARTS and words_of(above)[-1:] in (("name",), ("names",)):
        return "name"
    if words in _IN_PERSON and _is_name(value) and _is_person(members, above):
        return "name"
    if words in _IN_ADDRESS and (_is_address(members, above) or _names_somebody(members)):
        return "address"
    return None


@lru_cache(maxsize=8192)
def is_identifier(key: str) -> bool:
    """Whether a key names a number or code that only looks like something else: `order_id`, `sku`, `barcode`."""
    return not _IDS.isdisjoint(words_of(key)[-2:]) and kind_of_name(key) is None


def _means_somebody(words: tuple[str, ...]) -> bool:
    """Whether words end in one for somebody: `buyer`, `watchers`, `Rechnungsempfänger`, `assigned_to`."""
    last = words[-1] if words else ""
    if last in ("to", "by"):
        return words[-2:-1] != () and words[-2] in _DONE
    return last.removesuffix("s") in _PERSON_WORDS or last.endswith(_PERSON_ENDS)


def _are_full_names(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) and _are_full_names(one) for one in value)
    return isinstance(value, str) and bool(_FULL_NAME.fullmatch(value.strip()))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value)) and not any(map(str.isdigit, value))


def _is_person(siblings: Collection[str], above: str) -> bool:
    if words_of(above)[-1:] and words_of(above)[-1].removesuffix("s") in _PERSONAL | {"addres"}:
        return True
    reached = any(kind_of_name(key) in ("email", "phone") for key in siblings)
    return reached or _names_somebody(siblings) or _is_address(siblings, above)


def _names_somebody(siblings: Collection[str]) -> bool:
    """Whether keys beside this one are a person's own: a surname, a day of birth; `owner_name` is somebody else's."""
    return any(
        kind_of_name(key) in ("name", "birthday") and _PERSON_WORDS.isdisjoint(words_of(key))
        for key in siblings
    )


def _is_address(siblings: Collection[str], above: str) -> bool:
    if kind_of_name(above) == "address" or words_of(above)[-2:] in _SENT:
        return True
    return any(kind_of_name(key) == "address" for key in siblings)
