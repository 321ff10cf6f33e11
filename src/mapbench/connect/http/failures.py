"""What an endpoint can do wrong: one error for each, with a sentence, a hint and a code.

Texts name addresses without their query, and never hold a secret: whoever raises one scrubs what the endpoint said.
"""

from __future__ import annotations

from typing import ClassVar

from mapbench.errors import MapbenchError, Place


class ConnectError(MapbenchError):
    """Something between us and a system; `code` names it in the history of requests, `status` is the answer's, if any."""

    code: ClassVar[str] = "connect"
    status: int | None = None

    def __init__(self, system: str, message: str, hint: str = "", place: Place | None = None) -> None:
        # A token endpoint has no name of its own, so a sentence may begin with an article.
        super().__init__(f"T{message[1:]}" if message.startswith("the ") else message, hint, place)
        self.system = system


class StatusError(ConnectError):
    """An answer that says no."""

    def __init__(self, system: str, status: int, message: str, hint: str = "") -> None:
        super().__init__(system, message, hint)
        self.status = status


class Unauthorized(StatusError):
    """401 or 403; `variables` are those whose values were sent."""

    code = "unauthorized"

    def __init__(
        self, system: str, status: int, url: str, variables: tuple[str, ...], said: str = ""
    ) -> None:
        named = " and ".join(variables)
        held = f"Check the value of {named}: it may be wrong or expired." if named else "It asks for a key."
        told = f" It says: {said}" if said else ""
        what = "does not know who asks" if status == 401 else "does not allow this"
        super().__init__(system, status, f"{system} {what} (status {status}) at {url}.{told}", held)
        self.variables = variables


class NotFound(StatusError):
    """404 or 410."""

    code = "not-found"

    def __init__(self, system: str, status: int, url: str) -> None:
        hint = "Compare the system's `url` and the dataset's `request` with its documentation."
        super().__init__(system, status, f"{system} has nothing at {url} (status {status}).", hint)


class RateLimited(StatusError):
    """429, or a quota of ours that is used up; `wait` is in how many seconds it is free again, where that is
    known. `ours` says that nothing was sent.
    """

    code = "rate-limited"

    def __init__(self, system: str, wait: float | None, message: str, ours: bool = False) -> None:
        when = f"Try again in {span_text(wait)}." if wait is not None else "Try again later."
        super().__init__(system, 429, message, when)
        self.wait = wait
        self.ours = ours


class ServerFailed(StatusError):
    """5xx; `wait` is what a Retry-After asked for."""

    code = "server-error"

    def __init__(self, system: str, status: int, url: str, said: str = "", wait: float | None = None) -> None:
        told = f" It says: {said}" if said else ""
        hint = "The fault is on its side: try again later, or ask whoever runs it."
        super().__init__(system, status, f"{system} failed with status {status} at {url}.{told}", hint)
        self.wait = wait


class Refused(StatusError):
    """Every other status that is no success."""

    code = "refused"

    def __init__(self, system: str, status: int, url: str, said: str = "") -> None:
        told = f" It says: {said}" if said else ""
        hint = "Check the dataset's `request`."
        super().__init__(system, status, f"{system} answers with status {status} at {url}.{told}", hint)


class Unreachable(ConnectError):
    """Nobody answers there: no such host, nothing listening, no trusted certificate."""

    code = "unreachable"


class ProxyFailed(ConnectError):
    """A proxy that lets nobody through, or does not answer; `why` is what it said, `host` which it is."""

    code = "proxy"

    def __init__(self, system: str, host: str, why: str) -> None:
        hint = "Check its address; the connection's `proxy` counts, else HTTPS_PROXY, except for hosts in NO_PROXY."
        if why.startswith("407"):
            hint = "Check the user and password of the proxy."
        super().__init__(system, f"{system} cannot be reached through the proxy {host}: {why.strip()}.", hint)
        self.host = host


