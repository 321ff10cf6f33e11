"""Functions that hash, hide and make ids. Nothing is random, and no secret ever stands in an error."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from mapbench.engine.functions.arguments import not_text, utf8, whole_argument
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.values import Failure

_UUID: Final = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PSEUDONYM_DIGITS: Final = 16


def sha256(x: Any) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in 64 hexadecimal digits."""
    import hashlib

    return hashlib.sha256(utf8("sha256", x)).hexdigest()


def _signed(function: str, x: Any, secret: Any) -> str:
    import hmac

    raw = utf8(function, x)
    if type(secret) is not str or not secret:
        code = "bad-text" if type(secret) is str else "type"
        message = f"{function}() needs a secret that is a text and not empty."
        raise Failure(
            code, message, expected="a secret", hint="Give the parameter when you run: --param salt=…"
        )
    return hmac.digest(secret.encode(errors="surrogatepass"), raw, "sha256").hex()


def hmac_sha256(x: Any, secret: Any) -> str:
    """The HMAC-SHA-256 of a text under a secret, in 64 hexadecimal digits."""
    return _signed("hmac_sha256", x, secret)


def pseudonym(x: Any, secret: Any) -> str:
    """A stable id of 16 hexadecimal digits (the first of the HMAC) that does not tell the text without the secret."""
    return _signed("pseudonym", x, secret)[:_PSEUDONYM_DIGITS]


def mask(x: Any, keep_last: Any, fill: Any) -> str:
    """All but the last characters hidden; a text that has no more than these is hidden as a whole."""
    if type(x) is not str or type(fill) is not str:
        raise not_text("mask", x=x, fill=fill)
    shown = whole_argument("mask", "keep_last", keep_last, 0)
    if len(fill) != 1:
        raise Failure(
            "bad-text", "mask() fills with exactly one character.", expected="one character", actual=fill
        )
    hidden = len(x) - shown
    return fill * hidden + x[hidden:] if hidden > 0 else fill * len(x)


@lru_cache(maxsize=256)
def namespace_bytes(namespace: str) -> bytes:
    """The bytes of a namespace: a UUID, or dns, url, oid, x500. Raises `Failure("bad-text")`."""
    import uuid

    known = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    if namespace in known:
        return known[namespace].bytes
    if _UUID.fullmatch(namespace):
        return uuid.UUID(namespace).bytes
    raise Failure(
        "bad-text", "uuid5() needs a namespace that is a UUID, or dns, url, oid or x500.", expected="a UUID", actual=namespace,
        hint='Make a namespace of your own: uuid5(uuid5("dns", "example.com"), x).',
    )  # fmt: skip


def uuid5(namespace: Any, name: Any) -> str:
    """The UUID of a name in a namespace (RFC 9562, version 5): the same for the same two texts, everywhere."""
    import hashlib

    if type(namespace) is not str or type(name) is not str:
        raise not_text("uuid5", namespace=namespace, name=name)
    digest = hashlib.sha1(namespace_bytes(namespace) + utf8("uuid5", name), usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16], "big") & ~(0xF000 << 64) & ~(0xC000 << 48) | 5 << 76 | 0x8000 << 48
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


_X: Final = Parameter("x", "text")
_SECRET: Final = Parameter("secret", "secret")


def _entry(name: str, parameters: tuple[Parameter, ...], *rest: Any) -> Function:
    return Function(name, "coding", parameters, "text", *rest)


FUNCTIONS: Final = (
    _entry(
        "sha256", (_X,), "The SHA-256 of a text, in hexadecimal digits.", 'sha256("abc")',
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sha256,
    ),
    _entry(
        "hmac_sha256", (_X, _SECRET), "The HMAC-SHA-256 of a text under a secret.", 'hmac_sha256("abc", params.salt)',
        "4f2f30aaf4a57bd60ab473c8e9c2cdfefc186723d4727ed6f31f04353c91389a", hmac_sha256,
    ),
    _entry(
        "mask", (_X, Parameter("keep_last", "whole", 4), Parameter("fill", "text", "*")), "All but the last characters hidden.",
        'mask("4111111111111111")', "************1111", mask,
    ),
    _entry(
        "pseudonym", (_X, _SECRET), "A stable id that does not tell the text.", 'pseudonym("dana@example.com", params.salt)',
        "1ebe609c2272e57c", pseudonym,
    ),
    _entry(
        "uuid5", (Parameter("namespace", "text", check=namespace_bytes), Parameter("name", "text")),
        "The same UUID for the same name.", 'uuid5("dns", "example.com")', "cfbff0d1-9375-5685-968c-48ce8b15ae17", uuid5,
    ),
)  # fmt: skip
