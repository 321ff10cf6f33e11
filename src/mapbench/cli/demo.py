"""`mapbench demo`: the example project, run, explained, tested and checked in front of the reader."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from mapbench.cli.output import data, styled
from mapbench.errors import MapbenchError

#: The example was captured under this key; a real project never shows its own.
REDACTION_KEY = "storefront-example-key"
_ORDERS = "fixtures/shopify.order"
_PACKAGE = "dist/shopify-order-1.4.0.mapkg"
_PICKS = "fixtures/warehouse.pick-line/2026-11-16.csv"


class Step(NamedTuple):
    """One thing to show: what it shows, the words typed after `mapbench`, and the exit code that is expected."""

    shows: str
    words: str
    exit_code: int = 0
    file: str | None = None


STEPS = (
    Step(
        "Twenty orders as a shop sends them, with money as text, local dates, nulls and missing keys, become canonical orders. "
        "What cannot is rejected with its reason and the team that has to act.",
        f"run shopify-order {_ORDERS}/*.json -o orders.jsonl",
        1,
        "orders.jsonl",
    ),
    Step(
        "Where did the date of the first bad order go wrong? The value at each step of the rule:",
        f"explain shopify-order {_ORDERS}/1014.json --target placed_at",
        0,
    ),
    Step(
        "And where does the status of a good order come from?",
        f"explain shopify-order {_ORDERS}/1001.json --target status",
        0,
    ),
    Step(
        "The warehouse writes one CSV row per pick; neighbouring rows of one order become one shipment. Salt is a secret: it "
        "makes the picker's name a pseudonym and is shown nowhere.",
        f"run warehouse-shipment {_PICKS} --param salt=only-for-this-demo -o shipments.jsonl",
        0,
        "shipments.jsonl",
    ),
    Step("Every rule is held by test cases, which say what they expect and nothing else.", "test"),
    Step("And the project is looked over: what is wrong, where, and whose it is.", "check"),
    Step(
        "Where do records come from? The sample endpoints answer on this machine, and one is asked: its answer, its records, "
        "their shape, and what would be redacted before anything is kept. Which host may see which key is said first.",
        "connect crm.contact --pages 1 --allow 127.0.0.1",
    ),
    Step(
        "The mapping over every fixture: outcomes, errors by rule and by owner, and what no test covers.",
        "dry-run shopify-order",
        1,
    ),
    Step(
        "When all is well, the mapping goes out as a package: everything it needs, the same bytes on every machine.",
        "export shopify-order",
    ),
    Step(
        "Anybody can verify it: all that is derived is made again and has to be equal.", f"verify {_PACKAGE}"
    ),
    Step(
        "And a runtime runs it, without the project. The table of contacts is given, since the package carries no live data.",
        f"run {_PACKAGE} {_ORDERS}/1001.json --lookup contacts=fixtures/crm.contact/c-1.json -o packaged.jsonl",
        0,
        "packaged.jsonl",
    ),
)
_COUNTS = f"run shopify-order {_ORDERS}/*.json -o orders.jsonl --rejects rejects.jsonl --format json"


@click.command("demo")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def command(folder: Path | None) -> int:
    """Show the example project: run, explain and test a mapping.

    With DIR, the project is copied there and stays; else it is shown in a temporary folder.
    """
    with (
        _project(folder) as here,
        contextlib.chdir(here),
        _endpoints(),
        contextlib.redirect_stderr(sys.stdout),
    ):
        surprises = [step for step in STEPS if _show(step) != step.exit_code]
        surprises += _add_up()
    _tell_end(folder, bool(surprises))
    return 1 if surprises else 0


def example() -> Path:
    """The folder of the example project in a checkout. Raises MapbenchError where it did not come along."""
    found = Path(__file__).resolve().parents[3] / "projects" / "storefront"
    if not (found / "mapbench.yaml").is_file():
        raise MapbenchError(
            "The example project is not part of this installation.",
            "Clone the repository and type `make demo`; or begin your own: `mapbench new DIR`.",
        )
    return found


@contextlib.contextmanager
def _project(folder: Path | None) -> Iterator[Path]:
    from shutil import copytree, ignore_patterns

    private = ignore_patterns(".mapbench")
    if folder is not None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise MapbenchError(f"The folder '{folder}' is not empty.", "Name a new one.")
        yield copytree(example(), folder, ignore=private, dirs_exist_ok=True)
        return
    with tempfile.TemporaryDirectory(prefix="mapbench-demo-") as place:
        yield copytree(example(), Path(place) / "storefront", ignore=private)


@contextlib.contextmanager
def _endpoints() -> Iterator[None]:
    """The sample endpoints answer, and the environment says where, with sample keys; then everything is as it was."""
    from mapbench.cli.endpoints import exports, start
    from mapbench.sandbox.server import SAMPLE_KEYS

    before = dict(os.environ)
    try:
        for name in SAMPLE_KEYS:
            os.environ.pop(name, None)
        with tempfile.TemporaryDirectory(prefix="mapbench-demo-") as remembered, start(0, []) as origin:
            os.environ.update(exports(origin, set()), MAPBENCH_CONFIG_HOME=remembered)
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _show(step: Step) -> int:
    from mapbench.cli.main import run

    data(f"\n{textwrap.fill(step.shows, 100)}\n\n{styled(f'$ mapbench {step.words}', bold=True)}\n")
    sys.stdout.flush()
    code = run(_words(step.words))
    if step.file is not None:
        _show_first(step.file)
    return code


def _show_first(name: str) -> None:
    line = Path(name).read_text(encoding="utf-8").split("\n", 1)[0]
    data(f"{name} begins with\n  {line[:300]}{'…' if len(line) > 300 else ''}\n")


def _words(words: str) -> list[str]:
    """The words as a shell would hand them over: file patterns become names."""
    found: list[str] = []
    for word in shlex.split(words):
        names = sorted(str(path) for path in Path().glob(word)) if "*" in word else []
        found += names or [word]
    return found


def _add_up() -> list[Step]:
    """Shows that nothing was lost; a step where something was."""
    import io

    from mapbench.cli.main import run

    shows = "Nothing is lost: every record was accepted, rejected or skipped."
    data(f"\n{shows}\n\n{styled(f'$ mapbench {_COUNTS}', bold=True)}\n")
    with contextlib.redirect_stderr(io.StringIO()) as said:
        code = run(_words(_COUNTS))
    summary = json.loads(said.getvalue())
    read, kept = summary["read"], [summary[name] for name in ("accepted", "rejected", "skipped")]
    accepted, rejected, skipped = kept
    data(f"{accepted} accepted + {rejected} rejected + {skipped} skipped = {read} read\n")
    lines = len(Path("rejects.jsonl").read_text(encoding="utf-8").splitlines())
    return [] if sum(kept) == read and lines == rejected and code == 1 else [Step(shows, _COUNTS, 1)]


def _tell_end(folder: Path | None, surprised: bool) -> None:
    if surprised:
        data("\nSomething did not come out as this demo says it does; please report it.\n")
    elif folder is None:
        data("\nTo try it yourself: mapbench demo shop, then cd shop and type any of these commands.\n")
    else:
        data(f"\nIt is yours to try: cd {shlex.quote(os.fspath(folder))}, and type any of these commands.\n")
