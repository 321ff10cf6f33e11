"""What the workbench costs: a pair of 5,000-leaf schemas, 1,500 rules, 100 fixtures.

    python benchmarks/workbench.py [--check]

One table. Times are CPU seconds, the least of several turns, beside a ratio to reading the mapping's YAML once, so that figures of
different machines can be compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time
from typing import NamedTuple

import canvas_frames
import workbench_open
from mapbench.model.documents import Document
from mapbench.project.project import Project

MAPPING = "bench"
_FORMULAS = ("", "formula: upper(trim(value))", "default: none", "formula: base + value")


class Row(NamedTuple):
    """One line of the table; a row without a bar is there for comparison."""

    what: str
    seconds: float
    bar: float | None = None


@dataclass(frozen=True)
class Bench:
    """An open project, as the views need it."""

    folder: Path
    project: Project
    revision: int = 0


def write_project(folder: Path, leaves: int, rules: int, fixtures: int) -> Path:
    """A project with one mapping between two schemas: objects of 80 fields, each with a list of objects of 20."""
    groups = max(leaves // 100, 1)
    system = "system: {}\nrole: engagement\nowner: t\ndatasets:\n  record: {{}}\n"
    texts = {
        "mapbench.yaml": "project: bench\n",
        "systems/from.yaml": system.format("from"),
        "systems/to.yaml": system.format("to"),
        "schemas/from.record.json": json.dumps(_schema(groups)),
        "schemas/to.record.json": json.dumps(_schema(groups)),
        f"mappings/{MAPPING}.yaml": "\n".join(_mapping(groups, rules)) + "\n",
    }
    for number in range(fixtures):
        texts[f"fixtures/from.record/{number:04}.json"] = json.dumps(_record(groups, number))
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def _schema(groups: int) -> dict[str, object]:
    text = {"type": "string"}
    item = {"type": "object", "properties": {f"i{number}": text for number in range(20)}}
    fields = {f"f{number}": text for number in range(80)}
    group = {"type": "object", "properties": {**fields, "items": {"type": "array", "items": item}}}
    return {"type": "object", "properties": {f"g{number}": group for number in range(groups)}}


def _record(groups: int, number: int) -> dict[str, object]:
    items = [{f"i{at}": f"v{at}" for at in range(20)} for _ in range(3)]
    return {
        f"g{at}": {**{f"f{one}": f"{number} {one}" for one in range(80)}, "items": items}
        for at in range(groups)
    }


def _mapping(groups: int, rules: int) -> Iterator[str]:
    yield from (
        f"mapping: {MAPPING}",
        "version: 1.0.0",
        "owner: t",
        "source: from.record",
        "target: to.record",
    )
    yield from ("let:", "  base: {source: g0.f1, formula: upper(value)}", "rules:")
    left = rules
    for group in range(groups):
        for number in range(min(left, 80)):
            path = f"g{group}.f{number}"
            yield from (f"- target: {path}", f"  source: {path}")
            if _FORMULAS[number % 4]:
                yield f"  {_FORMULAS[number % 4]}"
        left = max(left - 80, 0)
        inside = min(left - 1, 20)
        if inside > 0:
            yield from (f"- target: g{group}.items", f"  each: g{group}.items[*]", "  rules:")
            yield from (f"  - {{target: i{number}, source: i{number}}}" for number in range(inside))
            left -= inside + 1


def measured(folder: Path, turns: int) -> Iterator[Row]:
    """The rows of the table."""
    from mapbench.workspace import reading as r

    bench, file = Bench(folder, Project.open(folder)), folder / "mappings" / f"{MAPPING}.yaml"
    first = _used(partial(r.mapping_view, bench, MAPPING))
    yield Row("read the mapping's YAML", _least(turns, partial(Document.read, file)))
    yield Row("mapping_view, the first one", first)
    yield Row(
        "mapping_view after a step",
        _after_a_step(bench, turns, lambda one: r.mapping_view(one, MAPPING)),
        0.6,
    )
    one, other, *_ = r.mapping_view(bench, MAPPING).fixtures
    at, draft = ("rules", 1), {"target": "g0.f1", "source": "g0.f1", "formula": "lower(base + value)"}
    yield Row("preview, fixtures read for it", _used(partial(r.preview, bench, MAPPING, at)))
    yield Row(
        "preview of a formula being typed", _least(turns, partial(r.preview, bench, MAPPING, at, draft)), 0.1
    )
    yield Row(
        "what is wrong in it", _least(turns, partial(r.formula_problem, bench, MAPPING, at, draft)), 0.05
    )
    yield Row("explain a rule", _least(turns, partial(r.steps, bench, MAPPING, at, one)), 0.1)
    yield Row("the values of a fixture, compiled", _used(partial(r.fixture_values, bench, MAPPING, one)))
    yield Row(
        "the values of the next fixture", _least(turns, partial(r.fixture_values, bench, MAPPING, other)), 0.1
    )
    yield Row("search the fields", _least(turns, partial(r.search, bench, "@f7")), 0.2)


def _least(turns: int, work: Callable[[], object]) -> float:
    return min(_used(work) for _ in range(turns))


def _after_a_step(bench: Bench, turns: int, work: Callable[[Bench], object]) -> float:
    """What a question costs when the mapping's file was changed a moment ago."""
    found = []
    for _ in range(turns):
        bench = Bench(bench.folder, bench.project.renewed([f"mappings/{MAPPING}.yaml"]))
        found.append(_used(partial(work, bench)))
    return min(found)


def _used(work: Callable[[], object]) -> float:
    before = process_time()
    work()
    return process_time() - before


def table(rows: list[Row]) -> str:
    """The rows as text; ratios are to the first."""
    lines = [f"{'':34}{'ms CPU':>10}{'ratio':>8}{'bar':>8}"]
    for row in rows:
        bar = "" if row.bar is None else f"{row.bar * 1000:.0f}"
        lines.append(f"{row.what:34}{row.seconds * 1000:>10.1f}{row.seconds / rows[0].seconds:>8.2f}{bar:>8}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; with --check the exit code is 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description="What the workbench costs.")
    parser.add_argument("--check", action="store_true", help="exit code 1 where a bar is missed")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = write_project(Path(folder), 5_000, 1_500, 100)
        rows = list(measured(home, turns=3))
        rows += [Row(*row) for row in workbench_open.rows(home)]
    rows += [Row(*row) for row in canvas_frames.rows(3)]
    print(table(rows))
    missed = [row.what for row in rows if row.bar is not None and row.seconds > row.bar]
    if missed:
        print(f"missed: {', '.join(missed)}")
    return int(given.check and bool(missed))


if __name__ == "__main__":
    sys.exit(main())
