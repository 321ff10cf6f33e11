"""A package at work: what it needs, what it gives, and that it gives what the project gives."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.packages import shop

import mapbench
from mapbench.engine.compiler import compile_program
from mapbench.engine.grouping import groups
from mapbench.errors import MapbenchError
from mapbench.packages.archive import unpack
from mapbench.packages.errors import DraftError, UnreadableError
from mapbench.packages.golden import STAND_INS
from mapbench.packages.ingredients import gather
from mapbench.packages.publish import publish
from mapbench.project.programs import load_program
from mapbench.trials.given import fixture_values

STOREFRONT = Path(__file__).parents[2] / "projects/storefront"
HEAVY = {"textual", "httpx", "sqlite_utils", "jsonpath_ng", "pydantic", "ruamel", "click"}
MAPPINGS = sorted(path.stem for path in (STOREFRONT / "mappings").glob("*.yaml"))
RECORD = {"id": 5, "state": "paid", "buyer": 7, "items": [{"sku": "A", "price": 1, "quantity": 2}]}


def test_loading_and_running_needs_none_of_the_heavy_libraries(package):
    code = (
        "import sys, mapbench\n"
        "package = mapbench.load(sys.argv[1], tables={'customers': {}})\n"
        "assert package.map({'id': 1, 'state': 'paid', 'items': []}).status == 'accepted'\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", code, package], capture_output=True, text=True, check=True)
    assert not HEAVY & set(shown.stdout.split())


def test_a_record_gives_an_outcome(package):
    loaded = mapbench.load(package, tables={"customers": {"7": {"name": "Ann"}}})
    outcome = loaded.map(RECORD)
    assert (outcome.status, outcome.output["name"], outcome.output["odd name"]) == ("accepted", "Ann", 1)
    rejected = loaded.map({**RECORD, "state": "lost"})
    assert [(error.code, error.target, error.owner) for error in rejected.errors] == [
        ("lookup-miss", "status", "order-ops")
    ]


def test_parameters_and_tables_are_given(package):
    loaded = mapbench.load(package, params={"region": "US"}, tables={"customers": {}})
    assert loaded.map(RECORD).output["zone"] == "far"
    assert loaded.columns("customers") == ("id", None)
    assert loaded.columns("zone") == ("region", "zone")


def test_a_table_that_stays_open_has_to_be_given(package):
    with pytest.raises(MapbenchError, match=r"customers has no entries"):
        mapbench.load(package).map(RECORD)


def test_the_unpacked_tree_is_a_package_too(package, tmp_path):
    for name, content in unpack(package.read_bytes()).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert mapbench.load(tmp_path).digest == mapbench.load(package).digest


def test_a_draft_is_refused_unless_told_to_take_it(tmp_path):
    path = shop.export(shop.write(tmp_path), draft=True).path
    assert path.name == "web-order-1.0.0.draft.mapkg"
    with pytest.raises(DraftError):
        mapbench.load(path)
    assert mapbench.load(path, allow_draft=True).manifest.draft


def test_what_is_no_package_is_refused(tmp_path):
    (tmp_path / "a.mapkg").write_text("hello")
    with pytest.raises(UnreadableError):
        mapbench.load(tmp_path / "a.mapkg")
    with pytest.raises(UnreadableError, match="no manifest"):
        mapbench.load(tmp_path)
    with pytest.raises(FileNotFoundError):
        mapbench.load(tmp_path / "none.mapkg")


def outcomes(mapper, files):
    records = []
    for name, content in files:
        values = fixture_values(name, content)
        records += values if isinstance(values, list) else [values]
    if mapper.program.group or mapper.program.group_all:
        return [mapper.outcomes(group) for _, _, group, _ in groups(mapper, enumerate(records))]
    return [mapper.outcomes(record) for record in records]


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_package_gives_what_its_project_gives(mapping, tmp_path):
    loaded = load_program(mapping, STOREFRONT)
    folder = STOREFRONT / "fixtures" / loaded.mapping.file.source
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.*"))]
    params = {one.name: STAND_INS[one.type] for one in loaded.program.parameters}
    now = datetime(2026, 11, 16, tzinfo=UTC)
    package = mapbench.load(publish(gather(loaded), tmp_path).path)
    left_open = {one.name for one in package.program.tables if one.entries is None}
    tables = {one.name: one.entries for one in loaded.program.tables if one.name in left_open}
    ours, theirs = compile_program(loaded.program), compile_program(package.program)
    assert files
    assert ours.plain.source == theirs.plain.source
    assert outcomes(theirs.bind(params, tables, now), files) == outcomes(
        ours.bind(params, tables, now), files
    )


def test_several_outputs_of_one_record_are_asked_for_as_outcomes(tmp_path):
    each = "mapping: web-order\nversion: 1.0.0\neach: items[*]\nrules:\n- {target: a, source: sku}\n"
    package = mapbench.load(
        shop.export(
            shop.write(tmp_path, {"mappings/web-order.yaml": each, "tests/web-order.yaml": "tests: []\n"})
        ).path
    )
    assert [one.output for one in package.outcomes(RECORD)] == [{"a": "A"}]
    with pytest.raises(MapbenchError, match="one output of one record"):
        package.map(RECORD)
