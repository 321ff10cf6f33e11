"""`mapbench demo`: the whole job on the example project, from asking the endpoints to records out of packages."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.demo_steps import RUNS, STEPS
from mapbench.cli.front import front_here, on_terminal
from mapbench.cli.output import data, styled, table
from mapbench.cli.project import PROJECT_FILE
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.cli.demo_steps import Step, Typed

#: The example was captured under this key; a real project never shows its own.
REDACTION_KEY = "storefront-example-key"
_INTERRUPTED = 130
#: How much of a record is shown, in characters.
_SHOWN = 130
_COUNTS = re.compile(r"read ([\d,]+), accepted ([\d,]+) .*rejected ([\d,]+), skipped ([\d,]+)")


@click.command("demo")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def command(folder: Path | None) -> int:
    """Show the whole job on an example, from endpoints to packages.

    On a terminal, the workbench opens on it; else the job is printed. With DIR, the project is copied there and stays;
    else it is shown in a temporary folder.
    """
    if on_terminal():
        with served(folder) as here:
            return front_here().open_workbench(here, served)
    with _project(folder) as here, contextlib.chdir(here), _endpoints() as origin:
        _show_endpoints(origin)
        Path("out").mkdir()
        said: dict[str, str] = {}
        surprises = [typed.words for step in STEPS for typed in _shown(step, said)]
        surprises += _add_up(said)
    _tell_end(folder, surprises)
    return 1 if surprises else 0


@contextlib.contextmanager
def served(folder: Path | None) -> Iterator[Path]:
    """The example project in a folder, with its endpoints answering; a folder that is a project already is taken as it is."""
    kept = folder is not None and (folder / PROJECT_FILE).is_file()
    with _project(None if kept else folder) as made, _endpoints():
        yield folder if folder is not None else made


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

    private = ignore_patterns(".mapbench", "out")
    if folder is not None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise MapbenchError(f"The folder '{folder}' is not empty.", "Name a new one.")
        yield copytree(example(), folder, ignore=private, dirs_exist_ok=True)
        return
    with tempfile.TemporaryDirectory(prefix="mapbench-demo-") as place:
        yield copytree(example(), Path(place) / "storefront", ignore=private)


@contextlib.contextmanager
def _endpoints() -> Iterator[str]:
    """The sample endpoints answer, and the environment says where, with sample keys; then everything is as it was."""
    from mapbench.cli.endpoints import exports, start
    from mapbench.sandbox.samples import SAMPLE_KEYS

    before = dict(os.environ)
    try:
        for name in SAMPLE_KEYS:
            os.environ.pop(name, None)
        with tempfile.TemporaryDirectory(prefix="mapbench-demo-") as remembered, start(0, []) as origin:
            os.environ.update(exports(origin, set()))
            os.environ.update(MAPBENCH_CONFIG_HOME=remembered, MAPBENCH_REDACTION_KEY=REDACTION_KEY)
            yield origin
    finally:
        os.environ.clear()
        os.environ.update(before)


def _show_endpoints(origin: str) -> None:
    from mapbench.cli.endpoints import SYSTEMS

    _narrate("The sample endpoints answer on this machine, as `mapbench endpoints` would serve them.")
    data(table([(name, origin + offer.path, offer.auth) for name, offer in SYSTEMS.items()]))


def _shown(step: Step, said: dict[str, str]) -> list[Typed]:
    """Types the words of a step and shows what they wrote; those that did not end as expected. `said` keeps it all."""
    _narrate(step.shows)
    surprises = []
    for number, typed in enumerate(step.typed):
        data(("\n" if number else "") + styled(f"$ mapbench {typed.words}", bold=True) + "\n")
        code, said[typed.words] = _type(typed.words)
        data(_abridged(said[typed.words], typed.lines))
        data(_beginning(typed.output) if typed.output else "")
        sys.stdout.flush()
        surprises += [typed] if code != typed.exit_code else []
    return surprises


def _beginning(name: str) -> str:
    line = Path(name).read_text(encoding="utf-8").split("\n", 1)[0] if Path(name).is_file() else "nothing"
    return f"{name} begins with\n  {line[:_SHOWN]}{'…' if len(line) > _SHOWN else ''}\n"


def _narrate(text: str) -> None:
    data(f"\n{textwrap.fill(text, 100)}\n\n")


def _type(words: str) -> tuple[int, str]:
    """The exit code of a command line, and what it wrote to stdout and stderr."""
    from mapbench.cli.main import run

    written = io.StringIO()
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written):
        code = run(_words(words))
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return code, written.getvalue()


def _words(words: str) -> list[str]:
    """The words as a shell would hand them over: file patterns become names."""
    found: list[str] = []
    for word in shlex.split(words):
        found += [str(path) for path in _files(word)] if "*" in word else [word]
    return found


def _files(pattern: str) -> list[Path]:
    return sorted(Path().glob(pattern))


def _abridged(text: str, most: int) -> str:
    """The first lines of each paragraph, and its last."""
    shown: list[str] = []
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        lines = paragraph.split("\n")
        rest = len(lines) - most
        shown += lines if rest < 2 else [*lines[: most - 1], f"  … {rest} more lines", lines[-1]]
    return "".join(f"{line}\n" for line in shown)


def _add_up(said: dict[str, str]) -> list[str]:
    """Shows that nothing was lost, and why what was rejected was; the runs where something was."""
    _narrate("Nothing is lost: every record of every run was accepted, rejected or skipped.")
    rows, totals, surprises = [], [0, 0, 0, 0], []
    for run in RUNS:
        found = _COUNTS.search(said.get(run.words, ""))
        read, accepted, rejected, skipped = (
            [int(text.replace(",", "")) for text in found.groups()] if found else [0] * 4
        )
        whole = (accepted, rejected) == (len(_lines(run.output)), len(_lines(run.rejects)))
        surprises += [] if found and whole and accepted + rejected + skipped == read else [run.words]
        totals = [total + one for total, one in zip(totals, (read, accepted, rejected, skipped), strict=True)]
        rows.append((run.mapping, *_sum(read, accepted, rejected, skipped)))
    data(table([*rows, ("together", *_sum(*totals))]))
    _tell_rejects()
    return surprises


def _sum(read: int, accepted: int, rejected: int, skipped: int) -> tuple[str, str, str, str]:
    return f"{accepted} accepted", f"+ {rejected} rejected", f"+ {skipped} skipped", f"= {read} read"


def _tell_rejects() -> None:
    """Each reject of the runs, in words: which record, why, and who has to act."""
    from mapbench.project.project import Project

    _narrate("What was rejected, why, and who has to act:")
    file = Project.open(".").file.model
    teams = {team.id: f"{team.name or team.id} ({team.support})" for team in file.teams} if file else {}
    for run in RUNS:
        files = _files(run.inputs)
        for line in _lines(run.rejects):
            data(f"{run.mapping}, {files[line['index']].name}\n")
            for (owner, message), targets in _reasons(line["errors"]).items():
                data(f"  {', '.join(targets)}: {message}\n    {teams.get(owner, owner)} has to act.\n")


def _reasons(errors: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """The targets of errors that are one to whoever reads them."""
    found: dict[tuple[str, str], list[str]] = {}
    for error in errors:
        target = "the whole record" if error["target"] == "$" else error["target"]
        found.setdefault((error["owner"], error["message"]), []).append(target)
    return found


def _lines(name: str) -> list[Any]:
    path = Path(name)
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.is_file() else []


def _tell_end(folder: Path | None, surprises: list[str]) -> None:
    for words in surprises:
        data(f"\nThis did not come out as the demo says it does; please report it: mapbench {words}\n")
    if surprises:
        return
    if folder is None:
        data("\nTo try it yourself: mapbench demo shop, then cd shop and type any of these commands.\n")
    else:
        data(f"\nIt is yours to try: cd {shlex.quote(os.fspath(folder))}, and type any of these commands.\n")
