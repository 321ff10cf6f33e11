import json

from mapbench.connect.pinning import pin_schema
from mapbench.connect.redact.redactor import Redactor
from mapbench.schemas.infer import Inference
from mapbench.schemas.validation import Validator

PINNED = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "price": {"type": "number"},
        "note": {"type": "string"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {}, "qty": {"type": "integer"}}}},
        "marks": {"type": "object", "additionalProperties": {"type": "boolean"}},
    },
}  # fmt: skip
RECORDS = [
    {
        "id": 1,
        "email": "a@x.io",
        "lines": [{"sku": "A", "ship": {"phone": "+1 555 010 0144"}}],
        "api_token": "t0ken-77",
    },
    {"id": 2, "email": None, "lines": []},
]


def learnt(*records):
    inference = Inference()
    for record in records:
        inference.add(record)
    return inference


def pin(folder, records, pinned=None):
    redacted = Redactor(b"a key of these tests").redact(records)
    name = pin_schema(folder, "shop.order", learnt(*redacted.records), redacted.redactions, pinned)
    return json.loads((folder / name).read_text())


def test_the_schema_is_written_and_says_what_is_personal(tmp_path):
    schema = pin(tmp_path, RECORDS)
    properties = schema["properties"]
    assert properties["email"]["x-classification"] == "pii"
    assert properties["api_token"]["x-classification"] == "secret"
    phone = properties["lines"]["items"]["properties"]["ship"]["properties"]["phone"]
    assert phone["x-classification"] == "pii"
    assert "x-classification" not in properties["id"]
    assert all(Validator(schema).is_valid(record) for record in RECORDS)


def test_what_is_personal_is_never_listed_as_an_enum(tmp_path):
    records = [
        {"id": n, "first_name": ("Roberta", "Gustavo")[n % 2], "state": ("OPEN", "PAID")[n % 2]}
        for n in range(20)
    ]
    schema = pin(tmp_path, records)
    assert schema["properties"]["state"]["enum"] == ["OPEN", "PAID"]
    assert schema["properties"]["first_name"] == {"type": "string", "x-classification": "pii"}
    assert "Roberta" not in json.dumps(schema)


def test_what_people_noted_stays(tmp_path):
    pinned = {
        "title": "Order",
        "x-own": {"any": 1},
        "properties": {
            "id": {"type": "integer", "description": "Ours", "x-owner": "ops"},
            "email": {"type": "string", "x-classification": "internal"},
            "lines": {"items": {"$ref": "#/$defs/line"}},
            "gone": {"title": "No more"},
        },
        "$defs": {"line": {"properties": {"sku": {"title": "Article"}}}},
    }
    schema = pin(tmp_path, RECORDS, pinned)
    assert (schema["title"], schema["x-own"]) == ("Order", {"any": 1})
    assert schema["properties"]["id"]["x-owner"] == "ops"
    assert schema["properties"]["email"]["x-classification"] == "internal", "a person knows better"
    assert schema["properties"]["lines"]["items"]["properties"]["sku"]["title"] == "Article"
    assert "gone" not in schema["properties"]


def test_the_same_records_give_the_same_bytes(tmp_path):
    pin(tmp_path, RECORDS)
    first = (tmp_path / "schemas/shop.order.json").read_bytes()
    pin(tmp_path, RECORDS, json.loads(first))
    assert (tmp_path / "schemas/shop.order.json").read_bytes() == first
