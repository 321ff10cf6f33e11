"""Whether a record looks as if it had been redacted: what in it still looks like a real person's or secret value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapbench.connect.redact.kinds import is_identifier
from mapbench.connect.redact.patterns import replaced
from mapbench.connect.redact.standins import MARK, StandIns
from mapbench.connect.redact.vocabulary import Kind
from mapbench.engine.paths import is_plain_name, quoted

_NOBODYS = ("example.com", "example.org", "example.net", ".example", ".test", ".invalid")
_ANY_KEY = StandIns(b"")


def unredacted(record: Any, path: str = "$") -> Iterator[tuple[str, Kind]]:
    """Where a real e-mail, card number, IBAN or secret seems to stand: path and kind. Phones and names cannot be told."""
    if isinstance(record, dict):
        for key, value in record.items():
            below = f"{path}.{key}" if is_plain_name(key) else f"{path}[{quoted(key)}]"
            if isinstance(value, str):
                yield from ((below, kind) for kind in _kinds(value, is_identifier(key)))
            else:
                yield from unredacted(value, below)
    elif isinstance(record, list):
        for index, item in enumerate(record):
            yield from unredacted(item, f"{path}[{index}]")
    elif isinstance(record, str):
        yield from ((path, kind) for kind in _kinds(record, identifier=False))


def is_standin(kind: Kind, text: str) -> bool:
    """Whether a value of a kind shows that nobody owns it; true for kinds that show nothing."""
    plain = "".join(char for char in text if char.isalnum())
    match kind:
        case "email":
            return text.lower().endswith(_NOBODYS)
        case "card":
            return plain[1:6] == "00000"
        case "iban":
            return not plain[4:8].upper().strip("0X")
        case "secret":
            return text.startswith(MARK)
    return True


def _kinds(text: str, identifier: bool) -> list[Kind]:
    found: list[Kind] = []

    def look(kind: Kind, old: str, _new: str) -> None:
        if not is_standin(kind, old) and kind not in found:
            found.append(kind)

    replaced(text, _ANY_KEY, look, identifier)
    return found
