"""How often the right link is among the first suggestions, and what 2,000 x 2,000 fields cost.

    python benchmarks/suggest.py [--data FOLDER]

One table. Each source field that has a link in the truth is asked for its targets; it counts where one of its true targets is among
the first 1, 3 or 5. Hard fields are those without a target of the same leaf name. WRatio is one line of rapidfuzz over the paths.
The truth is read after everything is scored; neither synonyms nor the other mappings of the example project are used. The GDC schemas are read from
`gdc-schema-matching.tar.gz` in the folder (else in the one that stands beside the checkout), and left out where it is not there.
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import random
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from mapbench.project.project import Project
from mapbench.suggest.fields import Known
from mapbench.suggest.names import plain_words
from mapbench.suggest.profiles import profile_of
from mapbench.suggest.scoring import ranked, scores
from mapbench.suggest.suggesting import Question, suggestions

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
ARCHIVE = "gdc-schema-matching.tar.gz"
FIRST = (1, 3, 5)

Path_ = tuple[str, ...]
Ranking = Callable[[Sequence[Known], Sequence[Known]], dict[int, list[int]]]


class Pair(NamedTuple):
    """Two schemas, and the true targets of sources by path."""

    sources: list[Known]
    targets: list[Known]
    truth: dict[Path_, set[Path_]]


class Found(NamedTuple):
    """How many fields were asked for, the share with a true target among the first 1, 3 and 5, and the mean reciprocal rank."""

    asked: int
    first: tuple[float, ...]
    mrr: float


@dataclass(frozen=True)
class Looked:
    """A project that is only looked at."""

    folder: Path
    project: Project
    revision: int = 0


def gdc(archive: Path) -> Iterator[Pair]:
    """Ten studies against the data model of the Genomic Data Commons; columns of a CSV file each, with their values."""
    with tarfile.open(archive) as files:
        texts = {
            name: files.extractfile(name).read().decode("utf-8-sig")  # type: ignore[union-attr]
            for name in sorted(files.getnames())
            if name.endswith(".csv") and "checkpoint" not in name
        }
    for name in (name for name in texts if name.endswith("/groundtruth.csv")):
        truth: dict[Path_, set[Path_]] = {}
        for row in csv.DictReader(io.StringIO(texts[name])):
            truth.setdefault((row["source"].strip(),), set()).add((row["target"].strip(),))
        sides = (columns(texts[name.replace("groundtruth", side)]) for side in ("source", "target"))
        yield Pair(*sides, truth)


@lru_cache(maxsize=2)  # the ten studies have one target
def columns(text: str) -> list[Known]:
    """The columns of a table as fields."""
    header, *rows = csv.reader(io.StringIO(text))
    values: list[list[str]] = [[] for _ in header]
    for row in rows:
        for kept, cell in zip(values, row, strict=False):
            if cell.strip():
                kept.append(cell.strip())
    return [
        Known((name,), plain_words(name), (), profile=profile_of(held))
        for name, held in zip(header, values, strict=True)
    ]


def example(folder: Path) -> Iterator[Pair]:
    """The mappings of a project as if they had no rules; what their rules link is the truth."""
    from mapbench.workspace.mapping_views import mapping_view
    from mapbench.workspace.open_mapping import open_mapping
    from mapbench.workspace.suggesting import question_of, row_of

    looked = Looked(folder, Project.open(folder))
    for mapping in looked.project.ids("mapping"):
        opened, view = open_mapping(looked, mapping), mapping_view(looked, mapping)
        if view.target_fields and view.source_fields:
            question = question_of(looked, opened, view, learning=False)
            rows = {row_of(one.path): one.path for one in question.targets}
            truth: dict[Path_, set[Path_]] = {}
            for rule in view.rules:
                for source in rule.sources if rule.target in rows else ():
                    truth.setdefault(source, set()).add(rows[rule.target])
            yield Pair(list(question.sources), list(question.targets), truth)


def by_wratio(sources: Sequence[Known], targets: Sequence[Known]) -> dict[int, list[int]]:
    """One line of rapidfuzz over the paths."""
    paths = [".".join(one.path) for one in targets]
    return {
        number: [
            found[2]
            for found in process.extract(".".join(one.path), paths, scorer=fuzz.WRatio, processor=utils.default_process, limit=None)
        ]
        for number, one in enumerate(sources)
    }  # fmt: skip


def by_us(values: bool) -> Ranking:
    """Ours, with or without values."""

    def rank(sources: Sequence[Known], targets: Sequence[Known]) -> dict[int, list[int]]:
        found = ranked(scores(sources, targets, values=values), [one.path for one in targets])
        return {number: [one.target for one in some] for number, some in found.items()}

    return rank


RANKINGS: Mapping[str, Ranking] = {
    "WRatio": by_wratio,
    "ours": by_us(True),
    "ours without values": by_us(False),
}


def accuracy(pairs: Sequence[Pair], rank: Ranking, hard: bool) -> Found:
    """How well a ranking does on all fields, or on the hard ones."""
    ranks = [place for pair in pairs for place in _ranks(pair, rank(pair.sources, pair.targets), hard)]
    asked = len(ranks) or 1
    first = tuple(sum(place <= count for place in ranks) / asked for count in FIRST)
    return Found(len(ranks), first, sum(1 / place for place in ranks) / asked)


def _ranks(pair: Pair, found: Mapping[int, list[int]], hard: bool) -> Iterator[float]:
    for number, source in enumerate(pair.sources):
        true = pair.truth.get(source.path, set())
        if true and not (hard and any(_leaf(source.path) == _leaf(path) for path in true)):
            places = (
                at for at, target in enumerate(found.get(number, []), 1) if pair.targets[target].path in true
            )
            yield next(places, float("inf"))


def _leaf(path: Path_) -> str:
    name = next((step for step in reversed(path) if step != "*"), "")
    return re.sub(r"[\W_]", "", name.casefold())


def wide(seed: int, count: int = 2_000) -> list[Known]:
    """Fields as ERP systems have them: objects of fifty, names of two or three words, thirty values each."""
    draw = random.Random(seed)
    nouns = [
        "order",
        "customer",
        "invoice",
        "item",
        "line",
        "price",
        "tax",
        "address",
        "contact",
        "delivery",
        "payment",
        "account",
        "product",
        "stock",
        "batch",
        "plant",
        "vendor",
        "unit",
    ]
    kinds = [
        "number",
        "code",
        "name",
        "date",
        "amount",
        "type",
        "status",
        "quantity",
        "description",
        "id",
        "text",
        "flag",
        "group",
        "reference",
        "rate",
        "total",
    ]
    states = ["open", "closed", "paid", "shipped", "late", "blocked", "planned", "new", "done", "void"]
    fields = []
    for at in range(count):
        words = [draw.choice(nouns), draw.choice(nouns), draw.choice(kinds), str(at % 97)]
        values: list[object] = [
            [draw.randrange(10**6) for _ in range(30)],
            [f"2026-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}" for _ in range(30)],
            [draw.choice(states) for _ in range(30)],
            [f"{draw.choice(nouns)} {draw.choice(kinds)} {draw.randrange(99)}" for _ in range(30)],
        ][at % 4]  # type: ignore[assignment]
        types = frozenset({"integer"} if at % 4 == 0 else {"string"})
        around = f"{draw.choice(nouns)}_{at // 50}"
        name = "_".join(words)
        fields.append(
            Known(
                (around, name),
                plain_words(name),
                plain_words(around),
                types,
                profile=profile_of(values),
                values=tuple(values),
            )
        )
    return fields


def seconds_for(count: int, turns: int = 3) -> float:
    """The CPU seconds for suggestions between two schemas of so many fields, profiles made before; the least of some turns."""
    sources, targets = wide(1, count), wide(2, count)
    return min(_seconds(Question(sources, targets, lists={(): ()})) for _ in range(turns))


def _seconds(question: Question) -> float:
    begun = process_time()
    suggestions(question)
    return process_time() - begun


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--fields", type=int, default=2_000)
    given = parser.parse_args()
    gc.set_threshold(50_000)  # as mapbench itself does
    sets = {"example": list(example(ROOT / "projects" / "storefront"))}
    if (given.data / ARCHIVE).is_file():
        sets = {"GDC": list(gdc(given.data / ARCHIVE)), **sets}
    else:
        print(f"{ARCHIVE} is not in {given.data}: GDC is left out.")
    print(f"{'':8} {'fields':7} {'':20} {'n':>4}  {'at 1':>6} {'at 3':>6} {'at 5':>6} {'MRR':>6}")
    for name, pairs in sets.items():
        for hard in (False, True):
            for ranking, rank in RANKINGS.items():
                found = accuracy(pairs, rank, hard)
                first = " ".join(f"{share:6.3f}" for share in found.first)
                print(
                    f"{name:8} {'hard' if hard else 'all':7} {ranking:20} {found.asked:4}  {first} {found.mrr:6.3f}"
                )
    print(f"{given.fields:,} x {given.fields:,} fields: {seconds_for(given.fields):.1f} s of CPU (bar: 5)")


if __name__ == "__main__":
    main()
