"""How often the right link comes first: on real schemas with a truth that the score never sees, and on the example project."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture
def table(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("suggest")


@pytest.fixture
def gdc(table):
    archive = table.DATA / table.ARCHIVE
    if not archive.is_file():
        pytest.skip(f"../shared/data/{table.ARCHIVE} is not beside this checkout")
    return list(table.gdc(archive))


def test_the_bars_on_gdc_are_kept_and_hard_fields_are_no_worse_than_one_line_of_wratio(table, gdc):
    ours, wratio = table.by_us(values=True), table.by_wratio
    found = table.accuracy(gdc, ours, hard=False)
    print(found)
    assert (found.asked, found.first[0] >= 0.56, found.first[2] >= 0.82) == (167, True, True)
    hard, line = table.accuracy(gdc, ours, hard=True), table.accuracy(gdc, wratio, hard=True)
    assert all(
        mine >= theirs for mine, theirs in zip((*hard.first, hard.mrr), (*line.first, line.mrr), strict=True)
    )


def test_on_the_example_project_the_right_link_comes_first_more_often_than_by_wratio(table):
    pairs = list(table.example(ROOT / "projects" / "storefront"))
    ours, line = (
        table.accuracy(pairs, rank, hard=True) for rank in (table.by_us(values=True), table.by_wratio)
    )
    assert all(
        mine > theirs for mine, theirs in zip((*ours.first, ours.mrr), (*line.first, line.mrr), strict=True)
    )


def test_values_are_worth_something(table, gdc):
    without = table.accuracy(gdc[:2], table.by_us(values=False), hard=True)
    assert table.accuracy(gdc[:2], table.by_us(values=True), hard=True).mrr > without.mrr


def test_the_cost_of_wide_schemas_is_measured(table):
    assert table.seconds_for(60) > 0
