"""A client of the sample endpoints: `ask("/crm/contacts", headers)` gives status, headers and body."""

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mapbench.sandbox.server import Endpoints

SHOP = {"Authorization": "Bearer sample-shop-token"}
CRM = {"X-Api-Key": "sample-crm-key"}
ERP = {"Authorization": "Basic " + base64.b64encode(b"sample-user:sample-password").decode()}


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Caller:
    """A client of one server; `endpoints` is the state behind it."""

    def __init__(self, endpoints: Endpoints, origin: str, clock: Clock) -> None:
        self.endpoints, self.origin, self.clock = endpoints, origin, clock

    def __call__(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        body: object = None,
        timeout: float = 30,
    ) -> Answer:
        where = urlsplit(self.origin + address if address.startswith("/") else address)
        connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=timeout)
        try:
            path = f"{where.path}?{where.query}" if where.query else where.path
            sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
            connection.request(method, path, sent, {"Host": where.netloc, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def fault(self, name: str, **options: object) -> None:
        assert self("/control", method="POST", body={"name": name, **options}).status == 200
