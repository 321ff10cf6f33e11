"""Records made for measuring redaction, as messy as what systems really send. «kind:text» marks what has to go.

Nobody in them exists. What is not marked has to stay as it is: codes, products, amounts, places of business.
"""

import re
from dataclasses import dataclass
from typing import Any

MARKED = re.compile(r"«(\w+):([^»]*)»")


@dataclass(frozen=True)
class Leaf:
    """One text or number of a record: where it stands, what it says, and what in it has to go, with the kind of each."""

    path: tuple[str | int, ...]
    value: Any
    marked: tuple[tuple[str, str], ...]


def unmarked(value: Any) -> Any:
    """A record without its marks, as a system would send it."""
    if isinstance(value, dict):
        return {key: unmarked(member) for key, member in value.items()}
    if isinstance(value, list):
        return [unmarked(member) for member in value]
    return MARKED.sub(r"\2", value) if isinstance(value, str) else value


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[Leaf]:
    """Every text and number of a record that was marked."""
    if isinstance(value, dict):
        return [leaf for key, member in value.items() for leaf in leaves(member, (*path, key))]
    if isinstance(value, list):
        return [leaf for at, member in enumerate(value) for leaf in leaves(member, (*path, at))]
    if isinstance(value, str):
        return [Leaf(path, unmarked(value), tuple((one[1], one[2]) for one in MARKED.finditer(value)))]
    return [] if value is None or isinstance(value, bool) else [Leaf(path, value, ())]


