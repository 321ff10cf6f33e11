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


def test_a_release_that_says_otherwise_than_mapbench_does_now_is_found(released):
    from mapbench.packages.archive import pack
    from mapbench.packages.contents import read_files, sums_of

    shop = released("1.0.0")
    assert shop.found("MB806") == []
    path = shop.folder / "dist/shop-order-1.0.0.mapkg"
    files = read_files(path)
    files["golden.jsonl"] = files["golden.jsonl"].replace(b'"email":"unknown"', b'"email":"unknowm"')
    files["SHA256SUMS"] = sums_of(files)
    path.write_bytes(pack(files))
    (finding,) = (one for one in shop.check().findings if one.code == "MB806")
    assert finding.message.startswith(
        "shop.order/2.json comes out differently than shop-order-1.0.0.mapkg says"
    )
    assert released("1.0.0", "default: unknown", "default: nobody").found("MB806") == []


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("    paid: {type: boolean}\n", "", "the field paid is gone"),
        ("paid: {type: boolean}", "paid: {type: string}", "paid was boolean and is string"),
        ("paid: {type: boolean}", "paid: {type: [boolean, 'null']}", "paid is newly nullable"),
        ("required: [order_id, email]", "required: [order_id]", "email is newly optional"),
        ("required: [order_id, email]", "required: [order_id, email, total]", "total is newly required"),
        ("total: {type: number}", "total: {type: number, minimum: 0}", "total has another minimum"),
        ("paid: {type: boolean}", "paid: {type: boolean}\n    more: {type: string}", None),
        ("status: {type: string}", "status: {type: string, description: Where it is}", None),
    ],
)
def test_what_breaks_a_canonical_promise_needs_a_major(released, old, new, broken):
    shop = released("1.0.0")
    text = (shop.folder / "canonical/order.yaml").read_text()
    assert old in text
    shop.put("canonical/order.yaml", text.replace(old, new).replace("version: 1.0.0", "version: 1.1.0"))
    said = [one.message for one in shop.check().findings if one.code == "MB504"]
    assert [broken in one for one in said] == [True] * (broken is not None)


def test_a_major_or_no_promise_at_all_may_break_it(released):
    shop = released("1.0.0")
    text = (shop.folder / "canonical/order.yaml").read_text().replace("    paid: {type: boolean}\n", "")
    shop.put("canonical/order.yaml", text.replace("version: 1.0.0", "version: 2.0.0"))
    assert shop.found("MB504") == []
    assert shop.found("MB508") == ["shop-order/target"]
    shop.put("canonical/order.yaml", text.replace("owner:", "compatibility: none\nowner:", 1))
    assert shop.found("MB504") == []


def test_what_only_widens_breaks_readers_where_they_come_first(released):
    shop = released("1.0.0")
    text = (shop.folder / "canonical/order.yaml").read_text()
    text = text.replace("total: {type: number}", "total: {type: number, minimum: 0}")
    shop.put("canonical/order.yaml", text.replace("owner:", "compatibility: forward\nowner:", 1))
    assert shop.found("MB504") == []


def test_a_package_whose_schema_cannot_be_read_leaves_the_entity_unchecked(released):
    shop = released("1.1.0")
    shop.put("dist/shop-order-1.0.0.mapkg", "")
    assert {one.code for one in shop.check().unchecked} >= {"MB504", "MB806"}


def test_a_major_that_is_gone_is_no_file_that_does_not_load(released):
    shop = released("1.0.0", "order@1", "order@3")
    found = [(one.code, one.place.line) for one in shop.check().findings if one.code in ("MB000", "MB508")]
    assert found == [("MB508", 5)]
    shop.put("mapbench.yaml", (shop.folder / "mapbench.yaml").read_text() + "checks: {MB508: off}\n")
    assert {one.code for one in shop.check().findings if one.code in ("MB000", "MB508")} == {"MB000"}
