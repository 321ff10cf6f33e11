"""The ways to a project: asked, shown, confirmed, written, opened; each ends with the next step named."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mapbench.errors import MapbenchError
from mapbench.project.template import Names, make_project, name_id, template_files
from mapbench.tui.ask import Ask, Confirm, Field, Tell
from mapbench.tui.importing import ask_import, no_file

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench

_SHOWN = 9
_SECRET_HEADER = re.compile(r"(?i)(?<!idempotency-)(key|token|secret|auth)")


def folder_says(folder: Path) -> str:
    """A folder in words: its name, and whether something is in it."""
    try:
        shown = "~" / folder.relative_to(Path.home())
    except (ValueError, RuntimeError):
        shown = folder
    return (
        f"{shown} is empty"
        if _is_empty(folder)
        else f"{shown} has other files; a project gets a folder in it"
    )


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:
        return True


def begin_new(bench: Workbench, endpoint: bool = False, document: bool = False) -> None:
    """Asks for name, team and entity (and an address, or a document to import), shows the files, writes what `mapbench new` writes, and opens it."""
    fields = [
        Field(
            "project", "project", name_id(bench.folder.name, "shop"), "small letters, digits, dashes", _name
        ),
        Field("team", "team", Names.team, "who owns it, in words", _words),
        Field("entity", "entity", Names.entity, "what is mapped to: order, customer, invoice", _name),
    ]
    if endpoint:
        fields.append(Field("url", "URL", "", "https://…, or a curl command", _address))
    if document:
        fields.append(
            Field("file", "file", "", "OpenAPI, JSON Schema, Avro, SQL, or a sample of records", no_file)
        )

    def answered(given: dict[str, str] | None) -> None:
        if given is not None:
            _confirm_new(bench, given)

    title = "Connect to an endpoint" if endpoint else "Import a schema" if document else "New project"
    bench.push_screen(Ask(title, "Nothing is written yet.", *fields), answered)


def _confirm_new(bench: Workbench, given: dict[str, str]) -> None:
    names = Names(given["project"], given["team"], given["entity"])
    folder = bench.folder if _is_empty(bench.folder) else bench.folder / names.project
    files = sorted(template_files(folder, names))
    url = address_of(given.get("url", ""))
    files += [f"systems/{system_of(url)}.yaml"] if url else []
    shown = [*files[:_SHOWN], *([f"and {len(files) - _SHOWN} more"] if len(files) > _SHOWN else [])]

    def answered(yes: bool | None) -> None:
        if yes:
            _write(bench, folder, names, url, given.get("file", ""))

    bench.push_screen(
        Confirm("New project", f"Write {len(files)} files into {folder}?", *shown, yes="write"), answered
    )


def _write(bench: Workbench, folder: Path, names: Names, url: str, file: str) -> None:
    try:
        file = str(Path(file.strip()).expanduser().absolute()) if file else ""
        make_project(folder, names)
        if url:
            dataset = write_system(folder, names, url)
            bench.open_project(folder, "connect", dataset=dataset)
            bench.notify("enter sends the request; then w writes fixtures", title="Next", markup=False)
        elif file:
            bench.open_project(folder, "connect")
            bench.call_later(ask_import, bench, "", file)  # the place that asked is gone by then
        else:
            entity = name_id(names.entity, "order")
            bench.open_project(folder, "overview")
            bench.notify(
                f"3 opens the map of shop-{entity}: currency is still to be linked",
                title="Next",
                markup=False,
            )
    except (MapbenchError, OSError) as error:
        bench.say(error)


def write_system(folder: Path, names: Names, url: str) -> str:
    """Writes a system for an address into a new project; returns its dataset, `system.entity`."""
    entity, system, parts = name_id(names.entity, "order"), system_of(url), urlsplit(url)
    team = template_files(folder, names)["systems/shop.yaml"].partition("owner: ")[2].partition("\n")[0]
    path = parts.path or "/"
    request = f"GET {path}{f'?{parts.query}' if parts.query else ''}"
    text = (
        f"system: {system}\nrole: engagement\nowner: {team}\ntier: operational\n"
        f"connection:\n  type: http\n  url: {parts.scheme}://{parts.netloc}\n"
        f"datasets:\n  {entity}:\n    timeliness: batch\n    request: {_quoted(request)}\n"
    )
    (folder / "systems" / f"{system}.yaml").write_text(text, encoding="utf-8")
    return f"{system}.{entity}"


def address_of(text: str) -> str:
    """The address in a text: itself, or the first one of a curl command; "" where there is none. Headers are left out."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    found = (word for word in words if urlsplit(word).scheme in {"http", "https"} and urlsplit(word).netloc)
    return next(found, "")


def auth_of(text: str) -> str:
    """How a curl command proves who it is, as forms write it: "bearer", "basic", "header NAME"; "" where it does not. Values are left out."""
    try:
        words = shlex.split(text)
    except ValueError:
        return ""
    given = list(pairwise(words))
    if any(option in ("-u", "--user") for option, _ in given):
        return "basic"
    for name, _, value in (word.partition(":") for option, word in given if option in ("-H", "--header")):
        if name.strip().lower() == "authorization":
            kind = value.split()[0].lower() if value.split() else ""
            return kind if kind in ("bearer", "basic") else "header Authorization"
        if _SECRET_HEADER.search(name):
            return f"header {name.strip()}"
    return ""


def system_of(url: str) -> str:
    """A name for the system behind an address: the host's, without what every host has."""
    labels = (urlsplit(url).hostname or "endpoint").split(".")
    telling = [one for one in labels[:-1] if one not in {"www", "api", "com", "co"}] or labels
    name = name_id(telling[-1], "endpoint")
    return "endpoint" if name in {"shop", "localhost"} else name


def begin_example(bench: Workbench) -> None:
    """Asks, then writes the example project, starts its endpoints and opens it."""
    if bench.example is None:
        bench.push_screen(
            Tell("Example", "The example is not part of this call.", "Type `mapbench demo` in a terminal.")
        )
        return
    folder = bench.folder if _is_empty(bench.folder) else bench.folder / "storefront"

    def answered(yes: bool | None) -> None:
        if yes:
            worker = bench.run_worker(lambda: _make_example(bench, folder), thread=True, exclusive=True)
            bench.busy(worker, "making the example")

    bench.push_screen(
        Confirm(
            "Try the example storefront",
            f"Write the example project into {folder}?",
            "Its endpoints answer on this machine until you leave; nothing is sent anywhere else.",
            yes="write",
        ),
        answered,
    )


def _make_example(bench: Workbench, folder: Path) -> None:
    assert bench.example is not None
    made = bench.left.enter_context(bench.example(folder))
    bench.call_from_thread(bench.open_project, made, "overview")


def _name(text: str) -> str:
    return "" if name_id(text, "") == text and text else "Small letters, digits and dashes, a letter first."


def _words(text: str) -> str:
    return "" if name_id(text, "") else "A name with letters in it."


def _address(text: str) -> str:
    return (
        ""
        if address_of(text)
        else "An address that begins with http:// or https://, or a curl command with one."
    )


def _quoted(text: str) -> str:
    from mapbench.model.writing import scalar_text

    return scalar_text(text)
