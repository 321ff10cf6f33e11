"""Operations of an OpenAPI document, and where the schemas of their answers and bodies stand."""

import pytest

from mapbench.schemas.documents.openapi import answer_spot, body_spot, dialect_of, operations, server_of
from mapbench.schemas.documents.references import Library
from mapbench.schemas.keywords import SchemaError

JSON = {"application/json": {"schema": {"type": "object"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://api.example/v2/"}],
    "paths": {
        "/orders": {
            "parameters": [],
            "get": {"operationId": "listOrders", "summary": "All\n orders", "responses": {"200": {"content": JSON}}},
            "post": {"requestBody": {"content": JSON}, "responses": {"201": {"$ref": "#/components/responses/made"}, "200": {}}},
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/pdf": {"get": {"responses": {"200": {"content": {"application/pdf": {"schema": {}}}}, "default": {"content": JSON}}}},
        "/hal": {"get": {"responses": {200: {"content": {"application/hal+json; charset=utf-8": {"schema": {}}}}}}},
        "/shared": {"$ref": "#/components/pathItems/p"},
        "/broken": {"get": {"responses": {"200": {"$ref": "#/nowhere"}}}},
    },
    "components": {"responses": {"made": {"content": JSON}}, "pathItems": {"p": {"get": {"responses": {"2XX": {"content": JSON}}}}}},
}  # fmt: skip


def library():
    return Library({"api": DOCUMENT})


def test_operations_are_listed_in_the_order_of_the_document():
    found = operations(library(), "api")
    assert [(one.request, one.id, one.answers, one.takes) for one in found] == [
        ("GET /orders", "listOrders", True, False),
        ("POST /orders", "", True, True),
        ("DELETE /orders", "", False, False),
        ("GET /pdf", "", True, False),
        ("GET /hal", "", True, False),
        ("GET /shared", "", True, False),
        ("GET /broken", "", True, False),
    ]
    assert found[0].summary == "All orders"


def test_the_answer_is_that_of_200_else_of_the_first_2xx_else_the_default():
    by_request = {one.request: one.spot for one in operations(library(), "api")}
    assert answer_spot(library(), by_request["GET /orders"]).pointer.startswith(
        "/paths/~1orders/get/responses/200/"
    )
    assert answer_spot(library(), by_request["POST /orders"]).pointer.startswith(
        "/components/responses/made/"
    )
    assert answer_spot(library(), by_request["GET /pdf"]).pointer.startswith(
        "/paths/~1pdf/get/responses/default/"
    )
    assert answer_spot(library(), by_request["GET /shared"]).pointer.startswith(
        "/components/pathItems/p/get/responses/2XX/"
    )
    assert body_spot(library(), by_request["POST /orders"]).pointer.startswith(
        "/paths/~1orders/post/requestBody/"
    )
    with pytest.raises(SchemaError, match="names nothing"):
        answer_spot(library(), by_request["GET /broken"])


@pytest.mark.parametrize(("said", "dialect"), [("3.0.3", "openapi-3.0"), ("3.1.1", "openapi-3.1")])
def test_versions_that_are_read(said, dialect):
    assert dialect_of({"openapi": said}) == dialect


def test_older_documents_are_refused_with_a_way_out():
    with pytest.raises(SchemaError, match=r"version 2\.0") as refused:
        dialect_of({"swagger": "2.0"})
    assert "OpenAPI 3" in refused.value.hint


def test_the_address_is_the_first_servers_where_it_is_one():
    assert server_of(DOCUMENT) == "https://api.example/v2"
    for servers in ([], None, [{}], [{"url": "/v1"}], [{"url": "https://{host}/v1"}]):
        assert not server_of({"servers": servers})
