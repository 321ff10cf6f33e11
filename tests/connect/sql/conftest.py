"""A database of SQLite, and a PostgreSQL server of the tests' own where Debian's is installed."""

import contextlib
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest

SCHEMA = """\
CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT, spent NUMERIC(12, 2));
CREATE TABLE "Order Lines" (id INTEGER, sku TEXT);
CREATE VIEW big AS SELECT id, email FROM customer WHERE spent > 100;
INSERT INTO customer VALUES (1, 'ann@example.com', 150.25), (2, NULL, 7), (3, 'bob@example.com', 0.10);
INSERT INTO "Order Lines" VALUES (1, 'A-1');
"""
DEALS = """\
CREATE SCHEMA sales;
CREATE TABLE sales.deal (id int, at timestamptz, tags text[], doc jsonb, n numeric(30, 10));
INSERT INTO sales.deal VALUES (1, '2026-01-02T03:04:05+00', '{a,b}', '{"k": 1}', 12.5);
"""
PASSWORD = "a-password-of-these-tests"
TOOLS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@pytest.fixture
def sqlite(tmp_path):
    path = tmp_path / "shop.db"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
    return path


def _port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _as_postgres():
    """How a command is run by somebody who is not root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL refuses root, and there is no user postgres")
    if shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL refuses root, and there is no setpriv")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@pytest.fixture(scope="session")
def postgres():
    """The address of a server with the tables of SCHEMA, and a user who may write."""
    if not TOOLS:
        pytest.skip("PostgreSQL is not installed in /usr/lib/postgresql")
    who, tools = _as_postgres(), TOOLS[-1]
    with tempfile.TemporaryDirectory(prefix="mapbench-postgres-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        (root / "password").write_text(PASSWORD)
        if who:
            shutil.chown(root / "password", "postgres")
            shutil.chown(root, "postgres")

        def run(*words, **more):
            command = [*who, *map(str, words)]
            done = subprocess.run(command, check=False, capture_output=True, cwd=root, timeout=120, **more)
            assert done.returncode == 0, done.stderr.decode("utf-8", "replace")

        data, port = root / "data", _port()
        run(tools / "initdb", "-D", data, "-U", "tester", "-A", "scram-sha-256", f"--pwfile={root / 'password'}",
            "-N", "-E", "UTF8", "--locale=C")  # fmt: skip
        options = f"-p {port} -h 127.0.0.1 -F -c unix_socket_directories='' -c max_connections=10"
        run(tools / "pg_ctl", "-D", data, "-o", options, "-l", root / "log", "-w", "start")
        try:
            run(tools / "psql", "-h", "127.0.0.1", "-p", port, "-U", "tester", "-d", "postgres",
                "-v", "ON_ERROR_STOP=1", "-c", SCHEMA + DEALS, env={**os.environ, "PGPASSWORD": PASSWORD})  # fmt: skip
            yield f"postgresql://tester:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            run(tools / "pg_ctl", "-D", data, "-m", "immediate", "stop")
