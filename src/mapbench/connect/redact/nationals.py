"""Numbers that states give to people, where shape and check digit tell them from any other code."""

from __future__ import annotations

import re
from typing import Final

from mapbench.connect.redact.checkdigits import luhn_digit

PERSONS_NUMBERS: Final = re.compile(
    r"(?<![\w.-])("
    r"\d{3}\.\d{3}\.\d{3}-\d{2}"  # Brazil, CPF
    r"|\d{6}[-+A-F]\d{3}[0-9A-Y]"  # Finland, henkilötunnus; Sweden, personnummer
    r"|[0-9XYZ]\d{7}-?[A-Z]"  # Spain, DNI and NIE
    r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"  # Italy, codice fiscale
    r")(?![\w-]|\.\d)"
)
_FINNISH: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SPANISH: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_LAST_MONTH: Final = 12


def is_persons_number(text: str) -> bool:
    """Whether a text of one of the shapes has the right check digit, or none that could be checked."""
    plain = "".join(filter(str.isalnum, text))
    if text[3:4] == ".":
        return _is_cpf(plain)
    if text[6:7] in ("-", "+") and plain.isdecimal():
        return _is_swedish(plain) or _is_finnish(text)
    if text[0].isdecimal() and text[6:7] in tuple("-+ABCDEF") and text[:6].isdecimal():
        return _is_finnish(text)
    return text[:2].isalpha() or _is_spanish(plain)


def _is_cpf(digits: str) -> bool:
    for length in (9, 10):
        total = sum(int(digit) * (length + 1 - at) for at, digit in enumerate(digits[:length]))
        if total * 10 % 11 % 10 != int(digits[length]):
            return False
    return len(set(digits)) > 1


def _is_swedish(digits: str) -> bool:
    return 1 <= int(digits[2:4]) <= _LAST_MONTH and luhn_digit(digits[:-1]) == digits[-1]


def _is_finnish(text: str) -> bool:
    return _FINNISH[int(text[:6] + text[7:10]) % 31] == text[-1]


def _is_spanish(plain: str) -> bool:
    digits = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return _SPANISH[int(digits) % 23] == plain[-1]
