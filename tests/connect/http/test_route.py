"""The way to a host: its own certificates, a proxy of the environment, and who may know of it."""

import pytest
from tests.connect.http.ways import authority, known, proxy, secure, system

from mapbench.connect.http import failures
from mapbench.connect.http.consent import Consents, require_consent
from mapbench.connect.http.refusals import BadConnection, NotAllowed, UnfitProxy
from mapbench.connect.http.route import Route

__all__ = ["authority", "proxy", "secure"]


class TestCertificates:
    def test_a_certificate_of_an_own_ca_is_trusted_where_the_ca_is_named(self, bench, secure):
        result = bench.ask(system("ca: ca.pem"), environment={"SHOP_URL": secure.origin})
        assert result.records == [{"id": 1}]

    def test_without_it_nothing_is_sent(self, bench, secure):
        with pytest.raises(
            failures.Unreachable, match=r"certificate of 127\.0\.0\.1:\d+ is not trusted"
        ) as refused:
            bench.ask(system(), environment={"SHOP_URL": secure.origin})
        assert "`ca`" in refused.value.hint
        assert secure.seen == []

    def test_the_name_has_to_fit_too(self, bench, secure):
        url = f"https://other.test:{secure.port}"

        async def here(_host, _port):
            return ["127.0.0.1"]

        with pytest.raises(failures.Unreachable, match=r"is not trusted: .*other\.test"):
            bench.ask(system("ca: ca.pem"), environment={"SHOP_URL": url}, resolver=here)
        url = f"https://shop.test:{secure.port}"
        assert bench.ask(system("ca: ca.pem"), environment={"SHOP_URL": url}, resolver=here).records

    def test_a_variable_may_say_where_it_is(self, bench, secure, authority):
        environment = {"SHOP_URL": secure.origin, "OUR_CA": str(authority[0] / "ca.pem")}
        assert bench.ask(system('ca: "${OUR_CA}"'), environment=environment).records

    @pytest.mark.parametrize(("content", "said"), [(None, "no certificates at 'x.pem'"), ("hello", "holds no certificates"), ("", "holds no certificates")])  # fmt: skip
    def test_a_file_that_is_none(self, bench, content, said):
        if content is not None:
            (bench.folder / "x.pem").write_text(content)
        with pytest.raises(BadConnection, match=said) as refused:
            bench.ask(system("ca: x.pem"))
        assert (refused.value.place.line, bool(refused.value.hint)) == (6, True)


class TestEnvironment:
    def route(self, **environment):
        return Route(environment=environment)

    def test_https_proxy_counts(self, bench, secure, proxy):
        proxy.target = secure.port
        environment = {"SHOP_URL": "https://shop.test", "HTTPS_PROXY": f"http://ann:secret-of-ann@127.0.0.1:{proxy.port}"}  # fmt: skip
        assert bench.ask(system("ca: ca.pem"), environment=environment, resolver=known).records
        assert "Proxy-Authorization" in proxy.asked[0]

    @pytest.mark.parametrize(
        ("no_proxy", "host", "direct"),
        [
            ("shop.example", "shop.example", True), ("example", "shop.example", True), (".example", "shop.example", True),
            ("*.example", "shop.example", True), ("a, b shop.example:443", "shop.example:443", True), ("*", "shop.example", True),
            ("shop.example:8443", "shop.example:443", False), ("op.example", "shop.example", False), ("", "shop.example", False),
            ("10.0.0.0/8", "10.1.2.3", True), ("10.0.0.0/8", "11.1.2.3", False), ("fd00::/8", "[fd00::1]", True),
        ],
    )  # fmt: skip
    def test_no_proxy_excepts(self, no_proxy, host, direct):
        route = self.route(https_proxy="http://proxy.example:3128", NO_PROXY=no_proxy)
        assert (route.proxy_for(f"https://{host}/orders") is None) is direct

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:8765", "https://localhost", "http://[::1]:1", "http://a.localhost"]
    )
    def test_this_machine_is_never_reached_through_one(self, url):
        route = self.route(
            HTTP_PROXY="http://proxy.example", HTTPS_PROXY="http://proxy.example", all_proxy="http://x"
        )
        assert route.proxy_for(url) is None

    def test_each_scheme_has_its_own_and_all_proxy_stands_in(self):
        route = self.route(HTTPS_PROXY="s.example:1", ALL_PROXY="http://a.example:2")
        assert route.proxy_for("https://shop.example").origin == "http://s.example:1"
        assert route.proxy_for("http://shop.example").origin == "http://a.example:2"

    def test_a_variable_that_is_no_proxy_is_told_without_its_value(self, bench):
        environment = {"SHOP_URL": "https://shop.test", "HTTPS_PROXY": "socks5://ann:secret@x"}
        with pytest.raises(UnfitProxy) as refused:
            bench.ask(system(), environment=environment)
        assert "secret" not in refused.value.message + refused.value.hint


class TestConsent:
    def endpoint(self, bench, way, **environment):
        given = {"SHOP_URL": "https://shop.example", **environment}
        return bench.endpoint(system(way), **given)[2]

    def test_another_way_is_another_question(self, bench, authority, tmp_path):
        (bench.folder / "ca.pem").write_bytes((authority[0] / "ca.pem").read_bytes())
        consents = Consents(tmp_path / "config")
        require_consent(consents, tmp_path, self.endpoint(bench, ""), allow="shop.example")
        for way in ("proxy: http://proxy.example:3128", "ca: ca.pem"):
            changed = self.endpoint(bench, way)
            with pytest.raises(NotAllowed, match=r"shop\.example \((through|trusting) "):
                require_consent(consents, tmp_path, changed)
            require_consent(consents, tmp_path, changed, allow="shop.example")
            require_consent(consents, tmp_path, changed)

    def test_what_goes_to_a_proxy_is_asked_for(self, bench, tmp_path):
        asked = []
        way = 'proxy: "http://${PROXY_USER}@proxy.example:3128"'
        endpoint = self.endpoint(bench, way, PROXY_USER="ann-the-user")
        require_consent(Consents(tmp_path / "config"), tmp_path, endpoint, ask=lambda *what: asked.append(what[1:]) or True)  # fmt: skip
        assert asked[-1] == ("proxy.example:3128", ("PROXY_USER",))

    def test_a_proxy_that_could_read_along_gets_what_the_system_gets(self, bench, tmp_path):
        endpoint = self.endpoint(bench, "proxy: http://proxy.example:3128", SHOP_URL="http://127.0.0.1:1")
        to = {one.host: one.variables for one in endpoint.destinations()}
        assert to["proxy.example:3128"] == ("SHOP_TOKEN", "SHOP_URL")

    def test_a_proxy_of_the_environment_is_its_owners_own(self, bench):
        endpoint = self.endpoint(bench, "", HTTPS_PROXY="http://proxy.example:3128")
        assert [one.host for one in endpoint.destinations()] == ["shop.example"]
