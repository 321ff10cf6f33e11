"""One server of the sample endpoints for all tests, on a real port, with a clock that stands still."""

import pytest
from tests.sandbox.calling import Caller, Clock

from mapbench.sandbox.loopback import Loopback
from mapbench.sandbox.server import Endpoints


@pytest.fixture(scope="session")
def server():
    clock = Clock()
    endpoints = Endpoints(clock=clock)
    with Loopback(endpoints.app) as origin:
        yield Caller(endpoints, origin, clock)


@pytest.fixture
def ask(server):
    """The server of all tests, as if it had just been started."""
    server.endpoints.reset()
    return server
