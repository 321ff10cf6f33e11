"""One behaviour of each key of a mapping file."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.engine.mapped import error, mapper, outcome, output

from mapbench.errors import LoadError, MapbenchError
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.model.mapping import MappingFile
from mapbench.project.programs import load_program

COPY = [{"target": "t", "source": "a"}]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a dataset shop.order and an entity order@2."""
    files = {
        "mapbench.yaml": "project: p\nlead: dana\n",
        "systems/shop.yaml": "system: shop\nrole: record\nowner: o\ndatasets:\n  order: {key: [id]}\n",
        "schemas/shop.order.json": json.dumps({"type": "object", "properties": {"a": {"type": "string", "x-classification": "pii"}}}),
        "canonical/order.yaml": "entity: order\nversion: 2.0.0\nowner: o\nschema: {type: object, required: [t], properties: {t: {type: integer}}}\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "mappings").mkdir()
    return tmp_path


def in_project(project: Path, text: str) -> Any:
    """The compiled mapping of a text in the project."""
    from mapbench.engine.compiler import compile_program

    (project / "mappings/m.yaml").write_text(f"mapping: m\n{text}\nrules:\n- {{target: t, source: a}}\n")
    return compile_program(load_program("m", project).program).bind()


def test_key_mapping_format() -> None:
    assert load("mapping", Document("format: 1\nmapping: m\n")).format == 1
    with pytest.raises(LoadError, match="The format 2 is not known here") as caught:
        load("mapping", Document("mapping: m\nformat: 2\n", "m.yaml"))
    assert (caught.value.place.line, caught.value.place.column) == (2, 9)


def test_key_mapping_mapping() -> None:
    assert mapper(COPY).program.mapping == "m"
    for wrong in ("Shop Order", "shop_order", "", "-a", "ä"):
        with pytest.raises(ValidationError):
            MappingFile.model_validate({"mapping": wrong})
    with pytest.raises(ValidationError):
        MappingFile.model_validate({"title": "no id"})


def test_key_mapping_version() -> None:
    assert MappingFile.model_validate({"mapping": "m", "version": "1.4.0-rc.1"}).version == "1.4.0-rc.1"
    for wrong in ("1.4", "v1.4.0", "01.0.0"):
        with pytest.raises(ValidationError):
            MappingFile.model_validate({"mapping": "m", "version": wrong})


def says_something_to_people_only(key: str) -> None:
    assert output(COPY, {"a": 1}, **{key: "x\n{y}'; import os"}) == output(COPY, {"a": 1}) == {"t": 1}
    with pytest.raises(ValidationError):
        mapper(COPY, **{key: 5})


def test_key_mapping_title() -> None:
    says_something_to_people_only("title")


def test_key_mapping_note() -> None:
    says_something_to_people_only("note")


def test_key_mapping_owner() -> None:
    assert error([{"target": "t", "formula": "1 / 0"}], {}, owner="order-ops").owner == "order-ops"


def test_key_mapping_source(project: Path) -> None:
    """The schema of the source classifies what its rules read."""
    mapping = in_project(project, "source: shop.order\ntarget: order@2")
    assert mapping.outcomes({"a": "zoe"})[0].errors[0].actual == "•••"
    with pytest.raises(MapbenchError, match=r"shop\.ordr"):
        in_project(project, "source: shop.ordr")


def test_key_mapping_target(project: Path) -> None:
    mapping = in_project(project, "target: order@2")
    assert mapping.outcomes({"a": 5})[0].output == {"t": 5}
    assert [one.code for one in mapping.outcomes({})[0].errors] == ["missing"]
    with pytest.raises(MapbenchError, match="order"):
        in_project(project, "target: order@3")


def test_key_mapping_params() -> None:
    rules = [{"target": "t", "formula": "params.region"}]
    assert output(rules, {}, declared={"region": {}}, params={"region": "EU"}) == {"t": "EU"}
    with pytest.raises(LoadError, match="Unknown parameter region"):
        mapper(rules)


def test_key_mapping_each() -> None:
    mapping = mapper(
        [
            {"target": "t", "source": "v"},
            {"target": "id", "source": "$.id"},
            {"target": "n", "formula": "index"},
        ],
        each="l[*]",
    )
    outcomes = mapping.outcomes({"id": 7, "l": [{"v": 1}, {"v": 2}]})
    assert [(one.item, one.output) for one in outcomes] == [
        (0, {"t": 1, "id": 7, "n": 0}),
        (1, {"t": 2, "id": 7, "n": 1}),
    ]
    assert [(one.status, one.reason) for one in mapping.outcomes({"l": []})] == [("skipped", "no-items")]


def test_key_mapping_as() -> None:
    mapping = mapper([{"target": "t", "formula": "line.v"}], each="l[*]", **{"as": "line"})
    assert [one.output for one in mapping.outcomes({"l": [{"v": 1}, {"v": 2}]})] == [{"t": 1}, {"t": 2}]


def grouped(records: list[Any], **keys: Any) -> list[tuple[Any, ...]]:
    """First record, count and output (or code) of each group."""
    mapping = mapper([{"target": "key", "formula": "key"}, {"target": "n", "source": "items[*].n"}], **keys)
    return [
        (first, count, one.output or one.errors[0].code)
        for first, count, (one,) in mapping.grouped(enumerate(records))
    ]


def test_key_mapping_group() -> None:
    records = [{"o": "a", "n": 1}, {"o": "a", "n": 2}, {"o": "b", "n": 3}, {"o": "a", "n": 4}]
    expected = [(0, 2, {"key": "a", "n": [1, 2]}), (2, 1, {"key": "b", "n": [3]}), (3, 1, "not-grouped")]
    assert sorted(grouped(records, group="o")) == expected
    assert sorted(grouped(records[:3], group=["o"])) == [
        (0, 2, {"key": ["a"], "n": [1, 2]}),
        (2, 1, {"key": ["b"], "n": [3]}),
    ]


def test_key_mapping_group_all() -> None:
    records = [{"n": 1}, {"n": 2}]
    ((first, count, made),) = grouped(records, group_all=True)
    assert (first, count, made["n"]) == (0, 2, [1, 2])
    assert grouped([], group_all=True) == []


def test_key_mapping_let() -> None:
    lets = {"a": {"formula": "b + 1"}, "b": {"source": "n"}, "bad": {"formula": "1 / 0"}}
    assert output([{"target": "t", "formula": "a + b"}], {"n": 1}, let=lets) == {"t": 3}
    result = outcome(
        mapper([{"target": "t", "formula": "bad"}, {"target": "u", "formula": "bad"}], let=lets), {"n": 1}
    )
    assert [one.target for one in result.errors] == ["t", "u"]


def test_key_mapping_skip_when() -> None:
    mapping = mapper(COPY, skip_when={"source": {"test": "test"}, "formula": "test"})
    assert [mapping.outcomes(record)[0].status for record in ({"test": True}, {"test": False}, {"test": None}, {})] == [
        "skipped", "accepted", "accepted", "accepted",
    ]  # fmt: skip
    failed = mapping.outcomes({"test": "yes"})[0].errors[0]
    assert (failed.code, failed.target) == ("type", "$")


def test_key_mapping_rules() -> None:
    assert output([], {"a": 1}) == {}
    target = {"type": "object", "properties": {"first": {}, "second": {}}}
    made = output(
        [
            {"target": "second", "constant": 2},
            {"target": "other", "constant": 3},
            {"target": "first", "constant": 1},
        ],
        {},
        schema=target,
    )
    assert list(made) == ["first", "second", "other"]
