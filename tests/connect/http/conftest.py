"""A server on loopback that answers as a test says, and a client for it in which no time passes."""

import asyncio
import http.server
import threading
from contextlib import contextmanager

import pytest
import stamina

from mapbench.connect.http.client import Client
from mapbench.connect.http.endpoint import endpoint_of
from mapbench.connect.http.exchange import Asked, exchange
from mapbench.connect.http.gate import Gate
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.store.workspace import WorkspaceDatabase

TOKEN = "tok-3f9aQz71-secret"
SYSTEM = """\
system: shop
connection:
  type: http
  url: ${SHOP_URL}
  auth: {type: bearer, token: "${SHOP_TOKEN}"}
datasets:
  order:
    request: GET /orders
    records: $.orders[*]
    key: [id]
"""


class Server:
    """`answers` are given in turn, the last one for ever: bytes or (status, headers, body); `seen` is what came.

    A body may be an iterable of blocks; `posted` are the bodies that came.
    """

    def __init__(self, scheme="http"):
        self.answers = []
        self.seen = []
        self.posted = []
        self.scheme = scheme

    @property
    def origin(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def answer(self, *answers):
        self.answers = list(answers)

    def next(self, path, headers):
        self.seen.append((path, dict(headers.items())))
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        given = given(path) if callable(given) else given
        return given if isinstance(given, tuple) else (200, {"Content-Type": "application/json"}, given)


@contextmanager
def serving(tls=None):
    """A server; with `tls`, a context of ssl, over HTTPS."""
    server = Server("https" if tls else "http")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = server.next(self.path, self.headers)
            self.send_response(status)
            length = {"Content-Length": str(len(body))} if isinstance(body, bytes) else {}
            for name, value in (length | headers).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for block in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(block)
            except OSError:
                pass

        def do_POST(self):
            server.posted.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.do_GET()

        def log_message(self, *_):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    if tls:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
    server.port = listener.server_port
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def other():
    with serving() as running:
        yield running


@pytest.fixture
def no_backoff():
    with stamina.set_testing(True, attempts=3):
        yield


class Clock:
    """Time that passes only when somebody sleeps; it begins at noon of a day."""

    def __init__(self):
        self.now = 1_780_000_000.0
        self.slept = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


class Bench:
    """Asks the server for a dataset and keeps all that was told or observed."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.workspace = WorkspaceDatabase.open(folder)
        self.clock = Clock()
        self.told = []
        self.observed = []

    def endpoint(self, text=SYSTEM, **environment):
        document = Document.parse(text, "systems/shop.yaml")
        system = load("system", document)
        given = {"SHOP_URL": self.server.origin if self.server else "", "SHOP_TOKEN": TOKEN} | environment
        return document, system, endpoint_of(document, system, list(system.datasets), given, self.folder)

    def ask(
        self, text=SYSTEM, dataset="order", *, pages=1, enough=None, environment=None, since=None, **options
    ):
        document, system, endpoint = self.endpoint(text, **(environment or {}))
        gate = Gate(
            self.workspace.quotas, "shop", endpoint.quota,
            tell=self.told.append, clock=self.clock, sleep=self.clock.sleep,
        )  # fmt: skip

        async def run():
            options.setdefault("clock", self.clock)
            async with Client(endpoint, gate, tell=self.told.append, **options) as client:
                asked = Asked(client, document, dataset, system.datasets[dataset], self._observe, since)
                return await exchange(asked, pages=pages, enough=enough)

        return asyncio.run(run())

    def _observe(self, *seen):
        self.observed.append(seen)


@pytest.fixture
def bench(server, tmp_path, no_backoff):
    made = Bench(server, tmp_path)
    yield made
    made.workspace.close()
