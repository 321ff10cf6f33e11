"""The key of a project's redaction, where neither the environment nor a keyring holds one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

_REDACTION = "redaction"


class RedactionKeys:
    """One secret per project; it never leaves the machine."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self) -> str | None:
        """The key, None where none was made yet."""
        row = self._database.execute("SELECT value FROM keys WHERE name = ?", [_REDACTION]).fetchone()
        return str(row[0]) if row else None

    def make(self) -> str:
        """The key; made where there is none, once, whoever asks at the same time."""
        with writing(self._database) as connection:
            connection.execute(
                "INSERT OR IGNORE INTO keys VALUES (?, ?)", [_REDACTION, secrets.token_hex(32)]
            )
        found = self.find()
        assert found is not None
        return found
