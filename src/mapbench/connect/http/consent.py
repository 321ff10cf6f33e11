"""Which variables may go from which project to which host: remembered per person, outside every project.

A project comes from somebody else. What it asks for is shown, and nothing leaves before its reader has said yes.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from mapbench.connect.http.endpoint import Destination
from mapbench.connect.http.refusals import NotAllowed

FILE = "allowed-hosts.json"
Ask = Callable[[str, str, tuple[str, ...]], bool]


def config_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a person's own settings are: MAPBENCH_CONFIG_HOME, else mapbench's folder where the platform keeps them."""
    if own := environment.get("MAPBENCH_CONFIG_HOME"):
        return Path(own)
    if xdg := environment.get("XDG_CONFIG_HOME"):
        return Path(xdg) / "mapbench"
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "mapbench"
    if sys.platform == "win32":
        return Path(environment.get("APPDATA") or home / "AppData" / "Roaming") / "mapbench"
    return home / ".config" / "mapbench"


class Reached(Protocol):
    """A system that values of variables go to."""

    @property
    def system(self) -> str: ...

    def destinations(self) -> Sequence[Destination]: ...


class Consents:
    """What a person has allowed, in one file of mode 0600."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or config_folder()) / FILE

    def allows(self, project: Path, origin: str, variables: Iterable[str]) -> bool:
        """Whether all these variables were allowed to go from this project to this origin."""
        allowed = {
            name
            for entry in self._entries()
            if entry.get("project") == _named(project) and entry.get("origin") == origin
            for name in entry.get("variables", [])
        }
        return set(variables) <= allowed

    def remember(self, project: Path, origin: str, variables: Iterable[str]) -> None:
        """Allows these variables from now on."""
        entries = [
            entry
            for entry in self._entries()
            if (entry.get("project"), entry.get("origin")) != (_named(project), origin)
        ]
        known = [entry for entry in self._entries() if entry not in entries]
        names = {name for entry in known for name in entry.get("variables", [])} | set(variables)
        entries.append({"project": _named(project), "origin": origin, "variables": sorted(names)})
        _write(self._path, json.dumps({"allowed": entries}, indent=2) + "\n")

    def _entries(self) -> list[dict[str, Any]]:
        try:
            data = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return []  # a file that cannot be read allows nothing
        found = data.get("allowed") if isinstance(data, dict) else None
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def require_consent(
    consents: Consents,
    project: Path,
    endpoint: Reached,
    *,
    allow: str | Sequence[str] | None = None,
    ask: Ask | None = None,
) -> None:
    """Makes sure that a person has allowed it, asking once for each host; without somebody to ask, `allow` has to name them.

    Raises NotAllowed where the answer is no, or there is none. Variables that only have defaults need no consent.
    """
    lacking = lacking_consent(consents, project, endpoint)
    named = [allow] if isinstance(allow, str) else list(allow or ())
    for one in lacking:
        if named:
            given = any(_names_host(name, one.host, one.origin) for name in named)
        else:
            given = ask is not None and ask(endpoint.system, one.shown, one.variables)
        if not given:
            hosts = [other.host for other in lacking]
            raise NotAllowed(endpoint.system, one.shown, one.variables, " and ".join(named), hosts)
    for one in lacking:
        consents.remember(project, one.named, one.variables)


def lacking_consent(consents: Consents, project: Path, endpoint: Reached) -> list[Destination]:
    """The hosts that something would go to which nobody has allowed yet."""
    return [one for one in endpoint.destinations() if not consents.allows(project, one.named, one.variables)]


def _names_host(allow: str, host: str, origin: str) -> bool:
    """Whether `--allow` names this host: with or without its port, or as a whole origin."""
    wanted = allow.strip().rstrip("/").lower()
    port = origin.rpartition(":")[2]
    bare = origin.partition("://")[2].removesuffix(f":{port}")
    scheme = origin.partition("://")[0]
    return wanted in {host, bare, bare.strip("[]"), f"{bare}:{port}", origin, f"{scheme}://{host}"}


def _named(project: Path) -> str:
    return str(project.resolve())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(
            os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
