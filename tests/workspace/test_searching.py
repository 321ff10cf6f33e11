from datetime import date

import pytest

from mapbench.workspace.reading import search
from mapbench.workspace.searching import fits

DAY = date(2026, 11, 20)


def found(workspace, text):
    return search(workspace, text, DAY)


def test_fields_are_found_in_both_schemas(storefront):
    first = found(storefront, "@total_price").found[0]
    assert (first.kind, first.name, first.thing) == (
        "field", "shopify.order: total_price", {"mapping": "shopify-order-lines", "source": ("total_price",)},
    )  # fmt: skip
    assert "".join(first.name[at] for at in first.matched) == "total_price"
    assert first.name[: first.area] == "shopify.order: "
    assert found(storefront, "@totals.net").found[0].thing["source"] == ("totals", "net")


def test_mappings_fixtures_and_functions_have_their_signs(storefront):
    assert [hit.thing for hit in found(storefront, ":warehouse-d").found] == [{"mapping": "warehouse-day"}]
    assert found(storefront, "#1003").found[0].thing["fixture"] == "1003.json"
    assert found(storefront, "=pad_st").found[0].thing == {"function": "pad_start"}
    assert found(storefront, "=money").found[0].thing == {"function": "money"}


def test_findings_lead_to_their_mapping(made):
    workspace = made(
        "- {target: order_id, source: id, formula: text(value)}\n- {target: customer.city, source: address.city}\n"
    )
    hits = found(workspace, "!").found
    assert {hit.kind for hit in hits} == {"finding"}
    assert any(hit.thing.get("mapping") == "shop-order" for hit in hits)


def test_a_project_full_of_broken_files_can_be_searched(made):
    workspace = made("- {target: [\n", **{"lookups/x.yaml": "[", "functions/y.yaml": "formula: 5\n"})
    assert [hit.name for hit in found(workspace, ":").found] == ["shop-order"]
    assert found(workspace, "!").total > 0
    assert found(workspace, "@sku").found != ()


def test_without_a_sign_everything_but_findings_is_searched(storefront):
    assert {hit.kind for hit in found(storefront, "ship").found} == {
        "mapping",
        "field",
        "fixture",
        "function",
    }
    everything = found(storefront, "")
    assert (len(everything.found), everything.total > 300) == (200, True)


def test_nothing_fits_what_is_nowhere(storefront):
    assert found(storefront, "@zzzzqqq").found == ()


@pytest.mark.parametrize(
    ("word", "name", "places"),
    [
        ("net", "bonnet net", (7, 8, 9)),
        ("tp", "total_price", (0, 6)),
        ("PRICE", "total_price", (6, 7, 8, 9, 10)),
        ("x", "abc", ()),
    ],
)
def test_a_word_fits_by_its_letters(word, name, places):
    assert fits(word, name)[1] == places
