"""How quick the engine is and how much memory it needs: one table, ratios measured in one run.

    python benchmarks/engine.py                       100,000 orders, about two minutes
    python benchmarks/engine.py --records 5000 --check     quick; ends with 1 where a bar is missed

CPU is counted from JSON lines in a file to JSON lines in a file, reading and compiling the project included: with few records
that is most of it. 1.0 is `orjson.loads` and `dumps` of the same lines, read and written the same way. All contenders of a table
take turns, and the best of their turns counts.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import measure
import peers
import workload
from mapbench.cli.main import run

ORDER_BAR = 3.0
START_BAR = 0.250
VERSION_BAR = 3.0
MEMORY_BAR = 120 * 10**6
#: jq and the like are so much slower that a part of the lines tells enough.
PART = 10


class Row(NamedTuple):
    """One line of the table; `figure` and `bar` are in the same unit, and without a bar nothing is asked."""

    what: str
    shown: str
    figure: float | None = None
    bar: float | None = None
    bar_shown: str = ""

    @property
    def missed(self) -> bool:
        """Whether the figure is over its bar."""
        return self.bar is not None and self.figure is not None and self.figure > self.bar


class Bench:
    """A folder with the project and the records, and the sizes of this run."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.records: int = options.records
        self.rounds: int = options.rounds
        self.stream: int = options.stream_mb * 10**6
        workload.write_project(self.project)

    def lines(self, name: str, lines: Iterable[bytes]) -> Path:
        """A file of JSON lines."""
        path = self.folder / f"{name}.jsonl"
        with path.open("wb") as out:
            out.writelines(lines)
        return path

    def mapped(self, mapping: str, *extra: str) -> peers.Work:
        """`mapbench run` in this process. Exit code 1, rejected records, is an answer too."""

        def work(source: Path, target: Path) -> None:
            argv = ["-C", str(self.project), "run", mapping, str(source), "-o", str(target), *extra]
            with contextlib.redirect_stderr(io.StringIO()) as said:
                code = run(argv)
            if code not in {0, 1}:
                raise RuntimeError(f"`mapbench run {mapping}` ended with {code}: {said.getvalue()}")

        return work

    def compare(
        self, source: Path, count: int, contenders: dict[str, peers.Work | str], bars: dict[str, float]
    ) -> Iterator[Row]:
        """The rows of one table: CPU per record of each contender, and against the first one, which is 1.0."""
        works = {
            name: partial(work, source, self.folder / "out.jsonl")
            for name, work in contenders.items()
            if not isinstance(work, str)
        }
        best = measure.interleaved(works, self.rounds)
        unit = next(iter(best.values()))
        for name, work in contenders.items():
            if isinstance(work, str):
                yield Row(name, f"left out: {work}")
                continue
            ratio, bar = best[name] / unit, bars.get(name)
            shown = f"{best[name] / count * 1e6:9.1f} µs {ratio:6.2f}"
            yield Row(name, shown, ratio, bar, f"at most {bar:.1f}" if bar else "")


