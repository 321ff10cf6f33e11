"""The key of a project's redaction: the environment's, the keyring's, or one made and kept in the workspace database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mapbench.store.workspace import WorkspaceDatabase

VARIABLE = "MAPBENCH_REDACTION_KEY"
_SERVICE = "mapbench redaction"
#: A shorter key could be found by trying.
_SHORTEST = 16


def redaction_key(
    workspace: WorkspaceDatabase, project: str, environment: Mapping[str, str], tell: Callable[[str], None]
) -> bytes:
    """The key under which values become stand-ins; the same key gives the same stand-ins on every machine.

    One that is made goes to the keyring where there is one (extra `keyring`), else into the workspace database. A key
    that the database already holds stays in use, so that stand-ins do not change when a keyring is installed.
    """
    given = environment.get(VARIABLE)
    if given:
        if len(given) < _SHORTEST:
            tell(f"{VARIABLE} is short: with fewer than {_SHORTEST} characters it can be found by trying.")
        return given.encode()
    kept = _from_keyring(project) or workspace.keys.find()
    if kept is None:
        kept = _into_keyring(project) or workspace.keys.make()
    return kept.encode()


def _from_keyring(project: str) -> str | None:
    try:
        import keyring
    except ImportError:
        return None
    try:
        found = keyring.get_password(_SERVICE, project)
    except Exception:  # noqa: BLE001  # a keyring may fail in any way of its backend's; then there is none
        return None
    return found if isinstance(found, str) and found else None


def _into_keyring(project: str) -> str | None:
    try:
        import keyring
    except ImportError:
        return None
    made = secrets.token_hex(32)
    try:
        keyring.set_password(_SERVICE, project, made)
    except Exception:  # noqa: BLE001  # as above
        return None
    return made if _from_keyring(project) == made else None
