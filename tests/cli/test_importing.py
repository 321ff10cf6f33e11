"""`mapbench import`: a document or a sample becomes the schema of a dataset."""

import json

import pytest
from tests.checks.conftest import Shop

from mapbench.workspace.workspace import Workspace

API = {
    "openapi": "3.0.3",
    "info": {"title": "Bazaar", "version": "1"},
    "servers": [{"url": "https://api.bazaar.example/v3"}],
    "paths": {
        "/sales": {"get": {"operationId": "listSales", "summary": "Sales", "responses": {"200": {"content": {"application/json": {
            "schema": {"type": "object", "properties": {"next": {"type": "string"}, "sales": {"type": "array", "items": {
                "$ref": "#/components/schemas/Sale"}}}}}}}}},
            "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sale"}}}},
                     "responses": {"204": {"description": "done"}}}},
        "/sales/{id}": {"get": {"operationId": "getSale", "responses": {"200": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Sale"}}}}}}},
    },
    "components": {"schemas": {"Sale": {"type": "object", "required": ["id"], "properties": {
        "id": {"type": "integer"}, "who": {"type": "string", "nullable": True},
        "refund_of": {"$ref": "#/components/schemas/Sale"}}}}},
}  # fmt: skip


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = Shop(tmp_path)
    made.put("api.json", json.dumps(API))
    return made


def schema(shop, dataset):
    return json.loads((shop.folder / f"schemas/{dataset}.json").read_text())


def system(shop, name):
    return (shop.folder / f"systems/{name}.yaml").read_text()


def test_an_operation_becomes_the_schema_of_its_records(mapbench, shop):
    answer = mapbench("import", "api.json", "--as", "bazaar.sale", "--operation", "listSales")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "bazaar.sale: 3 fields, from the answer of GET /sales (listSales)",
        "records: $.sales[*] (a guess; --records says otherwise)",
        "Written: schemas/bazaar.sale.json",
        "Written: systems/bazaar.yaml",
    ]
    assert "new system: bazaar" in answer.stderr
    assert schema(shop, "bazaar.sale")["properties"] == {
        "id": {"type": "integer"}, "who": {"type": ["string", "null"]}, "refund_of": {"$ref": "#"},
    }  # fmt: skip
    assert 'sale: {request: GET /sales, records: "$.sales[*]"}' in system(shop, "bazaar")
    assert "url: https://api.bazaar.example/v3" in system(shop, "bazaar")


def test_a_single_record_and_a_body_are_themselves_the_record(mapbench, shop):
    assert (
        mapbench("import", "api.json", "--as", "bazaar.sale", "--operation", "get /sales/{id}").exit_code == 0
    )
    assert (
        mapbench(
            "import", "api.json", "--as", "bazaar.new-sale", "--operation", "POST /sales", "--body"
        ).exit_code
        == 0
    )
    assert schema(shop, "bazaar.sale")["properties"] == schema(shop, "bazaar.new-sale")["properties"]
    assert "new-sale: {request: POST /sales, records: $}" in system(shop, "bazaar")


def test_several_operations_are_listed_and_one_is_asked_for(mapbench, shop):
    answer = mapbench("import", "api.json", "--as", "bazaar.sale")
    assert answer.exit_code == 2
    assert [line.split()[:3] for line in answer.stdout.splitlines()] == [
        ["GET", "/sales", "listSales"],
        ["GET", "/sales/{id}", "getSale"],
    ]
    assert "error: api.json has 2 operations; which of them is meant?" in answer.stderr
    assert "hint: Name one: --operation 'GET /sales'." in answer.stderr
    assert json.loads(mapbench("import", "api.json", "--as", "a.b", "--format", "json").stdout)[1][
        "aliases"
    ] == ["getSale"]
    assert not (shop.folder / "systems/bazaar.yaml").exists()


def test_an_unknown_operation_brings_the_nearest_name(mapbench, shop):
    answer = mapbench("import", "api.json", "--as", "bazaar.sale", "--operation", "listSale")
    assert (
        answer.exit_code,
        "Did you mean `listSales`?" in answer.stderr or "listSales" in answer.stderr,
    ) == (2, True)


def test_a_dataset_is_added_to_its_system_with_every_other_line_as_it_was(mapbench, shop):
    text = "# who sells\n" + system(shop, "shop").replace("datasets:\n", "datasets: # two\n")
    shop.put("systems/shop.yaml", text)
    assert mapbench("import", "api.json", "--as", "shop.sale", "--operation", "listSales").exit_code == 0
    assert system(shop, "shop") == text + '  sale: {request: GET /sales, records: "$.sales[*]"}\n'


