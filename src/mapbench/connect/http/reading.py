"""The texts of a connection filled in: which variables they took, which values are secret, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from mapbench.connect.http.refusals import BadConnection, MissingVariable, WrittenSecret
from mapbench.connect.http.variables import Filled, UnsetVariable, fill, is_reference
from mapbench.model.documents import Document, KeyPath

_SECRET_HEADER: Final = re.compile(r"authorization|cookie|token|secret|password|api-?key", re.IGNORECASE)
#: In bodies tokens may be those of pages.
_SECRET_KEY: Final = re.compile(r"authorization|secret|password|api[-_]?key", re.IGNORECASE)
#: A shorter secret could be a word of the data by chance.
_LONG: Final = 8


class Reading:
    """Fills texts of one system's file in. What it took along the way is in its attributes.

    `taken` are the variables that the environment gave and that go to the system itself, `secrets` all values that are
    never shown, `keys` those that prove who asks, `credentials` the variables that hold those.
    """

    def __init__(self, document: Document, system: str, environment: Mapping[str, str]) -> None:
        self._document = document
        self.system = system
        self.environment = environment
        self.taken: set[str] = set()
        self.secrets: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.credentials: list[str] = []

    def fill(self, key: KeyPath, text: str, taken: set[str] | None = None) -> Filled:
        """The text with its variables; `taken` collects them where they go to another host. Raises MissingVariable."""
        try:
            filled = fill(text, self.environment)
        except UnsetVariable as unset:
            raise MissingVariable(self.system, unset.name, self._document.position(key)) from None
        (self.taken if taken is None else taken).update(filled.taken)
        # An address is no secret; everything else that a person keeps out of the file may be one.
        self.secrets |= {name: value for name, value in filled.values.items() if "://" not in value}
        return filled

    def secret(self, key: KeyPath, text: str, taken: set[str] | None = None) -> str:
        """A text that proves who asks. Raises WrittenSecret where it stands in the file."""
        if not is_reference(text):
            raise WrittenSecret(self.system, str(key[-1]), self._document.position(key))
        filled = self.fill(key, text, taken)
        self.credentials += filled.values
        self.keys |= {name: value for name, value in filled.values.items() if len(value) >= _LONG}
        return filled.text

    def header(self, name: str, text: str) -> str:
        """A header of every request."""
        key = ("connection", "headers", name)
        if _SECRET_HEADER.search(name) and not is_reference(text):
            raise WrittenSecret(self.system, name, self._document.position(key))
        return self.fill(key, text).text

    def template(self, key: tuple[str | int, ...], value: Any) -> Any:
        """JSON data with the variables of its texts filled in, each as one text: whatever a value holds, it stays one.

        Raises WrittenSecret for a text under the name of a secret.
        """
        if isinstance(value, str):
            if value and _SECRET_KEY.search(str(key[-1])) and not is_reference(value):
                raise WrittenSecret(self.system, str(key[-1]), self._document.position(key))
            return self.fill(key, value).text
        if isinstance(value, list):
            return [self.template((*key, number), item) for number, item in enumerate(value)]
        if isinstance(value, dict):
            return {name: self.template((*key, name), item) for name, item in value.items()}
        return value

    def refuse(self, message: str, hint: str, key: KeyPath) -> NoReturn:
        """Raises BadConnection with the place of the key."""
        raise BadConnection(self.system, message, hint, self._document.position(key))
