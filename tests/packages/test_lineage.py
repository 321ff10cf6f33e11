from pathlib import Path

import pytest

from mapbench.language.paths import parse_path
from mapbench.language.resolve import resolve
from mapbench.language.scopes import Place, field_at
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.packages.lineage import lineage
from mapbench.project.programs import load_program
from mapbench.schemas.fields import Schema

STOREFRONT = Path(__file__).parents[2] / "projects/storefront"
MAPPINGS = sorted(path.stem for path in (STOREFRONT / "mappings").glob("*.yaml"))


def found(rules, head=""):
    """Source fields by target; those that only decide in brackets."""
    document = Document.parse(f"mapping: m\n{head}\nrules:\n{rules}")
    facet = lineage(resolve(load("mapping", document), None, document), "shop.order")["columnLineage"]
    return {
        target: [_shown(one) for one in entry["inputFields"]] for target, entry in facet["fields"].items()
    }


def _shown(entry):
    direct = any(way["type"] == "DIRECT" for way in entry["transformations"])
    return entry["field"] if direct else f"({entry['field']})"


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("{target: t, source: a.b}", {"t": ["a.b"]}),
        ("{target: t, source: $.a}", {"t": ["a"]}),
        ("{target: t, constant: 1}", {"t": []}),
        ("{target: t, source: 'a[0].b'}", {"t": ["a[*].b"]}),
        ("{target: t, source: 'a[?@.k == 1].b', formula: first(value)}", {"t": ["a[*].b"]}),
        ("{target: t, source: {x: a, y: b}, formula: x + y.c}", {"t": ["a", "b.c"]}),
        ("{target: t, source: {x: 'l[*]'}, formula: sum(i.p * i.q for i in x)}", {"t": ["l[*].p", "l[*].q"]}),
        ("{target: t, source: {x: l}, formula: 'x[0].p'}", {"t": ["l[*].p"]}),
        ("{target: t, source: {x: 'l[*].p'}, formula: min(i for i in x)}", {"t": ["l[*].p"]}),
        ("{target: t, source: a, when: 'value == 1'}", {"t": ["a"]}),
        ("{target: t, source: a, when: {source: {k: b}, formula: k}}", {"t": ["a", "(b)"]}),
        ("{target: t, source: {x: a}, cases: [{when: x > 1, value: y}]}", {"t": ["(a)"]}),
        ("{target: o, source: s, rules: [{target: t, source: u.v}]}", {"o.t": ["s.u.v"]}),
        (
            "{target: l, each: m, where: item.k, rules: [{target: t, source: u}]}",
            {"l.t": ["(m[*].k)", "m[*].u"]},
        ),
        ("{target: l, each: 'm[*]', as: n, formula: n.u}", {"l": ["m[*].u"]}),
        (
            "{target: l, each: 'm[*]', rules: [{target: k, each: 'n[*]', formula: item.u}]}",
            {"l.k": ["m[*].n[*].u"]},
        ),
        (
            "{target: l, each: 'm[*]', group: item.g, rules: [{target: k, source: key}, {target: s, source: 'items[*].u'}]}",
            {"l.k": ["m[*].g"], "l.s": ["(m[*].g)", "m[*].u"]},
        ),
        ("{copy_all: {from: a}}", {"*": ["a"]}),
    ],
)
def test_fields_lead_to_targets(rule, fields):
    assert found(f"- {rule}\n") == fields


def test_named_values_lead_through():
    head = "let:\n  a: {source: {x: p.q}, formula: upper(x)}\n  b: {formula: a}"
    assert found("- {target: t, formula: b}\n", head) == {"t": ["p.q"]}


def test_groups_of_records_lead_to_fields_of_a_record():
    rules = "- {target: t, formula: sum(i.q for i in items)}\n- {target: k, source: 'key[0]'}\n- {target: u, source: 'items[0].v'}\n"
    assert found(rules, "group: [day]") == {"t": ["q"], "k": ["day"], "u": ["v"]}


def test_masking_is_said():
    document = Document.parse("mapping: m\nrules:\n- {target: t, source: a, formula: mask(value)}\n")
    facet = lineage(resolve(load("mapping", document), None, document), "shop.order")["columnLineage"]
    [way] = facet["fields"]["t"]["inputFields"][0]["transformations"]
    assert (way["masking"], way["subtype"], way["description"]) == (True, "TRANSFORMATION", "mask(value)")


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_every_field_of_the_example_stands_in_its_source_schema(mapping):
    loaded = load_program(mapping, STOREFRONT)
    root = Schema(loaded.environment.source_schema).root
    fields = lineage(loaded.program, loaded.mapping.file.source)["columnLineage"]["fields"]
    named = {one["field"] for entry in fields.values() for one in entry["inputFields"]} - {"$"}
    assert named
    unknown = [name for name in named if field_at(Place(source=root, record=root), parse_path(name)) is None]
    assert unknown == []
