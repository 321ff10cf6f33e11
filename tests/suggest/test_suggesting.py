"""Suggestions for a mapping: which source, why, what else, and what people decided is left alone."""

from dataclasses import replace

import pytest
from tests.suggest.fields_of import NUMBER, TEXT, WHOLE, fields, items

from mapbench.suggest.names import Synonyms, plain_words
from mapbench.suggest.scoring import Earlier
from mapbench.suggest.suggesting import Question, strength_to_accept, suggestions


def links(sources, targets, **more):
    return {
        ".".join(one.target): ".".join(one.best.source)
        for one in suggestions(Question(sources, targets, **more))
    }


def only(sources, targets, **more):
    (found,) = suggestions(Question(sources, targets, **more))
    return found


def test_the_same_name_is_strong_and_says_so():
    found = only(fields({"currency": TEXT}), fields({"currency": TEXT})).best
    assert (found.strength, found.reasons) == (0.93, ("same name",))


def test_the_strength_to_accept_from_is_one_that_some_have():
    strong = suggestions(Question(fields({"currency": TEXT}), fields({"currency": TEXT})))
    weak = [replace(one, best=replace(one.best, strength=0.58)) for one in strong]
    assert [strength_to_accept(found) for found in (strong, weak, [])] == [0.9, 0.5, 0.9]


def test_an_abbreviation_is_spelled_out():
    assert (
        only(fields({"cust_no": TEXT}), fields({"customerNumber": TEXT})).best.reasons[0]
        == "same name, spelled out"
    )


def test_values_make_a_link_that_names_do_not():
    sources = fields(
        {"sex": TEXT, "kind": TEXT}, {"sex": "female", "kind": "a"}, {"sex": "male", "kind": "b"}
    )
    found = only(sources, fields({"anrede": TEXT}, {"anrede": "Male"}, {"anrede": "Female"}))
    assert found.best.source == ("sex",)
    assert found.best.reasons[0] == "2 values in common"


def test_a_category_without_a_value_in_common_weakens_the_same_name():
    values = [{"state": "open"}, {"state": "open"}, {"state": "closed"}, {"state": "open"}]
    sources, targets = (
        fields({"state": TEXT}, *values),
        fields({"state": TEXT}, {"state": "Bavaria"}, {"state": "Saxony"}),
    )
    found = only(sources, targets).best
    assert found.strength < 0.75
    assert "no value in common" in found.reasons


def test_fields_of_one_name_are_told_apart_by_what_is_around_them():
    address = {"type": "object", "properties": {"city": TEXT, "zip": TEXT}}
    sources = fields({"billing_address": address, "shipping_address": address})
    targets = fields({"shipping": address, "billing": address})
    assert links(sources, targets) == {
        "shipping.city": "shipping_address.city", "shipping.zip": "shipping_address.zip",
        "billing.city": "billing_address.city", "billing.zip": "billing_address.zip",
    }  # fmt: skip


def test_an_object_that_the_whole_target_is_about_is_the_nearer_one():
    name = {"type": "object", "properties": {"first_name": TEXT}}
    sources = fields({"billing_address": name, "customer": name})
    about = [replace(one, root=("customer",)) for one in fields({"first_name": TEXT})]
    assert links(sources, about) == {"first_name": "customer.first_name"}
    assert links(sources, fields({"first_name": TEXT})) == {"first_name": "billing_address.first_name"}


def test_names_that_are_empty_or_no_words_stop_nothing():
    odd = {"": TEXT, "_": TEXT, "数": TEXT, "a b": {"type": "string", "enum": ["", "x"]}}
    sources = fields(odd, {"": "x", "_": "", "数": "y", "a b": ""})
    assert links(sources, fields(odd))["数"] == "数"


def test_each_source_is_suggested_once():
    sources = fields({"total": NUMBER, "total_net": NUMBER})
    assert links(sources, fields({"total": NUMBER, "net_total": NUMBER})) == {
        "total": "total",
        "net_total": "total_net",
    }


def test_three_alternates_at_most_stand_beside_the_best_strongest_first():
    sources = fields(dict.fromkeys(("city", "city_name", "city_code", "city_id", "city_key", "town"), TEXT))
    found = only(sources, fields({"city": TEXT}))
    assert found.best.source == ("city",)
    assert len(found.alternates) == 3
    strengths = [one.strength for one in found.alternates]
    assert strengths == sorted(strengths, reverse=True)


