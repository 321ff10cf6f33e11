import json
from pathlib import Path

import pytest

from mapbench.connect.redact.kinds import kind_of_name
from mapbench.connect.redact.looks import unredacted
from mapbench.connect.redact.redactor import BY_NAME, BY_REPEAT, BY_VALUE, Redactor

REDACTOR = Redactor(b"the key of these tests, long enough")
PERSONAL = {
    "email",
    "phone",
    "last_name",
    "first_name",
    "address1",
    "family",
    "given",
    "street",
    "entityName",
}
FIXTURES = Path(__file__).parents[3] / "fixtures"


def redacted(*records):
    return REDACTOR.redact(records).records


def one(record):
    return redacted(record)[0]


def what(record):
    return {(r.path, r.kind, r.why) for r in REDACTOR.redact([record]).redactions}


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("email", "email"), ("contactEmail", "email"), ("E-Mail", "email"), ("email_address", "email"), ("email2", "email"),
        ("billing email address", "email"), ("phone", "phone"), ("phone_number", "phone"), ("mobilePhone", "phone"),
        ("firstName", "name"), ("last_name", "name"), ("customer_name", "name"), ("entityName", "name"), ("surname", "name"),
        ("address1", "address"), ("AddressLine2", "address"), ("street", "address"), ("zip", "address"),
        ("postalCode", "address"), ("billAddress", "address"), ("password", "secret"), ("access_token", "secret"),
        ("apiKey", "secret"), ("API_KEY", "secret"), ("client_secret", "secret"), ("cvv", "secret"), ("iban", "iban"),
        ("IBAN", "iban"), ("card_number", "card"), ("credit_card_number", "card"), ("ssn", "number"), ("vat.id", "number"),
        ("date_of_birth", "birthday"), ("browser_ip", "ip"), ("ip_address", "ip"), ("latitude", "place"),
        ("email_verified", None), ("email_status", None), ("phone_type", None), ("token_type", None), ("name", None),
        ("title", None), ("sku", None), ("tokens_used", None), ("city", None), ("mac_address", None), ("status", None),
        ("country_code", None), ("total_price", None), ("product_name", None), ("filename", None), ("", None), ("1", None),
    ],
)  # fmt: skip
def test_what_a_key_says(key, kind):
    assert kind_of_name(key) == kind


def test_what_is_personal_goes_and_what_is_not_stays():
    record = {
        "id": 820001001, "sku": "MUG-GRN", "status": "paid", "placed": "2026-11-14T09:30:00-05:00", "total": "199.64",
        "title": "Mug, green", "email_verified": True, "country_code": "US", "uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "name": "#1001", "tags": ["vip", "returning"], "barcode": "4006381333931", "tracking_number": "4242424242424242",
    }  # fmt: skip
    assert one(record) == record


def test_names_only_where_a_person_is_meant():
    made = one(
        {
            "customer": {"name": "Dana Lee", "company": "Lee & Sons"},
            "line": {"name": "Mug"},
            "name": {"given": "Dana", "family": "Lee"},
            "buyer": "Dana Lee",
            "owner": "crm-team",
            "address": {"street": "Elm 4", "city": "Louisville"},
            "store": {"city": "Louisville", "name": "Downtown"},
        }
    )
    assert made["line"] == {"name": "Mug"}
    assert made["owner"] == "crm-team"
    assert made["store"] == {"city": "Louisville", "name": "Downtown"}
    given = made["name"]["given"]
    assert made["customer"]["name"] == made["buyer"] == f"{given} {made['name']['family']}"
    assert given != "Dana"
    assert made["address"]["city"] != "Louisville"