def test_what_a_system_says_of_a_dataset_stays(mapbench, shop):
    shop.put("systems/shop.yaml", "system: shop\ndatasets:\n  sale: {request: GET /v2/sales, key: [id]}\n")
    assert mapbench("import", "api.json", "--as", "shop.sale", "--operation", "listSales").exit_code == 0
    assert "request: GET /v2/sales, key: [id]" in system(shop, "shop")
    assert "$.sales[*]" in system(shop, "shop")


def test_what_changes_against_the_pin_is_shown_and_notes_of_people_stay(mapbench, shop):
    shop.put("order.json", json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {
        "id": {"type": "string"}, "email": {"type": "string"}, "extra": {"type": "boolean"}}}))  # fmt: skip
    pinned = json.loads((shop.folder / "schemas/shop.order.json").read_text())
    pinned["properties"]["email"] |= {"x-classification": "pii", "title": "E-mail"}
    shop.put("schemas/shop.order.json", json.dumps(pinned))
    before = (shop.folder / "schemas/shop.order.json").read_bytes()
    answer = mapbench("import", "order.json", "--as", "shop.order", "--dry-run")
    assert answer.exit_code == 0
    said = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert said[:6] == ["shop.order: 3 fields, from order.json", "7 changes against the pinned schema:", "+ extra new", "- lines gone",
                        "- status gone", "- total_price gone"]  # fmt: skip
    assert "~ id type was integer, is string" in said
    assert (shop.folder / "schemas/shop.order.json").read_bytes() == before
    assert mapbench("import", "order.json", "--as", "shop.order").exit_code == 0
    assert schema(shop, "shop.order")["properties"]["email"] == {
        "type": "string",
        "x-classification": "pii",
        "title": "E-mail",
    }
    assert "As pinned." in mapbench("import", "order.json", "--as", "shop.order").stdout


def test_an_import_is_one_step_that_can_be_undone(mapbench, shop):
    before = {path: path.read_bytes() for path in shop.folder.rglob("*.yaml")}
    assert mapbench("import", "api.json", "--as", "shop.sale", "--operation", "listSales").exit_code == 0
    with Workspace.open(shop.folder) as workspace:
        assert workspace.steps[-1].name == "Import the schema of shop.sale"
        assert workspace.undo() is not None
    assert {path: path.read_bytes() for path in shop.folder.rglob("*.yaml")} == before
    assert not (shop.folder / "schemas/shop.sale.json").exists()


def test_references_lead_to_files_of_the_project_and_no_further(mapbench, shop):
    shop.put(
        "docs/parts/line.yaml",
        "type: object\nproperties:\n  sku: {type: string}\n  of: {$ref: ../order.json}\n",
    )
    shop.put(
        "docs/order.json",
        '{"properties": {"lines": {"type": "array", "items": {"$ref": "parts/line.yaml"}}}}',
    )
    assert mapbench("import", "docs/order.json", "--as", "shop.order2", "--records", "$").exit_code == 0
    found = schema(shop, "shop.order2")
    assert found["properties"]["lines"]["items"]["properties"] == {
        "sku": {"type": "string"},
        "of": {"$ref": "#"},
    }
    for reference, said in (
        ("../../x.json", "leads out of the project"),
        ("gone.json", "names no file"),
        ("http://x.example/a", "nothing is ever fetched"),
    ):
        shop.put("docs/bad.json", json.dumps({"properties": {"a": {"$ref": reference}}}))
        answer = mapbench("import", "docs/bad.json", "--as", "shop.bad")
        assert (answer.exit_code, said in answer.stderr, "hint:" in answer.stderr) == (2, True, True)


