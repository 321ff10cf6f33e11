"""What a key's name says about its value. The last words of a name are what it names: `email_status` is no e-mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Final, Literal

Kind = Literal[
    "email", "phone", "name", "address", "card", "iban", "secret", "number", "birthday", "ip", "place"
]

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_FULL_NAME: Final = re.compile(r"[^\W\d_a-z][^\W\d_]*[.,]?(?:[ '-]+[^\W\d_][^\W\d_]*\.?){1,4}")
_PERSONS: Final = [
    "customer",
    "contact",
    "person",
    "user",
    "owner",
    "manager",
    "employee",
    "buyer",
    "recipient",
    "billing",
    "shipping",
    "agent",
    "author",
    "member",
    "guest",
    "sender",
    "consignee",
    "attendee",
    "patient",
    "holder",
    "client",
    "subscriber",
    "driver",
    "debtor",
    "creditor",
    "applicant",
    "staff",
    "assignee",
    "reporter",
    "payer",
    "payee",
]
_TAILS: Final[dict[Kind, str]] = {
    "email": "courriel, correo, correo electronico, email, emails, e mail, mail, mails, email address, mail address, e mail address, email addresses",
    "phone": "phone, phones, telephone, tel, mobile, cell, cellphone, fax, msisdn, whatsapp, phone number, phone no, "
    "phone numbers, mobile number, mobile phone, fax number, telephone number, tel no, telefon, handy, telefono, celular, portable",
    "name": "first name, last name, given name, family name, middle name, full name, maiden name, firstname, lastname, "
    "forename, surname, fullname, fname, lname, givenname, familyname, middlename, entity name, legal name, nick name, "
    "nickname, user name, username, login, attention, addressee, cardholder, account holder, vorname, nachname, initials, prenom, nom de famille, nom complet, apellido, apellidos, "
    "cognome, nome completo, nombre completo, "
    + ", ".join(f"{person} name, {person}name" for person in _PERSONS),
    "address": "address, addresses, addr, street, streets, street address, address line, line address, street name, house number, "
    "street number, house no, zip, zipcode, zip code, postcode, post code, postal code, postalcode, plz, strasse, "
    "addressline, formatted address, full address, bill address, ship address, billaddress, shipaddress, po box, adresse, "
    "rue, code postal, direccion, codigo postal, indirizzo, via, cap, hausnummer, anschrift",
    "card": "card number, cardnumber, credit card, creditcard, pan, card no, cc number, ccnumber, card num",
    "iban": "iban, ibans",
    "secret": "password, passwd, pwd, passphrase, secret, secrets, token, tokens, api key, apikey, access key, private key, "
    "secret key, authorization, cookie, cookies, credential, credentials, otp, cvv, cvc, csc, pin, security code, "
    "session id, signing key, jwt, bearer, password hash, passwort, kennwort, mot de passe, contrasena",
    "number": "ssn, social security number, tax id, taxid, tax number, vat id, vat number, vatid, passport, passport number, "
    "account number, bank account, account no, routing number, sort code, national id, id card, license number, "
    "licence number, drivers license, steuernummer, insurance number, codice fiscale, nif, dni",
    "birthday": "birthday, birthdate, dob, date of birth, birth date, dateofbirth, geburtsdatum, date de naissance, fecha de nacimiento",
    "ip": "ip, ip address, ipaddress, remote addr, ip addr",
    "place": "latitude, longitude, lat, lng, lon",
}  # fmt: skip
_KINDS: Final[dict[tuple[str, ...], Kind]] = {
    tuple(tail.split()): kind for kind, tails in _TAILS.items() for tail in tails.split(", ")
}
#: What before `address` makes it another kind of address.
_NO_STREET: Final = frozenset(
    ["email", "mail", "ip", "mac", "web", "url", "wallet", "http", "memory", "host", "server"]
)
_NAME_PARTS: Final = frozenset(
    [
        "first",
        "last",
        "given",
        "family",
        "middle",
        "forename",
        "surname",
        "full",
        "display",
        "preferred",
        "phonetic",
        "native",
        "maiden",
    ]
)
#: Keys that name a person, or a company that may be one, only among a person's other keys.
_IN_PERSON: Final = frozenset(
    {"name", "names", "company", "organisation", "organization", "company name", "display name"}
)
_IN_ADDRESS: Final = frozenset(
    {"city", "town", "suburb", "village", "district", "neighborhood", "locality", "county"}
)
#: Keys that name what the key `value` beside them holds: `{"key": "surname", "value": …}`.
_NAMING: Final = ("key", "name", "label", "field", "code")
#: Words at the end of a key that do not change what it names.
_QUALIFIERS: Final = frozenset({"new", "old", "previous", "current", "alt", "main", "default"})
#: Keys that say no more than the key above them.
_SAME: Final = frozenset(
    {
        "number",
        "value",
        "text",
        "address",
        "raw",
        "formatted",
        "primary",
        "home",
        "work",
        "mobile",
        "national",
        "international",
    }
)
_PERSONAL: Final = frozenset(_PERSONS) | {"address", "addresses", "people", "persons"}


#: Words that make a key name a number or code of its own.
_IDS: Final = frozenset({
    "id", "ids", "gid", "uuid", "guid", "sku", "barcode", "ean", "gtin", "upc", "isbn", "tracking", "number", "no", "code",
    "ref", "reference", "handle", "hash", "digest", "version",
})  # fmt: skip


@lru_cache(maxsize=8192)
def words_of(key: str) -> tuple[str, ...]:
    """The words of a key, small, without numbers and accents: `shippingAddress_1` is shipping, address."""
    plain = key if key.isascii() else _without_accents(key)
    return tuple(word.lower() for word in _WORD.findall(plain) if not word.isdecimal())


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(char for char in parts if not unicodedata.combining(char))


@lru_cache(maxsize=8192)
def kind_of_name(key: str) -> Kind | None:
    """What a key names, looked at alone; None for nothing that has to be redacted."""
    words = words_of(key)
    while len(words) > 1 and words[-1] in _QUALIFIERS:
        words = words[:-1]
    for length in (3, 2, 1):
        kind = _KINDS.get(words[-length:]) if len(words) >= length else None
        if kind == "address" and _NO_STREET & set(words):
            return (
                "ip" if "ip" in words else kind_of_name("email") if {"email", "mail"} & set(words) else None
            )
        if kind:
            return kind
    return None


def kind_of(key: str, members: Mapping[str, Any], above: str, inherited: Kind | None) -> Kind | None:
    """What a key of an object names; `above` is the nearest key above the object, `inherited` what that one names."""
    kind = kind_of_name(key)
    words = words_of(key)
    text = " ".join(words)
    value = members[key]
    if kind is not None:
        return kind
    if inherited and (inherited == "secret" or text in _SAME):
        return inherited
    if text == "value":
        return next((kind_of_name(name) for name in map(members.get, _NAMING) if isinstance(name, str)), None)
    if words[-1:] and words[-1] in _PERSONS and _is_full_name(value):
        return "name"
    if text in _NAME_PARTS and words_of(above)[-1:] in (("name",), ("names",)):
        return "name"
    if text in _IN_PERSON and _is_name(value) and _is_person(members, above):
        return "name"
    if text in _IN_ADDRESS and _is_address(members, above):
        return "address"
    return None


@lru_cache(maxsize=8192)
def is_identifier(key: str) -> bool:
    """Whether a key names a number or code that only looks like something else: `order_id`, `sku`, `barcode`."""
    return not _IDS.isdisjoint(words_of(key)[-2:]) and kind_of_name(key) is None


def _is_full_name(value: Any) -> bool:
    return isinstance(value, str) and bool(_FULL_NAME.fullmatch(value.strip()))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value)) and not any(map(str.isdigit, value))


def _is_person(siblings: Collection[str], above: str) -> bool:
    if words_of(above)[-1:] and words_of(above)[-1].removesuffix("s") in _PERSONAL | {"addres"}:
        return True
    return any(kind_of_name(key) in ("email", "phone", "birthday") for key in siblings) or _is_address(
        siblings, above
    )


def _is_address(siblings: Collection[str], above: str) -> bool:
    return kind_of_name(above) == "address" or any(kind_of_name(key) == "address" for key in siblings)
