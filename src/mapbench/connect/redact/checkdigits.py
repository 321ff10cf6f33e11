"""Check digits of card numbers and IBANs: whether they are right, and which they would have to be."""

from __future__ import annotations

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
#: First digits and lengths of the card schemes.
_SCHEMES = (
    (("4",), (16, 19)),
    (("51", "52", "53", "54", "55", *map(str, range(2221, 2721))), (16,)),
    (("34", "37"), (15,)),
    (("6011", "65", "644", "645", "646", "647", "648", "649", "62"), (16, 17, 18, 19)),
    (("30", "36", "38", "39"), (14, 15, 16)),
    (("35",), (16,)),
)


def luhn_digit(body: str) -> str:
    """The digit that makes `body` a valid card number. Source: ISO/IEC 7812-1, annex B."""
    total = sum(
        _DOUBLED[int(digit)] if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(body))
    )
    return str(-total % 10)


def is_card(digits: str) -> bool:
    """Whether digits are a card number: a scheme's first digits and length, and the right check digit."""
    if not any(len(digits) in lengths and digits.startswith(starts) for starts, lengths in _SCHEMES):
        return False
    return luhn_digit(digits[:-1]) == digits[-1]


def iban_digits(country: str, body: str) -> str:
    """The two check digits of an IBAN. Source: ISO 13616, ISO/IEC 7064 MOD 97-10."""
    return f"{98 - _as_number(f'{body}{country}00') % 97:02}"


def is_iban(text: str) -> bool:
    """Whether a text without blanks, in capitals, is an IBAN with the right check digits."""
    shaped = 15 <= len(text) <= 34 and text.isalnum() and text.isascii()
    # A creditor's reference (RF, ISO 11649) has the same check digits and is nobody's account.
    if not shaped or not text[:2].isalpha() or not text[2:4].isdecimal() or text.startswith("RF"):
        return False
    return _as_number(text[4:] + text[:4]) % 97 == 1


def _as_number(text: str) -> int:
    return int("".join(str(int(char, 36)) for char in text))
