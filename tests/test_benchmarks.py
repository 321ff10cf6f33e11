"""The benchmarks compare like with like: all contenders write the same."""

import importlib
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def load(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


def read(path: Path) -> list[dict]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def written(work, lines, folder: Path) -> list[dict]:
    if isinstance(work, str):
        pytest.skip(work)
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes(b"".join(lines))
    work(source, target)
    return read(target)


def leaves(rules: list[dict]) -> int:
    return sum(leaves(rule["rules"]) if "rules" in rule else 1 for rule in rules)


def mapped(mapping: str, lines, folder: Path) -> list[dict]:
    from mapbench.cli.main import run

    importlib.import_module("workload").write_project(folder / "project")
    source, target = folder / "in.jsonl", folder / "mapped.jsonl"
    source.write_bytes(b"".join(lines))
    run(["-C", str(folder / "project"), "run", mapping, str(source), "-o", str(target)])
    return read(target)


def test_the_order_workload_has_29_targets_and_records_of_one_and_a_half_kilobytes(load):
    from ruamel.yaml import YAML

    workload = load("workload")
    lines = list(workload.orders(500))
    mapping = YAML(typ="safe").load(BENCHMARKS / "project" / "mappings" / "bench-order.yaml")
    assert leaves(mapping["rules"]) == 29
    assert 1400 < sum(map(len, lines)) / len(lines) < 1600


def test_records_are_the_same_every_time(load):
    workload = load("workload")
    assert list(workload.orders(50)) == list(workload.orders(50))


def test_a_tenth_of_the_bad_records_has_a_day_that_does_not_exist(load):
    lines = list(load("workload").orders(1000, bad=0.1))
    assert 60 < sum(b"2026-02-31" in line for line in lines) < 140


@pytest.mark.parametrize("peer", ["duckdb_orders", "jq_orders"])
def test_peers_write_what_python_by_hand_writes(load, tmp_path, peer):
    peers, lines = load("peers"), list(load("workload").orders(300))
    by_hand = written(peers.order_by_hand, lines, tmp_path)
    assert written(getattr(peers, peer)(), lines, tmp_path) == by_hand


@pytest.mark.parametrize(
    ("mapping", "by_hand", "records"),
    [
        ("bench-order", "order_by_hand", "orders"),
        ("bench-wide", "wide_by_hand", "wide_records"),
        ("bench-basket", "basket_by_hand", "baskets"),
    ],
)
def test_mapbench_writes_what_python_by_hand_writes(load, tmp_path, mapping, by_hand, records):
    lines = list(getattr(load("workload"), records)(20))
    expected = written(getattr(load("peers"), by_hand), lines, tmp_path)
    assert mapped(mapping, lines, tmp_path) == expected


def test_the_tables_are_printed():
    command = [
        sys.executable,
        str(BENCHMARKS / "engine.py"),
        "--records",
        "200",
        "--rounds",
        "1",
        "--stream-mb",
        "1",
    ]
    ran = subprocess.run([*command, "--only", "orders"], capture_output=True, text=True, check=True)
    assert "orjson loads + dumps" in ran.stdout
    assert "at most 3.0" in ran.stdout


def test_the_project_of_the_workbench_has_the_size_it_is_asked_for(load, tmp_path):
    from mapbench.project.project import Project
    from mapbench.workspace.reading import mapping_view

    workbench = load("workbench")
    folder = workbench.write_project(tmp_path, leaves=300, rules=150, fixtures=2)
    view = mapping_view(workbench.Bench(folder, Project.open(folder)), workbench.MAPPING)
    assert (view.source_total, view.target_total, len(view.rules), len(view.fixtures)) == (300, 300, 150, 2)
    assert view.problems == ()


def test_every_question_of_the_workbench_is_measured(load, tmp_path):
    workbench = load("workbench")
    rows = list(workbench.measured(workbench.write_project(tmp_path, 200, 90, 2), turns=1))
    assert workbench.table(rows).count("\n") == len(rows) == 10