def test_a_link_out_of_the_project_is_not_followed(mapbench, shop, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.json"
    outside.write_text('{"type": "object"}')
    (shop.folder / "link.json").symlink_to(outside)
    shop.put("a.json", '{"properties": {"a": {"$ref": "link.json"}}}')
    assert "leads out of the project" in mapbench("import", "a.json", "--as", "shop.a").stderr


def test_tables_types_and_samples_become_schemas(mapbench, shop):
    shop.put(
        "shop.sql", "CREATE TABLE orders (id int PRIMARY KEY, note text);\nCREATE TABLE item (sku text);"
    )
    shop.put("order.avsc", '{"type": "record", "name": "O", "fields": [{"name": "id", "type": "long"}]}')
    shop.put("rows.csv", "id;name\n1;Ann\n")
    shop.put("head.csv", "id;name\n")
    shop.put("rows.xml", "<all><one><id>1</id></one><one><id>2</id></one></all>")
    shop.put("lines.jsonl", '{"id": 1}\n{"id": 2, "at": "2026-01-31"}\n')
    shop.put(
        "named.json",
        '{"$defs": {"order": {"type": "object", "properties": {"id": {}}}, "line": {"type": "object"}}}',
    )
    imports = [
        ("shop.sql", "--table", "orders"), ("order.avsc",), ("rows.csv",), ("head.csv",), ("lines.jsonl",),
        ("named.json", "--definition", "order"), ("rows.xml",),
    ]  # fmt: skip
    for number, words in enumerate(imports):
        assert mapbench("import", *words, "--as", f"shop.d{number}").exit_code == 0
    assert [list(schema(shop, f"shop.d{number}")["properties"]) for number in range(7)] == [
        ["id", "note"], ["id"], ["id", "name"], ["id", "name"], ["id", "at"], ["id"], ["id"],
    ]  # fmt: skip
    assert "  d0:\n    key: [id]\n  d1: {}\n" in system(shop, "shop")
    assert "item" in mapbench("import", "shop.sql", "--as", "shop.x").stdout
    assert mapbench("import", "shop.sql", "--as", "shop.item").exit_code == 0, (
        "the table of the dataset's name"
    )


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("a.json", '{"openapi": "3.0.0", "paths": {}', "is not closed"),
        ("a.yaml", "openapi: 3.0.0\npaths: [\n", "a.yaml:"),
        ("a.json", '{"swagger": "2.0", "paths": {}}', "3.0 and 3.1 are read"),
        ("a.json", '{"openapi": "3.0.0"}', "no operation"),
        (
            "a.json",
            '{"openapi": "3.0.0", "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/x"}}}}}}',
            "names nothing",
        ),
        ("a.json", '{"$schema": "https://json-schema.org/draft-99/schema", "type": "object"}', "is no draft"),
        ("a.json", '{"type": "object", "properties": {"a": {"type": "strng"}}}', "a.json"),
        ("a.json", "[]", "no records"),
        ("a.json", '{"type": [1], "properties": {}}', "type cannot be [1]"),
        ("a.json", '{"properties": {"a": {"$ref": ["#"]}}}', "$ref cannot be"),
        ("a.json", '{"properties": {"a": {"if": []}}}', "if cannot be []"),
        ("a.json", '{"properties": {"a": {"$ref": "a\\u0000b"}}}', "names no file"),
        ("a.json", '{"properties": {"a": {"enum": ["\\ud800"]}}}', "a.json"),
        ("a.json", "7", "no records"),
        ("a.sql", "SELECT 1;", "creates no table"),
        ("a.xsd", "<schema/>", "no XML Schema"),
        ("a.xsd", "<schema", "no XML"),
        ("a.xsd", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "DTD"),
        (
            "a.avsc",
            '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "strng"}]}',
            "no type of Avro",
        ),
        ("a.csv", "", "header"),
        ("a.json", "[" * 5000, "a.json"),
        ("a.json", '{"properties": {"a": ' * 400 + "{}" + "}}" * 400, "too"),
    ],
)
def test_bad_input_of_every_format_is_one_sentence_and_changes_nothing(mapbench, shop, file, text, said):
    before = {path for path in shop.folder.rglob("*") if ".mapbench" not in path.parts}
    shop.put(file, text)
    answer = mapbench("import", file, "--as", "shop.new")
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert {path for path in shop.folder.rglob("*") if ".mapbench" not in path.parts} == before | {
        shop.folder / file
    }


def test_names_and_options_that_say_nothing_are_refused(mapbench, shop):
    for words in (("api.json",), ("api.json", "--as", "shop"), ("api.json", "--as", "../x.y"), ("nope.json", "--as", "a.b"),
                  ("api.json", "--as", "a.b", "--operation", "listSales", "--records", "$.nope"),
                  ("api.json", "--as", "a.b", "--operation", "listSales", "--records", "$[")):  # fmt: skip
        answer = mapbench("import", *words)
        assert (answer.exit_code, "error:" in answer.stderr or "Error" in answer.stderr) == (2, True)


def test_as_json(mapbench, shop):
    answer = mapbench(
        "import", "api.json", "--as", "bazaar.sale", "--operation", "listSales", "--format", "json"
    )
    assert json.loads(answer.stdout) == {
        "dataset": "bazaar.sale", "kind": "openapi", "source": "the answer of GET /sales (listSales)", "request": "GET /sales",
        "records": "$.sales[*]", "records_guessed": True, "key": [], "pinned": False, "changes": [], "notes": [],
        "written": ["schemas/bazaar.sale.json", "systems/bazaar.yaml"],
    }  # fmt: skip
