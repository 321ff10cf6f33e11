"""Stand-ins: another value of the same shape, always the same one for the same value.

What people write in two ways (`BOB@X.COM`, `+1 (555) 010-0144`) is one value here, so that joins across systems survive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from mapbench.connect.redact.checkdigits import iban_digits, luhn_digit
from mapbench.connect.redact.draws import Draw
from mapbench.connect.redact.vocabulary import Kind

DOMAIN = "example.com"
#: How the stand-in of a secret begins, so that nobody takes it for one.
MARK = "redacted"
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[A-Z]{2}")
_DIGITS = re.compile(r"\d+")
_LABELS = frozenset(
    {"ext", "x", "tel", "fax", "mobile", "mob", "phone", "cell", "home", "work", "office", "extension"}
)
_SHORTEST_LOCAL = 4
_KEPT_BY_LONG = 2


class StandIns:
    """Stand-ins under one key. Every method takes a text of a kind and gives one of that kind that is not the same."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.word = lru_cache(maxsize=65_536)(self._word)

    def of(self, kind: Kind, text: str) -> str:
        """The stand-in of a text of a kind."""
        makers: dict[Kind, Callable[[str], str]] = {
            "email": self.email, "name": self.words, "address": self.address, "phone": self.phone, "card": self.card,
            "iban": self.iban, "secret": self.secret, "number": self.shaped, "birthday": self.day, "ip": self.ip,
            "place": self.degrees,
        }  # fmt: skip
        return makers[kind](text)

    def words(self, text: str) -> str:
        """Names, any text: word for word; white space and signs stay."""
        return _WORD.sub(lambda match: self.word(match[0]), text)

    def address(self, text: str) -> str:
        """An address, word for word; two capitals, as codes of countries and states are, stay."""
        return _WORD.sub(lambda match: match[0] if _CODE.fullmatch(match[0]) else self.word(match[0]), text)

    def email(self, text: str) -> str:
        """An e-mail at example.com, with the signs and capitals of its local part.

        Two digits are put to the local part's end, so that no short real one at example.com can stand at the end of it.
        """
        if "%40" in text:
            return self.email(text.replace("%40", "@")).replace("@", "%40")
        local, _, domain = text.rpartition("@")

        def attempt(draw: Draw) -> str:
            made = "".join(draw.like(char) for char in local)
            padding = draw.letters(max(_SHORTEST_LOCAL - len(local), 0))
            return f"{made}{padding}{draw.below(10)}{draw.below(10)}"

        end = DOMAIN.upper() if domain.isupper() else DOMAIN
        made = self._other("email", text.casefold(), local, attempt)
        return f"{made.upper() if local.isupper() else made}@{end}"

    def phone(self, text: str) -> str:
        """A phone number with the same signs; long ones keep their first two digits, so that the country stays."""
        digits = "".join(_DIGITS.findall(text))
        kept = _KEPT_BY_LONG if len(digits) >= 10 else 0
        made = self._digits("phone", digits, kept)
        with_words = re.sub(r"[^\W\d_]+", lambda word: self._label(word[0]), text)
        return _refill(with_words, made)

    def card(self, text: str) -> str:
        """A card number with the right check digit; the five digits after the first are 0, as no bank gives out."""
        digits = "".join(_DIGITS.findall(text))
        if len(digits) < 12:
            return self.shaped(text)
        body = f"{digits[0]}00000" + self._digits("card", digits, 0)[6:-1]
        return _refill(text, body + luhn_digit(body))

    def iban(self, text: str) -> str:
        """An IBAN of the same country with the right check digits; its bank begins with 0000 or XXXX."""
        plain = "".join(char for char in text if char.isalnum()).upper()
        if len(plain) < 15 or not plain.isascii():
            return self.shaped(text)
        country, body = plain[:2], plain[4:]
        mark = "".join("0" if char.isdigit() else "X" for char in body[:4])
        made = mark + self._other("iban", plain, body, lambda draw: "".join(map(draw.like, body)))[4:]
        letters = iter(country + iban_digits(country, made) + made)
        return "".join(_cased(next(letters), char) if char.isalnum() else char for char in text)

    def secret(self, text: str) -> str:
        """A text of the same shape; a long one begins with `redacted`, so that no scanner takes it for a real one."""
        made = self.shaped(text)
        if len(text) < len(MARK) + 4:
            return made
        return MARK + made[len(MARK) :]

    def shaped(self, text: str) -> str:
        """Letters for letters, digits for digits; signs between them do not make another value."""
        plain = "".join(char for char in text if char.isalnum())
        made = iter(
            self._other("shape", plain.casefold(), plain, lambda draw: "".join(map(draw.like, plain.lower())))
        )
        return "".join(_cased(next(made), char) if char.isalnum() else char for char in text)

    def day(self, text: str) -> str:
        """A day that exists, whichever of its parts is the month."""

        def attempt(draw: Draw) -> str:
            return _DIGITS.sub(lambda group: _part_of_day(draw, len(group[0])), text)

        return self._other("day", text, text, attempt)

    def ip(self, text: str) -> str:
        """An address of a private network (IPv4) or of the documentation's network (IPv6)."""

        def attempt(draw: Draw) -> str:
            if ":" in text:
                return f"2001:db8::{draw.below(65_536):x}:{draw.below(65_536):x}"
            return f"10.{draw.below(256)}.{draw.below(256)}.{1 + draw.below(254)}"

        return self._other("ip", text, text, attempt)

    def degrees(self, text: str) -> str:
        """Another place in the same degree: the decimals change."""
        whole, point, decimals = text.partition(".")
        return f"{whole}{point}{self._digits('degrees', decimals, 0, text)}" if decimals.isdecimal() else text

    def _word(self, word: str) -> str:
        seed = unicodedata.normalize("NFC", word).casefold()

        def attempt(draw: Draw) -> str:
            letters = draw.letters(len(word))
            return "".join(
                _cased(letters[n], char) if char.isascii() and char.isalpha() else draw.like(char)
                for n, char in enumerate(word)
            )

        return self._other("word", seed, word, attempt)

    def _label(self, word: str) -> str:
        return word if word.casefold() in _LABELS else self.word(word)

    def _digits(self, domain: str, digits: str, kept: int, seed: str = "") -> str:
        def attempt(draw: Draw) -> str:
            first = "123456789" if digits[kept : kept + 1] not in ("", "0") and not kept else "0123456789"
            rest = "".join(draw.of(first if n == 0 else "0123456789") for n in range(len(digits) - kept))
            return digits[:kept] + rest

        return self._other(domain, seed or digits, digits, attempt)

    def _other(self, domain: str, seed: str, original: str, attempt: Callable[[Draw], str]) -> str:
        """The first attempt that is not the original itself; what has nothing to change stays."""
        for number in range(20):
            made = attempt(Draw(self._key, domain, seed, number))
            if made.casefold() != original.casefold():
                return made
        return original


def _cased(char: str, like: str) -> str:
    raised = char.upper() if like.isupper() else char.lower()
    return raised if len(raised) == 1 else char


def _refill(text: str, digits: str) -> str:
    """The text with its digits replaced by others, one by one."""
    given = iter(digits)
    return "".join(next(given) if char.isdecimal() else char for char in text)


def _part_of_day(draw: Draw, length: int) -> str:
    if length == 4:
        return str(1940 + draw.below(65))
    if length == 8:
        return f"{1940 + draw.below(65)}{1 + draw.below(12):02}{1 + draw.below(12):02}"
    return f"{1 + draw.below(9 if length == 1 else 12):0{length}}"
