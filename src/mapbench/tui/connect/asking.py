"""The questions of Connect: may these variables go there, another request, a new system, a classification."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from mapbench.tui.ask import Ask, Choice, Choose, Confirm, Field
from mapbench.tui.first_run.beginning import address_of, auth_of, system_of

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench
    from mapbench.workspace.connecting import RequestView
    from mapbench.workspace.sending import Consent

_PAGES: Final = ("one", "none", "link", "cursor", "page", "offset", "body")
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_AUTHS: Final = ("none", "bearer", "basic", "header NAME", "query NAME")


def ask_consent(
    bench: Workbench, consent: tuple[Consent, ...], yes: Callable[[], None], no: Callable[[], None]
) -> None:
    """Shows which variables go to which host, and asks."""
    lines: list[str] = []
    for one in consent:
        lines.append(f"{one.system} sends the values of these variables to {one.host}:")
        lines += [f"  {name}" for name in one.variables]
    card = Confirm(
        f"Send to {' and '.join(one.host for one in consent)}?",
        lines[0],
        *lines[1:],
        f"Your yes is remembered for this project and {'this host' if len(consent) == 1 else 'these hosts'}.",
        yes="send",
        read=True,
    )
    bench.push_screen(card, lambda given: yes() if given else no())


def ask_request(bench: Workbench, view: RequestView, keys: tuple[str, ...], url: str, written: str) -> None:
    """Asks for address, path, records, pages and key of a request; what is changed becomes one step."""
    from mapbench.workspace.commands.connections import EditRequest

    system, _, name = view.reference.partition(".")
    base = ("datasets", name)

    def answered(given: dict[str, str] | None) -> None:
        if given is None:
            return
        values: list[tuple[tuple[str, ...], object]] = []
        if given["url"].strip() != url:
            values.append((("connection", "url"), given["url"].strip()))
        if given["request"].strip() != written:
            values.append(((*base, "request"), given["request"].strip()))
        if given["records"].strip() != view.records:
            values.append(((*base, "records"), given["records"].strip() or ...))
        if given["pages"].strip() != view.pages:
            kind = given["pages"].strip()
            values.append(
                ((*base, "pagination"), ...) if kind == "one" else ((*base, "pagination", "type"), kind)
            )
        new = [one.strip() for one in given["key"].split(",") if one.strip()]
        if tuple(new) != keys:
            values.append(((*base, "key"), new or ...))
        if values:
            bench.do(EditRequest(view.reference, tuple(values)))

    fields = (
        Field("url", "URL", url, "secrets and hosts as ${NAME} or ${NAME:-default}", _url),
        Field("request", "request", written, "GET, the path, and its parameters", _path),
        Field("records", "records", view.records, "where the records are: $.orders[*]; empty: guessed"),
        Field("pages", "pages", view.pages, ", ".join(_PAGES), _choice(_PAGES)),
        Field("key", "key", ", ".join(keys), "the fields that tell records apart; they name the fixtures"),
    )
    bench.push_screen(Ask(f"Request of {system}.{name}", "One step, which u takes back.", *fields), answered)


def ask_new_system(bench: Workbench, text: str = "") -> None:
    """Asks for an address, then for what belongs to it; writes the system and goes to its dataset."""

    def answered(given: dict[str, str] | None) -> None:
        if given is not None:
            _ask_rest(bench, address_of(given["url"]), auth_of(given["url"]))

    field = Field(
        "url", "URL", text, "https://…, or a curl command; of its headers only names are kept", _address
    )
    bench.push_screen(Ask("New system from an address", "Nothing is sent and nothing written yet.", field), answered)  # fmt: skip


def ask_class(bench: Workbench, name: str, here: str, answered: Callable[[str | None], None]) -> None:
    """Asks what a field is."""
    notes = {
        "public": "anybody may see it",
        "internal": "only for the company",
        "pii": "tells something of a person: masked here, replaced when captured",
        "secret": "proves who somebody is: never shown, replaced when captured",
    }
    choices = [Choice(one, one, note, one[0] if one != "public" else "u") for one, note in notes.items()]
    bench.push_screen(Choose(f"Classify {name}", "", choices, here), answered)


def _ask_rest(bench: Workbench, url: str, proof: str = "") -> None:
    from mapbench.workspace.commands.connections import NewSystem

    workspace = bench.workspace
    if workspace is None:
        return
    parts = urlsplit(url)
    system = system_of(url)
    secret = _secret_parameter(parts.query)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != secret])
    path = f"{parts.path or '/'}{f'?{query}' if query else ''}"
    model = workspace.project.file.model
    owner = model.teams[0].id if model is not None and model.teams else ""
    taken = set(workspace.project.systems)
    variable = f"{system}_token".replace("-", "_").upper()

    def answered(given: dict[str, str] | None) -> None:
        if given is None:
            return
        host = parts.netloc.rpartition("@")[2]
        content = _content(given, f"{parts.scheme}://{host}")
        dataset = f"{given['id']}.{given['dataset']}"
        bench.do(NewSystem(given["id"], content), lambda _: bench.go("connect", dataset=dataset))

    auth = f"query {secret}" if secret else proof or "none"
    fields = (
        Field("id", "system", system, "small letters, digits, dashes", lambda text: _new_name(text, taken)),
        Field("dataset", "dataset", _dataset_of(parts.path), "one kind of record: order, contact", lambda text: _new_name(text, set())),
        Field("request", "request", f"GET {path}", "GET, the path, and its parameters", _path),
        Field("owner", "owner", owner, "the team that answers for it"),
        Field("auth", "auth", auth, ", ".join(_AUTHS), _auth),
        Field("variable", "variable", variable, "holds the key in your environment; two names for basic", _variables),
    )  # fmt: skip
    bench.push_screen(Ask("New system", "Written as one file and one step; a secret stays in its variable.", *fields), answered)  # fmt: skip


def _content(given: dict[str, str], url: str) -> dict[str, object]:
    connection: dict[str, object] = {"type": "http", "url": url}
    kind, _, name = given["auth"].strip().partition(" ")
    variables = [f"${{{one}}}" for one in given["variable"].split()]
    if kind == "bearer":
        connection["auth"] = {"type": "bearer", "token": variables[0]}
    elif kind == "basic":
        connection["auth"] = {"type": "basic", "username": variables[0], "password": variables[-1]}
    elif kind in ("header", "query"):
        connection["auth"] = {"type": kind, "name": name.strip(), "value": variables[0]}
    content: dict[str, object] = {
        "role": "engagement",
        "owner": given["owner"].strip(),
        "tier": "operational",
    }
    if not given["owner"].strip():
        del content["owner"]
    dataset = {"timeliness": "batch", "request": given["request"].strip()}
    return {**content, "connection": connection, "datasets": {given["dataset"]: dataset}}


def _secret_parameter(query: str) -> str:
    """The parameter of an address that carries a key; "" where none does."""
    from mapbench.connect.redact.kinds import kind_of_name

    names = [name for name, _ in parse_qsl(query)]
    return next((name for name in names if kind_of_name(name) == "secret" or name in ("key", "apikey")), "")


def _dataset_of(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    made = "-".join(re.findall(r"[a-z0-9]+", last.lower()))
    return made.removesuffix("s") if len(made) > 3 and not made.endswith("ss") else made or "record"


def _new_name(text: str, taken: set[str]) -> str:
    if text in taken:
        return "There is a system of that name."
    return "" if _ID.fullmatch(text) else "Small letters, digits and dashes."


def _address(text: str) -> str:
    return "" if address_of(text) else "An address that begins with http:// or https://."


def _url(text: str) -> str:
    return "" if "${" in text or address_of(text) else "An address that begins with http:// or https://."


def _path(text: str) -> str:
    return (
        "" if re.fullmatch(r"(GET|POST) \S+", text.strip()) else "GET and a path: GET /orders.json?limit=50"
    )


def _choice(words: tuple[str, ...]) -> Callable[[str], str]:
    return lambda text: "" if text.strip() in words else f"One of {', '.join(words)}."


def _auth(text: str) -> str:
    kind, _, name = text.strip().partition(" ")
    fits = (kind in ("none", "bearer", "basic") and not name) or (
        kind in ("header", "query") and name.strip()
    )
    return "" if fits else "none, bearer, basic, header NAME or query NAME"


def _variables(text: str) -> str:
    names = text.split()
    fine = 0 < len(names) < 3 and all(_VARIABLE.fullmatch(name) for name in names)
    return "" if fine else "The name of a variable, such as SHOP_TOKEN; never the key itself."
