"""What a value gives away by its shape, whatever its key is called: e-mails, phones, cards, IBANs and keys inside texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from mapbench.connect.redact.checkdigits import is_card, is_iban
from mapbench.connect.redact.kinds import Kind
from mapbench.connect.redact.standins import StandIns

EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(
    r"(?<![\w+])\+\d[\d ()./-]{5,20}\d(?![\d:])"
    r"|(?<![\w-])\(\d{3}\) ?\d{3}[ .-]\d{4}(?![\w-])"
    r"|(?<![\w.-])\d{3}([.-])\d{3}\1\d{4}(?![\w-])"
)
_CARD: Final = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-]|\.\d)")
_IBAN: Final = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)")
_SECRET: Final = re.compile(
    r"(?<![\w-])(?:"
    r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|(?:sk|pk|rk|whsec)_(?:live|test)?_?[A-Za-z0-9]{12,}"
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|xox[abeprs]-[\w-]{10,}|shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{16,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|SG\.[\w-]{10,}\.[\w-]{10,}"
    r")(?![\w-])"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
)
_BEARER: Final = re.compile(r"(?i)(?<=\bbearer )[\w.~+/-]{8,}=*|(?<=\bbasic )[A-Za-z0-9+/]{12,}=*")
_IN_ADDRESS: Final = re.compile(
    r"(?i)(?<=[?&;])([\w.-]*(?:token|key|signature|sig|secret|password|pwd|auth|session)=)([^&#\s\"'<>]{4,})"
)
#: `logo@2x.png` is no e-mail.
_FILES: Final = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")

Found = Callable[[Kind, str, str], None]


def replaced(text: str, standins: StandIns, found: Found, identifier: bool = False) -> str:
    """The text with everything in it that gives a person or a secret away replaced.

    `found` is told kind, original and stand-in. An `identifier` is a code of its own: digits in it are no card or phone.
    """
    if len(text) < 6:
        return text

    def swap(kind: Kind, make: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
        def one(match: re.Match[str]) -> str:
            made = make(match[0])
            found(kind, match[0], made)
            return made

        return one

    text = _SECRET.sub(swap("secret", standins.secret), text)
    text = _BEARER.sub(swap("secret", standins.secret), text)
    if "=" in text:
        text = _IN_ADDRESS.sub(lambda m: m[1] + swap("secret", standins.secret)(_whole(m[2])), text)
    if "@" in text:
        text = EMAIL.sub(_only(lambda t: not t.lower().endswith(_FILES), swap("email", standins.email)), text)
    if not any(map(str.isdigit, text)):
        return text
    text = _IBAN.sub(_only(lambda t: is_iban(_plain(t)), swap("iban", standins.iban)), text)
    if identifier:
        return text
    text = _CARD.sub(_only(lambda t: is_card(_plain(t)), swap("card", standins.card)), text)
    return _PHONE.sub(_only(lambda t: 7 <= len(_plain(t)) <= 15, swap("phone", standins.phone)), text)


def _only(
    test: Callable[[str], bool], swap: Callable[[re.Match[str]], str]
) -> Callable[[re.Match[str]], str]:
    return lambda match: swap(match) if test(match[0]) else match[0]


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()


def _whole(text: str) -> re.Match[str]:
    match = re.fullmatch(r"[\s\S]*", text)
    assert match is not None
    return match
