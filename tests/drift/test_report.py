"""The drift of a dataset: what counts, what is only told, what stays broken and since when."""

import pytest
from tests.drift.shop import DATASET, PINNED, record, renamed

from mapbench.drift.evidence import Evidence, day_text
from mapbench.drift.looking import datasets_read, departed, drift_of
from mapbench.drift.standing import standing


def changed(found):
    return {one.drift.text: (one.drift.kind, one.matters) for one in found.changes}


def asked(*records):
    return Evidence("endpoint", {str(one["id"]): one for one in records}, "2026-11-14T08:00:00+00:00")


def test_what_is_as_pinned_is_the_same(shop):
    found = drift_of(shop.project, DATASET)
    assert (found.verdict, found.changes, found.broken, found.misfits) == ("same", (), (), 0)


def test_without_pin_or_records_nothing_is_known(shop):
    assert (drift_of(shop.project, "shop.bare").verdict, drift_of(shop.project, "shop.bare").unknown) == ("unknown", "no schema is pinned")  # fmt: skip
    assert drift_of(shop.project, "shop.quiet").unknown == "its endpoint was never asked, and there are no fixtures"  # fmt: skip


def test_only_what_a_rule_reads_counts_and_what_is_new_never_does(shop):
    without = [record(number, note=..., more=1) for number in (1, 2)]
    found = drift_of(shop.project, DATASET, asked(*without))
    assert (found.verdict, changed(found)) == ("harmless", {"note": ("removed", False), "more": ("added", False)})  # fmt: skip
    found = drift_of(shop.project, DATASET, asked(*(record(number, status="held") for number in (1, 2))))
    assert (found.verdict, changed(found)) == ("drift", {"status": ("enum", True)})


def test_a_rename_is_guessed_by_the_values_that_the_fixtures_still_have(shop):
    new = [renamed(record(number), email="contact", address="place") for number in (1, 2, 3)]
    found = drift_of(shop.project, DATASET, asked(*new))
    assert {(one.old, one.new): one.reason for one in found.renames} == {
        (("email",), ("contact",)): "same values (3 of 3)",
        (("address",), ("place",)): "2 of 2 fields inside are called the same",
    }
    mail = next(one for one in found.changes if one.drift.text == "email")
    assert [use.subject for use in mail.uses] == ["broken/mail", "order/mail", "lookup mails"]


def test_an_optional_field_that_nobody_ever_saw_is_not_certainly_gone(shop):
    shop.capture([record(number, status=...) for number in range(1, 5)])
    (one,) = drift_of(shop.project, DATASET).changes
    assert (one.drift.kind, one.certain, one.matters) == ("removed", False, False)
    shop.pin({**PINNED, "required": [*PINNED["required"], "status"]})
    assert [one.matters for one in drift_of(shop.project, DATASET).changes] == [True]


def test_a_field_that_left_keeps_the_day_and_what_it_was_until_it_comes_back(shop):
    without = [renamed(record(number), status="state") for number in (1, 2)]
    shop.answer(without, "2026-11-14T08:00:00+00:00")
    shop.answer(without, "2026-11-20T08:00:00+00:00")
    left = departed(shop.folder, DATASET)["status",]
    assert (left.since, left.was["what"], left.was["after"]) == ("2026-11-14T08:00:00+00:00", "string", "note")  # fmt: skip
    assert left.was["values"]["1"] == ["paid"]
    shop.answer([record(1)], "2026-11-21T08:00:00+00:00")
    assert departed(shop.folder, DATASET) == {}


def test_a_rule_whose_field_is_pinned_no_longer_stays_and_is_broken_with_its_history(shop):
    shop.answer([renamed(record(number), email="contact", status="state") for number in (1, 2, 3)])
    shop.pin(renamed(PINNED, status="state") | {"required": ["id"]})
    shop.capture([renamed(record(number), status="state") for number in range(1, 5)])
    found = drift_of(shop.project, DATASET)
    (broken,) = [one for one in found.broken if one.path == ("status",)]
    assert (broken.since, broken.was) == ("2026-11-14T08:00:00+00:00", "string")
    assert [use.subject for use in broken.uses] == ["order/paid"]
    assert broken.rename is not None
    assert broken.rename.new == ("state",)
    assert found.verdict == "drift"


def test_a_rule_that_reads_already_what_is_not_pinned_yet_is_not_broken(shop):
    shop.put("mappings/broken.yaml", "mapping: broken\nsource: shop.order\nrules:\n- {target: a, source: contact}\n")  # fmt: skip
    found = drift_of(shop.project, DATASET, asked(record(1, contact="a"), record(2, contact="b")))
    assert (found.verdict, found.broken, changed(found)) == ("harmless", (), {"contact": ("added", False)})


def test_the_last_answer_and_the_fixtures_are_both_looked_at(shop):
    shop.answer([record(number, status=...) for number in (1, 2)])
    found = drift_of(shop.project, DATASET)
    assert [one.words for one in found.evidence] == [
        "4 fixture records", "the endpoint, 2 records, as it answered on 14 Nov 2026",
    ]  # fmt: skip
    assert changed(found) == {"status": ("removed", True)}


def test_the_datasets_that_count_are_those_that_are_read(shop):
    assert datasets_read(shop.project) == [DATASET]


def test_what_stands_knows_fields_below_one_that_left(shop):
    shop.answer([record(number, address=...) for number in (1, 2)])
    known = standing(shop.folder, DATASET)
    assert known.left(("address", "city")).path == ("address",)
    assert known.left(("email",)) is None
    assert known.seen(("lines", "*", "sku")) is not None


def test_a_day_is_said_as_people_say_it():
    assert (day_text("2026-11-04T08:00:00+00:00"), day_text("no day")) == ("4 Nov 2026", "no day")


@pytest.mark.parametrize(
    ("had", "of", "came", "certain"),
    [(4, 4, 2, True), (4, 4, 1, False), (1, 10, 10, False), (1, 10, 40, True), (10, 20, 4, True), (0, 20, 40, False)],
)  # fmt: skip
def test_an_optional_field_is_gone_where_it_would_hardly_be_missing_by_chance(shop, had, of, came, certain):
    for path in (shop.folder / "fixtures/shop.order").iterdir():
        path.unlink()
    shop.capture(
        [record(number, **({} if number <= had else {"status": ...})) for number in range(1, of + 1)]
    )
    answer = [record(number, status=...) for number in range(101, 101 + came)]
    (one,) = drift_of(shop.project, DATASET, asked(*answer)).changes
    assert (one.drift.text, one.certain, one.matters) == ("status", certain, certain)
    shop.answer(answer)
    assert (("status",) in departed(shop.folder, DATASET)) == certain


def test_what_fixtures_lack_and_the_endpoint_gives_is_not_gone(shop):
    shop.capture([record(number, status=...) for number in range(1, 5)])
    shop.pin({**PINNED, "required": ["id", "status"]})
    assert changed(drift_of(shop.project, DATASET)) == {"status": ("removed", True)}
    shop.answer([record(1), record(2)])
    assert changed(drift_of(shop.project, DATASET)) == {}
