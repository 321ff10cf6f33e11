"""Findings that somebody accepts."""

from datetime import date

from mapbench.workspace.commands.waivers import WaiveFinding

LATER = date(2027, 1, 31)


def entries(shop):
    shop.workspace.project.waivers.open()
    data = shop.workspace.project.waivers.document.data
    return data if isinstance(data, list) else data["waivers"]


def test_a_finding_is_waived_until_a_day_and_undone(shop):
    before = (shop.folder / "waivers.yaml").read_bytes() if (shop.folder / "waivers.yaml").exists() else None
    shop.workspace.do(WaiveFinding("MB608/shopify-order/email", "ida", "tested by hand", LATER))
    found = [one for one in entries(shop) if one["finding"] == "MB608/shopify-order/email"]
    assert [(one["who"], one["why"], str(one["until"])) for one in found] == [
        ("ida", "tested by hand", "2027-01-31")
    ]
    shop.workspace.undo()
    after = (shop.folder / "waivers.yaml").read_bytes() if (shop.folder / "waivers.yaml").exists() else None
    assert after == before


def test_a_waiver_given_anew_takes_the_place_of_the_old_one(shop):
    shop.workspace.do(WaiveFinding("MB608/a", "ida", "one", LATER))
    shop.workspace.do(WaiveFinding("MB608/b", "ida", "two", LATER))
    shop.workspace.do(WaiveFinding("MB608/a", "li", "three", LATER))
    found = {one["finding"]: one["why"] for one in entries(shop)}
    assert (found["MB608/a"], found["MB608/b"]) == ("three", "two")
