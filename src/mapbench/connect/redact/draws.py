"""Choices that depend on a key and a text only: keyed, so that nobody without the key can try values out."""

from __future__ import annotations

import hmac
import string
import unicodedata

_CONSONANTS = "bcdfghjklmnpqrstvwxyz"
_VOWELS = "aeiou"
_BLOCK = 64


class Draw:
    """A stream of choices for one text in one domain; HMAC-SHA256 in counter mode."""

    def __init__(self, key: bytes, domain: str, text: str, attempt: int = 0) -> None:
        self._mac = hmac.new(key, f"{domain}\0{attempt}\0{text}".encode("utf-8", "surrogatepass"), "sha256")
        self._counter = 0
        self._left = b""

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        if not self._left:
            mac = self._mac.copy()
            mac.update(self._counter.to_bytes(4, "big"))
            self._counter += 1
            self._left = mac.digest()
        chosen, self._left = self._left[:4], self._left[4:]
        return int.from_bytes(chosen, "big") % limit

    def of(self, choices: str) -> str:
        """One character of `choices`."""
        return choices[self.below(len(choices))]

    def like(self, char: str) -> str:
        """A character of the same kind and case; what is neither a letter nor a digit stays."""
        if char.isascii():
            if char.isdigit():
                return self.of(string.digits)
            if not char.isalpha():
                return char
            return self.of(string.ascii_uppercase if char.isupper() else string.ascii_lowercase)
        return self._neighbour(char)

    def letters(self, count: int) -> str:
        """Small letters; four and more can be spoken."""
        if count < 4:
            return "".join(self.of(string.ascii_lowercase) for _ in range(count))
        start = self.below(2)
        return "".join(self.of((_CONSONANTS, _VOWELS)[(start + n) % 2]) for n in range(count))

    def _neighbour(self, char: str) -> str:
        """A character of the same script and category, so that what is messy about a text stays messy."""
        category = unicodedata.category(char)
        if category[0] not in "LN":
            return char
        first = ord(char) // _BLOCK * _BLOCK
        block = (chr(code) for code in range(first, first + _BLOCK))
        alike = [
            one for one in block if unicodedata.category(one) == category and one.isdigit() == char.isdigit()
        ]
        return alike[self.below(len(alike))]
