"""Who reads what: only paths in use break anything."""

import pytest
from tests.drift.shop import DATASET

from mapbench.drift.uses import uses_of


def touched(shop, path):
    found = [use for use in uses_of(shop.project, DATASET) if use.touches(tuple(path.split("."))) is not None]
    return [use.subject for use in found]


@pytest.mark.parametrize(
    ("path", "subjects"),
    [
        ("email", ["broken/mail", "order/mail", "lookup mails"]),
        ("note", []),
        ("status", ["order/paid"]),
        ("test", ["order/$"]),
        ("address", ["order/ship", "order/ship.city", "order/whole"]),
        ("address.zip", ["order/whole"]),
        ("address.city", ["order/ship.city", "order/whole"]),
        ("lines", ["order/lines", "order/lines.sku"]),
        ("lines.*", ["order/lines", "order/lines.sku"]),
        ("lines.*.qty", ["order/lines"]),
        ("lines.*.ean", []),
        ("extra.a", ["order/*"]),
        ("extra.secret", []),
    ],
)
def test_a_change_touches_the_rules_that_read_the_field_or_what_is_around_it(shop, path, subjects):
    assert touched(shop, path) == subjects


def test_a_use_knows_its_owner_its_place_and_with_tests_the_cases_that_exercise_it(shop):
    (mail,) = [use for use in uses_of(shop.project, DATASET, tests=True) if use.subject == "order/mail"]
    assert (mail.owner, mail.place.line, mail.tests) == ("crm-team", 8, ("a paid order",))


def test_a_table_of_whole_rows_reads_what_formulas_take_of_them(shop):
    shop.put("lookups/mails.yaml", "lookup: mails\ndataset: shop.order\nkey: id\n")
    shop.put("mappings/other.yaml", "mapping: other\nsource: shop.bare\nrules:\n- {target: a, source: {k: k}, formula: 'lookup(\"mails\", k).email'}\n")  # fmt: skip
    assert "lookup mails" in touched(shop, "email")
    assert "lookup mails" not in touched(shop, "note")
    shop.put("mappings/more.yaml", "mapping: more\nsource: shop.bare\nrules:\n- {target: a, source: {k: k}, formula: 'lookup(\"mails\", k)'}\n")  # fmt: skip
    assert "lookup mails" in touched(shop, "note"), "a row that is taken as it is"


def test_a_file_that_cannot_be_read_is_read_as_far_as_it_goes(shop):
    shop.put("mappings/broken.yaml", "mapping: broken\nsource: shop.order\nrules:\n- {target: mail, source: email}\n- {target: [\n")  # fmt: skip
    assert "broken/mail" in touched(shop, "email")
