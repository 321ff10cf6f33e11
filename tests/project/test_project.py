"""A project folder as linked objects: broken files told, the others usable."""

from pathlib import Path

import pytest

from mapbench.errors import LoadError, MapbenchError
from mapbench.project.folder import find_project
from mapbench.project.project import Project
from mapbench.project.template import make_project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_project(tmp_path / "shop")
    return tmp_path / "shop"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def told(folder: Path) -> list[tuple[str, str, str]]:
    found = Project.open(folder).problems
    return [
        (f"{Path(p.place.file or '').name}:{p.place.line}:{p.place.column}", p.message, p.hint) for p in found
    ]


def test_a_new_project_has_no_problems(folder: Path) -> None:
    assert told(folder) == []


def test_the_nearest_project_above_is_found(folder: Path, tmp_path: Path) -> None:
    assert find_project(folder / "mappings") == folder
    assert find_project(tmp_path) is None
    with pytest.raises(MapbenchError, match=r"has no mapbench\.yaml"):
        Project.open(tmp_path)


def test_files_are_linked(folder: Path) -> None:
    project = Project.open(folder)
    _, mapping = project.mapping("shop-order")
    source, target = project.source_schema(mapping), project.target_schema(mapping)
    assert source is not None
    assert next(iter(source.raw["properties"])) == "id"
    assert source.document.position(("properties", "status")).line == 10
    assert target is not None
    assert target.entity is not None
    assert target.key_path == ("schema",)
    assert target.document.position((*target.key_path, "required")).line == 9
    assert [path.name for path in project.fixtures("shop.order")] == ["1001.json", "1002.json", "1003.json"]
    assert project.table("order-status") == {"paid": "PAID", "open": "OPEN"}
    assert project.entity("order", 1)[1].owner == "order-ops"
    assert project.cases("shop-order") is not None
    assert project.cases("other") is None


def test_a_broken_file_stops_no_other(folder: Path) -> None:
    write(folder, "mappings/broken.yaml", "mapping: broken\nrules: [\n")
    write(folder, "mappings/bytes.yaml", "")
    (folder / "mappings/bytes.yaml").write_bytes(b"mapping: \xff\n")
    write(folder, "mappings/odd.yaml", "mapping: odd\nruls: []\n")
    project = Project.open(folder)
    assert project.mapping("shop-order")[1].title == "Order from the shop"
    assert {name for name, one in project.mappings.items() if one.model} == {"shop-order"}
    places = [place for place, _, _ in told(folder)]
    assert places == ["broken.yaml:2:8", "bytes.yaml:1:10", "odd.yaml:2:1"]
    with pytest.raises(LoadError, match="ruls"):
        project.mapping("odd")


def test_the_stem_equals_the_id(folder: Path) -> None:
    write(folder, "lookups/country.yaml", "lookup: countries\nentries: {}\n")
    place, message, hint = told(folder)[0]
    assert place == "country.yaml:1:9"
    assert "they have to be equal" in message
    assert "countries.yaml" in hint


def test_references_to_nothing_name_the_nearest(folder: Path) -> None:
    write(folder, "mappings/a.yaml", "mapping: a\nsource: shop.ordr\ntarget: ordr@1\n")
    write(folder, "mappings/b.yaml", "mapping: b\nsource: shop.order\ntarget: order@2\n")
    write(folder, "lookups/c.yaml", "lookup: c\ndataset: shop.orders\nkey: id\n")
    write(folder, "flows/d.yaml", "flow: d\ninbound: shop-ordr@1\noutbound:\n- {mapping: shop-order@0}\n")
    write(folder, "tests/e.yaml", "tests: []\n")
    found = told(folder)
    assert [place for place, _, _ in found] == [
        "a.yaml:2:9", "a.yaml:3:9", "b.yaml:3:9", "c.yaml:2:10", "d.yaml:2:10", "e.yaml:1:1",
    ]  # fmt: skip
    assert [hint for _, _, hint in found[:5]] == [
        "Did you mean 'shop.order'?", "Did you mean 'order'?", "Write order@1, or bring the older entity back.",
        "Did you mean 'shop.order'?", "Did you mean 'shop-order'?",
    ]  # fmt: skip


def test_ids_that_are_none_name_the_nearest(folder: Path) -> None:
    project = Project.open(folder)
    for ask in (project.mapping, project.lookup, project.function, project.system):
        with pytest.raises(MapbenchError, match="The project has no"):
            ask("nothing-like-it")
    with pytest.raises(MapbenchError) as caught:
        project.mapping("shop-ordr")
    assert caught.value.hint == "Did you mean 'shop-order'?"


def test_a_dataset_without_a_schema_has_none(folder: Path) -> None:
    (folder / "schemas/shop.order.json").unlink()
    assert Project.open(folder).schema("shop.order") is None


def test_schemas_may_be_yaml(folder: Path) -> None:
    (folder / "schemas/shop.order.json").unlink()
    write(folder, "schemas/shop.order.yaml", "type: object\nproperties:\n  id: {type: integer}\n")
    schema = Project.open(folder).schema("shop.order")
    assert schema is not None
    assert schema.document.position(("properties", "id")).line == 3


@pytest.mark.parametrize(
    ("written", "instead", "place", "message", "hint"),
    [
        ("{type: string}", "{type: strin}", "11:22", "properties.order_id.type should be one of", "Did you mean 'string'?"),
        ("{type: string}", "{$ref: '#/$defs/txt'}", "11:22", "#/$defs/txt names nothing", "Did you mean '#/$defs/text'?"),
        ("{type: string}", "{$ref: text.json}", "11:22", "leads outside the document", "Copy what it names into $defs"),
        ("{type: string}", "string", "11:15", "A schema is expected here", ""),
        ("{type: string}", "{pattern: '(a'}", "11:25", "no regular expression", "Do without lookaheads"),
        ("[PAID, OPEN]", "PAID", "14:34", "properties.status.enum should be a list, not text", ""),
        ("placed_at: {type: string,", "placed_at: {anyOf: [{type: string}, {type: strin}],", "12:48", "should be one of", "Did you mean 'string'?"),
    ],
)  # fmt: skip
def test_an_error_in_the_schema_of_an_entity_is_told_with_its_line(
    folder: Path, written: str, instead: str, place: str, message: str, hint: str
) -> None:
    text = (folder / "canonical/order.yaml").read_text("utf-8")
    write(
        folder,
        "canonical/order.yaml",
        text.replace(written, instead, 1) + "  $defs: {text: {type: string}}\n",
    )
    [found] = told(folder)
    assert (f"order.yaml:{place}", True, True) == (found[0], message in found[1], hint in found[2])
    with pytest.raises(LoadError):
        Project.open(folder).schema("order@1")


def test_an_error_in_a_pinned_schema_is_told_with_its_line_though_nothing_uses_it(folder: Path) -> None:
    write(folder, "schemas/shop.refund.json", '{\n  "properties": {\n    "id": {"type": "integr"}\n  }\n}\n')
    write(folder, "schemas/shop.credit.yaml", "properties:\n  id:\n    minLength: -1\n")
    assert [place for place, _, _ in told(folder)] == ["shop.credit.yaml:3:16", "shop.refund.json:3:20"]
