"""Everything an endpoint can do wrong ends in an error of its own, in words, with a way out and without a secret."""

import gzip
import json
import socket
import threading

import pytest
from tests.connect.http.conftest import SYSTEM

from mapbench.connect.http import failures
from mapbench.connect.http.refusals import LeavesOrigin

JSON = {"Content-Type": "application/json"}
GOOD = json.dumps({"orders": [{"id": 1}, {"id": 2}]}).encode()
TOKEN = "tok-3f9aQz71-secret"


def refused(bench, kind, **options):
    with pytest.raises(kind) as caught:
        bench.ask(**options)
    error = caught.value
    assert type(error) is kind
    assert error.exit_code == 2
    assert error.hint
    assert TOKEN not in f"{error.message} {error.hint} {error!r} {bench.told}"
    assert bench.observed[-1][3] is error
    return error


def test_a_good_answer(bench, server):
    server.answer(GOOD)
    result = bench.ask()
    assert [record["id"] for record in result.records] == [1, 2]
    assert (result.dataset, result.more, result.answers[0].status) == ("shop.order", False, 200)
    assert server.seen[0][1]["Authorization"] == f"Bearer {TOKEN}"


def test_401_names_the_variable_and_repeats_what_is_said(bench, server):
    server.answer((401, JSON, json.dumps({"error": f"The token {TOKEN} has expired"}).encode()))
    error = refused(bench, failures.Unauthorized)
    assert error.message == (
        f"shop does not know who asks (status 401) at {server.origin}/orders."
        " It says: The token ${SHOP_TOKEN} has expired"
    )
    assert error.hint == "Check the value of SHOP_TOKEN: it may be wrong or expired."
    assert len(server.seen) == 1, "a wrong key does not get better by trying"


def test_403_is_not_401(bench, server):
    server.answer((403, JSON, b"{}"))
    assert "does not allow this (status 403)" in refused(bench, failures.Unauthorized).message


def test_404(bench, server):
    server.answer((404, {"Content-Type": "text/html"}, b"<html>nothing"))
    assert "has nothing at" in refused(bench, failures.NotFound).message
    assert len(server.seen) == 1


def test_400_is_told_with_its_words(bench, server):
    server.answer((400, JSON, b'{"message": "limit too high"}'))
    assert "status 400" in refused(bench, failures.Refused).message
    assert len(server.seen) == 1


def test_500_is_tried_again_and_may_heal(bench, server):
    server.answer((500, JSON, b'{"error": "broken"}'), (503, {}, b""), GOOD)
    assert len(bench.ask().records) == 2
    assert ["(2 of 3)" in bench.told[0], "(3 of 3)" in bench.told[1]] == [True, True]


def test_500_for_ever_is_told_after_three_attempts(bench, server):
    server.answer((500, JSON, b'{"error": "broken"}'))
    error = refused(bench, failures.ServerFailed)
    assert error.message.endswith("It says: broken")
    assert len(server.seen) == 3


def test_501_is_not_tried_again(bench, server):
    server.answer((501, {}, b""))
    refused(bench, failures.ServerFailed)
    assert len(server.seen) == 1


def test_429_waits_as_long_as_it_is_told(bench, server):
    server.answer((429, {"Retry-After": "7"}, b""), GOOD)
    assert len(bench.ask().records) == 2
    assert bench.clock.slept == [7]
    assert any("waiting 7 s" in line for line in bench.told)


def test_429_with_a_date(bench, server):
    server.answer((429, {"Retry-After": "Thu, 28 May 2026 20:27:10 GMT"}, b""), GOOD)
    bench.ask()
    assert bench.clock.slept == [30]


def test_429_for_an_hour_is_told_and_not_waited_for(bench, server):
    server.answer((429, {"Retry-After": "3600"}, b""))
    error = refused(bench, failures.RateLimited)
    assert "60 min" in error.message + error.hint
    assert bench.clock.slept == []
    assert len(server.seen) == 1