def orders(bench: Bench) -> Iterator[Row]:
    """The order workload: 29 targets, item arrays, lookups, dates, sums."""
    source = bench.lines("orders", workload.orders(bench.records))
    contenders: dict[str, peers.Work | str] = {
        "orjson loads + dumps": peers.parse_and_write,
        "mapbench": bench.mapped("bench-order"),
        "Python by hand, no checks": peers.order_by_hand,
        "DuckDB SQL, one core, no checks": peers.duckdb_orders(),
    }
    yield from bench.compare(source, bench.records, contenders, {"mapbench": ORDER_BAR})
    count = max(bench.records // PART, 1)
    part = bench.lines("part", workload.orders(count))
    slow: dict[str, peers.Work | str] = {
        "again, a tenth": peers.parse_and_write,
        "jq, no checks": peers.jq_orders(),
    }
    yield from bench.compare(part, count, slow, {})


def rejects(bench: Bench) -> Iterator[Row]:
    """The order workload, one record in ten with a day that does not exist."""
    source = bench.lines("bad", workload.orders(bench.records, bad=0.1))
    contenders: dict[str, peers.Work | str] = {
        "orjson loads + dumps": peers.parse_and_write,
        "mapbench --rejects": bench.mapped("bench-order", "--rejects", str(bench.folder / "rejects.jsonl")),
    }
    yield from bench.compare(source, bench.records, contenders, {})


def wide(bench: Bench) -> Iterator[Row]:
    """A copy of 300 fields under a closed schema."""
    count = max(bench.records // 5, 1)
    source = bench.lines("wide", workload.wide_records(count))
    contenders: dict[str, peers.Work | str] = {
        "orjson loads + dumps": peers.parse_and_write,
        "mapbench": bench.mapped("bench-wide"),
        "Python by hand, no checks": peers.wide_by_hand,
    }
    yield from bench.compare(source, count, contenders, {})


def baskets(bench: Bench) -> Iterator[Row]:
    """Arrays of 500 items, grouped, looked up, sorted."""
    count = max(bench.records // (PART * PART), 1)
    source = bench.lines("baskets", workload.baskets(count))
    contenders: dict[str, peers.Work | str] = {
        "orjson loads + dumps": peers.parse_and_write,
        "mapbench": bench.mapped("bench-basket"),
        "Python by hand, no checks": peers.basket_by_hand,
    }
    yield from bench.compare(source, count, contenders, {})


def start(bench: Bench) -> Iterator[Row]:
    """One record from the command line, and the version: what starting costs."""
    source = bench.lines("one", workload.orders(1))
    python = [sys.executable, "-c", "pass"]
    command = [sys.executable, "-m", "mapbench"]
    times = max(bench.rounds, 5)
    empty = measure.child(python, bench.folder, times)
    one = measure.child([*command, "run", "bench-order", str(source)], bench.project, times)
    version = measure.child([*command, "--version"], bench.folder, times)
    if one.code or version.code:
        raise RuntimeError(f"mapbench ended with {one.code} and {version.code}")
    limit = f"at most {START_BAR * 1e3:.0f} ms"
    yield Row("python -c pass", f"{empty.cpu * 1e3:9.1f} ms   1.00")
    ratio = version.cpu / empty.cpu
    shown = f"{version.cpu * 1e3:9.1f} ms {ratio:6.2f}"
    yield Row("mapbench --version", shown, ratio, VERSION_BAR, f"at most {VERSION_BAR:.1f}")
    shown = f"{one.cpu * 1e3:9.1f} ms {one.cpu / empty.cpu:6.2f}"
    yield Row("mapbench run, one record", shown, one.cpu, START_BAR, limit)


def memory(bench: Bench) -> Iterator[Row]:
    """Peak memory over a short and a ten times longer stream on stdin."""
    block = b"".join(workload.orders(2000))
    arguments = ["run", "bench-order", "-", "--input-format", "jsonl"]
    small, first = bench.stream // 10, None
    for size in (small, bench.stream):
        blocks = islice(iter(lambda: block, None), max(size // len(block), 1))
        peak = measure.peak(arguments, bench.project, blocks)
        first = first or peak
        shown = f"{peak / 1e6:9.1f} MB {peak / first:6.2f}"
        what = f"mapbench run, {size / 1e6:.0f} MB of orders"
        yield Row(what, shown, peak, MEMORY_BAR, f"at most {MEMORY_BAR / 1e6:.0f} MB")


TABLES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "orders": orders,
    "rejects": rejects,
    "wide": wide,
    "baskets": baskets,
    "start": start,
    "memory": memory,
}


def asked() -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000, help="orders of the order workload (100,000)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contender (3)")
    parser.add_argument(
        "--stream-mb", type=int, default=100, help="size of the longer stream (100; the bar is for 500)"
    )
    parser.add_argument("--only", choices=TABLES, action="append", help="this table alone; may be repeated")
    parser.add_argument("--check", action="store_true", help="end with 1 where a bar is missed")
    return parser.parse_args()


def main() -> int:
    """Prints the table; 1 where a bar is missed and `--check` asks."""
    options = asked()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options)
        for name in options.only or TABLES:
            print(f"\n{(TABLES[name].__doc__ or name).strip()}")
            for row in TABLES[name](bench):
                verdict = "" if row.bar is None else "missed" if row.missed else "ok"
                print(f"  {row.what:36} {row.shown:24} {row.bar_shown:16} {verdict}".rstrip(), flush=True)
                missed += row.missed
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
