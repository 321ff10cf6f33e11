"""What people write about people in running text: names behind a salutation, addresses, phones, days of birth, passwords.

A text says less than a key, so words count only where something before or behind them says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from mapbench.connect.redact.nationals import PERSONS_NUMBERS, is_persons_number
from mapbench.connect.redact.salutations import names_in
from mapbench.connect.redact.streets import ADDRESSES
from mapbench.connect.redact.vocabulary import Kind

_PHONE_WORD: Final = (
    r"(?:phone|telephone|tel|call|ring|mobile|cell|fax|whatsapp|sms|handy|mobil|telefon|téléphone|portable|my number|rufnummer|nummer|reach|"
    r"anrufen|appele[rz]|dzwoni[ćc]|zadzwoni[ćc]|bel|bellen|bereikbaar|llamar|llame|chiamare|chiami|ligar|ligue|soita|ringe|kontakt)"
)
_PHONES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)(?<!\w){_PHONE_WORD}\b[^\d\n+(]{{0,30}}?((?:\+|\(?0|\(?\d{{3}}\)?[ .-])[\d ()./-]{{5,18}}\d)(?![\w-])",
        r"(?<![\w.,/+-])(0\d{2,4}[ /-]\d{2,4}[ -]?\d{2,6}(?:[ -]\d{1,5})?)(?![\w-]|\.\d)",
        r"(?<![\w.,/+-])(0\d(?:[ .]\d{2}){4})(?![\w-]|\.\d)",
        r"(?<![\w.,/+-])(00[1-9]\d{1,2}[ -]?\d[\d ()/-]{5,14}\d)(?![\w-]|\.\d)",
    )
)
_BIRTHDAYS: Final = re.compile(
    r"(?i)(?<!\w)(?:born|dob|d\.o\.b\.|date of birth|birthday|geb\.?|geboren|né|née)\b[^\d\n]{0,12}(\d{1,4}[./-]\d{1,2}[./-]\d{1,4})(?!\w)"
)
_NUMBERS: Final = (
    re.compile(r"(?<![\w-])((?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4})(?![\w-])"),
    re.compile(
        r"(?i)(?<!\w)(?:passport|national id|tax id|id card|personalausweis|steuer-?id|social security)(?: (?:no|number|nr))?\.?[ :#]+((?=\S*\d)[\w-]{5,20})"
    ),
)
_PASSWORDS: Final = re.compile(
    r"(?i)(?<!\w)(?:password|passwort|passcode|passphrase|mot de passe|contraseña|pin|api[ -]?key|access token|secret)(?: code| number)?"
    r"(?:[ ]?[:=][ ]?|[ ](?:is|was|lautet|ist|est|es)[ :]+)[\"'“]?([^\s\"'”,;]*[^\s\"'”,;.!?)])"
)
_IPS: Final = re.compile(r"(?<![\w.:-])((?:\d{1,3}\.){3}\d{1,3})(?![\w-]|\.\d)")
#: Whether it is one, `ipaddress` says.
_IPV6: Final = re.compile(
    r"(?i)(?<![\w:.])(?=[0-9a-f:]{0,38}\d)((?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4})(?![\w:])"
)
#: Postcodes of Britain and Canada, which nothing else looks like.
_POSTCODES: Final = re.compile(
    r"(?<![\w-])(?:[A-PR-UWYZ][A-Z]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d)(?![\w-])"
)
_PRIVATE_NETWORK: Final = re.compile(
    r"(?:10|127|0)\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|255\."
)

Span = tuple[int, int, Kind]
_LEAST: Final = 7


def prose_spans(text: str) -> Iterator[Span]:
    """Where something personal or secret stands in a running text, and of which kind; spans may overlap."""
    if len(text) < _LEAST:
        return
    if any(map(str.isdigit, text)):
        yield from _numeric(text)
    if " " in text.strip():
        yield from ((*match.span(1), "secret") for match in _PASSWORDS.finditer(text))
        yield from ((*span, "name") for span in names_in(text))


def _numeric(text: str) -> Iterator[Span]:
    for pattern in (*ADDRESSES, _POSTCODES):
        yield from ((*match.span(), "address") for match in pattern.finditer(text))
    yield from ((*match.span(1), "birthday") for match in _BIRTHDAYS.finditer(text))
    for pattern in _NUMBERS:
        yield from ((*match.span(1), "number") for match in pattern.finditer(text))
    for pattern in _PHONES:
        yield from ((*match.span(1), "phone") for match in pattern.finditer(text) if _is_phone(match[1]))
    yield from (
        (*match.span(1), "number") for match in PERSONS_NUMBERS.finditer(text) if is_persons_number(match[1])
    )
    yield from ((*match.span(1), "ip") for match in _IPS.finditer(text) if _is_public(match[1]))
    if ":" in text:
        yield from ((*match.span(1), "ip") for match in _IPV6.finditer(text) if _is_public_ipv6(match[1]))


def _is_phone(text: str) -> bool:
    return 7 <= sum(map(str.isdigit, text)) <= 15


def _is_public(text: str) -> bool:
    """Whether four numbers are an address of a public network rather than a version or a private one."""
    parts = [int(part) for part in text.split(".")]
    return parts[0] >= 11 and max(parts) < 256 and _PRIVATE_NETWORK.match(text) is None


def _is_public_ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address

    try:
        address = IPv6Address(text)
    except AddressValueError:
        return False
    return not (
        address.is_loopback or address.is_link_local or address.is_multicast or text[:2].lower() == "fd"
    )


Replace = Callable[[Kind, str], str]


def rewritten(text: str, spans: Iterable[Span], stand_in: Replace) -> str:
    """The text with every span replaced by what `stand_in` gives for its kind and text; of spans that
    overlap the first counts, of those that begin together a secret, else the longest.
    """
    pieces: list[str] = []
    at = 0
    for start, end, kind in sorted(spans, key=lambda one: (one[0], one[2] != "secret", -one[1])):
        if start < at:
            continue
        pieces += [text[at:start], stand_in(kind, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text
