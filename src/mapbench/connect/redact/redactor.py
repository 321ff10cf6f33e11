"""Records with every personal and secret value replaced, and the list of what was replaced, why and how."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from mapbench.connect.redact.kinds import is_identifier, kind_of
from mapbench.connect.redact.patterns import EMAIL, replaced
from mapbench.connect.redact.repeats import Repeats
from mapbench.connect.redact.standins import StandIns
from mapbench.connect.redact.vocabulary import Kind
from mapbench.engine.paths import is_plain_name, quoted

#: How each kind is replaced, in words.
HOW: Final[dict[Kind, str]] = {
    "email": "an e-mail at example.com",
    "phone": "another number, written the same way",
    "name": "another word for each word",
    "address": "another word for each word",
    "card": "a card number with a right check digit",
    "iban": "an IBAN with right check digits",
    "secret": "a text of the same shape",
    "number": "a text of the same shape",
    "birthday": "another day",
    "ip": "an address of no real network",
    "place": "another place in the same degree",
}
#: `last_login` names a moment, not somebody.
_MOMENT: Final = re.compile(r"\s*\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:|\s*$)")
Steps = tuple[str, ...]
Said = Callable[[Steps], Kind | None]
BY_NAME: Final = "its name"
BY_VALUE: Final = "its value"
BY_SCHEMA: Final = "its classification in the pinned schema"
BY_REPEAT: Final = "holds a value redacted elsewhere"
#: Kinds that are redacted in whole numbers, too.
_IN_DIGITS: Final = frozenset({"phone", "card", "number", "secret", "address"})
_PLACEHOLDERS: Final = frozenset(
    {
        "",
        "-",
        "--",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "unknown",
        "undefined",
        "?",
        "tbd",
        "x",
        "xx",
        "xxx",
        ".",
    }
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was replaced at one place: `steps` are names, and `*` for items; `why` is one of the texts `BY_…`."""

    steps: Steps
    kind: Kind
    why: str
    count: int

    @property
    def path(self) -> str:
        return path_text(self.steps)

    @property
    def how(self) -> str:
        return HOW[self.kind]

    @property
    def classification(self) -> str:
        return "secret" if self.kind == "secret" else "pii"

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, "kind": self.kind, "why": self.why, "how": self.how, "count": self.count}


@dataclass(frozen=True, slots=True)
class Redacted:
    """Records without anything personal or secret, and what was done to them, by path."""

    records: list[Any]
    redactions: list[Redaction]


def nothing_said(_steps: Steps) -> Kind | None:
    """The kind of a place of which nobody says anything."""
    return None


class Redactor:
    """Redacts under one key: the same value always becomes the same stand-in, whatever record or system it is in."""

    def __init__(self, key: bytes) -> None:
        self._standins = StandIns(key)

    def redact(self, records: Iterable[Any], said: Said = nothing_said) -> Redacted:
        """Copies of the records; what is redacted in one place is also found in the texts of all others.

        `said` is what people say of a place: its kind, where its name does not tell it.
        """
        walk = _Walk(self._standins, said)
        first = [walk.value(record, (), "", None) for record in records]
        done = [walk.again(record, ()) for record in first]
        redactions = [Redaction(*place, count) for place, count in walk.counts.items()]
        return Redacted(done, redactions)


class _Open(str):
    """A text that its key says nothing about: it may still hold what is redacted elsewhere."""

    __slots__ = ()


class _Walk:
    """One pass over many records: what was replaced by what, and how often where."""

    def __init__(self, standins: StandIns, said: Said) -> None:
        self._standins = standins
        self._said = said
        self.counts: Counter[tuple[Steps, Kind, str]] = Counter()
        self._repeats = Repeats(standins)

    def value(self, value: Any, path: Steps, key: str, kind: Kind | None) -> Any:
        if isinstance(value, dict):
            return self._object(value, path, key, kind)
        if isinstance(value, list):
            return [self.value(item, (*path, "*"), key, kind) for item in value]
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value, path, key, kind)
        said = None if kind else self._said(path)
        if kind or said:
            return self._number(value, path, kind or "number", BY_NAME if kind else BY_SCHEMA)
        return value

    def _object(
        self, value: dict[str, Any], path: Steps, above: str, inherited: Kind | None
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, member in value.items():
            name = replaced(
                key, self._standins, lambda kind, _old, _new: self._count((*path, "*"), kind, BY_VALUE)
            )
            kind = kind_of(key, value, above, inherited)
            made[name] = self.value(member, (*path, name), key, kind)
        return made

    def _text(self, text: str, path: Steps, key: str, kind: Kind | None) -> str:
        if text.strip().casefold() in _PLACEHOLDERS:
            return text
        if kind and not (kind == "name" and _MOMENT.match(text)):
            return self._whole(text, path, kind, BY_NAME)

        def found(kind: Kind, old: str, new: str) -> None:
            self._repeats.remember(kind, old, new)
            self._count(path, kind, BY_VALUE)

        identifier = is_identifier(key)
        made = replaced(text, self._standins, found, identifier)
        said = self._said(path) if made == text else None
        if said:
            return self._whole(text, path, said, BY_SCHEMA)
        return made if identifier else _Open(made)

    def _whole(self, text: str, path: Steps, kind: Kind, why: str) -> str:
        made = self._by_kind(text, kind)
        if made != text:
            self._repeats.remember(kind, text, made)
            self._count(path, kind, why)
        return made

    def _by_kind(self, text: str, kind: Kind) -> str:
        body = text.strip()
        start, _, end = text.partition(body)
        loose = kind == "name" or (kind == "email" and not EMAIL.fullmatch(body))
        return f"{start}{self._around(body) if loose else self._standins.of(kind, body)}{end}"

    def _around(self, text: str) -> str:
        """Word for word, but e-mails in it as e-mails."""
        pieces: list[str] = []
        at = 0
        for match in EMAIL.finditer(text):
            pieces += [self._standins.words(text[at : match.start()]), self._standins.email(match[0])]
            at = match.end()
        return "".join([*pieces, self._standins.words(text[at:])])

    def _number(self, value: Any, path: Steps, kind: Kind, why: str) -> Any:
        text = str(value)
        if kind == "place" and isinstance(value, float):
            made: Any = float(self._standins.degrees(text))
        elif isinstance(value, int) and kind in _IN_DIGITS:
            made = int(self._by_kind(text, "number" if kind in ("secret", "address") else kind))
            made = made + 10 ** (len(text) - 1) if len(str(made)) < len(text) else made
        else:
            return value
        self._count(path, kind, why)
        return made

    def _count(self, path: Steps, kind: Kind, why: str) -> None:
        self.counts[path, kind, why] += 1

    def again(self, value: Any, path: Steps) -> Any:
        """The second look: open texts that hold what was redacted elsewhere."""
        if isinstance(value, dict):
            return {key: self.again(member, (*path, key)) for key, member in value.items()}
        if isinstance(value, list):
            return [self.again(item, (*path, "*")) for item in value]
        if isinstance(value, _Open):
            return self._repeats.replaced(str(value), lambda kind: self._count(path, kind, BY_REPEAT))
        return value


def path_text(steps: Steps) -> str:
    """Steps as a path: `$.lines[*].email`."""
    return "$" + "".join(_step(step) for step in steps)


def _step(step: str) -> str:
    if step == "*":
        return "[*]"
    return f".{step}" if is_plain_name(step) else f"[{quoted(step)}]"
