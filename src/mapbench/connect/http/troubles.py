"""What the library raises, told as what an endpoint did wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import (
    ConnectError,
    CutOff,
    PackedBomb,
    ProxyFailed,
    TimedOut,
    Unreachable,
    WrongContent,
)
from mapbench.connect.http.route import untrusted
from mapbench.connect.http.unpacking import Bomb, UnknownPacking, UnpackError


@contextmanager
def told(endpoint: Endpoint, system: str, there: str, url: str, seconds: float) -> Iterator[None]:
    """Turns errors of the library into ConnectErrors of `system`, which was asked at `url` (shown as `there`) in `seconds`."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException):
        raise TimedOut(system, there, seconds) from None
    except httpx.ProxyError as error:
        proxy = endpoint.route.proxy_for(url)
        raise ProxyFailed(system, proxy.host if proxy else "", str(error)) from None
    except httpx.ConnectError as error:
        raise _unreachable(system, url, error) from None
    except httpx.InvalidURL:
        raise ConnectError(system, f"{there!r} is no address.", "Check the dataset's `request`.") from None
    except (UnpackError, httpx.DecodingError):
        raise CutOff(system, there, ", or is not packed as it says") from None
    except httpx.TransportError:
        raise CutOff(system, there) from None
    except Bomb as bomb:
        raise PackedBomb(system, there, bomb.ratio) from None
    except UnknownPacking as packing:
        raise WrongContent(system, there, f"something packed as {packing.name[:20]!r}") from None


def _unreachable(system: str, url: str, error: httpx.ConnectError) -> Unreachable:
    from mapbench.connect.http.addresses import host_of

    host = host_of(url)
    if tls := untrusted(error):
        message = (
            f"The certificate of {host} is not trusted: {getattr(tls, 'verify_message', '') or 'TLS failed'}."
        )
        hint = "Check the address; nothing was sent. A company's own certificates are trusted by the connection's `ca`."
        return Unreachable(system, message, hint)
    if "no address" in str(error):
        return Unreachable(system, f"There is no host {host}.", "Check the system's `url`, and the network.")
    hint = "Check that it runs, the system's `url`, and the network."
    if host.partition(":")[0] in ("127.0.0.1", "localhost"):
        hint = "Is it running? `mapbench endpoints` starts the sample endpoints."
    return Unreachable(system, f"Nobody answers at {host}.", hint)
