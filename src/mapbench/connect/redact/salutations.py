"""Names of people in running text, where a salutation, a greeting, a closing or a word of introduction says that they are names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_UPPER: Final = r"[^\W\d_a-zß-öø-ÿ]"
#: Words have an end here, so that a text of one endless word takes no endless time.
_NAME_WORD: Final = rf"(?:{_UPPER}[^\W\d_]{{0,40}}(?:['\u2019-][^\W\d_]{{1,40}}){{0,4}}\.?)"
_PARTICLE: Final = (
    r"(?:(?:de|del|della|der|den|van|von|zu|la|le|da|di|dos|al|el|bin|ibn|af|av|ter)[ ]{1,3}){0,3}"
)
_NAME: Final = rf"{_NAME_WORD}(?:[ ]+{_PARTICLE}{_NAME_WORD}){{0,3}}"
_FULL_NAME: Final = rf"{_NAME_WORD}(?:[ ]+{_PARTICLE}{_NAME_WORD}){{1,3}}"
_TITLES: Final = r"Mrs?|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herrn?|Hr|Frau|Fr|Familie|Mme|Mlle|Monsieur|Madame|Sig|Signor[ae]?|Sra?|Señora?|Dott|Mevr|Mevrouw|Dhr|Meneer|Fru|Pani|Sig\.ra|Dna"
_BEFORE: Final = (
    r"my name is|name['\u2019]?s|this is|i am|i['\u2019]m|here is|ask for|attn\.?:?|attention:?|c/o|contact(?: person)?:?|signed(?: by)?:?|"
    r"spoke (?:to|with)|talked (?:to|with)|met(?: with)?|call|ring|phone|email|recipient:?|customer:?|client:?|on behalf of|"
    r"neighbou?r|z\.? ?hd\.?|zu händen(?: von)?|ansprechpartner(?:in)?:?|mein name ist|je m['\u2019]appelle|mi chiamo|me llamo"
)
_GREETING: Final = (
    r"(?:dear|hi|hello|hey|hallo|liebe[rs]?|moin|bonjour|cher|chère|ciao|hola|querid[oa]|estimad[oa])"
)
_CLOSING: Final = (
    r"(?:(?:kind|best|warm|many)? ?regards|cheers|best(?: wishes)?|(?:many )?thanks|thank you|sincerely(?: yours)?|yours(?: sincerely)?|"
    r"(?:mit )?(?:freundlichen|besten|lieben|vielen)? ?(?:grüßen|grüße|gruß|dank)|mfg|lg|cordialement|saludos|saluti)"
)
#: Words with a capital that name no person, whatever stands before them.
_NOBODY: Final = frozenset({
    "a", "account", "after", "agent", "all", "an", "and", "april", "august", "before", "caller", "care", "customer",
    "damen", "dear", "december", "delivery", "department", "desk", "everybody", "everyone", "february",
    "friday", "gift", "he", "hello", "herren", "hi", "i", "if", "ihr", "ihre", "invoice", "it", "january", "july",
    "june", "kunde", "kundenservice", "kundin", "madam", "march", "may", "me", "monday", "mr", "mrs", "ms", "nobody",
    "november", "number", "october", "office", "or", "order", "please", "reception", "road", "sales", "saturday",
    "september", "service", "she", "shop", "sir", "somebody", "someone", "st", "store", "street", "sunday", "support",
    "team", "thanks", "that", "the", "they", "this", "thursday", "tuesday", "us", "warehouse", "we", "wednesday",
    "when", "wrapping", "you",
})  # fmt: skip
_NAMES: Final = (
    re.compile(rf"(?<!\w)(?:{_TITLES})\.?[ ]+((?:(?:Dr|Prof)\.?[ ]+)*{_PARTICLE}{_NAME})"),
    # The French Monsieur has a dot: without it, M is a size.
    re.compile(rf"(?<![\w.])M\.[ ]+({_PARTICLE}{_NAME})"),
    # The name before an e-mail's address, as mail programs write it.
    re.compile(rf"(?<![\w.])({_FULL_NAME}) {{1,3}}[<(\[](?=[\w.+-]{{1,64}}@)"),
    re.compile(rf"(?i:(?<!\w)(?:{_BEFORE}))[ ]+((?:(?:{_TITLES})\.?[ ]+)?{_FULL_NAME})"),
    re.compile(rf"(?im:(?:^|[.,!?][ ]){_GREETING})[ ]+({_NAME})(?=[ ]*[,!:\n]|$)"),
    re.compile(rf"(?im:(?:^|[.,!?\n][ ]?){_CLOSING})[ ]*[,.!]?\s+({_NAME})\s*(?:$|\n)"),
)
_WORDS: Final = re.compile(r"[^\W\d_]+")


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand; they may overlap."""
    for pattern in _NAMES:
        yield from (match.span(1) for match in pattern.finditer(text) if _is_somebody(match[1]))


def _is_somebody(text: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(text)]
    return bool(words) and words[0] not in _NOBODY and words[-1] not in _NOBODY