RECORDS: list[dict[str, Any]] = [
    {  # a shop's order
        "id": 5120045, "name": "#A-1045", "order_number": 1045, "currency": "EUR", "total_price": "1,204.50",
        "email": "«email:liv.aasen+shop@fjordmail.no»", "phone": "«phone:+47 22 85 05 50»",
        "customer": {"first_name": "«name:Liv»", "last_name": "«name:Aasen»", "tags": "vip, newsletter"},
        "billing_address": {"address1": "«address:Storgata 14B»", "city": "«address:Tromsø»", "zip": "«address:9008»", "country_code": "NO"},
        "line_items": [{"sku": "LAMP-OAK-02", "title": "Oak lamp, large", "vendor": "Nordlys", "barcode": "7038010055523"}],
        "note": "Please ring «name:Liv» at «phone:+47 22 85 05 50» before you come.",
        "landing_site": "/collections/lamps?utm_source=mail", "checkout_token": "«secret:3f9a1c77e0d24b5a8c6e»",
    },
    {  # a contact of a CRM
        "contactId": "0031t00001AbCdE", "Salutation": "Frau", "Vorname": "«name:Annegret»", "Nachname": "«name:Müller-Lüdenscheidt»",
        "E-Mail": "«email:a.mueller-luedenscheidt@beispielfirma.de»", "Telefon": "«phone:0221 4710-815»", "Straße": "«address:Aachener Straße 1055»",
        "PLZ": "«address:50858»", "Geburtsdatum": "«birthday:1961-03-09»", "Branche": "Maschinenbau", "Status": "aktiv",
        "Bemerkung": "Frau «name:Müller-Lüdenscheidt» ist erst ab 14 Uhr da, Handy «phone:0171 5550123».",
    },
    {  # French
        "prenom": "«name:Hélène»", "nom_de_famille": "«name:Lefèvre»", "adresse": "«address:12 bis, rue des Lilas»", "code_postal": "«address:69003»",
        "téléphone": "«phone:04 72 00 01 02»", "produit": "Chaise pliante", "quantité": 4,
        "commentaire": "Livrer chez Mme «name:Lefèvre», «address:12 bis, rue des Lilas», merci.",
    },
    {  # an invoice of an ERP
        "tranId": "INV-2026-00471", "entityName": "«name:Okonkwo Trading»", "vatId": "«number:IE6388047V»", "amount": 99.5, "terms": "Net 30",
        "iban": "«iban:DE89 3704 0044 0532 0130 00»", "bic": "COBADEFFXXX", "memo": "Transfer to «iban:GB82WEST12345698765432» by Friday",
        "billAddress": "«address:7 Quay Street, Galway»", "lines": [{"item": "SRV-HOURS", "description": "Consulting, 8 hours", "rate": 120}],
    },
    {  # payments
        "charge": "ch_3MmlLrLkdIwHu7ix0snN0B15", "amount": 4200, "card_number": "«card:4242 4242 4242 4242»", "exp_month": 12, "brand": "visa",
        "last4": "4242", "cvc": "«secret:737»", "cardholder": "«name:Bo Lindqvist»", "receipt_url": "https://pay.shop.test/r/8812?lang=sv",
        "description": "Paid with «card:5555555555554444» at the counter", "metadata": {"order": "1045", "gift": "no"},
    },
    {  # a ticket of a help desk
        "ticket": 88123, "priority": "high", "subject": "Parcel did not arrive",
        "requester": {"name": "«name:Tomasz Wiśniewski»", "email": "«email:t.wisniewski@poczta.pl»"},
        "body": "Hello,\nmy name is «name:Tomasz Wiśniewski» and my parcel 00340434161094021501 did not arrive.\nI live at «address:44 Willow Lane», call me on «phone:020 7946 0018».\nBest regards,\n«name:Tomasz»",
        "tags": ["delivery", "late"], "channel": "web",
    },
    {
        "ticket": 88124, "subject": "Login", "body": "Dear «name:Joanna», your password is «secret:Tr0ub4dor!3», please change it. Case reference AB-7731-09.",
        "agent": "«name:Rui Costa»", "queue": "accounts", "opened": "2026-11-14T09:30:00Z", "satisfaction": 4.5,
    },
    {
        "ticket": 88125, "subject": "Refund of order 1045", "body": "Customer paid 42.00 EUR on 14.11.2026, refund to the same card. Order weighs 12.5 kg.",
        "status": "open", "sla_minutes": 240, "version": "2.14.0.1", "product": "Kettle 1.7 L",
    },
    {  # human resources
        "employee_no": "E-00417", "full_name": "«name:Priya Raghunathan»", "dob": "«birthday:09/04/1988»", "ssn": "«number:536-22-8145»",
        "work_email": "«email:praghunathan@acmeworks.test»", "cost_center": "4711", "grade": "L5", "start_date": "2019-08-01",
        "emergency_contact": {"name": "«name:Arun Raghunathan»", "relation": "husband", "mobile": "«phone:(555) 867-5309»"},
        "notes": "SSN on file: «number:536-22-8145», born on «birthday:09/04/1988». Moved to team Blue in May.",
    },
    {  # secrets under names that say nothing
        "a": "«secret:AKIAIOSFODNN7EXAMPLE»", "b": "«secret:ghp_16C7e42F292c6912E7710c838347Ae178B4a»", "c": "«secret:xoxb-123456789012-abcdefghijkl»",
        "d": "«secret:eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U»",
        "e": "postgres://app:«secret:s3cretPa55»@db.internal:5432/shop", "f": "«secret: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»",
        "g": "«secret:sk_live_4eC39HqLyjWDarjtT1zdp7dc4eC39HqLyjWDarj»", "h": "«secret:glpat-ABCDEFGHIJKLMNOPQRST»",
        "i": "https://api.shop.test/v1/orders?api_key=«secret:9f8e7d6c5b4a39281706»&page=2", "j": "Bearer «secret:abcDEF123456ghiJKL7890»",
        "k": "«secret:zR8v3QpLm0XyT7nKc5BdW2eJ9uHsFa4G»", "build": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "etag": "33a64df551425fcc55e4d42a148795d9f25f89d4",
        "uuid": "f47ac10b-58cc-4372-a567-0e02b2c3d479", "colour": "#ff8800",
    },
    {  # a log of requests
        "method": "GET", "path": "/v1/orders/1045", "status": 200, "remote_addr": "«ip:203.0.113.77»", "user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
        "message": "login of «email:kari@fjordmail.no» from «ip:198.51.100.23» ok in 12.5 ms", "cookie": "«secret:sid=8a7b6c5d4e3f»", "host": "api.shop.test",
        "trace": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "server": "10.0.0.12",
    },
    {  # people in other places
        "delivery": {"recipient": "«name:Sofia Marchetti»", "company": "«name:Marchetti SRL»", "street": "«address:Via Roma 21»", "town": "«address:Bologna»", "instructions": "Leave it with the neighbour, Mr. «name:De Luca»."},
        "warehouse": {"name": "Milano Nord", "city": "Milano", "street_count": 3}, "carrier": "Bartolini", "parcels": 2,
    },
    {
        "sender": {"displayName": "«name:Kwame Boateng»", "address": "«address:PO Box 1420, Accra»"}, "signature": "Kind regards\n«name:Kwame Boateng»",
        "weight": "3.2 kg", "hs_code": "940360", "origin": "GH", "incoterm": "DAP", "container": "MSKU9070323",
    },
    {  # a list of pairs
        "attributes": [{"key": "email", "value": "«email:yuki@tanaka.test»"}, {"key": "size", "value": "XL"}, {"name": "phone", "value": "«phone:+81 3-1234-5678»"}, {"name": "Engraving", "value": "For ever"}],
        "note_attributes": [{"name": "gift_message", "value": "Happy birthday, dear «name:Yuki»!"}],
    },
    {  # numbers that look like something else
        "ean": "4006381333931", "gtin": "00012345600012", "tracking_number": "1Z999AA10123456784", "isbn": "978-3-16-148410-0", "po_number": "4500012345",
        "serial": "SN-4242-4242-4242", "imei_check": "ok", "batch": "2026-W46", "dimension": "120 x 80 x 14", "iso_date": "2026-11-14", "time": "14:05",
        "gl_account": "400100", "quantity": 12, "ratio": "16:9", "temperature": "-18.5", "range": "100-200-3000", "mail_type": "letter", "phone_model": "Fairphone 5",
    },
    {  # texts without anybody in them
        "title": "Green Mountain coffee, 500 g", "description": "Roasted in small lots. Dear to all who like it dark. Call of the Wild edition.",
        "vendor": "Green Mountain", "colour": "Green", "category": "Food & Drink", "slogan": "Contact Customer Service if the seal is broken.",
        "material": "Steel 18/10", "care": "Hand wash only, up to 30 degrees.", "shelf": "Aisle 12, Bay 4", "season": "Spring 2027", "model": "Dr. Martens 1460",
        "help": "Ask for Gift Wrapping at the desk.", "hours": "Mon-Fri 9-17", "route": "From New York to San Francisco in 5 days", "street_food": "yes",
    },
    {  # one cell with everything
        "contact": "«name:Nora Jensen», «phone:+45 32 10 00 00», «email:nora@jensen.test»", "origin_country": "DK", "vip": True,
        "raw": "to: «email:first@a.test»; cc: «email:second@b.test»", "subject": "Your order has left", "size": 20480,
    },
    {  # a clinic's appointment
        "patient": "«name:Maria del Carmen Ruiz»", "insurance_number": "«number:A123456789»", "doctor": {"name": "Dr. «name:Weber»"}, "room": "2.14",
        "reason": "Check-up", "comment": "Patient born 1954, walks with a stick. Phone of the daughter: «phone:089 1234567».", "slot": "09:15",
    },
    {  # a driver's day
        "driver": "«name:Mehmet Yılmaz»", "licence_number": "«number:YILMA 803045 M99TX»", "vehicle": "B-MX 4711", "stops": 14,
        "log": "Stop 3: «address:Karl-Marx-Allee 90», rang twice, Frau «name:Schneider» signed. Stop 4: depot.", "fuel": "41.2 l",
    },
    {  # an account
        "username": "«name:blue_heron_77»", "password_hash": "«secret:$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW»", "api_key": "«secret:live-7c1e»",
        "last_login": "2026-11-20T18:22:11Z", "token_type": "bearer", "expires_in": 3600, "scope": "orders:read", "mfa": False, "email_verified": True,
    },
    {
        "buyer": "«name:Chiara Bianchi»", "buyer_note": "Attn: «name:Chiara Bianchi», 2nd floor. Gate code 4711#.", "gift_wrap": "paper",
        "pickup": {"store": "Hauptbahnhof", "address": "«address:Bahnhofplatz 1»", "opens": "06:00"}, "promo": "WINTER-26",
    },
    {
        "survey": "I spoke with «name:Ingrid Larsen» in Oslo and she was great! Would buy the Stockholm sofa again.", "score": 9, "lang": "en",
        "free": "c/o «name:Familie Brandt», «address:Lindenweg 5», 2. OG", "code": "NPS-Q4",
    },
    {
        "message": "Sehr geehrter Herr «name:Dr. Kaiser», Ihre Bestellung 4711 ist da. Mit freundlichen Grüßen «name:Petra Vogt»", "abteilung": "Versand",
        "artikel": "Schreibtisch Buche", "menge": "2 Stück", "lieferdatum": "20.11.2026", "gewicht": "34,5",
    },
    {
        "transcript": "Agent: how can I help? Caller: this is «name:James Okafor», my number is «phone:07700 900123» and the order is 7781.",
        "duration": 184, "sentiment": "neutral", "recording": "rec-20261114-0931.wav", "topic": "where is my order",
    },
]  # fmt: skip
