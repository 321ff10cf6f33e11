import base64
import json

import pytest

from mapbench.connect.http.consent import Consents, config_folder, require_consent
from mapbench.connect.http.refusals import BadConnection, MissingVariable, NotAllowed, WrittenSecret
from mapbench.connect.http.variables import Secrets, UnsetVariable, fill, is_reference

SYSTEM = """\
system: shop
connection:
  type: http
  url: ${SHOP_URL:-http://127.0.0.1:8765/shop}
  auth: AUTH
datasets:
  order: {request: GET /orders}
"""


def with_auth(auth):
    return SYSTEM.replace("AUTH", auth)


def test_variables_and_defaults():
    assert fill("${A}-${B:-two}-${C:-}", {"A": "one", "C": ""}).text == "one-two-"
    assert fill("${A:-x}", {"A": "one"}).taken == {"A"}
    assert fill("${A:-x}", {"A": ""}).taken == set(), "an empty variable is as good as none"
    with pytest.raises(UnsetVariable, match="NO_SUCH"):
        fill("${NO_SUCH}", {})


@pytest.mark.parametrize("text", ["${T}", "${T:-sample-key}", "Bearer ${T}", "Token token=${T}", "${U}:${P}"])
def test_references(text):
    assert is_reference(text)


@pytest.mark.parametrize(
    "text", ["abc", "sk_live_51H8 ${T}", "${", "$T", "Bearer abcdef0123456789", "xyz${T}0123abcd"]
)
def test_what_holds_a_secret_itself(text):
    assert not is_reference(text)


def test_secrets_are_found_however_they_are_written():
    secrets = Secrets({"KEY": "p@ss/word+1", "SHORT": "ab"})
    encoded = base64.b64encode(b"p@ss/word+1").decode()
    for text in ("p@ss/word+1", "p%40ss%2Fword%2B1", encoded, encoded.rstrip("=")):
        assert secrets.scrub(f"<{text}>").startswith("<${KEY}")
    assert secrets.scrub("ab") == "ab"
    assert "p@ss" not in repr(secrets)


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        ("{type: none}", {}),
        ('{type: bearer, token: "${T}"}', {"Authorization": "Bearer value-of-t"}),
        ('{type: header, name: X-Api-Key, value: "${T}"}', {"X-Api-Key": "value-of-t"}),
        (
            '{type: basic, username: ann, password: "${T}"}',
            {"Authorization": "Basic " + base64.b64encode(b"ann:value-of-t").decode()},
        ),
    ],
)
def test_each_kind_of_auth(bench, auth, sent):
    _, _, endpoint = bench.endpoint(with_auth(auth), T="value-of-t")
    assert endpoint.headers == sent
    assert "value-of-t" not in repr(endpoint)


def test_a_key_in_the_query_goes_with_every_page(bench, server):
    page = {"Content-Type": "application/json", "Link": '</orders?page=2>; rel="next"'}
    server.answer((200, page, b'{"orders": [{"id": 1}]}'), b'{"orders": [{"id": 2}]}')
    text = with_auth('{type: query, name: api_key, value: "${T}"}').replace(
        "GET /orders}", "GET /orders?status=any, pagination: {type: link}}"
    )
    result = bench.ask(text, environment={"T": "value-of-t"}, pages=5)
    assert [path for path, _ in server.seen] == [
        "/orders?status=any&api_key=value-of-t",
        "/orders?page=2&api_key=value-of-t",
    ]
    assert "value-of-t" not in "".join(answer.url for answer in result.answers)


def test_variables_in_url_headers_and_request(bench, server):
    text = SYSTEM.replace("  auth: AUTH\n", '  headers: {X-Tenant: "${TENANT}"}\n')
    text = text.replace("GET /orders", '"GET /${ACCOUNT}/orders"')
    server.answer(b'{"orders": []}')
    bench.ask(text, environment={"TENANT": "t-1", "ACCOUNT": "acme"})
    assert server.seen[0][0] == "/acme/orders"
    assert server.seen[0][1]["X-Tenant"] == "t-1"
    _, _, endpoint = bench.endpoint(text, TENANT="t-1", ACCOUNT="acme")
    assert endpoint.variables == {"SHOP_URL", "TENANT", "ACCOUNT"}


def test_a_variable_that_is_not_set(bench):
    with pytest.raises(MissingVariable) as refused:
        bench.endpoint(with_auth('{type: bearer, token: "${NO_TOKEN}"}'))
    assert refused.value.message == "shop needs the variable NO_TOKEN, which is not set."
    assert (refused.value.place.file, refused.value.place.line) == ("systems/shop.yaml", 5)


@pytest.mark.parametrize(
    ("auth", "key"),
    [
        ("{type: bearer, token: sk-123456}", "token"),
        ("{type: basic, username: ann, password: hunter2}", "password"),
        ("{type: header, name: X-Key, value: 123abc}", "value"),
    ],
)
def test_a_secret_in_the_file_is_not_sent(bench, auth, key):
    with pytest.raises(WrittenSecret, match=f"The {key} of shop stands in the file") as refused:
        bench.endpoint(with_auth(auth))
    assert f"${{SHOP_{key.upper()}}}" in refused.value.hint