def test_values_that_give_themselves_away_under_any_key():
    record = {
        "a": "write to dana.lee@shop.test, please",
        "b": "+49 30 9018 20",
        "c": "4242 4242 4242 4242",
        "d": "DE89 3704 0044 0532 0130 00",
        "e": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "f": "https://shop.test/o?id=7&key=9a8b7c6d5e&x=1",
        "g": "Authorization: Bearer abcdefgh12345678",
        "h": ["(555) 625-9044", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"],
    }
    made = one(record)
    for real in ("dana", "9018", "4242", "3704", "eyJ", "9a8b7c6d5e", "abcdefgh", "9044", "ghp_"):
        assert real not in json.dumps(made)
    assert made["f"].startswith("https://shop.test/o?id=7&key=")
    assert made["f"].endswith("&x=1")
    assert {(path, kind) for path, kind, why in what(record) if why == BY_VALUE} == {
        ("$.a", "email"), ("$.b", "phone"), ("$.c", "card"), ("$.d", "iban"), ("$.e", "secret"), ("$.f", "secret"),
        ("$.g", "secret"), ("$.h[*]", "phone"), ("$.h[*]", "secret"),
    }  # fmt: skip


def test_keys_of_maps_are_values_too():
    made = one({"by_person": {"dana@shop.test": 3}})
    (key,) = made["by_person"]
    assert key == one({"email": "dana@shop.test"})["email"]


def test_what_is_redacted_in_one_place_is_found_in_texts_of_all_records():
    first, second = redacted(
        {"first_name": "Roberta", "email": "rob@shop.test", "colour": "Roberta", "note": "ROBERTA rings"},
        {
            "note": "Ask Roberta.",
            "log": ["x rob@shop.test"],
            "address": {"street": "92 Chestnut Street"},
            "memo": "to 92 Chestnut Street!",
        },
    )
    assert first["note"] == f"{first['first_name'].upper()} rings"
    assert second["note"] == f"Ask {first['first_name']}."
    assert second["log"] == [f"x {first['email']}"]
    assert second["memo"] == f"to {second['address']['street']}!"
    assert first["colour"] == "Roberta", "one word alone may be anything"
    assert ("$.note", "name", BY_REPEAT) in {
        (r.path, r.kind, r.why)
        for r in REDACTOR.redact([{"first_name": "Roberta", "note": "Ask Roberta."}]).redactions
    }


def test_null_empty_blank_and_placeholders_stay_as_they_are():
    record = {
        "email": None,
        "phone": "",
        "first_name": "  ",
        "last_name": "N/A",
        "password": False,
        "iban": "-",
    }
    assert one(record) == record


def test_surrounding_blanks_and_messy_values_stay_messy():
    made = one({"email": " Dana@Shop.Test ", "first_name": "dana\n"})
    assert made["email"][0] == made["email"][-1] == " "
    assert made["first_name"].endswith("\n")
    assert made["first_name"].islower()


def test_numbers_stay_numbers():
    made = one({"phone": 15550100144, "zip": 40202, "lat": 38.25423, "account_number": 7, "token": 123456})
    assert [type(value) for value in made.values()] == [int, int, float, int, int]
    assert (len(str(made["phone"])), len(str(made["zip"])), len(str(made["token"]))) == (11, 5, 6)
    assert made["phone"] != 15550100144
    assert int(made["lat"]) == 38


def test_lists_and_nested_values_inherit():
    made = one(
        {
            "emails": ["a@x.io", "b@x.io"],
            "phones": [{"kind": "mobile", "number": "555 0100 144"}],
            "credentials": {"user": "dana", "hash": "c0ffee"},
        }
    )
    assert made["emails"][0] != made["emails"][1]
    assert made["phones"][0]["kind"] == "mobile"
    assert made["phones"][0]["number"] != "555 0100 144"
    assert made["credentials"]["hash"] != "c0ffee"


def test_pairs_of_name_and_value():
    made = one(
        {"meta": [{"key": "surname_new", "value": "Kelly-Byrne"}, {"name": "Engraving", "value": "Hooray"}]}
    )
    assert made["meta"][0]["value"] != "Kelly-Byrne"
    assert made["meta"][1] == {"name": "Engraving", "value": "Hooray"}


def test_what_was_done_is_listed_with_reason_and_count():
    redactions = REDACTOR.redact([{"email": "a@x.io"}, {"email": "b@x.io"}, {"email": None}]).redactions
    assert [r.as_json() for r in redactions] == [
        {"path": "$.email", "kind": "email", "why": BY_NAME, "how": "an e-mail at example.com", "count": 2}
    ]


def test_input_is_left_alone():
    record = {"email": "a@x.io", "list": [{"phone": "+1 555 010 0144"}]}
    before = json.dumps(record)
    one(record)
    assert json.dumps(record) == before


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the sample payloads are not there")
def test_joins_between_shop_crm_and_erp_survive():
    orders, contacts, invoices = (
        json.loads((FIXTURES / name).read_text())
        for name in ("shopify/orders.json", "crm/contacts.json", "erp/invoices.json")
    )

    def emails(records):
        return [
            record.get("email", "").strip().lower() if record.get("email") else None for record in records
        ]

    def pairs(left, right):
        return [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a and a == b]

    made = [REDACTOR.redact(records).records for records in (orders, contacts, invoices)]
    for left, right in ((0, 1), (0, 2), (1, 2)):
        before = pairs(
            emails((orders, contacts, invoices)[left]), emails((orders, contacts, invoices)[right])
        )
        assert before
        assert pairs(emails(made[left]), emails(made[right])) == before


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the sample payloads are not there")
@pytest.mark.parametrize("name", ["shopify/orders", "shopify/customers", "crm/contacts", "erp/invoices"])
def test_no_personal_value_of_the_samples_is_left(name):
    records = json.loads((FIXTURES / f"{name}.json").read_text())
    text = json.dumps(redacted(*records), ensure_ascii=False)
    personal = set()

    def collect(value, key):
        if isinstance(value, dict):
            for below, member in value.items():
                collect(member, below)
        elif isinstance(value, list):
            for item in value:
                collect(item, key)
        elif isinstance(value, str) and len(value.strip()) >= 5 and key in PERSONAL:
            personal.add(value.strip())

    collect(records, "")
    assert len(personal) > 25
    assert [value for value in personal - {"unknown"} if value in text] == []


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the sample payloads are not there")
def test_products_have_nothing_personal():
    records = json.loads((FIXTURES / "shopify/products.json").read_text())
    assert redacted(*records) == records


def test_what_still_looks_real_is_told():
    record = {"a": "dana@shop.io", "b": [{"c": "4242424242424242"}], "ok": "x@example.com"}
    assert list(unredacted(record)) == [("$.a", "email"), ("$.b[0].c", "card")]
    assert list(unredacted(one(record))) == []
