import pytest

from mapbench.packages.ingredients import gather
from mapbench.packages.publish import publish
from mapbench.project.programs import load_program

MAPPING = "mappings/shop-order.yaml"


@pytest.fixture
def released(shop):
    """The shop with its mapping released as 1.0.0."""
    text = (shop.folder / MAPPING).read_text().replace("owner:", "version: 1.0.0\nowner:", 1)
    shop.put(MAPPING, text)
    publish(gather(load_program("shop-order", shop.folder)), shop.folder / "dist")

    def declare(version, old="", new=""):
        shop.put(MAPPING, text.replace("1.0.0", version).replace(old, new))
        return shop

    return declare


def test_a_version_that_is_too_low_for_what_changed_is_found_with_the_reason(released):
    shop = released("1.0.1", "default: unknown", "default: nobody")
    (finding,) = (one for one in shop.check().findings if one.code == "MB801")
    assert "is minor: email: has another value in 1 of 2 records" in finding.message
    assert finding.hint.startswith("Declare 1.1.0")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_one_that_is_high_enough_or_left_to_the_export_is_not(released, version):
    assert released(version, "default: unknown", "default: nobody").found("MB801") == []


def test_a_package_that_cannot_be_read_is_not_checked_rather_than_clean(released):
    shop = released("1.1.0")
    shop.put("dist/shop-order-1.0.0.mapkg", "")
    assert [one.code for one in shop.check().unchecked if one.code == "MB801"] == ["MB801"]
