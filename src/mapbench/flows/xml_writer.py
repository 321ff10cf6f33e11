"""Outputs as XML, so that reading it gives them back: `@name` is an attribute, `#text` text, a list an element each."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

import orjson

from mapbench.connect.xml_records import DEEPEST, RECORD, RECORDS, XSI
from mapbench.engine.texts import exact_text
from mapbench.engine.values import Failure

_START: Final = r"A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
_NAME: Final = re.compile(
    rf"(?:([{_START}][-.0-9\xB7\u0300-\u036F\u203F\u2040{_START}]*):)?[{_START}][-.0-9\xB7\u0300-\u036F\u203F\u2040{_START}]*"
)
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: One record stays one line; what a parser would turn into something else is written by number.
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;", "\n": "&#10;"})
_IN_QUOTES: Final = _ESCAPES | str.maketrans({'"': "&quot;", "\t": "&#9;"})
_KNOWN: Final = frozenset(("xml", "xsi"))


class XmlLines:
    """One element per output in an element around all; null is `xsi:nil`, an empty list nothing."""

    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{RECORDS} xmlns:xsi="{XSI}">\n'.encode()
    tail = f"</{RECORDS}>\n".encode()

    def __init__(self) -> None:
        #: Names that were found to be names of XML, with their prefixes.
        self._names: dict[str, str | None] = {}

    def line(self, output: Any) -> bytes:
        """The output as a line. Raises Failure `bad-text` for what XML has no way to say."""
        parts: list[str] = []
        self._element(RECORD, output, _KNOWN, parts, 0)
        return ("".join(parts) + "\n").encode()

    def _element(self, name: str, value: Any, prefixes: frozenset[str], parts: list[str], depth: int) -> None:
        if type(value) is dict:
            self._object(name, value, prefixes, parts, depth)
            return
        self._check_name(name, prefixes)
        if value is None:
            parts.append(f'<{name} xsi:nil="true"/>')
            return
        text = _text(value, name)
        parts.append(f"<{name}>{text.translate(_ESCAPES)}</{name}>" if text else f"<{name}/>")

    def _object(
        self, name: str, value: dict[str, Any], prefixes: frozenset[str], parts: list[str], depth: int
    ) -> None:
        if depth > DEEPEST - 2:
            raise Failure(
                "limit", f"The output is nested deeper than the {DEEPEST} elements that are read from XML."
            )
        declared = [key[7:] for key in value if key.startswith("@xmlns:")]
        prefixes = prefixes.union(declared) if declared else prefixes
        self._check_name(name, prefixes)
        parts.append(f"<{name}")
        for key, one in value.items():
            if key[:1] == "@" and one is not None:
                self._check_name(key[1:], prefixes if key[:7] != "@xmlns:" else prefixes | {"xmlns"})
                parts.append(f' {key[1:]}="{_text(one, key).translate(_IN_QUOTES)}"')
        start = len(parts)
        parts.append(">")
        for key, one in value.items():
            if key[:1] == "@":
                continue
            if key == "#text":
                parts.append("" if one is None else _text(one, key).translate(_ESCAPES))
            elif type(one) is list:
                for member in one:
                    self._element(key, member, prefixes, parts, depth + 1)
            else:
                self._element(key, one, prefixes, parts, depth + 1)
        if len(parts) == start + 1:
            parts[start] = "/>"
        else:
            parts.append(f"</{name}>")

    def _check_name(self, name: str, prefixes: frozenset[str]) -> None:
        if name not in self._names:
            found = _NAME.fullmatch(name)
            if found is None:
                hint = (
                    "Rename it: letters, digits, dots, dashes and underscores; @name and #text stand apart."
                )
                raise Failure("bad-text", f"{name[:80]!r} is no name that XML can have.", hint=hint)
            self._names[name] = found[1]
        prefix = self._names[name]
        if prefix is not None and prefix not in prefixes:
            hint = f"Let a rule make the target '@xmlns:{prefix}' with the address of its namespace."
            raise Failure("bad-text", f"Nothing says what the prefix of {name[:80]!r} means.", hint=hint)


def _text(value: Any, name: str) -> str:
    if type(value) is str:
        bad = _NO_CHARACTER.search(value)
        if bad is not None:
            message = f"{name} holds the character U+{ord(bad[0]):04X}, which XML cannot have."
            raise Failure("bad-text", message, hint="Take it out: replace(value, …).")
        return value
    if type(value) is Decimal:
        return exact_text(value)
    if type(value) in (list, dict):
        what = "a list in a list" if type(value) is list else "an object where a text belongs"
        raise Failure(
            "bad-text", f"{name} holds {what}, which XML cannot have.", hint="Give it a name of its own."
        )
    return orjson.dumps(value).decode()
