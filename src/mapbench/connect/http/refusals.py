"""What we refuse to do for a project: send secrets where nobody allowed it, or go where nobody should be sent."""

from __future__ import annotations

from collections.abc import Iterable

from mapbench.connect.http.failures import ConnectError
from mapbench.errors import Place


class MissingVariable(ConnectError):
    """A variable that a connection needs and the environment does not have."""

    code = "missing-variable"

    def __init__(self, system: str, variable: str, place: Place) -> None:
        hint = f"Set it: export {variable}=… (its value is sent, and never written down)."
        super().__init__(system, f"{system} needs the variable {variable}, which is not set.", hint, place)
        self.variable = variable


class WrittenSecret(ConnectError):
    """A credential that stands in a file instead of a reference to a variable."""

    code = "written-secret"

    def __init__(self, system: str, key: str, place: Place) -> None:
        variable = f"{system}_{key}".replace("-", "_").upper()
        hint = f'Write {key}: "${{{variable}}}", set that variable, and change the secret: files are shared.'
        super().__init__(system, f"The {key} of {system} stands in the file.", hint, place)


class BadConnection(ConnectError):
    """A connection or request that cannot be understood, or is not supported."""

    code = "bad-connection"


class NotAllowed(ConnectError):
    """Variables that may not go to a host, because nobody said so."""

    code = "not-allowed"

    def __init__(
        self, system: str, host: str, variables: Iterable[str], allowed: str | None, hosts: Iterable[str] = ()
    ) -> None:
        self.host = host
        self.variables = tuple(sorted(variables))
        named = ", ".join(self.variables)
        message = f"{system} would send {named} to {host}, which you have not allowed."
        if allowed:
            message = f"{system} would send {named} to {host}; --allow names {allowed}."
        names = dict.fromkeys(one.rpartition(":")[0] or one for one in hosts or (host,))
        options = " ".join(f"--allow {name}" for name in names)
        super().__init__(system, message, f"If that is right, say so once: {options}")


class LeavesOrigin(ConnectError):
    """A redirect or next link that leads to another origin."""

    code = "leaves-origin"

    def __init__(self, system: str, what: str, origin: str, other: str) -> None:
        message = f"{system} sends on from {origin} to {other} ({what}); nothing was sent there."
        hint = "Credentials stay with one origin. If the other one is right, make it the system's `url`."
        super().__init__(system, message, hint)
        self.other = other


class ForbiddenAddress(ConnectError):
    """An address that only the machine itself should talk to: link-local, metadata of a cloud."""

    code = "forbidden-address"

    def __init__(self, system: str, host: str, address: str) -> None:
        means = "" if host == address else f" (it means {address})"
        message = (
            f"{system} leads to {host}{means}, a link-local or metadata address; nothing was sent there."
        )
        super().__init__(system, message, "No system of a project lives there. Check its `url`.")


class PlainHttp(ConnectError):
    """http:// to a host that is not this machine."""

    code = "plain-http"

    def __init__(self, system: str, host: str) -> None:
        message = f"{system} is reached by plain HTTP at {host}: everybody on the way could read along."
        super().__init__(system, message, "Use https://, or send it all the same with --insecure.")


class UnfitProxy(ConnectError):
    """A variable of the environment that should hold the address of a proxy, and does not."""

    code = "proxy"

    def __init__(self, system: str) -> None:
        message = f"{system} cannot be reached: HTTPS_PROXY, HTTP_PROXY or ALL_PROXY holds no address of a proxy that is spoken here."
        super().__init__(system, message, "Write http://host:3128; or except the host, with NO_PROXY.")
