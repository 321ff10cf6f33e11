"""What goes wrong on demand: faults of the sample endpoints, switched on by name."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

FAULTS = ("slow", "500", "429", "cut", "html", "redirect", "next-link", "expired", "gzip", "bomb")
EXPIRED = {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="The token has expired"'}


@dataclass
class Fault:
    """One fault: of which system (None: of each), after how many good answers, how often (None: always).

    `to` is the other host's origin; by default the same server under the name `localhost`. `seconds` is how slow.
    """

    name: str
    system: str | None = None
    after: int = 0
    times: int | None = None
    seconds: float = 30
    to: str = ""

    def __post_init__(self) -> None:
        if self.name not in FAULTS:
            raise ValueError(f"There is no fault {self.name!r}; there are {', '.join(FAULTS)}.")

    def strikes(self, system: str) -> bool:
        """Whether a request is hit; counts it."""
        if self.system not in (None, system) or self.times == 0:
            return False
        if self.after:
            self.after -= 1
            return False
        self.times = self.times and self.times - 1
        return True

    async def instead(self, request: Request) -> Response | None:
        """What is answered in place of the real answer, if anything."""
        match self.name:
            case "slow":
                await asyncio.sleep(self.seconds)
            case "500":
                return JSONResponse({"error": "Something broke inside."}, 500)
            case "429":
                return JSONResponse({"error": "Too many requests."}, 429, {"Retry-After": "2"})
            case "html":
                return HTMLResponse("<!doctype html><title>Sign in</title><h1>Please sign in</h1>")
            case "expired":
                return JSONResponse({"error": "The token has expired."}, 401, EXPIRED)
            case "redirect" if (there := self._elsewhere(request, str(request.url))) != str(request.url):
                return RedirectResponse(there, 302)
        return None

    def spoilt(self, request: Request, answer: Response) -> Response:
        """The real answer with the fault in it."""
        body, headers = bytes(answer.body), answer.headers
        if self.name == "cut":
            body = body[: len(body) // 2]
        elif self.name in ("gzip", "bomb"):
            body = gzip.compress(body if self.name == "gzip" else b" " * 2**25 + body, mtime=0)
            headers.update({"Content-Encoding": "gzip", "Content-Length": str(len(body))})
        elif self.name == "next-link" and "Link" in headers:
            headers["Link"] = self._elsewhere(request, headers["Link"])
        return Response(body, answer.status_code, headers)

    def _elsewhere(self, request: Request, text: str) -> str:
        other = self.to or f"http://localhost:{request.url.port}"
        return text.replace(f"{request.url.scheme}://{request.url.netloc}", other)
