"""How the sample endpoints answer: only to the right key, so often a minute, and a page at a time."""

from __future__ import annotations

import base64
import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Records = list[dict[str, Any]]
CHALLENGES = {"shopify": 'Bearer realm="shop"', "crm": 'ApiKey realm="crm"', "erp": 'Basic realm="erp"'}


def unauthorized(system: str, request: Request, keys: Mapping[str, str]) -> Response | None:
    """The 401 for a request whose key is wrong or missing, or None where it is right."""
    pair = f"{keys['ERP_USER']}:{keys['ERP_PASSWORD']}".encode()
    given = request.headers.get("authorization", "")
    right = (
        f"Bearer {keys['SHOPIFY_TOKEN']}"
        if system == "shopify"
        else f"Basic {base64.b64encode(pair).decode()}"
    )
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
    start, size, links = _number(request, "page_info", 0, "from-"), _size(request), []
    for way, there in ("previous", start - size), ("next", start + size):
        if 0 <= there < len(records):
            address = request.url.include_query_params(limit=size, page_info=f"from-{there}")
            links.append(f'<{address}>; rel="{way}"')
    headers = {"Link": ", ".join(links)} if links else {}
    return JSONResponse({name: records[start : start + size]}, headers=headers)


def cursor_page(request: Request, records: Records) -> Response:
    """`{"data": […], "next_cursor": …}`; the next request says it as `cursor`, null is the end."""
    end = (start := _number(request, "cursor", 0, "from-")) + _size(request)
    cursor = f"from-{end}" if end < len(records) else None
    return JSONResponse({"data": records[start:end], "has_more": bool(cursor), "next_cursor": cursor})


def offset_page(request: Request, records: Records) -> Response:
    """`{"items": […], "offset", "count", "hasMore", "totalResults"}`; the next request says a larger `offset`."""
    end, total = (start := _number(request, "offset", 0)) + _size(request), len(records)
    items = records[start:end]
    counts = {"offset": start, "count": len(items), "hasMore": end < total, "totalResults": total}
    return JSONResponse({"items": items, **counts})


def _size(request: Request) -> int:
    return min(max(_number(request, "limit", 10), 1), 100)


def _number(request: Request, name: str, default: int, prefix: str = "") -> int:
    text = request.query_params.get(name, f"{prefix}{default}")
    digits = text.removeprefix(prefix)
    if text.startswith(prefix) and digits.isascii() and digits.isdigit() and len(digits) < 10:
        return int(digits)
    raise HTTPException(400, f"The parameter `{name}` cannot be {text!r}.")
