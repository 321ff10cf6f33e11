import sys
import types

import pytest

from mapbench.connect.redact.keys import redaction_key
from mapbench.store.workspace import WorkspaceDatabase


@pytest.fixture
def workspace(tmp_path):
    with WorkspaceDatabase.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def no_keyring(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)


def test_the_environment_comes_first(workspace):
    told = []
    assert redaction_key(workspace, "p", {"MAPBENCH_REDACTION_KEY": "k" * 16}, told.append) == b"k" * 16
    assert (told, workspace.keys.find()) == ([], None)


def test_a_short_key_is_taken_and_warned_of(workspace):
    told = []
    redaction_key(workspace, "p", {"MAPBENCH_REDACTION_KEY": "short"}, told.append)
    assert "can be found by trying" in told[0]
    assert "MAPBENCH_REDACTION_KEY" in told[0]


def test_without_either_it_is_made_once_and_kept_in_the_workspace(workspace, no_keyring):
    key = redaction_key(workspace, "p", {}, print)
    assert key == redaction_key(workspace, "p", {}, print) == workspace.keys.find().encode()


def test_the_keyring_keeps_it_where_there_is_one(workspace, monkeypatch):
    kept = {}
    fake = types.SimpleNamespace(
        get_password=lambda service, name: kept.get((service, name)),
        set_password=lambda service, name, value: kept.update({(service, name): value}),
    )
    monkeypatch.setitem(sys.modules, "keyring", fake)
    key = redaction_key(workspace, "p", {}, print)
    assert key == redaction_key(workspace, "p", {}, print)
    assert list(kept.values()) == [key.decode()]
    assert workspace.keys.find() is None


def test_a_keyring_that_fails_is_none(workspace, monkeypatch):
    def fail(*_):
        raise RuntimeError("no backend")

    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=fail, set_password=fail))
    assert redaction_key(workspace, "p", {}, print) == workspace.keys.find().encode()


def test_a_key_in_the_workspace_stays_when_a_keyring_appears(workspace, monkeypatch):
    made = workspace.keys.make()
    empty = types.SimpleNamespace(get_password=lambda *_: None, set_password=lambda *_: None)
    monkeypatch.setitem(sys.modules, "keyring", empty)
    assert redaction_key(workspace, "p", {}, print) == made.encode()
