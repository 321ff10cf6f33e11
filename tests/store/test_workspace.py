import os
import sqlite3
import stat
import subprocess
import sys
import textwrap

import pytest

from mapbench.errors import MapbenchError
from mapbench.store.migrations import STEPS
from mapbench.store.requests import KEPT, LONGEST_BODY, SentRequest
from mapbench.store.runs import Run
from mapbench.store.workspace import WorkspaceDatabase

LOOSE_UMASK = 0


@pytest.fixture
def workspace(tmp_path):
    with WorkspaceDatabase.open(tmp_path) as opened:
        yield opened


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_folder_and_file_are_private_whatever_the_umask(tmp_path):
    before = os.umask(LOOSE_UMASK)
    try:
        with WorkspaceDatabase.open(tmp_path) as workspace:
            workspace.keys.make()
            files = {path.name: mode(path) for path in (tmp_path / ".mapbench").iterdir()}
    finally:
        os.umask(before)
    assert mode(tmp_path / ".mapbench") == 0o700
    assert {name: number for name, number in files.items() if name != ".gitignore"} == {
        "workspace.db": 0o600,
        "workspace.db-wal": 0o600,
        "workspace.db-shm": 0o600,
    }


def test_a_file_that_others_could_read_becomes_private(tmp_path):
    WorkspaceDatabase.open(tmp_path).close()
    (tmp_path / ".mapbench/workspace.db").chmod(0o644)
    WorkspaceDatabase.open(tmp_path).close()
    assert mode(tmp_path / ".mapbench/workspace.db") == 0o600


def test_git_never_sees_the_folder(tmp_path):
    WorkspaceDatabase.open(tmp_path).close()
    assert (tmp_path / ".mapbench/.gitignore").read_text() == "*\n"


def test_a_link_in_its_place_is_refused(tmp_path):
    (tmp_path / ".mapbench").mkdir()
    (tmp_path / ".mapbench/workspace.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(MapbenchError, match="is a link"):
        WorkspaceDatabase.open(tmp_path)
    assert not (tmp_path / "elsewhere.db").exists()


def test_what_is_no_database_is_refused_in_a_sentence(tmp_path):
    (tmp_path / ".mapbench").mkdir()
    (tmp_path / ".mapbench/workspace.db").write_bytes(b"not a database at all, but long enough" * 50)
    with pytest.raises(MapbenchError, match="cannot be used") as refused:
        WorkspaceDatabase.open(tmp_path)
    assert "Move it away" in refused.value.hint


def test_a_newer_database_is_refused(tmp_path):
    WorkspaceDatabase.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / ".mapbench/workspace.db")
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(MapbenchError, match="newer mapbench"):
        WorkspaceDatabase.open(tmp_path)


def test_an_old_database_is_migrated_step_by_step(tmp_path, monkeypatch):
    with WorkspaceDatabase.open(tmp_path) as workspace:
        workspace.keys.make()
        key = workspace.keys.find()
    monkeypatch.setattr(
        "mapbench.store.migrations.STEPS",
        (*STEPS, lambda database: database.table("drafts").create({"id": int}, pk="id")),
    )
    with WorkspaceDatabase.open(tmp_path) as workspace:
        assert workspace.keys.find() == key
    connection = sqlite3.connect(tmp_path / ".mapbench/workspace.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 1,)
    assert connection.execute("SELECT count(*) FROM drafts").fetchone() == (0,)


def test_a_step_that_fails_leaves_everything_as_it_was(tmp_path, monkeypatch):
    WorkspaceDatabase.open(tmp_path).close()

    def broken(database):
        database.table("half").create({"id": int})
        raise RuntimeError("no")

    monkeypatch.setattr("mapbench.store.migrations.STEPS", (*STEPS, broken))
    with pytest.raises(RuntimeError):
        WorkspaceDatabase.open(tmp_path)
    monkeypatch.undo()
    WorkspaceDatabase.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / ".mapbench/workspace.db")
    assert ("half",) not in connection.execute("SELECT name FROM sqlite_master").fetchall()


def test_the_key_is_made_once(workspace, tmp_path):
    assert workspace.keys.find() is None
    made = workspace.keys.make()
    assert len(made) == 64
    with WorkspaceDatabase.open(tmp_path) as other:
        assert other.keys.make() == made