def test_a_secret_in_a_header_is_not_sent_either(bench):
    text = SYSTEM.replace("  auth: AUTH\n", "  headers: {Cookie: session=12345678}\n")
    with pytest.raises(WrittenSecret, match="The Cookie of shop"):
        bench.endpoint(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (with_auth("{type: bearer}"), "needs `token`"),
        (with_auth('{type: oauth2, token_url: "http://x"}'), "needs `client_id`"),
        (SYSTEM.replace("  auth: AUTH\n", "").replace("http://127.0.0.1:8765/shop", "shop"), "no address"),
        (
            SYSTEM.replace("  auth: AUTH\n", "").replace("127.0.0.1", "ann:pw@127.0.0.1"),
            "user name or password",
        ),
        ("system: shop\nconnection: {type: file, path: x}\ndatasets: {order: {}}\n", "by file"),
    ],
)
def test_connections_that_make_no_sense(bench, text, said):
    with pytest.raises(BadConnection, match=said) as refused:
        bench.endpoint(text, SHOP_URL="")
    assert refused.value.hint


def test_a_line_break_in_a_secret_does_not_become_a_header(bench):
    with pytest.raises(BadConnection, match="line break"):
        bench.endpoint(with_auth('{type: bearer, token: "${T}"}'), T="abc\r\nX-Evil: 1")


@pytest.mark.parametrize(
    ("request_line", "said"),
    [
        ("POST /orders", "written to"),
        ("GET https://elsewhere.example/x", "not at the address"),
        ("''", "no request"),
    ],
)
def test_requests_that_are_not_sent(bench, request_line, said):
    with pytest.raises(BadConnection, match=said):
        bench.ask(with_auth("{type: none}").replace("GET /orders", request_line))


class TestConsent:
    @pytest.fixture
    def endpoint(self, bench):
        return bench.endpoint(with_auth('{type: bearer, token: "${T}"}'), SHOP_URL="", T="value-of-t")[2]

    @pytest.fixture
    def consents(self, tmp_path):
        return Consents(tmp_path / "config")

    def test_without_anybody_to_ask_it_is_refused(self, endpoint, consents, tmp_path):
        with pytest.raises(NotAllowed) as refused:
            require_consent(consents, tmp_path, endpoint)
        assert refused.value.message == "shop would send T to 127.0.0.1:8765, which you have not allowed."
        assert refused.value.hint == "If that is right, say so once: --allow 127.0.0.1"

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "http://127.0.0.1:8765"])
    def test_allowing_the_host_is_remembered_outside_the_project(self, endpoint, consents, tmp_path, host):
        require_consent(consents, tmp_path, endpoint, allow=host)
        require_consent(Consents(tmp_path / "config"), tmp_path, endpoint)
        file = tmp_path / "config/allowed-hosts.json"
        assert file.stat().st_mode & 0o777 == 0o600
        assert json.loads(file.read_text())["allowed"] == [
            {"project": str(tmp_path), "origin": "http://127.0.0.1:8765", "variables": ["T"]}
        ]

    def test_allowing_another_host_is_none(self, endpoint, consents, tmp_path):
        with pytest.raises(NotAllowed, match=r"--allow names shop\.example"):
            require_consent(consents, tmp_path, endpoint, allow="shop.example")
        assert not (tmp_path / "config").exists()

    def test_a_person_is_asked_once_and_shown_what_goes_where(self, endpoint, consents, tmp_path):
        asked = []
        require_consent(consents, tmp_path, endpoint, ask=lambda *what: asked.append(what) or True)
        require_consent(consents, tmp_path, endpoint, ask=lambda *what: asked.append(what) or True)
        assert asked == [("shop", "127.0.0.1:8765", ("T",))]

    def test_no_is_no(self, endpoint, consents, tmp_path):
        with pytest.raises(NotAllowed):
            require_consent(consents, tmp_path, endpoint, ask=lambda *_: False)

    def test_another_project_host_or_variable_is_asked_about_again(self, bench, endpoint, consents, tmp_path):
        require_consent(consents, tmp_path, endpoint, allow="127.0.0.1")
        with pytest.raises(NotAllowed):
            require_consent(consents, tmp_path / "other", endpoint)
        moved = bench.endpoint(
            with_auth('{type: bearer, token: "${T}"}'), SHOP_URL="http://127.0.0.1:1", T="x"
        )[2]
        with pytest.raises(NotAllowed):
            require_consent(consents, tmp_path, moved)
        more = bench.endpoint(with_auth('{type: bearer, token: "${AWS_KEY}"}'), SHOP_URL="", AWS_KEY="x")[2]
        with pytest.raises(NotAllowed):
            require_consent(consents, tmp_path, more)
        require_consent(consents, tmp_path, more, allow="127.0.0.1")
        require_consent(consents, tmp_path, endpoint)

    def test_defaults_are_nobodys_secret(self, bench, consents, tmp_path):
        sample = bench.endpoint(with_auth('{type: bearer, token: "${T:-sample}"}'), SHOP_URL="")[2]
        require_consent(consents, tmp_path, sample)

    @pytest.mark.parametrize("content", ["", "[]", '{"allowed": 1}', '{"allowed": [1]}', "\0"])
    def test_a_file_that_cannot_be_read_allows_nothing(self, endpoint, consents, tmp_path, content):
        (tmp_path / "config").mkdir()
        (tmp_path / "config/allowed-hosts.json").write_text(content)
        with pytest.raises(NotAllowed):
            require_consent(consents, tmp_path, endpoint)
        require_consent(consents, tmp_path, endpoint, allow="127.0.0.1")

    def test_where_it_is_remembered(self, tmp_path):
        assert config_folder({"MAPBENCH_CONFIG_HOME": "/a", "XDG_CONFIG_HOME": "/b"}).as_posix() == "/a"
        assert config_folder({"XDG_CONFIG_HOME": "/b"}).as_posix() == "/b/mapbench"
        assert config_folder({"HOME": str(tmp_path)}).name == "mapbench"
