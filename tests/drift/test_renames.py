"""What a field that is gone may be called now: guesses with their reasons, and what is no guess."""

import pytest

from mapbench.drift.renames import Candidate, guessed

MAILS = {"1": ["a@x.io"], "2": ["b@x.io"], "3": ["c@x.io"]}


def one(path, values=(), types=("string",), form=None, below=()):
    return Candidate(tuple(path.split(".")), frozenset(types), form, frozenset(below), dict(values))


def guess(old, new):
    found = guessed([old], [new])
    return (found[0].strength, found[0].reasons) if found else None


def test_records_that_are_there_before_and_after_tell_most():
    strength, reasons = guess(one("ref", MAILS), one("shop_customer_id", MAILS))
    assert (strength, reasons) == (1.0, ("same values (3 of 3)", "both string"))
    strength, reasons = guess(one("ref", MAILS), one("shop_customer_id", {**MAILS, "3": ["?"]}))
    assert (round(strength, 2), reasons[0]) == (0.67, "same values (2 of 3)")


def test_values_that_come_again_in_other_records_count_too():
    later = {"7": ["a@x.io"], "8": ["b@x.io"], "9": ["z@x.io"]}
    assert guess(one("ref", MAILS), one("key", later))[1][0] == "2 of 3 values come again"


def test_a_value_that_all_records_share_says_nothing():
    same = {"1": ["EUR"], "2": ["EUR"], "3": ["EUR"]}
    assert guess(one("currency", same), one("zone", same)) is None


@pytest.mark.parametrize(
    ("old", "new", "strength"),
    [("email", "contact_email", 0.9), ("customerId", "customer_id", 1.0), ("quantity", "qty", 0.75), ("zip", "zip_code", 0.9), ("price", "prise", 0.8)],
)  # fmt: skip
def test_without_values_the_name_tells(old, new, strength):
    found, reasons = guess(one(old), one(new))
    assert (round(found, 2), reasons) == (strength, (f"name {strength:.2f} alike", "both string"))


@pytest.mark.parametrize(("old", "new"), [("note", "gateway"), ("id", "paid"), ("zip", "tax")])
def test_names_that_are_unlike_are_no_guess(old, new):
    assert guess(one(old), one(new)) is None


def test_a_format_in_common_speaks_for_it_and_another_against_it():
    assert guess(one("email", form="email"), one("contact_email", form="email"))[0] == pytest.approx(0.95)
    assert guess(one("email", form="email"), one("contact_email"))[0] == pytest.approx(0.81)


def test_records_with_other_values_speak_against_a_like_name():
    others = {"1": ["x"], "2": ["y"], "3": ["z"]}
    assert guess(one("email", MAILS), one("contact_email", others))[0] == pytest.approx(0.63)
    assert guess(one("price", MAILS), one("prise", others)) is None


def test_another_type_is_another_field():
    assert guess(one("total", types=("string",)), one("total_2", types=("number",))) is None
    assert guess(one("total", types=("number", "integer")), one("total_2", types=("integer",))) is not None


def test_an_object_is_known_by_what_lies_in_it():
    old = one("customer", types=("object",), below=("first", "last", "mail"))
    strength, reasons = guess(old, one("buyer", types=("object",), below=("first", "last", "mail", "vat")))
    assert (strength, reasons[0]) == (0.75, "3 of 4 fields inside are called the same")


def test_a_field_that_moved_elsewhere_needs_more_than_its_name():
    assert guess(one("zip"), one("address.zip")) is None
    strength, reasons = guess(one("zip", MAILS), one("address.zip", MAILS))
    assert (strength, reasons[:2]) == (0.9, ("same values (3 of 3)", "the same name elsewhere"))
    assert guess(one("zip", MAILS), one("lines.*.zip", MAILS)) is None, "one value and a list of values"


def test_a_new_field_is_used_once_and_the_surest_pair_first():
    found = guessed([one("mail"), one("email")], [one("contact_email")])
    assert [(pair.old, pair.new) for pair in found] == [(("email",), ("contact_email",))]
