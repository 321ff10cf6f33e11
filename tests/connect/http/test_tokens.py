"""OAuth2 client credentials: where the secret goes, how long a token is used, and what a token endpoint can do wrong."""

import base64
import json
import threading
from urllib.parse import parse_qs

import pytest
from tests.connect.http.issuing import GOOD, ID, JSON, SECRET, SYSTEM, ask, issuer, no_keyring

from mapbench.connect.http import failures
from mapbench.connect.http.consent import Consents, require_consent
from mapbench.connect.http.refusals import BadConnection, NotAllowed, WrittenSecret

__all__ = ["ask", "issuer", "no_keyring"]


def tokens_sent(server):
    return [headers["Authorization"] for _, headers in server.seen]


def refused(ask, bench, kind, **options):
    with pytest.raises(kind) as caught:
        ask(**options)
    error = caught.value
    assert SECRET not in f"{error.message} {error.hint} {bench.told}"
    assert error.hint
    return error


def test_a_token_is_fetched_with_id_and_secret_and_used(ask, server, issuer):
    assert ask().records == [{"id": 1}]
    (path, headers), (body,) = issuer.seen[0], issuer.posted
    assert path == "/token"
    assert headers["Authorization"] == "Basic " + base64.b64encode(f"{ID}:{SECRET}".encode()).decode()
    assert parse_qs(body.decode()) == {"grant_type": ["client_credentials"], "scope": ["read"]}
    assert tokens_sent(server) == ["Bearer token-1"]


def test_the_headers_of_the_system_do_not_go_to_the_token_endpoint(ask, server, issuer):
    ask()
    assert server.seen[0][1]["X-Tenant"] == "t-1"
    assert "X-Tenant" not in issuer.seen[0][1]


def test_cookies_of_one_do_not_go_to_the_other(ask, server, issuer):
    token = b'{"access_token": "one", "expires_in": 1}'
    issuer.answer((200, JSON | {"Set-Cookie": "its=1"}, token))
    server.answer((401, JSON | {"Set-Cookie": "ours=2"}, b"{}"), GOOD)
    ask()
    assert [headers.get("Cookie") for _, headers in issuer.seen] == [None, None]
    assert [headers.get("Cookie") for _, headers in server.seen] == [None, "ours=2"]


def test_id_and_secret_go_into_the_body_where_that_is_said(ask, issuer):
    ask(SYSTEM.replace("scope: read", "client_auth: client_secret_post, audience: crm"))
    assert "Authorization" not in issuer.seen[0][1]
    assert parse_qs(issuer.posted[0].decode()) == {
        "grant_type": ["client_credentials"], "audience": ["crm"], "client_id": [ID], "client_secret": [SECRET],
    }  # fmt: skip


def test_a_token_is_used_again_and_by_the_next_run_too(ask, server, issuer):
    ask()
    ask()
    assert len(issuer.seen) == 1
    assert tokens_sent(server) == ["Bearer token-1", "Bearer token-1"]


def test_another_secret_gets_another_token(ask, issuer):
    ask()
    ask(environment={"CRM_SECRET": "another-secret-9"})
    assert len(issuer.seen) == 2


@pytest.mark.parametrize("until", [{"expires_in": 5}, {"expires_in": "5"}, {"expires_at": 1_000_000}])
def test_a_token_that_is_about_to_expire_is_fetched_anew(ask, issuer, until):
    issuer.answer(json.dumps({"access_token": "short", **until}).encode())
    ask()
    ask()
    assert len(issuer.seen) == 2


@pytest.mark.parametrize("until", [{}, {"expires_in": "soon"}, {"expires_in": None}, {"expires_at": []}])
def test_a_token_without_an_end_is_used_until_it_is_refused(ask, issuer, until):
    issuer.answer(json.dumps({"access_token": "endless", **until}).encode())
    ask()
    ask()
    assert len(issuer.seen) == 1


def test_a_token_that_is_no_longer_taken_is_fetched_anew_once(ask, bench, server, issuer):
    server.answer((401, JSON, b"{}"), GOOD)
    assert ask().records == [{"id": 1}]
    assert tokens_sent(server) == ["Bearer token-1", "Bearer token-2"]
    assert bench.told == ["crm no longer takes its token; another is fetched."]


def test_where_the_second_is_refused_too_the_variables_are_named(ask, bench, server, issuer):
    server.answer((401, JSON, b'{"error": "The token has expired."}'))
    error = refused(ask, bench, failures.Unauthorized)
    assert "It says: The token has expired." in error.message
    assert error.hint == "Check the value of CRM_ID and CRM_SECRET: it may be wrong or expired."
    assert len(issuer.seen) == 2


