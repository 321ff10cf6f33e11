"""How the sample endpoints answer: only to the right key or token, so often a minute, and a page at a time."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mapbench.sandbox.samples import Records, basic, number, size

CHALLENGES = {"shopify": 'Bearer realm="shop"', "crm": 'ApiKey realm="crm"', "erp": 'Basic realm="erp"'}


def unauthorized(system: str, request: Request, keys: Mapping[str, str]) -> Response | None:
    """The 401 for a request whose key is wrong or missing, or None where it is right."""
    given = request.headers.get("authorization", "")
    right = f"Bearer {keys['SHOPIFY_TOKEN']}"
    if system == "erp":
        right = basic(keys["ERP_USER"], keys["ERP_PASSWORD"])
    if system == "crm":
        given = request.headers.get("x-api-key") or request.query_params.get("api_key", "")
        right = keys["CRM_KEY"]
    if given == right:
        return None
    challenge = {"WWW-Authenticate": CHALLENGES[system]}
    return JSONResponse({"error": "The key is wrong or missing."}, 401, challenge)


class Quota:
    """So many requests in any 60 seconds of the clock, which counts in seconds."""

    def __init__(self, requests: int, clock: Callable[[], float]) -> None:
        self.granted = deque([-math.inf] * requests, maxlen=requests)
        self.clock = clock

    def exceeded(self) -> Response | None:
        """Counts one request; the 429 with `Retry-After` (whole seconds) once the quota is used up."""
        now = self.clock()
        wait = self.granted[0] + 60 - now
        if wait > 0:
            error = {"error": f"{len(self.granted)} requests a minute are allowed."}
            return JSONResponse(error, 429, {"Retry-After": str(math.ceil(wait))})
        self.granted.append(now)
        return None


def link_page(request: Request, name: str, records: Records) -> Response:
    """`{name: […]}`; the addresses of the next and the previous page stand in the header `Link`."""
    asked, links = request.query_params, []
    start, many = number(asked, "page_info", 0, "from-"), size(asked)
    for way, there in ("previous", start - many), ("next", start + many):
        if 0 <= there < len(records):
            address = request.url.include_query_params(limit=many, page_info=f"from-{there}")
            links.append(f'<{address}>; rel="{way}"')
    headers = {"Link": ", ".join(links)} if links else {}
    return JSONResponse({name: records[start : start + many]}, headers=headers)
