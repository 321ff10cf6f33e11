"""What packages cost: loading one of 200 rules, exporting, verifying and comparing one of 500 rules and 300 fixtures.

    python benchmarks/packages.py [--check]

One table. Times are CPU seconds, the least of several turns; a loaded package is also told as a ratio to importing the engine
in a fresh interpreter, so that figures of different machines can be compared.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import measure

LOAD_BAR = 0.050
WORK_BAR = 2.0
DIFF_BAR = 5.0
IMPORT = (
    "import time; begun = time.process_time(); import mapbench.engine.compiler, mapbench.engine.mapper;"
    "print(time.process_time() - begun)"
)
#: What rules of the benchmark compute, by turns, over two sources `a` and `b`.
FORMULAS = (
    "round(number(a) * 2 + 1, 2)",
    "upper(trim(text(a))) if a == b else text(b)",
    "coalesce(text(a), text(b), 'none')",
    "text(a)",
)


class Row(NamedTuple):
    """One line of the table; a row without a bar is there for comparison."""

    what: str
    seconds: float
    bar: float | None = None
    ratio: float | None = None


def write_project(folder: Path, rules: int, fixtures: int) -> Path:
    """A project with one mapping `bench` of so many rules and fixtures, owned and versioned."""
    kinds = ["number" if number % len(FORMULAS) == 0 else "string" for number in range(rules)]
    target = {f"t{number}": {"type": [kind, "null"]} for number, kind in enumerate(kinds)}
    source = {f"s{number}": {"type": ["integer", "null"]} for number in range(rules)}
    texts = {
        "mapbench.yaml": "project: bench\n",
        "systems/bench.yaml": "system: bench\ndatasets: {record: {}}\n",
        "schemas/bench.record.json": json.dumps({"type": "object", "properties": source}),
        "canonical/thing.yaml": f"entity: thing\nversion: 1.0.0\nschema: {json.dumps({'type': 'object', 'properties': target})}\n",
        "mappings/bench.yaml": _mapping(rules),
    }
    for number in range(fixtures):
        record = {f"s{at}": (number * at) % 97 for at in range(rules)}
        texts[f"fixtures/bench.record/{number:04}.json"] = json.dumps(record)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _mapping(rules: int) -> str:
    lines = [
        "mapping: bench",
        "version: 1.0.0",
        "owner: us",
        "source: bench.record",
        "target: thing@1",
        "rules:",
    ]
    for number in range(rules):
        lines += [
            f"- target: t{number}",
            f"  source: {{a: s{number}, b: s{(number + 1) % rules}}}",
            f"  formula: {FORMULAS[number % len(FORMULAS)]}",
        ]
    return "\n".join(lines) + "\n"


def exported(project: Path, to: Path) -> Path:
    """The package of the project's mapping, made anew."""
    from mapbench.packages.ingredients import gather
    from mapbench.packages.publish import publish
    from mapbench.project.programs import load_program

    for old in to.glob("*.mapkg"):
        old.unlink()
    return publish(gather(load_program("bench", project)), to).path


def edited(project: Path) -> Path:
    """The same project with one formula of each kind changed."""
    path = project / "mappings/bench.yaml"
    text = path.read_text()
    for formula in FORMULAS:
        text = text.replace(f"formula: {formula}", f"formula: coalesce({formula}, null)", 1)
    path.write_text(text.replace("* 2 + 1, 2), null", "* 2 + 2, 2), null"))
    return project


def compared(old: Path, new: Path) -> object:
    """The review of two packages, laid out and written."""
    from mapbench.packages.contents import read_files
    from mapbench.review.rendering.layout import page_of
    from mapbench.review.rendering.text import as_text
    from mapbench.review.review import review
    from mapbench.review.sides import Side

    told: list[int] = []
    found = review(Side(read_files(old)), Side(read_files(new)), advance=lambda done, _all: told.append(done))
    assert found.behaviour.compared.changed
    assert told == sorted(told), "progress goes on"
    return as_text(page_of(found))


def released(project: Path, dist: Path) -> object:
    """The whole export of an edited project against what lies in `dist`: tests, checks, build, review, version, package."""
    from datetime import date

    from mapbench.project.programs import load_program
    from mapbench.release.exporting import export
    from mapbench.release.gate import obstacles

    path = project / "mappings/bench.yaml"
    path.write_text(re.sub("(?m)^version: .*$", "version: 1.0.0", path.read_text()))
    for old in set(dist.glob("*.mapkg")) - {dist / "bench-1.0.0.mapkg"}:
        old.unlink()
    loaded = load_program("bench", project)
    obstacles(loaded, date(2026, 11, 16))
    done = export(loaded, dist)
    assert done.written == "1.1.0"
    return done


def least(work: Callable[[], object], rounds: int) -> float:
    """The least CPU seconds of some turns, in this process; what is imported on the way is imported before."""
    work()
    gc.collect()
    return measure.interleaved({"": lambda: work() and None}, rounds)[""]


def rows(folder: Path, rounds: int) -> Iterator[Row]:
    """The table, line by line."""
    import mapbench
    from mapbench.packages.verify import verify

    small = exported(write_project(folder / "small", 200, 3), folder / "a")
    command = [sys.executable, "-c", IMPORT]
    engine = min(
        float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(rounds)
    )
    yield Row("importing the engine", engine)
    load = least(lambda: mapbench.load(small), rounds * 3)
    yield Row("load, 200 rules", load, LOAD_BAR, load / engine)
    ready = least(lambda: mapbench.load(small).mapper, rounds)
    yield Row("load and compile, 200 rules", ready, None, ready / engine)
    large = write_project(folder / "large", 500, 300)
    yield Row(
        "export, 500 rules, 300 fixtures", least(lambda: exported(large, folder / "b"), rounds), WORK_BAR
    )
    package = exported(large, folder / "b")
    yield Row("verify, 500 rules, 300 fixtures", least(lambda: verify(package), rounds), WORK_BAR)
    changed = exported(edited(large), folder / "c")
    yield Row("diff, 500 rules, 300 fixtures", least(lambda: compared(package, changed), rounds), WORK_BAR)
    seconds = least(lambda: released(large, folder / "b"), rounds)
    yield Row("export against a release, checked", seconds, WORK_BAR)
    many = exported(write_project(folder / "many", 50, 10_000), folder / "d")
    changed = exported(edited(folder / "many"), folder / "e")
    yield Row("diff, 50 rules, 10,000 fixtures", least(lambda: compared(many, changed), rounds), DIFF_BAR)


def main() -> int:
    """Prints the table; 1 where a bar is missed and `--check` asks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="turns of each line (3)")
    parser.add_argument("--check", action="store_true", help="end with 1 where a bar is missed")
    options = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), options.rounds):
            over = row.bar is not None and row.seconds > row.bar
            ratio = "" if row.ratio is None else f"{row.ratio:.2f} of the import"
            bar = "" if row.bar is None else f"at most {row.bar * 1e3:.0f} ms"
            verdict = "" if row.bar is None else "missed" if over else "ok"
            print(
                f"{row.what:34}{row.seconds * 1e3:9.1f} ms  {ratio:20} {bar:18}{verdict}".rstrip(), flush=True
            )
            missed += over
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
