"""The sample endpoints: their state, their addresses, and what stands behind each."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mapbench.sandbox.answers import Quota, link_page, unauthorized
from mapbench.sandbox.faults import Fault
from mapbench.sandbox.samples import KEYS, SAMPLE_KEYS, Records, Tokens, cursor_page, offset_page, since

#: Beside `src/` in a checkout; an installation that is no checkout has none.
FIXTURES = Path(__file__).parents[3] / "fixtures"


class Endpoints:
    """One server's state: what was asked and posted, the quota used up, the faults that are on.

    `clock` counts seconds. Raises FileNotFoundError where there are no fixtures.
    """

    def __init__(
        self, keys: Mapping[str, str] = SAMPLE_KEYS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.keys, self.clock = {**SAMPLE_KEYS, **keys}, clock
        self.reset()
        contacts, invoices = _load("crm/contacts"), _load("erp/invoices")
        updated = _pages(cursor_page, partial(since, records=contacts))
        rows: list[Any] = [
            ("crm", "contacts", _pages(cursor_page, lambda _: contacts)),
            ("crm", "v2/contacts", updated),
            ("crm", "v2/contacts/search", updated, "POST"),
            ("crm", "oauth/token", self._token, "POST"),
        ]
        for name in ("orders", "products", "customers"):
            page = partial(link_page, name=name, records=_load(f"shopify/{name}"))
            rows.append(("shopify", f"{name}.json", page))
        for erp in ("erp", "netsuite"):  # two names of one system
            rows += [
                (erp, "invoices", _pages(offset_page, lambda _: invoices)),
                (erp, "sales-orders", _pages(offset_page, lambda _: self.orders)),
                (erp, "sales-orders", self._take_order, "POST"),
                (erp, "sales-orders/{id}", self._order),
            ]
        control = Route("/control", self._control, methods=["GET", "POST", "DELETE"])
        routes = [control, *(self._route(*row) for row in rows)]
        self.app = Starlette(routes=routes, exception_handlers={HTTPException: _refuse})

    def reset(self) -> None:
        """Forgets everything: faults, requests, posted orders and the quota used up."""
        self.faults: list[Fault] = []
        self.requests: Records = []
        self.orders: Records = []
        self.used: dict[str | None, dict[str, Any]] = {}
        self.quota, self.tokens = Quota(40, self.clock), Tokens(self.keys, self.clock)

    def _route(self, mount: str, path: str, answer: Callable[..., Response], method: str = "GET") -> Route:
        """An address of a system: the answer behind its faults, its key and its quota."""
        system = "erp" if mount == "netsuite" else "token" if path == "oauth/token" else mount

        async def endpoint(request: Request) -> Response:
            keys = sorted(KEYS & {*request.headers, *request.query_params})
            url = str(request.url.remove_query_params("api_key"))
            self.requests.append({"method": request.method, "url": url, "keys": keys})
            fault = next((fault for fault in self.faults if fault.strikes(system)), None)
            if fault and (instead := await fault.instead(request)):
                return instead
            refused = self._refused(system, path, request)
            posted = [await _object(request, system == "token")] if method == "POST" else []
            try:
                real = refused or answer(request, *posted)
            except ValueError as error:
                raise HTTPException(400, str(error)) from None
            return fault.spoilt(request, real) if fault else real

        return Route(f"/{mount}/{path}", endpoint, methods=[method])

    def _refused(self, system: str, path: str, request: Request) -> Response | None:
        if system == "token":
            return None
        if path.startswith("v2/"):
            good = self.tokens.good(request.headers.get("authorization", ""))
            return None if good else JSONResponse({"error": "The token is unknown or has expired."}, 401)
        refused = unauthorized(system, request, self.keys)
        return refused or (self.quota.exceeded() if system == "shopify" else None)

    def _take_order(self, request: Request, order: dict[str, Any]) -> Response:
        number, key = order.get("externalId"), request.headers.get("idempotency-key")
        known = self.used.get(key)
        if known and {**order, "id": known["id"]} != known:
            raise HTTPException(422, "The idempotency key came with another order before.")
        if not known:
            if not isinstance(number, str) or any(number == one["externalId"] for one in self.orders):
                raise HTTPException(422, "A sales order needs an `externalId`, a text that is new.")
            known = {**order, "id": str(5001 + len(self.orders))}
            self.orders.append(known)
            self.used |= {key: known} if key else {}
        return JSONResponse(known, 201, {"Location": f"{request.url.path}/{known['id']}"})

    def _token(self, request: Request, form: dict[str, Any]) -> Response:
        return JSONResponse(*self.tokens.give(request.headers.get("authorization", ""), form))

    def _order(self, request: Request) -> Response:
        wanted = request.path_params["id"]
        found = [order for order in self.orders if wanted in (order["id"], order["externalId"])]
        if not found:
            raise HTTPException(404, f"There is no sales order {wanted}.")
        return JSONResponse(found[0])

    async def _control(self, request: Request) -> Response:
        """GET tells faults and requests, POST switches a fault on, DELETE forgets everything."""
        if request.method == "DELETE":
            self.reset()
        elif request.method == "POST":
            try:
                self.faults.append(Fault(**await _object(request)))
            except (TypeError, ValueError) as error:
                raise HTTPException(400, str(error)) from None
        return JSONResponse({"faults": [asdict(f) for f in self.faults], "requests": self.requests})


def _load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_bytes())


def _pages(page: Callable[..., Any], records: Callable[[Any], Records]) -> Callable[..., Response]:
    def answer(request: Request, posted: Mapping[str, Any] | None = None) -> Response:
        asked = request.query_params if posted is None else posted
        return JSONResponse(page(asked, records(asked)))

    return answer


async def _object(request: Request, is_form: bool = False) -> dict[str, Any]:
    if is_form:
        return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    try:
        body = json.loads(await request.body(), parse_constant=int)  # int("NaN") is a ValueError
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400, "The body is no JSON object.")
    return body


def _refuse(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)
