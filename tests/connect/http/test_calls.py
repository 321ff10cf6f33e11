"""POSTs that read: bodies from templates, pages in them; and requests for what is new only."""

import json

import pytest

from mapbench.connect.http.failures import PagesLoop
from mapbench.connect.http.refusals import BadConnection, WrittenSecret

SYSTEM = """\
system: crm
connection: {type: http, url: "${SHOP_URL}"}
datasets:
  contact:
    request: REQUEST
    records: $.data[*]
    BODY
    MORE
"""


def system(body="body: {}", more="", request="POST /search"):
    return SYSTEM.replace("BODY", body).replace("MORE", more).replace("REQUEST", request)


def page(*ids, **more):
    return json.dumps({"data": [{"id": number} for number in ids]} | more).encode()


@pytest.fixture
def ask(bench, server):
    server.answer(page())

    def asking(text, **options):
        result = bench.ask(text, "contact", **options)
        return result, [json.loads(body) for body in server.posted]

    return asking


def test_a_body_is_posted_as_json(ask, server):
    _, bodies = ask(system("body: {filter: {status: [open, paid]}, limit: 20, all: true, after: null}"))
    assert bodies == [{"filter": {"status": ["open", "paid"]}, "limit": 20, "all": True, "after": None}]
    assert server.seen[0][0] == "/search"
    assert server.seen[0][1]["Content-Type"] == "application/json"


def test_a_list_is_a_body_too(ask):
    assert ask(system("body: [1, {a: b}]"))[1] == [[1, {"a": "b"}]]


@pytest.mark.parametrize(
    "value", ['he said "hi"', "a\\b", "line\nbreak", '", "admin": true, "x": "', "${OTHER}", "ä\u2028🙂"]
)
def test_whatever_a_variable_holds_it_stays_one_text(ask, value):
    _, bodies = ask(system('body: {who: "${WHO}", both: "<${WHO}|${PLAIN:-x}>"}'), environment={"WHO": value})
    assert bodies == [{"who": value, "both": f"<{value}|x>"}]


def test_a_variable_of_a_body_is_asked_for_and_shown_by_name(bench):
    _, _, endpoint = bench.endpoint(system('body: {who: "${WHO}"}'), WHO="somebody-else")
    assert "WHO" in endpoint.variables
    assert endpoint.secrets.scrub("somebody-else") == "${WHO}"


def test_a_secret_in_a_body_is_not_sent(ask, server):
    with pytest.raises(WrittenSecret, match="The api_key of crm stands in the file") as refused:
        ask(system("body: {login: {api_key: hunter2}}"))
    assert refused.value.place.line == 7
    ask(system('body: {login: {api_key: "${KEY}"}, page_token: abc}'), environment={"KEY": "k-1234567"})
    assert len(server.seen) == 1


def test_a_post_without_a_body_is_written_to(ask):
    with pytest.raises(BadConnection, match=r"is written to \(POST\)"):
        ask(system(""))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_other_method_reads(ask, method):
    with pytest.raises(BadConnection, match="is written to"):
        ask(system(request=f"{method} /search"))


def test_a_get_has_no_body(ask, server):
    with pytest.raises(BadConnection, match="is a GET, which has no body"):
        ask(system(request="GET /search"))
    assert server.seen == []


def test_a_post_is_not_turned_into_a_get_by_a_redirect(ask, server):
    server.answer((307, {"Location": "/other"}, b""), page(1))
    _, bodies = ask(system("body: {a: 1}"))
    assert bodies == [{"a": 1}, {"a": 1}]
    server.answer((302, {"Location": "/other"}, b""))
    with pytest.raises(Exception, match="status 302"):
        ask(system("body: {a: 1}"))