def test_what_people_decided_is_not_suggested_nor_what_is_inside_it():
    address = {"type": "object", "properties": {"city": TEXT}}
    both = {"name": TEXT, "address": address}
    assert links(fields(both), fields(both), taken=frozenset({("name",), ("address",)})) == {}
    assert links(fields(both), fields(both), taken=frozenset({("name",)})) == {"address.city": "address.city"}


def test_a_used_source_gives_way_to_one_that_is_free():
    sources, targets = fields({"order_no": TEXT, "order_number": TEXT}), fields({"orderNo": TEXT})
    assert links(sources, targets) == {"orderNo": "order_no"}
    assert links(sources, targets, used=frozenset({("order_no",)})) == {"orderNo": "order_number"}


def test_lists_are_matched_by_what_is_in_them():
    rows = {"sku": TEXT, "qty": WHOLE, "price": NUMBER}
    sources = fields({"line_items": items(rows), "refunds": items({"reason": TEXT, "sku": TEXT})})
    targets = fields({"positions": items({"sku": TEXT, "quantity": WHOLE, "unit_price": NUMBER})})
    assert links(sources, targets) == {
        "positions.*.sku": "line_items.*.sku", "positions.*.quantity": "line_items.*.qty",
        "positions.*.unit_price": "line_items.*.price",
    }  # fmt: skip


def test_a_list_that_has_a_rule_keeps_its_source():
    rows = {"sku": TEXT, "qty": WHOLE}
    sources = fields({"line_items": items(rows), "refund_lines": items(rows)})
    targets = fields({"lines": items({"sku": TEXT})})
    decided = {(): (), ("lines", "*"): ("refund_lines", "*")}
    assert links(sources, targets, lists=decided) == {"lines.*.sku": "refund_lines.*.sku"}
    assert links(sources, targets, lists={(): (), ("lines", "*"): None}) == {}


def test_a_field_of_a_list_is_not_suggested_for_a_field_of_the_record():
    assert links(fields({"lines": items({"total": NUMBER})}), fields({"total": NUMBER})) == {}


def test_a_text_with_commas_may_become_a_list():
    sources = fields({"tags": TEXT}, {"tags": "new, vip"})
    assert links(sources, fields({"tags": {"type": "array", "items": TEXT}})) == {"tags.*": "tags"}


def test_what_other_mappings_link_is_suggested_again():
    sources, targets = fields({"waers": TEXT, "lkz": TEXT}), fields({"country": TEXT})
    assert links(sources, targets) == {}
    earlier = Earlier({(plain_words("lkz"), plain_words("country")): "other"})
    assert only(sources, targets, earlier=earlier).best.reasons[0] == "linked so in other"


def test_synonyms_of_the_project_count_as_the_same_name():
    synonyms = Synonyms([["zip", "postcode"]])
    sources = fields({"postcode": TEXT}, read=lambda name: synonyms.read(plain_words(name)))
    targets = fields({"zip": TEXT}, read=lambda name: synonyms.read(plain_words(name)))
    assert only(sources, targets).best.reasons == ("names mean the same",)
    assert links(fields({"postcode": TEXT}), fields({"zip": TEXT})) == {}


def test_types_that_do_not_meet_weaken_a_link_and_the_conversion_is_said():
    found = only(fields({"total": TEXT}, {"total": "12,50"}), fields({"total": NUMBER})).best
    assert "text to number" in found.reasons
    assert found.conversion.rule() == {"formula": 'decimal(value, ",")'}


@pytest.mark.parametrize("seed", ["0", "1", "7"])
def test_the_same_question_has_the_same_answer_whatever_the_seed_of_hashes(seed, tmp_path):
    import subprocess
    import sys

    script = (
        "from tests.suggest.test_suggesting import *\n"
        "sources = fields({f'f{n} amount': TEXT for n in range(9)}, {f'f{n} amount': f'a{n} b' for n in range(9)})\n"
        "targets = fields({f'amount {n}': TEXT for n in range(9)}, {f'amount {n}': f'b a{n}' for n in range(9)})\n"
        "print(suggestions(Question(sources, targets)))"
    )
    command = [sys.executable, "-c", script]
    told = [subprocess.run(command, env={"PYTHONHASHSEED": one, "PYTHONPATH": ".:src"}, capture_output=True, text=True, check=True).stdout for one in ("3", seed)]  # fmt: skip
    assert told[0] == told[1]
