"""Tokens in the keyring: for the next process, and never where it is a plain file."""

import pytest
from tests.connect.http.issuing import JSON, SECRET, ask, issuer, no_keyring

from mapbench.connect.http import failures, tokens

__all__ = ["ask", "issuer", "no_keyring"]


class FakeRing:
    def __init__(self):
        self.held = {}

    def get_password(self, service, name):
        return self.held.get((service, name))

    def set_password(self, service, name, text):
        self.held[service, name] = text

    def delete_password(self, service, name):
        del self.held[service, name]


class TestKeyring:
    @pytest.fixture
    def ring(self, monkeypatch):
        made = FakeRing()
        monkeypatch.setattr(tokens, "_keyring", lambda: made)
        return made

    def test_the_next_process_takes_it_from_there(self, ask, issuer, ring):
        ask()
        tokens._KEPT.clear()
        ask()
        assert len(issuer.seen) == 1
        assert SECRET not in repr(ring.held)

    def test_what_is_refused_or_has_no_end_is_not_left_there(self, ask, server, issuer, ring):
        server.answer((401, JSON, b"{}"))
        issuer.answer(b'{"access_token": "one", "expires_in": 600}', b'{"access_token": "endless"}')
        with pytest.raises(failures.Unauthorized):
            ask()
        assert ring.held == {}

    @pytest.mark.parametrize(
        "held", ["", "[]", "no json", '{"access_token": 7}', '{"expires_at": 9999999999}']
    )
    def test_what_is_no_token_there_counts_as_none(self, ask, issuer, ring, held):
        ring.get_password = lambda *_: held
        assert ask().records == [{"id": 1}]

    def test_a_keyring_that_fails_is_none(self, ask, issuer, ring):
        ring.get_password = ring.set_password = ring.delete_password = None
        assert ask().records == [{"id": 1}]


def test_only_a_keyring_that_is_no_plain_file_is_used(monkeypatch):
    import keyring

    class Plain:
        priority = 0.5

    monkeypatch.undo()
    monkeypatch.setattr(keyring, "get_keyring", Plain)
    assert tokens._keyring() is None
    Plain.priority = 5
    assert tokens._keyring() is keyring