class TestPages:
    @pytest.mark.parametrize(
        ("pagination", "more", "second"),
        [
            ("{type: cursor, next: paging.next.after, parameter: after}", {"paging": {"next": {"after": "c2"}}}, {"q": "x", "after": "c2"}),
            ("{type: cursor, parameter: variables.after}", {"next_cursor": "c2"}, {"q": "x", "variables": {"after": "c2"}}),
            ("{type: offset, size: 2}", {}, {"q": "x", "limit": 2, "offset": 2}),
            ("{type: page, size: 2, size_parameter: page.size, parameter: page.number}", {}, {"q": "x", "page": {"size": 2, "number": 2}}),
        ],
    )  # fmt: skip
    def test_parameters_of_pages_go_into_the_body(self, ask, server, pagination, more, second):
        server.answer(page(1, 2, **more), page(3))
        result, bodies = ask(system("body: {q: x}", f"pagination: {pagination}"), pages=9)
        assert [one["id"] for one in result.records] == [1, 2, 3]
        assert bodies[1] == second
        assert [path for path, _ in server.seen] == ["/search", "/search"]

    def test_they_go_into_the_query_where_that_is_said(self, ask, server):
        server.answer(page(1, 2), page(3))
        _, bodies = ask(system("body: {q: x}", "pagination: {type: offset, size: 2, place: query}"), pages=9)
        assert bodies == [{"q": "x"}, {"q": "x"}]
        assert [path for path, _ in server.seen] == ["/search?limit=2", "/search?limit=2&offset=2"]

    def test_a_link_is_posted_to_with_the_same_body(self, ask, server):
        server.answer(page(1, next="/search?page=2"), page(2, next=None))
        _, bodies = ask(system("body: {q: x}", "pagination: {type: body}"), pages=9)
        assert bodies == [{"q": "x"}, {"q": "x"}]
        assert server.seen[1][0] == "/search?page=2"

    def test_pages_that_come_round_are_noticed(self, ask, server):
        server.answer(page(1, next_cursor="same"), page(2, next_cursor="same"))
        with pytest.raises(PagesLoop):
            ask(system("body: {q: x}", "pagination: {type: cursor}"), pages=9)


NEW = "incremental: {field: updated_at, parameter: updated_since}"


class TestIncremental:
    def test_the_first_time_everything_is_asked_for(self, ask, server):
        ask(system("", NEW, "GET /contacts?status=any"))
        assert server.seen[0][0] == "/contacts?status=any"

    def test_then_what_is_new_since(self, ask, server):
        ask(system("", NEW, "GET /contacts?updated_since=old"), since="2026-11-02T10:00:00+02:00")
        assert server.seen[0][0] == "/contacts?updated_since=2026-11-02T10%3A00%3A00%2B02%3A00"

    def test_the_first_value_can_be_said(self, ask, server):
        ask(system("", NEW.replace("}", ", first: 0}"), "GET /contacts"))
        assert server.seen[0][0] == "/contacts?updated_since=0"

    def test_in_a_request_it_stands_as_addresses_need_it(self, ask, server):
        text = system("", "incremental: {field: at}", '"GET /contacts?q=at>{since}&x={{since}}"')
        ask(text, since="a&b=c d")
        ask(text)
        assert [path for path, _ in server.seen] == [
            "/contacts?q=at%3Ea%26b%3Dc%20d&x={since}",
            "/contacts?x={since}",
        ]

    @pytest.mark.parametrize(
        ("since", "body"),
        [
            (7, {"after": 7, "text": "since 7", "kept": "{since}", "list": [7, 1]}),
            ('x"}', {"after": 'x"}', "text": 'since x"}', "kept": "{since}", "list": ['x"}', 1]}),
            (None, {"kept": "{since}", "list": [1]}),
        ],
    )
    def test_in_a_body_it_is_a_value_and_left_out_without_one(self, ask, since, body):
        template = 'body: {after: "{since}", text: "since {since}", kept: "{{since}}", list: ["{since}", 1]}'
        assert ask(system(template, "incremental: {field: id}"), since=since)[1] == [body]

    def test_a_path_that_needs_one_says_so(self, ask, server):
        with pytest.raises(BadConnection, match="needs a time to begin with") as refused:
            ask(system("", "incremental: {field: at}", "GET /contacts/since/{since}"))
        assert "`first`" in refused.value.hint
        ask(system("", "incremental: {field: at}", "GET /contacts/since/{since}"), since="2026/11")
        assert server.seen[0][0] == "/contacts/since/2026%2F11"

    def test_a_request_that_nowhere_says_since_when_is_refused(self, ask):
        with pytest.raises(BadConnection, match="Nothing in the request"):
            ask(system("", "incremental: {field: at}", "GET /contacts"))
