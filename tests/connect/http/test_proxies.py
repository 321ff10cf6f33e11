"""A proxy that a project names: what it learns, what it may lead to, and how it fails."""

import socket

import pytest
from tests.connect.http.ways import authority, known, proxy, secure, system

from mapbench.connect.http import failures
from mapbench.connect.http.refusals import BadConnection, ForbiddenAddress, PlainHttp

__all__ = ["authority", "proxy", "secure"]


def test_a_tunnel_leads_to_the_host_and_the_proxy_learns_its_name_only(bench, secure, proxy):
    proxy.target = secure.port
    way = 'ca: ca.pem\n  proxy: "http://${PROXY_USER}:${PROXY_PASSWORD}@127.0.0.1:PORT"'
    way = way.replace("PORT", str(proxy.port))
    environment = {"SHOP_URL": "https://shop.test", "PROXY_USER": "ann", "PROXY_PASSWORD": "p%40ss-word"}
    result = bench.ask(system(way), environment=environment, resolver=known)
    assert result.records == [{"id": 1}]
    (asked,) = proxy.asked
    assert asked.startswith("CONNECT shop.test:443 HTTP/1.1")
    assert "Proxy-Authorization: Basic YW5uOnBAc3Mtd29yZA==" in asked
    assert "Bearer" not in asked
    assert secure.seen[0][1]["Host"] == "shop.test"
    assert "Proxy-Authorization" not in secure.seen[0][1]


def test_in_a_tunnel_certificates_are_verified_too(bench, secure, proxy):
    proxy.target = secure.port
    with pytest.raises(failures.Unreachable, match=r"certificate of shop\.test is not trusted"):
        bench.ask(
            system(f"proxy: {proxy.origin}"),
            environment={"SHOP_URL": "https://shop.test"},
            resolver=known,
        )
    assert secure.seen == []


@pytest.mark.parametrize(
    ("answer", "hint"),
    [(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "user and password of the proxy"), (b"HTTP/1.1 403 No\r\n\r\n", "NO_PROXY")],
)  # fmt: skip
def test_a_proxy_that_lets_nobody_through(bench, proxy, answer, hint):
    proxy.answer = answer
    way = 'proxy: "http://ann:${PROXY_PASSWORD}@127.0.0.1:PORT"'.replace("PORT", str(proxy.port))
    environment = {"SHOP_URL": "https://shop.test", "PROXY_PASSWORD": "hunter2-hunter2"}
    with pytest.raises(
        failures.ProxyFailed, match=f"through the proxy 127.0.0.1:{proxy.port}: 40"
    ) as refused:
        bench.ask(system(way), environment=environment, resolver=known)
    assert hint in refused.value.hint
    assert "hunter2" not in f"{refused.value.message} {refused.value.hint} {bench.told}"


def test_a_proxy_that_does_not_answer(bench):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(failures.ProxyFailed, match="nobody answers there"):
        bench.ask(
            system(f"proxy: http://127.0.0.1:{port}"),
            environment={"SHOP_URL": "https://shop.test"},
            resolver=known,
        )


def test_plain_http_through_a_proxy_is_refused_where_it_is_elsewhere(bench, server):
    async def away(_host, _port):
        return ["93.184.216.34"]

    with pytest.raises(PlainHttp):
        bench.ask(system("proxy: http://proxy.example:3128"), resolver=away)
    assert server.seen == []


@pytest.mark.parametrize("url", ["http://169.254.169.254:3128", "http://metadata.google.internal:80"])
def test_what_nobody_should_be_sent_to_is_no_proxy(bench, url):
    with pytest.raises(ForbiddenAddress):
        bench.ask(system(f"proxy: {url}"), environment={"SHOP_URL": "https://shop.test"})


def test_a_proxy_does_not_lead_there_either(bench, proxy):
    with pytest.raises(ForbiddenAddress):
        bench.ask(system(f"proxy: {proxy.origin}"), environment={"SHOP_URL": "https://169.254.169.254"})
    assert proxy.asked == []


@pytest.mark.parametrize("text", ["socks5://x:1", "nonsense", "http://"])
def test_what_is_no_proxy(bench, text):
    with pytest.raises(BadConnection, match="no address of one") as refused:
        bench.ask(system(f'proxy: "{text}"'))
    assert refused.value.place.line == 6


def test_a_password_in_the_file_is_not_sent(bench, proxy):
    with pytest.raises(BadConnection, match="The password of the proxy stands in the file") as refused:
        bench.ask(system("proxy: http://ann:hunter2@127.0.0.1:1"))
    assert "${PROXY_PASSWORD}" in refused.value.hint
