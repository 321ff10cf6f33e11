"""Documents in which something is not what it should be: read, or refused in a sentence; never another failure."""

import copy
import json
import os
import random

import pytest
from tests.cli.test_importing import API
from tests.schemas.documents.test_avro import ORDER
from tests.schemas.documents.test_bundling import NAMES, OLD

from mapbench.connect.importing.imported import Wish
from mapbench.connect.importing.importing import changes_against, import_file
from mapbench.errors import MapbenchError

JUNK = [
    None, True, 1, -1.5, "", "x", "#", "#/", "#/definitions/a", "http://x/y", "../z.json", [], {}, [1], {"a": 1}, {"$ref": "#"}, {"$ref": 5},
    ["$ref"], {"properties": []}, {"items": [{}]}, "object", "array", {"nullable": True}, "a\x00b", "\ud800",
]  # fmt: skip
KEYS = [
    "$ref",
    "type",
    "items",
    "properties",
    "allOf",
    "required",
    "enum",
    "nullable",
    "$id",
    "$anchor",
    "dependencies",
    "not",
    "if",
]
RING = {"a": {"$ref": "#/definitions/b"}, "b": {"properties": {"x": {"$ref": "#/definitions/a"}}}}
DOCUMENTS = [
    ("api.json", API, ("listSales", "getSale")),
    ("order.avsc", ORDER, ("",)),
    *(
        ("s.json", {"$schema": NAMES[draft], "definitions": RING, **schema}, ("", "a"))
        for draft, schema in OLD
    ),
]
MUTATED = 3_000 if "MAPBENCH_LONG" in os.environ else 150


def places(node, path=()):
    yield path
    for key, below in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield from places(below, (*path, key))


def mutated(document, chance):
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice([path for path in places(document) if path] or [("x",)])
        holder = document
        for key in path[:-1]:
            holder = holder[key]
        if chance.random() < 0.2 and isinstance(holder, dict):
            path = (chance.choice(KEYS),)
        holder[path[-1]] = copy.deepcopy(chance.choice(JUNK))
    return document


@pytest.mark.parametrize("seed", range(3))
def test_a_document_with_slips_is_read_or_refused(tmp_path, seed):
    chance = random.Random(seed)
    read = 0
    for _ in range(MUTATED):
        name, document, parts = chance.choice(DOCUMENTS)
        (tmp_path / name).write_text(json.dumps(mutated(document, chance)))
        try:
            found = import_file(tmp_path / name, "a.b", Wish(chance.choice(parts)), project=tmp_path)
        except MapbenchError:
            continue
        read += 1
        json.dumps(found.schema).encode()
        changes_against({"properties": {"id": {"type": "string"}}}, found.schema)
    assert 0 < read < MUTATED