def test_requests_are_kept_without_what_proves_who_sent_them(workspace):
    headers = {
        "Content-Type": "application/json",
        "Set-Cookie": "session=1",
        "Authorization": "Bearer x",
        "X-RateLimit-Remaining": "39",
    }
    sent = SentRequest("shop.order", "GET", "http://shop/orders", 200, headers=headers, body="{}", records=3)
    number = workspace.requests.add(sent)
    (kept,) = workspace.requests.latest("shop.order")
    assert (kept.id, kept.status, kept.records, kept.body) == (number, 200, 3, "{}")
    assert kept.headers == {"content-type": "application/json", "x-ratelimit-remaining": "39"}
    assert kept.at


def test_only_the_last_requests_of_a_dataset_are_kept(workspace):
    workspace.requests.add(SentRequest("crm.contact", "GET", "http://crm"))
    for number in range(KEPT + 5):
        workspace.requests.add(SentRequest("shop.order", "GET", f"http://shop/{number}"))
    kept = workspace.requests.latest("shop.order", limit=1000)
    assert [len(kept), kept[0].url, kept[-1].url] == [KEPT, f"http://shop/{KEPT + 4}", "http://shop/5"]
    assert len(workspace.requests.latest("crm.contact")) == 1


def test_a_long_body_is_not_kept(workspace):
    workspace.requests.add(SentRequest("shop.order", "GET", "http://shop", body="x" * (LONGEST_BODY + 1)))
    assert workspace.requests.latest("shop.order")[0].body is None


def test_runs_have_a_history(workspace):
    workspace.runs.add(Run("dry-run", "shopify-order", "1.4.0", 20, 18, 1, 1, 0.25, {"owners": ["ops"]}))
    workspace.runs.add(Run("test", "shopify-order"))
    newest, oldest = workspace.runs.latest("shopify-order")
    assert (newest.kind, oldest.kind, oldest.accepted) == ("test", "dry-run", 18)
    assert oldest.details == {"owners": ["ops"]}
    assert [run.kind for run in workspace.runs.latest("shopify-order", "dry-run")] == ["dry-run"]


def test_samples_are_replaced_by_key_and_bounded(workspace):
    workspace.samples.put("shop.order", {"1": {"id": 1}, "2": {"id": 2}}, at="2026-01-01")
    workspace.samples.put("shop.order", {"2": {"id": 2, "new": True}}, at="2026-01-02")
    assert workspace.samples.of("shop.order") == {"1": {"id": 1}, "2": {"id": 2, "new": True}}
    workspace.samples.put("shop.order", {f"n{n}": {} for n in range(200)}, at="2026-01-03")
    kept = workspace.samples.of("shop.order")
    assert len(kept) == 200
    assert "1" not in kept


KILLED = """
    import itertools, sys
    from mapbench.store.requests import SentRequest
    from mapbench.store.workspace import WorkspaceDatabase
    workspace = WorkspaceDatabase.open(sys.argv[1])
    for number in itertools.count():
        workspace.requests.add(SentRequest("shop.order", "GET", f"http://shop/{number}", body="x" * 20_000))
        workspace.samples.put("shop.order", {str(n): {"n": number} for n in range(50)})
        print(number, flush=True)
"""


def test_a_killed_process_leaves_a_database_that_opens(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(10):
            done = int(process.stdout.readline())
        process.kill()
    with WorkspaceDatabase.open(tmp_path) as workspace:
        assert int(workspace.requests.latest("shop.order")[0].url.rpartition("/")[2]) >= done
        seen = {record["n"] for record in workspace.samples.of("shop.order").values()}
        assert len(seen) == 1, "a put is whole or not there"


def test_many_processes_open_a_new_workspace_at_once(tmp_path):
    code = "import sys; from mapbench.store.workspace import WorkspaceDatabase; print(WorkspaceDatabase.open(sys.argv[1]).keys.make())"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    made = {process.communicate()[0] for process in processes}
    assert len(made) == 1
    assert [process.returncode for process in processes] == [0] * 4


def test_importing_the_store_imports_no_sqlite_library():
    code = "import sys, mapbench.store.workspace; print('sqlite_utils' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"
