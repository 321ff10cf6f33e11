"""Coding, digests and ids."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import urllib.parse
import uuid
from decimal import Decimal
from typing import Any

from tests.oracle.functions.table import Table, want, want_whole
from tests.oracle.kinds import Fault, checked, kind, plain

TABLE = Table()


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _whole(spelling: str) -> int:
    return checked(int(spelling))


@TABLE.add()
def parse_json(x: Any) -> Any:
    text = want(x, "text")
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=_whole)
    except (ValueError, Fault):
        raise Fault("bad-text") from None


@TABLE.add(spells=True)
def to_json(x: Any) -> str:
    return _json(plain(x))


def _json(x: Any) -> str:
    if isinstance(x, Decimal):
        return format(x, "f")
    if kind(x) == "list":
        return "[" + ",".join(map(_json, x)) + "]"
    if kind(x) == "object":
        return "{" + ",".join(f"{_json(key)}:{_json(value)}" for key, value in x.items()) + "}"
    text = json.dumps(x, ensure_ascii=False)
    return re.sub(r"e([+-])0?(\d)", r"e\1\2", text).replace("e+", "e") if isinstance(x, float) else text


@TABLE.add()
def base64_encode(x: Any) -> str:
    return base64.b64encode(want(x, "text").encode()).decode()


@TABLE.add()
def base64_decode(x: Any) -> str:
    try:
        return base64.b64decode(want(x, "text"), validate=True).decode()
    except ValueError:
        raise Fault("bad-text") from None


@TABLE.add()
def url_encode(x: Any) -> str:
    return urllib.parse.quote(want(x, "text"), safe="")


@TABLE.add()
def url_decode(x: Any) -> str:
    try:
        return urllib.parse.unquote(want(x, "text"), errors="strict")
    except ValueError:
        raise Fault("bad-text") from None


@TABLE.add()
def sha256(x: Any) -> str:
    return hashlib.sha256(want(x, "text").encode()).hexdigest()


@TABLE.add()
def hmac_sha256(x: Any, secret: Any) -> str:
    return hmac.new(want(secret, "text").encode(), want(x, "text").encode(), "sha256").hexdigest()


@TABLE.add()
def mask(x: Any, keep_last: Any = 4, fill: Any = "*") -> str:
    """A text no longer than what would be kept is hidden altogether."""
    hidden = len(want(x, "text")) - want_whole(keep_last)
    hidden = hidden if hidden > 0 else len(x)
    return want(fill, "text") * hidden + x[hidden:]


@TABLE.add()
def uuid5(namespace: Any, name: Any) -> str:
    try:
        space = uuid.UUID(want(namespace, "text"))
    except ValueError:
        raise Fault("bad-text") from None
    return str(uuid.uuid5(space, want(name, "text")))