def test_a_wrong_secret_is_told_in_the_words_of_oauth2(ask, bench, server, issuer):
    said = {"error": "invalid_client", "error_description": f"No client has the secret {SECRET}"}
    issuer.answer((401, JSON, json.dumps(said).encode()))
    error = refused(ask, bench, failures.TokenRefused)
    host = issuer.origin.removeprefix("http://")
    assert error.message == (
        f"crm gets no token from {host}: invalid_client. It says: No client has the secret ${{CRM_SECRET}}"
    )
    assert error.hint.startswith("Check the values of CRM_ID and CRM_SECRET.")
    assert (server.seen, len(issuer.seen)) == ([], 1)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, JSON, b'{"error": "invalid_scope"}'), ": invalid_scope."),
        ((404, {}, b"nothing"), "(status 404)."),
        ((302, {"Location": "/login"}, b""), "(status 302)."),
        ((403, {"Content-Type": "text/html"}, b"<html>Go away"), "(status 403)."),
        (b"{}", "holds no access_token"),
        (b'{"access_token": 7}', "holds no access_token"),
        (b'{"access_token": "a\\r\\nX-Evil: 1"}', "holds no access_token"),
        (b'{"access_token": "abc", "token_type": "mac"}', "holds no access_token"),
        (b"[]", "holds no access_token"),
    ],
)  # fmt: skip
def test_what_is_no_token_is_told_in_a_sentence(ask, bench, server, issuer, answer, said):
    issuer.answer(answer)
    error = refused(ask, bench, failures.TokenRefused)
    assert said in error.message
    assert server.seen == []


def test_a_sign_in_page_in_place_of_a_token(ask, bench, issuer):
    issuer.answer((200, {"Content-Type": "text/html"}, b"<!doctype html><title>Sign in</title>"))
    error = refused(ask, bench, failures.HtmlAnswer)
    assert error.message.startswith("The token endpoint of crm answers a web page called")


def test_a_token_endpoint_that_fails_is_tried_again(ask, server, issuer):
    issuer.answer((503, {}, b""), b'{"access_token": "late"}')
    ask()
    assert tokens_sent(server) == ["Bearer late"]


def test_a_slow_token_endpoint(ask, bench, server, issuer):
    hold = threading.Event()
    issuer.answer(lambda _path: (hold.wait(20), GOOD)[1])
    try:
        error = refused(ask, bench, failures.TimedOut, timeout=0.05)
    finally:
        hold.set()
    assert error.message.startswith("The token endpoint of crm gave no whole answer in")
    assert server.seen == []


def test_a_token_without_measure(ask, bench, issuer):
    issuer.answer(b'{"access_token": "' + b"x" * 2_000_000 + b'"}')
    refused(ask, bench, failures.TooLarge)


def test_a_token_that_the_system_echoes_does_not_become_data(ask, server, issuer):
    server.answer(b'{"data": [{"id": 1, "sent": "Bearer token-1"}]}')
    assert ask().records == [{"id": 1, "sent": "Bearer ${CRM_ACCESS_TOKEN}"}]


def test_a_secret_in_the_file_is_not_sent(ask, server, issuer):
    with pytest.raises(WrittenSecret, match="The client_secret of crm stands in the file"):
        ask(SYSTEM.replace("${CRM_SECRET}", "abc123def"))
    assert (server.seen, issuer.seen) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"${TOKEN_URL}/token"', "nowhere", "no address to fetch tokens from"),
        ('"${TOKEN_URL}/token"', '"https://ann:pw@auth.example/token"', "user name or password"),
        (', client_secret: "${CRM_SECRET}"', "", "needs `client_secret`"),
    ],
)
def test_what_makes_no_sense(ask, old, new, said):
    with pytest.raises(BadConnection, match=said):
        ask(SYSTEM.replace(old, new))


def test_without_authlib_it_says_what_to_install(ask, issuer, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "authlib.oauth2.auth", None)
    with pytest.raises(BadConnection, match="needs Authlib") as refused:
        ask()
    assert refused.value.hint == "Install mapbench[oauth]."


class TestConsent:
    @pytest.fixture
    def endpoint(self, bench):
        given = {"CRM_URL": "https://api.example", "TOKEN_URL": "https://login.example", "CRM_ID": ID, "CRM_SECRET": SECRET}  # fmt: skip
        text = SYSTEM.replace('  headers: {X-Tenant: "${CRM_TENANT}"}\n', "")
        return bench.endpoint(text, **given)[2]

    def test_both_hosts_are_shown_with_what_goes_there(self, endpoint, tmp_path):
        asked = []
        consents = Consents(tmp_path / "config")
        require_consent(consents, tmp_path, endpoint, ask=lambda *what: asked.append(what) or True)
        assert asked == [
            ("crm", "api.example", ("CRM_URL", "the token got with CRM_ID and CRM_SECRET")),
            ("crm", "login.example", ("CRM_ID", "CRM_SECRET", "TOKEN_URL")),
        ]
        require_consent(consents, tmp_path, endpoint)

    def test_both_have_to_be_allowed(self, endpoint, tmp_path):
        consents = Consents(tmp_path / "config")
        with pytest.raises(NotAllowed) as refused:
            require_consent(consents, tmp_path, endpoint, allow="api.example")
        assert "to login.example" in refused.value.message
        assert refused.value.hint.endswith("--allow api.example --allow login.example")
        with pytest.raises(NotAllowed):
            require_consent(consents, tmp_path, endpoint)
        require_consent(consents, tmp_path, endpoint, allow=("api.example", "login.example"))
        require_consent(consents, tmp_path, endpoint)


def test_no_token_is_in_any_file(ask, bench, issuer):
    ask()
    bench.workspace.close()
    kept = b"".join(file.read_bytes() for file in bench.folder.rglob("*") if file.is_file())
    assert b"token-1" not in kept
    assert SECRET.encode() not in kept
