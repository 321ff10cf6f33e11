"""MB701, MB704, MB706: secrets in files, samples of real people, requests that anybody can read. SEC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from mapbench.checks.examples import FIXTURE_FILE, SYSTEM, SYSTEM_FILE
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import lead, place_of, systems
from mapbench.checks.material import Material, records_in
from mapbench.errors import Place

#: `${NAME}` or `${NAME:-default}`.
_REFERENCE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_AUTH_KEYS: Final = ("token", "password", "value", "client_secret")
_SECRET_HEADERS: Final = re.compile(r"(?i)authorization|cookie|token|secret|api[-_]?key|password")
_SECRET_NAMES: Final = re.compile(r"(?i)authorization|secret|api[-_]?key|password")
_SHOWN: Final = 5

Keys = tuple[str | int, ...]


def secrets_are_referred_to(material: Material) -> Said:
    """MB701 for every secret that stands in a file of the project."""
    if material.project is None or not material.whole:
        return
    for loaded in material.project.all_files():
        if loaded.document is None or loaded.document.problems:
            continue
        data = loaded.document.data
        found = dict(_known_places(data)) if loaded.path.parent.name == "systems" else {}
        for keys, text in _texts(data, ()):
            if keys in found or (_looks_secret(text) and loaded.path.parent.name != "tests"):
                yield Finding(
                    "MB701",
                    f"{loaded.id}/{'.'.join(map(str, keys))}",
                    f"A secret stands in the file, under {'.'.join(map(str, keys))}: everybody who may read the project has it.",
                    'Refer to it, as in "${SHOP_TOKEN}", and change the secret: it is known now.',
                    loaded.document.position(keys),
                    getattr(loaded.model, "owner", None) or lead(material),
                )


def _known_places(data: Any) -> Iterator[tuple[Keys, str]]:
    """The texts of a system's file where secrets belong, and that hold more than references."""
    connection = data.get("connection") if isinstance(data, dict) else None
    if not isinstance(connection, dict):
        return
    for part, wanted in (("auth", _AUTH_KEYS), ("headers", None)):
        for key, text in (connection.get(part) or {}).items():
            named = key in wanted if wanted is not None else bool(_SECRET_HEADERS.search(str(key)))
            if named and isinstance(text, str) and _plain(text):
                yield ("connection", part, key), text
    for keys, text in _texts(data.get("datasets"), ("datasets",)):
        if keys[2:3] == ("body",) and text and _SECRET_NAMES.search(str(keys[-1])) and _plain(text):
            yield keys, text
    for key in ("url", "proxy"):
        url = connection.get(key)
        if isinstance(url, str) and _plain(urlsplit(_filled(url)).password or "") and "@" in url:
            yield ("connection", key), url


def _plain(text: str) -> bool:
    """Whether a text says more than names of variables (`Bearer ${TOKEN}` says no more)."""
    defaults = any(match[2] for match in _REFERENCE.finditer(text))
    rest = re.sub(r"(?i)^(bearer|basic|token)\b", "", _REFERENCE.sub("", text).strip())
    return defaults or bool(rest.strip(" :"))


def _looks_secret(text: str) -> bool:
    from mapbench.connect.redact.looks import unredacted

    # What refers to variables is no secret, their defaults may be one.
    return any(kind == "secret" for _, kind in unredacted(_filled(text)))


def _texts(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in members:
        if isinstance(value, str):
            yield (*keys, key), value
        else:
            yield from _texts(value, (*keys, key))


def fixtures_are_redacted(material: Material) -> Said:
    """MB704 for every fixture that still seems to hold a real person's value, or a secret."""
    from mapbench.connect.redact.looks import unredacted

    project = material.project
    if project is None or not material.whole:
        return
    for path in sorted((project.folder / "fixtures").glob("*/*.*")):
        places = list(dict.fromkeys(place for record in records_in(path) for place in unredacted(record)))
        if places:
            shown = ", ".join(f"{where} ({kind})" for where, kind in places[:_SHOWN])
            more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
            yield Finding(
                "MB704",
                f"{path.parent.name}/{path.name}",
                f"The fixture {path.name} looks as if it had never been redacted: {shown}{more}.",
                "Capture it with `mapbench connect … --capture N`, which redacts; and remove it from the history.",
                Place(str(path), 1, 1),
                _owner(material, path),
            )


def _owner(material: Material, path: Path) -> str | None:
    assert material.project is not None
    system = material.project.systems.get(path.parent.name.partition(".")[0])
    return (system.model.owner if system is not None and system.model is not None else None) or lead(material)


def requests_are_private(material: Material) -> Said:
    """MB706 for every address over plain HTTP beyond loopback."""
    for loaded, system in systems(material):
        connection = system.connection
        if connection is None:
            continue
        auth = connection.auth
        for keys, url in (
            (("connection", "url"), connection.url),
            (("connection", "auth", "token_url"), auth.token_url if auth is not None else None),
        ):
            filled = urlsplit(_filled(url or ""))
            if filled.scheme.lower() == "http" and not _is_loopback(filled.hostname or ""):
                yield Finding(
                    "MB706",
                    f"{loaded.id}/{'.'.join(keys[1:])}",
                    f"{loaded.id} is asked over plain HTTP at {filled.hostname}: everybody on the way can read keys and records.",
                    "Write https://; plain HTTP is for loopback only.",
                    place_of(loaded, *keys),
                    system.owner or lead(material),
                )


def _filled(url: str) -> str:
    """An address with its defaults in the place of its variables."""
    return _REFERENCE.sub(lambda match: match[2] or "", url).strip()


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")


RULES = (
    Rule(
        "MB701",
        "error",
        "Secret in a file",
        "What stands in a file is in every clone, backup and mail of it, for good.",
        {SYSTEM_FILE: SYSTEM.replace("${SHOP_TOKEN}", "s3cr3t-and-known-to-all")},
        {SYSTEM_FILE: SYSTEM},
        secrets_are_referred_to,
    ),
    Rule(
        "MB704",
        "error",
        "Fixture not redacted",
        "A sample with real people in it turns every clone of the project into a leak.",
        {FIXTURE_FILE: '{"id": 1, "email": "anna.berg@bergmail.se", "status": "paid"}\n'},
        {FIXTURE_FILE: '{"id": 1, "email": "xbgu.wqkm@example.com", "status": "paid"}\n'},
        fixtures_are_redacted,
    ),
    Rule(
        "MB706",
        "error",
        "Plain HTTP beyond loopback",
        "Plain HTTP shows keys and customers to every network on the way.",
        {SYSTEM_FILE: SYSTEM.replace("https:", "http:")},
        {SYSTEM_FILE: SYSTEM},
        requests_are_private,
    ),
)
