"""`${NAME}` and `${NAME:-default}` in a connection, and the secrets that must never be shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

#: `${NAME}` or `${NAME:-default}`.
REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
#: What stands beside a variable may be a word such as `Bearer`, and no key.
_LITERAL = re.compile(r"(?=[A-Za-z_-]*[0-9])[\w-]{6,}|[\w-]{13,}")
#: Shorter values are not searched for: they would be found everywhere.
_SHORTEST = 4


class UnsetVariable(LookupError):
    """A variable without a value and without a default; `name` is its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables filled in; `values` are all of them, `taken` those that the environment gave."""

    text: str = field(repr=False)
    values: dict[str, str] = field(default_factory=dict, repr=False)
    taken: frozenset[str] = frozenset()


def fill(text: str, environment: Mapping[str, str]) -> Filled:
    """The text with variables filled in; a default counts for one that is unset or empty. Raises UnsetVariable."""
    values: dict[str, str] = {}
    taken: set[str] = set()

    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        found = environment.get(name) or default
        if found is None:
            raise UnsetVariable(name)
        if environment.get(name):
            taken.add(name)
        values[name] = found
        return str(found)

    return Filled(REFERENCE.sub(value, text), values, frozenset(taken))


def addressed(text: str, environment: Mapping[str, str]) -> str:
    """A text with those variables filled in that hold an address; everything else may be a secret and stays a name."""

    def value(match: re.Match[str]) -> str:
        found = environment.get(match[1]) or match[2]
        return found if found and "://" in found else match[0]

    return REFERENCE.sub(value, text)


def is_reference(text: str) -> bool:
    """Whether a text takes its secret from a variable: `${TOKEN}`, `Bearer ${TOKEN}`, `${USER}:${PASSWORD}`."""
    return bool(REFERENCE.search(text)) and not _LITERAL.search(REFERENCE.sub(" ", text))


class Secrets:
    """The values that were sent as credentials, by the names of their variables."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._names: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self.learn(values)

    def learn(self, values: Mapping[str, str]) -> None:
        """More of them: a token that was fetched meanwhile."""
        self._names |= {
            form: f"${{{name}}}"
            for name, value in values.items()
            if len(value) >= _SHORTEST
            for form in _forms(value)
        }
        every = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, every))) if every else None

    def __repr__(self) -> str:
        return f"Secrets({sorted(set(self._names.values()))})"

    def scrub(self, text: str) -> str:
        """The text with every secret replaced by the reference it came from, however it was encoded."""
        return self._pattern.sub(lambda match: self._names[match[0]], text) if self._pattern else text

    def without(self, payload: Any) -> Any:
        """JSON data with every secret scrubbed from its texts and keys, as an endpoint sends that echoes requests."""
        if self._pattern is None:
            return payload
        if isinstance(payload, str):
            return self.scrub(payload)
        if isinstance(payload, list):
            return [self.without(item) for item in payload]
        if isinstance(payload, dict):
            return {self.scrub(key): self.without(value) for key, value in payload.items()}
        return payload


def _forms(value: str) -> set[str]:
    encoded = base64.b64encode(value.encode()).decode()
    return {value, quote(value, safe=""), quote(value), quote_plus(value), encoded, encoded.rstrip("=")}
