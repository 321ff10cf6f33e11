"""Downloads: every record as it came, through the disk and not through memory, whole or not at all."""

import asyncio
import gzip
import json
import resource
import tracemalloc

import pytest

from mapbench.connect.downloading import download
from mapbench.connect.http import failures
from mapbench.connect.http.client import Client
from mapbench.connect.http.exchange import Asked
from mapbench.connect.http.gate import Gate
from mapbench.connect.http.refusals import BadConnection
from mapbench.connect.increments import Newest

JSON = {"Content-Type": "application/json"}
SYSTEM = """\
system: shop
connection:
  type: http
  url: ${SHOP_URL}
  auth: {type: bearer, token: "${SHOP_TOKEN}"}
datasets:
  order:
    request: GET /orders
    records: RECORDS
    MORE
"""


@pytest.fixture
def fetch(bench, tmp_path):
    out = tmp_path / "orders.jsonl"

    def fetching(records="$.orders[*]", more="", **options):
        text = SYSTEM.replace("RECORDS", records).replace("MORE", more)
        document, system, endpoint = bench.endpoint(text)
        gate = Gate(bench.workspace.quotas, "shop", None, clock=bench.clock, sleep=bench.clock.sleep)

        async def run():
            async with Client(endpoint, gate, timeout=20, clock=bench.clock) as client:
                asked = Asked(client, document, "order", system.datasets["order"], bench._observe)
                return await download(asked, out, gate, bench.told.append, **options)

        return asyncio.run(run())

    fetching.out = out
    fetching.lines = lambda: out.read_bytes().splitlines()
    fetching.left = lambda: sorted(file.name for file in tmp_path.iterdir() if file.name != ".mapbench")
    return fetching


def test_records_are_written_as_they_came(fetch, server):
    server.answer(
        b'{"total": 2, "orders": [ {"id": 123456789012345678901234567890,\n  "price": 1.10},{"e": 1e5}] }\n'
    )
    found = fetch()
    assert fetch.lines() == [b'{"id": 123456789012345678901234567890,   "price": 1.10}', b'{"e": 1e5}']
    assert (found.records, found.pages, found.more) == (2, 1, False)
    assert fetch.out.stat().st_mode & 0o777 == 0o600
    assert fetch.left() == ["orders.jsonl"]


@pytest.mark.parametrize(
    ("records", "body"),
    [
        ("$[*]", b'[{"id": 1}, {"id": 2}]'),
        ("$.data.items[*]", b'{"data": {"a": {"items": [9]}, "items": [{"id": 1},{"id": 2}], "z": null}}'),
        ("$['a b'].c[*]", b'{"c": [7], "a b": {"c": [{"id": 1},{"id": 2}]}}'),
        ("$..items[*]", b'{"items": [{"id": 1}, {"id": 2}]}'),
        ("$.caf\u00e9[*]", b'{"caf\\u00e9": [{"id": 1}, {"id": 2}]}'),
    ],
)
def test_wherever_they_are(fetch, server, records, body):
    server.answer(body)
    fetch(f'"{records}"')
    assert [json.loads(line) for line in fetch.lines()] == [{"id": 1}, {"id": 2}]


def test_lines_are_lines(fetch, server):
    server.answer((200, {"Content-Type": "application/x-ndjson"}, b'{"id": 1}\n\n{"id": 2}'))
    assert fetch().records == 2
    assert fetch.lines() == [b'{"id": 1}', b'{"id": 2}']


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ("pagination: {type: cursor, next: meta.after}", {"meta": {"after": "x"}}),
        ("pagination: {type: body}", {"next": "/orders?after=x"}),
    ],
)
def test_pages_go_on_with_what_stands_behind_the_records(fetch, server, more, first):
    server.answer(json.dumps({"orders": [{"id": 1}], **first}).encode(), b'{"orders": [{"id": 2}]}')
    found = fetch(more=more)
    assert fetch.lines() == [b'{"id": 1}', b'{"id": 2}']
    assert (found.pages, len(server.seen)) == (2, 2)


def test_the_newest_value_is_looked_for(fetch, server):
    server.answer(b'{"orders": [{"at": "2026-01-02"}, {"at": "2026-03-01"}, {"at": null}, {}]}')
    assert fetch(newest=Newest("at", "2026-02-01")).newest.value == "2026-03-01"


def test_a_download_that_breaks_off_begins_anew(fetch, server):
    half = b'{"orders": [{"id": 1}, {"id":'
    server.answer((200, JSON | {"Content-Length": "1000"}, half), b'{"orders": [{"id": 2}]}')
    fetch()
    assert fetch.lines() == [b'{"id": 2}']


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, JSON | {"Content-Length": "1000"}, b'{"orders": [{"id": 1}'), failures.CutOff),
        (b'{"orders": [{"id": 1}, {"id"', failures.NotJson),
        (b'{"orders": [{"id": 1}]', failures.NotJson),
        (b'{"orders": [{"id": 1}]} x', failures.NotJson),
        (b'{"data": []}', failures.NotJson),
        (b"", failures.WrongContent),
        ((200, {"Content-Type": "text/html"}, b"<html>"), failures.HtmlAnswer),
        ((200, {"Content-Type": "text/csv"}, b"a,b"), failures.WrongContent),
        ((200, JSON | {"Content-Encoding": "gzip"}, gzip.compress(b" " * 2**25)), failures.PackedBomb),
        ((401, JSON, b"{}"), failures.Unauthorized),
    ],
)
def test_what_fails_leaves_the_file_of_before(fetch, bench, server, answer, kind):
    fetch.out.write_text("of yesterday\n")
    server.answer(answer)
    with pytest.raises(kind) as refused:
        fetch()
    assert refused.value.hint
    assert fetch.out.read_text() == "of yesterday\n"
    assert fetch.left() == ["orders.jsonl"]
    assert bench.observed[-1][3] is not None or kind in (
        failures.CutOff,
        failures.PackedBomb,
        failures.Unauthorized,
    )


def test_a_key_that_is_echoed_is_not_written(fetch, server):
    server.answer(b'{"orders": [{"sent": "Bearer tok-3f9aQz71-secret"}]}')
    fetch()
    assert fetch.lines() == [b'{"sent": "Bearer ${SHOP_TOKEN}"}']


def large(megabytes):
    """An answer of so many megabytes, made while it is sent."""
    block = b",".join(b'{"id": %d, "note": "%s"}' % (number, b"x" * 200) for number in range(1000))
    yield b'{"total": 1, "orders": [' + block
    for _ in range(megabytes * 2**20 // len(block)):
        yield b"," + block
    yield b'], "next_cursor": null}'


def download_of(fetch, server, megabytes):
    server.answer(lambda _path: (200, JSON, large(megabytes)))
    found = fetch(more="pagination: {type: cursor}")
    assert found.size > megabytes * 2**20
    assert found.records * 200 < fetch.out.stat().st_size


def test_a_large_answer_goes_through_little_memory(fetch, server):
    tracemalloc.start()
    download_of(fetch, server, 8)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 2**20


@pytest.mark.long
def test_two_gigabytes_take_no_more_memory(fetch, server):
    download_of(fetch, server, 100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    download_of(fetch, server, 2048)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024


def test_a_large_answer_without_a_simple_path_says_what_to_write(fetch, server, monkeypatch):
    monkeypatch.setattr("mapbench.connect.downloading.MAX_BODY", 10)
    server.answer(b'{"orders": [{"id": 1}]}')
    with pytest.raises(BadConnection, match="nothing simple says where") as refused:
        fetch("$..orders[*]")
    assert "$.orders[*]" in refused.value.hint
