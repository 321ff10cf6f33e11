"""What would be read of a dataset in files or a database, as Connect shows it: no password in it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mapbench.workspace.proving import Source

if TYPE_CHECKING:
    from mapbench.connect.stored import Stored
    from mapbench.model.system import Connection, Dataset
    from mapbench.workspace.connecting import RequestView
    from mapbench.workspace.views import Opened

_LOGIN: Final = re.compile(r"(?<=://)[^/@]*@")


def stored_request(
    reference: str, connection: Connection, dataset: Dataset, environment: Mapping[str, str]
) -> RequestView:
    """The file, table or query of a dataset; variables stay `${NAME}`, and a login is left out."""
    from mapbench.workspace.connecting import RequestView

    name = reference.partition(".")[2]
    if connection.type == "file":
        base, request = (connection.path or ".").rstrip("/"), dataset.request or ""
        base += "/" if request else ""
    else:
        base = _LOGIN.sub("", connection.url or "") + "  "
        request = " ".join((dataset.request or name).split())
    texts = (connection.path or "", connection.url or "", dataset.request or "")
    return RequestView(
        reference, "READ", base, request, (), dataset.records or "$", "one", "none", tuple(_variables(texts, environment)),
        dataset.timeliness or "",
    )  # fmt: skip


def stored_dataset(
    workspace: Opened, reference: str, environment: Mapping[str, str] = os.environ
) -> Stored | None:
    """Where a dataset lies; None for one that is asked for over HTTP. Raises ConnectError where it cannot be read."""
    from mapbench.connect.stored import Lying, is_stored, stored_of
    from mapbench.workspace.sending import asked

    document, system, name = asked(workspace.project, reference)
    if not is_stored(system):
        return None
    return stored_of(Lying(workspace.folder, document, system, name, environment))


def _variables(texts: tuple[str, ...], environment: Mapping[str, str]) -> list[tuple[str, Source]]:
    from mapbench.connect.http.variables import REFERENCE

    found: dict[str, Any] = {}
    for name, default in (match.groups() for text in texts for match in REFERENCE.finditer(text)):
        found[name] = "environment" if environment.get(name) else "missing" if default is None else "default"
    return list(found.items())
