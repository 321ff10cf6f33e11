import time

import pytest

from mapbench.connect.redact.kinds import kind_of, kind_of_name
from mapbench.connect.redact.nationals import is_persons_number
from mapbench.connect.redact.redactor import Redactor

REDACTOR = Redactor(b"the key of these tests, long enough")


def body(text):
    return REDACTOR.redact([{"body": text}]).records[0]["body"]


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ('{"lastName": "Quist", "plan": "Gold"}', "Quist", '"plan": "Gold"}'),
        (r"{\"lastName\":\"Quist\",\"plan\":\"Gold\"}", "Quist", r"\"plan\":\"Gold\"}"),
        ("<c:Zip>5000</c:Zip><Terms>30D</Terms>", "5000", "<Terms>30D</Terms>"),
        ("synced surname=Quist plan=Gold", "Quist", "plan=Gold"),
        ("Surname: Quist\nPlan: Gold", "Quist", "Plan: Gold"),
        ("no;surname;town\n7;Quist;Lund\n8;Berg;Umea", "Quist", "no;surname;town\n7;"),
        ("no,name,phone\n7,Quist,0701740605", "Quist", "no,name,phone\n7,"),
        ("GET /a?mail=bo%40quist.test&size=40", "bo%40quist.test", "&size=40"),
        ('192.0.2.7 - bquist [12/Feb/2026:10:01:44 +0100] "GET /a"', "bquist", ' [12/Feb/2026:10:01:44 +0100] "GET /a"'),
        ("from 2a02:810d::8a2e:370:7334 at 10:01:44", "2a02:810d", " at 10:01:44"),
        ("CPF 529.982.247-25 confere, pedido 77.", "529.982.247-25", " confere, pedido 77."),
        ("On Monday Bo Quist <bo@quist.test> wrote: two lamps", "Bo Quist", "wrote: two lamps"),
    ],
)  # fmt: skip
def test_what_a_field_inside_a_text_holds_goes_and_the_rest_stays(text, gone, kept):
    made = body(text)
    assert gone not in made
    assert kept in made


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "Oak lamp", "city": "Lund", "username": null}',
        "<Name>Oak lamp</Name><Stock>12</Stock>",
        "name=lamp size=40 time=10:01:44 phone_type=null",
        "Name: Oak lamp\nColour: green",
        "sku;name;stock\nL-1;Oak lamp;12",
        "mac 00:1b:63:84:45:e6, ratio 16:9:4, std::abs, fe80::1",
        "123.456.789-00 and 811218-9875 and 12345678A have wrong check digits",
        "reference RF18539007547034",
    ],
)
def test_fields_that_are_nobodys_stay(text):
    assert body(text) == text


def test_an_email_in_an_address_of_the_web_is_the_one_that_stands_elsewhere():
    [made] = REDACTOR.redact([{"email": "bo@quist.test", "url": "https://a.test/?m=bo%40quist.test"}]).records
    assert made["url"].endswith(made["email"].replace("@", "%40"))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("Rechnungsanschrift", "address"), ("E-Mail-Adresse", "email"), ("Webadresse", None), ("SMTP_ADDR", "email"),
        ("henkilötunnus", "number"), ("fødselsdato", "birthday"), ("kod_pocztowy", "address"), ("客户姓名", "name"),
        ("電話番号", "phone"), ("Фамилия", "name"), ("Οδός", None), ("numéro", None), ("ort", None), ("nome", None),
    ],
)  # fmt: skip
def test_keys_of_many_languages(key, kind):
    assert kind_of_name(key) == kind


def test_a_place_of_sending_is_an_address_only_where_words_stand():
    assert kind_of("ship_to", {"ship_to": "Bo Quist, Mill Lane 9"}, "", None) == "address"
    assert kind_of("ship_to", {"ship_to": "C-1029"}, "", None) is None


def test_who_did_something_is_somebody_where_a_full_name_stands():
    assert kind_of("approved_by", {"approved_by": "Bo Quist"}, "", None) == "name"
    assert kind_of("approved_by", {"approved_by": "system"}, "", None) is None
    assert kind_of("watchers", {"watchers": ["Bo Quist", "Ann Berg"]}, "", None) == "name"


@pytest.mark.parametrize("text", ["131052-308T", "811218-9876", "X1234567L", "12345678Z", "FRRGTT80A41F205X"])
def test_a_persons_number_has_its_check_digit(text):
    assert is_persons_number(text)


def test_redaction_takes_time_that_grows_with_the_text_only():
    """Ten times the text may not take thirty times the time, whatever it repeats."""
    for piece in ('"a": "', "<a b>", "a=b ", "a::", "k: v\n", "Ab Cd <", "a%40b."):
        taken = []
        for size in (10_000, 100_000):
            text = (piece * size)[:size]
            start = time.process_time()
            body(text)
            taken.append(time.process_time() - start)
        assert taken[1] < 30 * taken[0] + 0.2
