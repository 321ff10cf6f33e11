"""What the room of the sample endpoints may be: small, strangers to the rest, on loopback only."""

import ast
import socket
from pathlib import Path

import pytest

import mapbench.sandbox
from mapbench.sandbox.loopback import Loopback
from mapbench.sandbox.server import Endpoints

SOURCES = {path.name: path.read_text("utf-8") for path in Path(mapbench.sandbox.__file__).parent.glob("*.py")}


def imported(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_it_imports_nothing_of_ours():
    ours = {name for text in SOURCES.values() for name in imported(text) if name.startswith("mapbench")}
    assert all(name.startswith("mapbench.sandbox") for name in ours)


def test_it_is_at_most_300_lines_of_starlette():
    starlette = [
        text for text in SOURCES.values() if any(name.startswith("starlette") for name in imported(text))
    ]
    assert 0 < sum(len(text.splitlines()) for text in starlette) <= 300


def test_two_servers_have_two_ports_and_a_taken_one_is_refused():
    with Loopback(Endpoints().app) as one, Loopback(Endpoints().app) as other:
        assert one != other
        with pytest.raises(OSError, match="in use"):
            Loopback(Endpoints().app, int(one.rsplit(":", 1)[1]))


def test_only_loopback_is_listened_on():
    server = Loopback(Endpoints().app)
    with server as origin:
        assert server.socket.family == socket.AF_INET
        assert origin.startswith("http://127.0.0.1:")


def test_after_the_block_nobody_answers():
    with Loopback(Endpoints().app) as origin:
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(origin.rsplit(":", 1)[1]))).close()
