"""Addresses as people write them in running text, in the spellings of some countries: English, German, Nordic, French, southern."""

from __future__ import annotations

import re
from typing import Final

#: A word with a capital. It has an end, so that a text of one endless word takes no endless time.
_WORD: Final = r"[^\W\d_a-zß-öø-ÿ][\w'\u2019-]{0,40}"
_STREET: Final = (
    r"(?i:street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|boulevard|blvd|way|place|pl|square|sq|terrace|parkway|pkwy|"
    r"close|crescent|highway|hwy|row|mews|gardens|grove|hill)"
)
_ENGLISH: Final = rf"(?<![\w.-])\d{{1,5}}[A-Za-z]?,? (?:{_WORD}\.? {{1,3}}){{1,3}}{_STREET}\b\.?(?:,? (?i:apt|unit|suite|flat|#)\.? ?\w{{1,8}})?"
_NUMBER: Final = r" {1,3}\d{1,4}(?: ?[a-zA-Z](?!\w))?"
_JOINED: Final = rf"(?<!\w){_WORD}(?:straße|strasse|str\.|weg|platz|allee|gasse|ufer|damm|stieg|gatan|gata|gade|vägen|veien|vej){_NUMBER}"
_PARTED: Final = (
    r"(?<!\w)(?:[^\W\d_a-zß-öø-ÿ][\w'\u2019]{0,40}[ -]){1,4}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Ufer|Damm)"
    rf"{_NUMBER}"
)
_FRENCH: Final = (
    r"(?<![\w.-])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|impasse|allée|quai) "
    rf"(?:de la |de |du |des |la |le |les |[dl]['\u2019]){{0,3}}{_WORD}(?: {_WORD}){{0,4}}"
)
_SOUTHERN: Final = (
    r"(?<!\w)(?:Via|Viale|Piazza|Corso|Calle|Avenida|Plaza|Rua|Praça) (?:de |della? |dei |da |do ){0,3}"
    rf"{_WORD}(?: {_WORD}){{0,4}},? \d{{1,4}}"
)
_BOX: Final = (
    r"(?i)(?<!\w)(?:p\.? ?o\.? ?box|postfach|boîte postale|casella postale) \d{1,6}(?: \d{1,4}){0,3}"
)

#: Each finds whole addresses, from the number or street on.
ADDRESSES: Final = tuple(map(re.compile, (_ENGLISH, _JOINED, _PARTED, _FRENCH, _SOUTHERN, _BOX)))
