"""MB804 and MB805: what an environment asks of the newest released package; a pair for each, signed with keys."""

from datetime import date

import pytest
from tests.checks.conftest import Shop
from tests.packages.signed import approved, person

from mapbench.packages.ingredients import gather
from mapbench.packages.publish import publish
from mapbench.project.programs import load_program

MAPPING = "mappings/shop-order.yaml"
TODAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def ida(tmp_path_factory):
    return person(tmp_path_factory.mktemp("ida"), "ida@example.com")


@pytest.fixture
def shop(tmp_path, ida, monkeypatch):
    """The shop with its mapping released, and an environment beside it that asks for the owner."""
    monkeypatch.delenv("MAPBENCH_ENVIRONMENTS", raising=False)
    (tmp_path / "shop").mkdir()
    shop = Shop(tmp_path / "shop")
    shop.put(MAPPING, (shop.folder / MAPPING).read_text().replace("owner:", "version: 1.0.0\nowner:", 1))
    publish(gather(load_program("shop-order", shop.folder)), shop.folder / "dist")
    shop.put("../environments/production.yaml", "environment: production\nsigners: signers\nlock: lock\n")
    shop.put("../environments/signers", ida.line("order-ops"))
    return shop


def findings(shop):
    return [(one.code, one.subject, one.level) for one in shop.check(TODAY).findings]


def approve(shop, who, role="order-ops", **said):
    approved(shop.folder / "dist" / "shop-order-1.0.0.mapkg", who, role, **said)


def test_mb804_finds_a_package_that_a_role_has_not_approved(shop):
    assert findings(shop) == [("MB804", "shop-order/production/order-ops", "error")]
    (finding,) = shop.check(TODAY).findings
    assert finding.owner == "order-ops"
    assert "--role order-ops" in finding.hint


def test_mb804_and_mb805_find_nothing_in_one_that_was_approved(shop, ida):
    approve(shop, ida)
    assert findings(shop) == []


def test_mb804_finds_one_that_somebody_approved_who_may_not(shop, ida):
    shop.put("../environments/signers", ida.line("finance"))
    approve(shop, ida)
    assert [code for code, _, _ in findings(shop)] == ["MB804"]


def test_mb805_finds_an_approval_that_is_over(shop, ida):
    approve(shop, ida, until=date(2026, 11, 15))
    assert findings(shop) == [("MB805", "shop-order/production/order-ops", "error")]


def test_mb805_does_not_find_one_on_its_last_day(shop, ida):
    approve(shop, ida, until=TODAY)
    assert findings(shop) == []


def test_mb805_finds_the_author_alone(shop, ida):
    approve(shop, ida)
    approve(shop, ida, "author")
    assert [code for code, _, _ in findings(shop)] == ["MB805"]


def test_nothing_is_asked_where_no_environment_is_or_nothing_is_released(shop):
    (shop.folder / "dist" / "shop-order-1.0.0.mapkg").unlink()
    assert findings(shop) == []


@pytest.mark.parametrize("name", ["../environments/production.yaml", "dist/shop-order-1.0.0.mapkg"])
def test_what_cannot_be_read_is_not_checked_rather_than_clean(shop, name):
    shop.put(name, "")
    assert [one.code for one in shop.check(TODAY).unchecked if one.code == "MB804"] == ["MB804"]


def test_approvals_of_what_is_released_do_not_block_the_next_export(shop):
    from mapbench.release.gate import obstacles

    loaded = load_program("shop-order", shop.folder)
    assert not [one for one in obstacles(loaded, TODAY) if "MB80" in one.subject]