def test_429_for_ever(bench, server):
    server.answer((429, {}, b""))
    error = refused(bench, failures.RateLimited)
    assert error.status == 429
    assert len(server.seen) == 3


def test_the_rest_it_asks_for_holds_for_the_next_run_too(bench, server):
    server.answer((429, {"Retry-After": "90"}, b""))
    refused(bench, failures.RateLimited)
    before = sum(bench.clock.slept)
    server.answer(GOOD)
    bench.ask()
    assert sum(bench.clock.slept) > before


def test_slow(bench, server):
    hold = threading.Event()
    server.answer(lambda _path: (hold.wait(20), GOOD)[1])
    try:
        error = refused(bench, failures.TimedOut, timeout=0.05)
    finally:
        hold.set()
    assert "gave no whole answer in 0.1 s" in error.message or "in 0.05 s" in error.message
    assert "--timeout" in error.hint


def test_cut_off_in_the_middle(bench, server):
    server.answer((200, JSON | {"Content-Length": "1000"}, GOOD))
    assert "breaks off" in refused(bench, failures.CutOff).message
    assert len(server.seen) == 3, "a broken line may hold the next time"


def test_cut_off_where_only_the_json_shows_it(bench, server):
    server.answer(GOOD[:25])
    assert "in the middle of its JSON" in refused(bench, failures.CutOff).message


def test_html_where_json_was_expected(bench, server):
    server.answer((200, {"Content-Type": "text/html"}, b"<!doctype html><title>Please  sign in</title>"))
    error = refused(bench, failures.HtmlAnswer)
    assert 'a web page called "Please sign in"' in error.message
    assert "sign-in page or a proxy" in error.hint


def test_html_that_calls_itself_json(bench, server):
    server.answer(b"\n<html><body>oops")
    refused(bench, failures.HtmlAnswer)


@pytest.mark.parametrize("kind", ["text/csv", "application/xml", "image/png"])
def test_another_content_type(bench, server, kind):
    server.answer((200, {"Content-Type": kind}, GOOD))
    assert f"answers {kind} where JSON was expected" in refused(bench, failures.WrongContent).message


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "application/vnd.api+json"])
def test_json_under_a_name_that_says_little_is_read(bench, server, kind):
    server.answer((200, {"Content-Type": kind}, GOOD))
    assert len(bench.ask().records) == 2


def test_text_that_is_no_json(bench, server):
    server.answer((200, {"Content-Type": "text/plain"}, b"hello"))
    refused(bench, failures.WrongContent)
    server.answer(b'{"orders": [1,, 2]}')
    assert "line 1, column" in refused(bench, failures.NotJson).message
    server.answer(b'{"orders": "\xff"}')
    assert "is not UTF-8" in refused(bench, failures.NotJson).message


def test_nothing_at_all(bench, server):
    server.answer(b"")
    assert "answers nothing" in refused(bench, failures.WrongContent).message


def test_a_body_beyond_the_cap(bench, server):
    server.answer(b'{"orders": ["' + b"x" * 5000 + b'"]}')
    assert "larger than 1 kB" in refused(bench, failures.TooLarge, cap=1000).message


def test_gzip_is_read_and_capped_as_unpacked(bench, server):
    packed = gzip.compress(b'{"orders": [], "pad": "' + b"x" * 1_000_000 + b'"}')
    server.answer((200, JSON | {"Content-Encoding": "gzip", "Content-Length": str(len(packed))}, packed))
    assert bench.ask().records == []
    assert len(packed) < 5000
    refused(bench, failures.TooLarge, cap=100_000)


def test_gzip_that_is_none(bench, server):
    server.answer((200, JSON | {"Content-Encoding": "gzip"}, GOOD))
    assert "not packed as it says" in refused(bench, failures.CutOff).message


def test_nobody_there(bench):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    error = refused(bench, failures.Unreachable, environment={"SHOP_URL": f"http://127.0.0.1:{port}"})
    assert error.message == f"Nobody answers at 127.0.0.1:{port}."
    assert "mapbench endpoints" in error.hint


