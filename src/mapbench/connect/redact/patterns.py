"""What a value gives away by its shape, whatever its key is called: e-mails, phones, cards, IBANs and keys inside texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from mapbench.connect.redact.checkdigits import is_card, is_iban
from mapbench.connect.redact.pairs import spans_of_fields
from mapbench.connect.redact.prose import Span, prose_spans, rewritten
from mapbench.connect.redact.standins import StandIns
from mapbench.connect.redact.tokens import secret_spans
from mapbench.connect.redact.vocabulary import Kind

EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
#: As addresses of the web carry it.
_QUOTED_EMAIL: Final = re.compile(r"(?i)(?<![\w%.+-])[\w.+-]{1,64}%40[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
#: Who asked, in the common log format of web servers.
_LOGGED: Final = re.compile(r" - ([^\s\"\[\]-][^\s\"\[\]]{0,63}) \[\d{1,2}/[A-Z][a-z]{2}/\d{4}:")
_PHONE: Final = re.compile(
    r"(?<![\w+])\+\d[\d ()./-]{5,20}\d(?![\d:])"
    r"|(?<![\w-])\([2-9]\d{2}\) ?[2-9]\d{2}[ .-]\d{4}(?![\w-])"
    r"|(?<![\w.-])[2-9]\d{2}([.-])[2-9]\d{2}\1\d{4}(?![\w-])"
)
_CARD: Final = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-]|\.\d)")
_IBAN: Final = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)")
_SECRET: Final = re.compile(
    r"(?<![\w-])(?:"
    r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|(?:sk|pk|rk|whsec)_(?:live|test)?_?[A-Za-z0-9]{12,}"
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,}"
    r"|xox[abeprs]-[\w-]{10,}|shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{16,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|SG\.[\w-]{10,}\.[\w-]{10,}"
    r")(?![\w-])"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
)
_BEARER: Final = re.compile(r"(?i)(?<=\bbearer )[\w.~+/-]{8,}=*|(?<=\bbasic )[A-Za-z0-9+/]{12,}=*")
_IN_ADDRESS: Final = re.compile(
    r"(?i)(?<=[?&;])([\w.-]*(?:token|key|signature|sig|secret|password|pwd|auth|session)=)([^&#\s\"'<>]{4,})"
)
#: `postgres://app:password@host`.
_LOGIN: Final = re.compile(r"(?<=://)[^\s/:@]{1,64}:([^\s/@]{1,200})(?=@)")
_SHORTEST: Final = 6
#: `logo@2x.png` is no e-mail.
_FILES: Final = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")

Found = Callable[[Kind, str, str], None]


def replaced(text: str, standins: StandIns, found: Found, identifier: bool = False) -> str:
    """The text with everything in it that gives a person or a secret away replaced.

    `found` is told kind, original and stand-in. An `identifier` is a code of its own: digits in it are no card or phone.
    """
    if len(text) < _SHORTEST:
        return text

    def stand_in(kind: Kind, old: str) -> str:
        made = standins.of(kind, old)
        found(kind, old, made)
        return made

    return rewritten(text, _spans(text, identifier), stand_in)


def _spans(text: str, identifier: bool) -> Iterator[Span]:
    yield from ((*match.span(), "secret") for match in _SECRET.finditer(text))
    yield from ((*match.span(), "secret") for match in _BEARER.finditer(text))
    yield from ((*span, "secret") for span in secret_spans(text, identifier))
    if "=" in text:
        yield from ((*match.span(2), "secret") for match in _IN_ADDRESS.finditer(text))
    if "@" in text:
        yield from ((*m.span(), "email") for m in EMAIL.finditer(text) if not m[0].lower().endswith(_FILES))
        yield from ((*match.span(1), "secret") for match in _LOGIN.finditer(text))
    if "%40" in text:
        yield from ((*match.span(), "email") for match in _QUOTED_EMAIL.finditer(text))
    if any(map(str.isdigit, text)):
        yield from ((*match.span(1), "name") for match in _LOGGED.finditer(text))
        yield from ((*match.span(), "iban") for match in _IBAN.finditer(text) if is_iban(_plain(match[0])))
    if not identifier:
        yield from _numbers(text)
        yield from prose_spans(text)
        yield from spans_of_fields(text)


def _numbers(text: str) -> Iterator[Span]:
    yield from ((*match.span(), "card") for match in _CARD.finditer(text) if is_card(_plain(match[0])))
    yield from (
        (*match.span(), "phone") for match in _PHONE.finditer(text) if 7 <= len(_plain(match[0])) <= 15
    )


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()