class TimedOut(ConnectError):
    """No whole answer in time; `seconds` is how long we waited."""

    code = "timeout"

    def __init__(self, system: str, url: str, seconds: float) -> None:
        hint = "Give it longer with --timeout, or `timeout` of the connection."
        super().__init__(system, f"{system} gave no whole answer in {span_text(seconds)} at {url}.", hint)
        self.seconds = seconds


class TokenRefused(StatusError):
    """A token endpoint that gives no token; `error` is OAuth2's word for why, or ""."""

    code = "token"

    def __init__(self, system: str, status: int, host: str, variables: tuple[str, ...], error: str, said: str) -> None:  # fmt: skip
        told = f": {error}" if error else f" (status {status})"
        more = f" It says: {said}" if said else ""
        named = " and ".join(variables)
        hint = "Check the client's `scope` and `audience`, and what it may do."
        if error in ("", "invalid_client", "unauthorized_client"):
            hint = f"Check the values of {named}." if named else "Check `client_id` and `client_secret`."
        if error == "invalid_client":
            hint += " Some endpoints want them in the body: client_auth: client_secret_post."
        super().__init__(system, status, f"{system} gets no token from {host}{told}.{more}", hint)
        self.error = error


class CutOff(ConnectError):
    """The answer ends before it is whole."""

    code = "cut-off"

    def __init__(self, system: str, url: str, why: str = "") -> None:
        hint = "Nothing of it was used. Try again; if it stays so, ask for smaller pages."
        super().__init__(system, f"The answer of {system} at {url} breaks off{why}.", hint)


class TooLarge(ConnectError):
    """A body beyond the cap, unpacked; `limit` is in bytes."""

    code = "too-large"

    def __init__(self, system: str, url: str, limit: int) -> None:
        text = f"The answer of {system} at {url} is larger than {size_text(limit)}, unpacked."
        super().__init__(system, text, "Ask for smaller pages: `pagination` with a `size`.")
        self.limit = limit


class PackedBomb(ConnectError):
    """A packed body that grows beyond all measure; `ratio` is how often each byte came back by then."""

    code = "bomb"

    def __init__(self, system: str, url: str, ratio: int) -> None:
        text = (
            f"The answer of {system} at {url} grows {ratio:,} times as large when unpacked; it was given up."
        )
        super().__init__(system, text, "No real records pack so well: ask whoever runs it what it sends.")
        self.ratio = ratio


class WrongContent(ConnectError):
    """Another kind of content where JSON was expected."""

    code = "wrong-content"

    def __init__(self, system: str, url: str, found: str) -> None:
        hint = "Only JSON is read over HTTP; ask the endpoint for it, or check the address."
        super().__init__(system, f"{system} answers {found} where JSON was expected, at {url}.", hint)


class HtmlAnswer(WrongContent):
    """A page for people: a sign-in form, a proxy, an error page."""

    code = "html"

    def __init__(self, system: str, url: str, title: str = "") -> None:
        named = f' called "{title}"' if title else ""
        super().__init__(system, url, f"a web page{named}")
        self.hint = "That may be a sign-in page or a proxy: check the address and the key."


class NotJson(ConnectError):
    """A body that says it is JSON and is not."""

    code = "not-json"


class NoRecords(ConnectError):
    """A payload in which the dataset's `records` lead nowhere."""

    code = "no-records"


class PagesLoop(ConnectError):
    """Pages that come round again."""

    code = "loop"

    def __init__(self, system: str, url: str, page: int) -> None:
        text = (
            f"The pages of {system} go round in a circle: page {page} is one that was there before, at {url}."
        )
        super().__init__(system, text, "Check `pagination`: its type and parameter, or the next link.")


def span_text(seconds: float) -> str:
    """Seconds in words: `0.2 s`, `23 s`, `5 min`, `2 h`."""
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def size_text(size: int) -> str:
    """Bytes in words: `812 B`, `1.5 kB`, `64 MB`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}".replace(".0 ", " ")
    return f"{size} B"