def test_no_such_host(bench):
    async def resolver(_host, _port):
        raise socket.gaierror

    environment = {"SHOP_URL": "https://shop.invalid"}
    error = refused(bench, failures.Unreachable, environment=environment, resolver=resolver)
    assert error.message == "There is no host shop.invalid."


def test_a_redirect_on_the_same_host_is_followed_with_the_key(bench, server):
    server.answer((302, {"Location": "/v2/orders?status=any"}, b""), GOOD)
    assert len(bench.ask().records) == 2
    assert [path for path, _ in server.seen] == ["/orders", "/v2/orders?status=any"]
    assert "Authorization" in server.seen[1][1]


def test_a_redirect_to_another_host_is_refused(bench, server, other):
    other.answer(GOOD)
    server.answer((302, {"Location": f"{other.origin}/orders"}, b""))
    error = refused(bench, LeavesOrigin)
    assert error.message == (
        f"shop sends on from {server.origin} to {other.origin} (a redirect); nothing was sent there."
    )
    assert other.seen == []


@pytest.mark.parametrize(
    "target", ["https://127.0.0.1/orders", "//evil.example/x", "file:///etc/passwd", "gopher://x"]
)
def test_a_redirect_to_another_scheme_or_port_is_refused(bench, server, target):
    server.answer((307, {"Location": target}, b""))
    refused(bench, LeavesOrigin)


def test_a_redirect_that_says_our_token_does_not_make_us_say_it(bench, server):
    server.answer((302, {"Location": f"http://{TOKEN}.evil.example/"}, b""))
    refused(bench, LeavesOrigin)


def test_redirects_without_end(bench, server):
    server.answer((302, {"Location": "/orders"}, b""))
    with pytest.raises(failures.ConnectError, match="again and again"):
        bench.ask()


def test_records_that_are_not_there(bench, server):
    server.answer(b'{"data": [{"id": 1}], "total": 1}')
    error = refused(bench, failures.NoRecords)
    assert "not at $.orders[*] in the answer: its keys are data, total." in error.message
    assert error.hint == "Write `records: $.data[*]`."
    assert (error.place.file, error.place.line) == ("systems/shop.yaml", 9)


def test_no_records_today_are_no_error(bench, server):
    server.answer(b'{"orders": []}')
    assert bench.ask().records == []


def test_records_that_are_no_objects(bench, server):
    server.answer(b'{"orders": [1]}')
    assert "one of them is a number" in refused(bench, failures.NoRecords).message


def test_whole_numbers_of_any_size_stay_whole(bench, server):
    server.answer(b'{"orders": [{"id": 123456789012345678901234567890}]}')
    assert bench.ask().records == [{"id": 123456789012345678901234567890}]


def test_a_key_that_an_endpoint_echoes_does_not_become_data(bench, server):
    echo = {"orders": [{"id": 1, "note": f"sent with {TOKEN}", "Bearer " + TOKEN: [TOKEN]}]}
    server.answer(json.dumps(echo).encode())
    (record,) = bench.ask().records
    assert TOKEN not in json.dumps(record)
    assert record["note"] == "sent with ${SHOP_TOKEN}"


def test_nesting_without_measure(bench, server):
    server.answer(b'{"orders": [' + b'{"a": ' * 300 + b"1" + b"}" * 300 + b"]}")
    assert "deeper than 200 levels" in refused(bench, failures.NotJson).message


def test_keys_that_are_data_are_not_told(bench, server):
    server.answer(b'{"dana@shop.test": {}, "page": 1}')
    assert refused(bench, failures.NoRecords).message.endswith("its keys are page, ….")


def test_json_lines_are_records(bench, server):
    server.answer((200, {"Content-Type": "application/x-ndjson"}, b'{"id": 1}\n\n{"id": 2}\n'))
    text = SYSTEM.replace("$.orders[*]", "$[*]")
    assert [record["id"] for record in bench.ask(text).records] == [1, 2]
