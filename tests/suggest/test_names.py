"""Names as words: parted, spelled out, in the singular; how alike they are."""

import pytest

from mapbench.suggest.names import Synonyms, likeness, overlap, plain_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("order_date", ("order", "date")),
        ("orderDate", ("order", "date")),
        ("ORDER-DATE", ("order", "date")),
        ("HTTPStatus", ("http", "status")),
        ("address2", ("address", "2")),
        ("qty", ("quantity",)),
        ("custPhoneNo", ("customer", "telephone", "number")),
        ("KUNNR", ("customer", "number")),
        ("categories", ("category",)),
        ("addresses", ("address",)),
        ("status", ("status",)),
        ("date_of_birth", ("date", "birth")),
        ("created_at", ("created",)),
        ("at", ("at",)),
        ("Größe", ("große",)),
        ("Straße", ("street",)),
        ("KundenNr", ("customer", "number")),
        ("kundennr", ("customer", "number")),
        ("rechnungsdatum", ("invoice", "date")),
        ("Währung", ("currency",)),
        ("prénom", ("prenom",)),
        ("_", ("_",)),
        ("数量", ("数量",)),
    ],
)
def test_a_name_is_read_as_words(name, words):
    assert plain_words(name) == words


@pytest.mark.parametrize(
    ("one", "two"),
    [("staging", "stage"), ("created", "creation"), ("desc", "descriptor"), ("adress", "address")],
)
def test_words_of_one_stem_or_one_beginning_or_nearly_one_spelling_are_alike(one, two):
    assert 0.75 < likeness(one, two) < 1
    assert likeness(one, two) == likeness(two, one)


@pytest.mark.parametrize(
    ("one", "two"), [("stage", "state"), ("name", "game"), ("id", "identifier"), ("net", "tax")]
)
def test_words_that_only_look_alike_are_not(one, two):
    assert likeness(one, two) == 0


def test_a_rare_word_in_common_says_more_than_a_frequent_one():
    weight = {"number": 0.2, "order": 1.0, "invoice": 1.0}
    shared_rare = overlap(("order", "number"), ("order",), weight)
    shared_frequent = overlap(("order", "number"), ("number",), weight)
    assert shared_rare > 0.85
    assert shared_frequent < 0.65


def test_synonyms_are_read_as_the_first_of_their_group_and_longer_phrases_win():
    synonyms = Synonyms([["postcode", "zip", "postal code"], ["customer", "account"]])
    assert synonyms.read(plain_words("account_zip")) == ("customer", "postcode")
    assert synonyms.read(plain_words("postalCode")) == ("postcode",)
    assert synonyms.read(plain_words("postal_order")) == ("postal", "order")
