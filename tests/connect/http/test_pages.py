import json

import pytest

from mapbench.connect.http.failures import PagesLoop, RateLimited
from mapbench.connect.http.pages import with_parameter
from mapbench.connect.http.refusals import LeavesOrigin

SYSTEM = """\
system: shop
connection:
  type: http
  url: ${SHOP_URL}
  auth: {type: bearer, token: "${SHOP_TOKEN}"}
  quota: {requests: 3, per: 1m}
datasets:
  order: {request: GET /orders?status=any, records: "$.orders[*]", pagination: PAGINATION}
  refund: {request: GET /refunds, records: "$.orders[*]"}
"""
JSON = {"Content-Type": "application/json"}


def system(pagination):
    return SYSTEM.replace("PAGINATION", pagination).replace("  quota: {requests: 3, per: 1m}\n", "")


def page(*ids, **more):
    return json.dumps({"orders": [{"id": number} for number in ids]} | more).encode()


def linked(target, *ids):
    return 200, JSON | {"Link": f'<{target}>; rel="next", </orders>; rel="first"'}, page(*ids)


def ids(result):
    return [record["id"] for record in result.records]


def paths(server):
    return [path for path, _ in server.seen]


def test_links(bench, server):
    server.answer(
        linked("/orders?page_info=b", 1, 2), linked(f"{server.origin}/orders?page_info=c", 3), page(4)
    )
    result = bench.ask(system("{type: link}"), pages=9)
    assert ids(result) == [1, 2, 3, 4]
    assert paths(server) == ["/orders?status=any", "/orders?page_info=b", "/orders?page_info=c"]
    assert not result.more


@pytest.mark.parametrize(
    ("pagination", "more", "parameter"),
    [
        ("{type: cursor}", {"next_cursor": "x y"}, "cursor=x+y"),
        ("{type: cursor}", {"paging": {"next": {"after": "x"}}}, "after=x"),
        ("{type: cursor, parameter: from}", {"next_cursor": 7}, "from=7"),
        ("{type: cursor, next: $.meta.at, parameter: c}", {"meta": {"at": "x"}}, "c=x"),
    ],
)
def test_cursors(bench, server, pagination, more, parameter):
    server.answer(page(1, **more), page(2, next_cursor=None))
    assert ids(bench.ask(system(pagination), pages=9)) == [1, 2]
    assert paths(server)[1] == f"/orders?status=any&{parameter}"


@pytest.mark.parametrize(
    ("pagination", "asked"),
    [
        ("{type: page, size: 2}", ["per_page=2", "per_page=2&page=2"]),
        ("{type: page, size: 2, size_parameter: n, parameter: p}", ["n=2", "n=2&p=2"]),
        ("{type: offset, size: 2}", ["limit=2", "limit=2&offset=2"]),
    ],
)
def test_counted_pages_end_with_one_that_is_not_full(bench, server, pagination, asked):
    server.answer(page(1, 2), page(3))
    assert ids(bench.ask(system(pagination), pages=9)) == [1, 2, 3]
    assert paths(server) == [f"/orders?status=any&{query}" for query in asked]


@pytest.mark.parametrize("pagination", ["{type: page}", "{type: offset}"])
def test_counted_pages_of_unknown_size_end_with_an_empty_one(bench, server, pagination):
    server.answer(page(1, 2), page(3), page())
    assert ids(bench.ask(system(pagination), pages=9)) == [1, 2, 3]
    assert len(server.seen) == 3


def test_counted_pages_end_where_the_payload_says_so(bench, server):
    server.answer(page(1, 2, hasMore=True), page(3, 4, hasMore=False))
    assert ids(bench.ask(system("{type: offset}"), pages=9)) == [1, 2, 3, 4]
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("pagination", "more"),
    [
        ("{type: body}", {"next": "/orders?page=2"}),
        ("{type: body}", {"links": {"next": "/orders?page=2"}}),
        ("{type: body, next: $.paging.further}", {"paging": {"further": "/orders?page=2"}}),
    ],
)
def test_an_address_in_the_body(bench, server, pagination, more):
    server.answer(page(1, **more), page(2, next=None))
    assert ids(bench.ask(system(pagination), pages=9)) == [1, 2]
    assert paths(server)[1] == "/orders?page=2"


def test_no_pages(bench, server):
    server.answer(linked("/orders?page=2", 1))
    result = bench.ask(system("{type: none}"), pages=9)
    assert (ids(result), result.more) == ([1], False)


def test_the_page_limit_holds_and_says_that_there_is_more(bench, server):
    server.answer(linked("/orders?p=2", 1), linked("/orders?p=3", 2), page(3))
    result = bench.ask(system("{type: link}"), pages=2)
    assert (ids(result), result.more) == ([1, 2], True)


def test_enough_records_are_enough(bench, server):
    server.answer(linked("/orders?p=2", 1, 2), linked("/orders?p=3", 3, 4), page(5))
    result = bench.ask(system("{type: link}"), pages=100, enough=3)
    assert (ids(result), result.more, len(server.seen)) == ([1, 2, 3, 4], True, 2)


def test_a_next_link_to_another_host_is_refused_and_gets_no_key(bench, server, other):
    other.answer(page(2))
    server.answer(linked(f"{other.origin}/orders?page=2", 1))
    with pytest.raises(LeavesOrigin, match=r"\(a next link\); nothing was sent there"):
        bench.ask(system("{type: link}"), pages=9)
    assert other.seen == []


def test_a_next_address_in_the_body_on_another_host_is_refused(bench, server, other):
    server.answer(page(1, next=f"{other.origin}/orders"))
    with pytest.raises(LeavesOrigin):
        bench.ask(system("{type: body}"), pages=9)


def test_links_in_a_circle(bench, server):
    server.answer(linked("/orders?p=2", 1), linked("/orders?p=3", 2), linked("/orders?p=2", 3))
    with pytest.raises(PagesLoop, match="page 4 is one that was there before"):
        bench.ask(system("{type: link}"), pages=99)


@pytest.mark.parametrize("pagination", ["{type: page}", "{type: offset}", "{type: cursor}"])
def test_an_endpoint_that_ignores_the_parameter(bench, server, pagination):
    server.answer(page(1, 2, next_cursor="always"))
    with pytest.raises(PagesLoop):
        bench.ask(system(pagination), pages=99)
    assert len(server.seen) == 2


def test_a_parameter_is_set_once():
    assert with_parameter("http://h/a?x=1&page=2&y=#z", "page", 3) == "http://h/a?x=1&y=&page=3#z"


class TestQuota:
    def test_it_holds_over_all_datasets_and_waiting_is_told(self, bench, server):
        server.answer(linked("/orders?p=2", 1), page(2), page(3))
        text = SYSTEM.replace("PAGINATION", "{type: link}")
        bench.ask(text, pages=9)
        bench.ask(text, "refund")
        assert bench.clock.slept == []
        server.answer(page(4))
        bench.ask(text, "refund")
        assert len(bench.clock.slept) == 1
        assert 59 < bench.clock.slept[0] <= 61
        assert bench.told == [
            f"shop allows 3 requests in 60 s, which are used up; waiting {bench.clock.slept[0]:.0f} s"
        ]

    def test_a_long_wait_is_refused_instead(self, bench, server):
        server.answer(page(1))
        text = SYSTEM.replace("PAGINATION", "{type: none}").replace("3, per: 1m", "1, per: 1d")
        bench.ask(text)
        with pytest.raises(RateLimited, match="used up; it is free again in 24 h") as refused:
            bench.ask(text)
        assert refused.value.hint == "Try again in 24 h."
        assert len(server.seen) == 1
