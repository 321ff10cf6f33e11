"""Fields that stand out in their schemas: the keys of both sides, the only date of both."""

from tests.suggest.fields_of import TEXT, fields, items

from mapbench.suggest.suggesting import Question, suggestions

TIME = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
KEYS = (("no",), ("invoice_id",))


def best(sources, targets, **more):
    found = suggestions(Question(sources, targets, **more))
    return {".".join(one.target): (".".join(one.best.source), one.best.reasons[0]) for one in found}


def test_the_only_date_becomes_the_only_time_whatever_their_names():
    sources = fields({"Opened": TEXT, "b": TEXT}, {"Opened": "04/11/2026 13:05", "b": "x"})
    (found,) = suggestions(Question(sources, fields({"placed": TIME})))
    assert found.best.reasons[0] == "the only date of both"
    assert found.best.conversion.rule()["formula"] == 'datetime(value, "%d/%m/%Y %H:%M", zone="UTC")'


def test_among_several_dates_of_a_target_the_only_required_one_is_meant():
    sources = fields({"Opened": DAY})
    targets = fields({"sent": DAY, "placed": DAY, "due": DAY}, required=("placed",))
    assert best(sources, targets) == {"placed": ("Opened", "the only date, the only required one")}


def test_of_two_dates_none_stands_out():
    assert best(fields({"Opened": DAY, "Closed": DAY}), fields({"placed": DAY})) == {}


def test_a_date_that_a_rule_reads_is_not_suggested_for_its_being_the_only_one():
    assert best(fields({"Opened": DAY}), fields({"placed": DAY}), used=frozenset({("Opened",)})) == {}


def test_a_date_in_a_list_does_not_stand_out():
    assert best(fields({"rows": items({"Opened": DAY})}), fields({"placed": DAY})) == {}


def test_the_key_of_one_side_becomes_that_of_the_other():
    sources, targets = fields({"no": TEXT, "b": TEXT}), fields({"invoice_id": TEXT, "x": TEXT})
    assert best(sources, targets) == {}
    assert best(sources, targets, keys=KEYS) == {"invoice_id": ("no", "the key of both")}


def test_a_decided_key_is_left_alone():
    sources, targets = fields({"no": TEXT}), fields({"invoice_id": TEXT})
    assert best(sources, targets, keys=KEYS, taken=frozenset({("invoice_id",)})) == {}


def test_where_records_are_grouped_or_taken_from_a_list_no_field_of_the_record_stands_out():
    sources, targets = fields({"no": TEXT}), fields({"invoice_id": TEXT})
    assert best(sources, targets, keys=KEYS, lists={(): ("rows", "*")}) == {}
    assert best(sources, targets, keys=KEYS, lists={(): None}) == {}
