"""A table from the values of a source to the values that a target takes, by what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from mapbench.suggest.conversions import VALUE, Way
from mapbench.suggest.fields import Known
from mapbench.suggest.names import overlap, plain_words

#: More different values are no category.
_MOST: Final = 30
#: Values less alike than this are different ones.
_ALIKE: Final = 0.72
#: Values of an enum that stand for all others.
_REST: Final = frozenset({"other", "unknown", "undefined", "none", "unspecified", "miscellaneous"})


def value_map(target: Known, samples: Sequence[Any]) -> Iterator[Way]:
    """One way: the table, with the enum's word for all others as `default` where it has one. None where hardly a value is alike."""
    texts = sorted({value for value in samples if isinstance(value, str)})
    allowed = [value for value in target.enum or () if isinstance(value, str)]
    if not texts or not allowed or len(texts) > _MOST:
        return
    small = all(text == text.strip().lower() for text in texts)
    keys = texts if small else sorted({text.strip().lower() for text in texts})
    table = {key: found for key in keys if (found := _meant(key, allowed)) is not None}
    if not table or len(table) * 2 < len(keys):
        return
    rest = next((value for value in allowed if plain_words(value)[0] in _REST), None)
    keys_of_rule: dict[str, Any] = {} if small else {"formula": f"lower(trim({VALUE}))"}
    keys_of_rule["lookup"] = table
    if rest is not None and len(table) < len(keys):
        keys_of_rule["default"] = rest
    said = f"{len(table)} of {len(keys)} values put in the target's words"
    yield Way(said, partial(_mapped, table, rest), keys_of_rule)


def _meant(key: str, allowed: Sequence[str]) -> str | None:
    """The allowed value that says the same as a key; the first of equals."""
    words = plain_words(key)
    best = max(allowed, key=lambda value: overlap(words, plain_words(value), {}))
    return best if overlap(words, plain_words(best), {}) >= _ALIKE else None


def _mapped(table: Mapping[str, str], rest: str | None, value: Any) -> Any:
    key = value.strip().lower()
    return table[key] if rest is None else table.get(key, rest)
