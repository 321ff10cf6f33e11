import asyncio
import socket

import pytest

from mapbench.connect.http.addresses import host_of, is_forbidden, is_loopback, origin_of, resolve
from mapbench.connect.http.refusals import ForbiddenAddress, PlainHttp


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
     "2002:a9fe:a9fe::1", "fd00:ec2::254", "100.100.100.200", "0.0.0.0", "::", "224.0.0.1"],
)  # fmt: skip
def test_addresses_that_nobody_should_be_sent_to(address):
    assert is_forbidden(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.5", "192.168.1.2", "93.184.216.34", "2001:db8::1"]
)
def test_addresses_of_real_systems(address):
    assert not is_forbidden(address)


def test_loopback():
    assert is_loopback("127.0.0.1")
    assert is_loopback("127.8.8.8")
    assert is_loopback("::ffff:127.0.0.1")
    assert not is_loopback("128.0.0.1")


def test_origins():
    assert origin_of("HTTPS://Shop.Example./a?b#c") == "https://shop.example:443"
    assert origin_of("http://[::1]:80/x") == "http://[::1]:80"
    assert (host_of("https://shop.example/a"), host_of("http://127.0.0.1:8765")) == (
        "shop.example",
        "127.0.0.1:8765",
    )
    for bad in ("ftp://x", "shop.example", "http://", "http://x:99999999"):
        with pytest.raises(ValueError):
            origin_of(bad)


def at(*addresses):
    async def resolver(_host, _port):
        return list(addresses)

    return resolver


@pytest.mark.parametrize(
    ("url", "resolver"),
    [
        ("https://shop.example", at("169.254.169.254")),
        ("https://shop.example", at("93.184.216.34", "fe80::1")),
        ("http://169.254.169.254/latest", resolve),
        ("http://[fe80::1]/", resolve),
        ("http://2852039166/", resolve),
        ("http://metadata.google.internal/", at("127.0.0.1")),
        ("http://METADATA.google.internal./", at("127.0.0.1")),
    ],
)
def test_metadata_addresses_are_refused_before_anything_is_sent(bench, url, resolver):
    with pytest.raises(ForbiddenAddress, match="nothing was sent there") as refused:
        bench.ask(environment={"SHOP_URL": url}, resolver=resolver)
    assert refused.value.hint


def test_a_redirect_to_a_name_that_means_metadata_now_is_refused(bench, server):
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])

    async def rebinding(_host, _port):
        return next(answers)

    server.answer((302, {"Location": "/orders"}, b""))
    with pytest.raises(ForbiddenAddress):
        bench.ask(environment={"SHOP_URL": f"http://localhost:{server.port}"}, resolver=rebinding)
    assert len(server.seen) == 1


def test_a_name_is_resolved_once_and_that_address_used(bench, server):
    server.answer(b'{"orders": []}')
    asked = []

    async def resolver(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]

    bench.ask(environment={"SHOP_URL": f"http://shop.test:{server.port}"}, resolver=resolver)
    assert asked == [("shop.test", server.port)]
    assert server.seen[0][1]["Host"] == f"shop.test:{server.port}"


def test_the_next_address_is_tried_where_the_first_does_not_answer(bench, server):
    server.answer(b'{"orders": []}')
    environment = {"SHOP_URL": f"http://shop.test:{server.port}"}
    assert bench.ask(environment=environment, resolver=at("127.0.0.2", "::1", "127.0.0.1")).records == []


def test_plain_http_beyond_loopback_is_refused(bench):
    with pytest.raises(PlainHttp, match=r"by plain HTTP at shop\.example") as refused:
        bench.ask(environment={"SHOP_URL": "http://shop.example"}, resolver=at("93.184.216.34"))
    assert "--insecure" in refused.value.hint


def test_plain_http_can_be_insisted_on(bench, server):
    server.answer(b'{"orders": []}')
    mapped = at("127.0.0.1")
    environment = {"SHOP_URL": f"http://shop.test:{server.port}"}
    assert bench.ask(environment=environment, resolver=mapped, insecure=True).records == []


def test_proxies_and_netrc_of_the_environment_get_nothing(bench, server, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login x password y\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.answer(b'{"orders": []}')
    bench.ask()
    assert server.seen[0][1]["Authorization"].startswith("Bearer ")


def test_resolving_gives_addresses_and_says_when_there_are_none():
    assert asyncio.run(resolve("127.0.0.1", 80)) == ["127.0.0.1"]
    with pytest.raises(socket.gaierror):
        asyncio.run(resolve("no-such-host.invalid", 80))
