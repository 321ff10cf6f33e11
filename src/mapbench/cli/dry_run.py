"""`mapbench dry-run`: every fixture through a mapping, and what that reaches."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, format_option, progress, say, styled, table
from mapbench.cli.project import Project, pass_project
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.engine.outcomes import RecordError
    from mapbench.project.programs import LoadedProgram
    from mapbench.trials.covering import Coverage, Covered
    from mapbench.trials.dry_run import DryRun
    from mapbench.trials.history import Since

NO_DATA = 3
_CLOCK = "2000-01-01T00:00:00Z"
_COLOURS = {"accepted": "green", "rejected": "red", "skipped": "yellow"}
_SHOWN = 12


@click.command("dry-run")
@click.argument("mapping", metavar="MAPPING")
@click.option("--param", "params", metavar="NAME=VALUE", multiple=True, help="A parameter of the mapping.")
@click.option("--lookup", "lookups", metavar="NAME=FILE", multiple=True, help="Rows for one of its tables.")
@click.option("--now", metavar="TIME", default=_CLOCK, show_default=True, help="What now() gives.")
@click.option(
    "--golden",
    metavar="FILE",
    help="Golden outputs: compared where the file is there (a difference is exit code 1), else written.",
)
@format_option("text", "json")
@pass_project
def command(project: Project, /, mapping: str, **options: Any) -> int:
    """Run a mapping over all fixtures, and show what they reach.

    Shows outcomes, errors by rule and by owner, and what fixtures and test cases reach. Exit code 1: some records were
    rejected; 3: there are no fixtures of its source.
    """
    from mapbench.flows.binding import bind, load_for_run, pairs
    from mapbench.trials.covering import coverage_of
    from mapbench.trials.dry_run import dry_run, fixtures_of

    lookups = pairs("--lookup", options["lookups"])
    loaded = load_for_run(mapping, project.find(), lookups)
    mapper = bind(loaded, pairs("--param", options["params"]), lookups, options["now"])
    fixtures = fixtures_of(_folder(loaded), loaded.mapping.file.source)
    begun = time.perf_counter()
    with progress(loaded.program.mapping, len(fixtures), "fixtures") as advance:
        done = dry_run(mapper, fixtures, advance)
    seconds = time.perf_counter() - begun
    if not done.trials:
        return _nothing(loaded)
    since = _kept(loaded, done, seconds)
    differing = _golden(done, options["golden"])
    told = (loaded, done, coverage_of(loaded, done), since, differing)
    _write_json(*told) if options["output_format"] == "json" else _tell(*told)
    return 1 if done.count("rejected") or differing else 0


def _folder(loaded: LoadedProgram) -> Path | None:
    if loaded.mapping.project is not None:
        return loaded.mapping.project.folder
    return None if loaded.mapping.document.file is None else Path(loaded.mapping.document.file).parent


def _nothing(loaded: LoadedProgram) -> int:
    source = loaded.mapping.file.source
    if source is None:
        say(f"{loaded.program.mapping} names no source, so it has no fixtures.")
        say("  hint: Write `source: system.dataset`, or run it on a file: mapbench run.")
    else:
        say(f"There are no fixtures of {source}: nothing can be said about {loaded.program.mapping}.")
        say(f"  hint: Capture some: mapbench connect {source} --capture 3.")
    return NO_DATA


def _kept(loaded: LoadedProgram, done: DryRun, seconds: float) -> Since | None:
    """The run in the history; a workspace that cannot be written stops no dry run."""
    from mapbench.trials.history import keep

    if loaded.mapping.project is None:
        return None
    file = loaded.mapping.file
    try:
        return keep(loaded.mapping.project.folder, file.mapping, file.version, done, seconds)
    except (MapbenchError, OSError) as failure:
        say(f"The run is not in the history: {getattr(failure, 'message', failure)}")
        return None


def _golden(done: DryRun, file: str | None) -> list[tuple[str, Any]]:
    from mapbench.trials.golden import against_golden, write_golden

    if file is None:
        return []
    path = Path(file)
    if path.exists():
        return against_golden(done, path)
    write_golden(done, path)
    say(
        f"Golden outputs of {counted(len(done.trials), 'record')} in {file}. Read them: they are what is right from now on."
    )
    return []


def _write_json(
    loaded: LoadedProgram,
    done: DryRun,
    coverage: Coverage,
    since: Since | None,
    differing: list[tuple[str, Any]],
) -> None:
    import orjson

    from mapbench.trials.golden import exact_json

    shown = {
        "mapping": loaded.program.mapping,
        "version": loaded.mapping.file.version,
        "source": loaded.mapping.file.source,
        **_counts(done),
        "records": [trial.as_json() for trial in done.trials],
        "errors": {
            "by_rule": [
                {"target": target, "code": code, "owner": owner, "count": count}
                for target, code, owner, count in done.by_rule()
            ],
            "by_owner": [{"owner": owner, "count": count} for owner, count in done.by_owner()],
        },
        "coverage": coverage.as_json(),
        "since": since and since.as_json(),
        "golden": [
            {"record": name, "differences": [one.shown for one in found]} for name, found in differing
        ],
    }
    data(exact_json(shown, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _counts(done: DryRun) -> dict[str, int]:
    return {
        "read": done.read,
        "accepted": done.count("accepted"),
        "softened": done.softened,
        "rejected": done.count("rejected"),
        "skipped": done.count("skipped"),
    }


def _tell(
    loaded: LoadedProgram,
    done: DryRun,
    coverage: Coverage,
    since: Since | None,
    differing: list[tuple[str, Any]],
) -> None:
    _tell_outcomes(done)
    _tell_errors(done)
    data("coverage\n")
    _tell_covered("targets", "that some output has", coverage.targets)
    _tell_covered("source fields", "that the mapping reads", coverage.sources)
    _tell_covered("rules", "that a test case exercises", coverage.rules, "there is no test case")
    if since is not None:
        _tell_since(since)
    for name, found in differing:
        data(
            f"{styled('DIFFERS', fg='red', bold=True)} {name}: {', '.join(one.shown for one in found[:_SHOWN])}\n"
        )
    counts = _counts(done)
    sums = " + ".join(f"{status} {counts[status]:,}" for status in _COLOURS)
    data(f"{sums} = read {done.read:,}" + (f" (softened {done.softened:,})\n" if done.softened else "\n"))


def _tell_outcomes(done: DryRun) -> None:
    rows = []
    for trial in done.trials:
        outcome = trial.outcome
        if outcome.status == "rejected":
            said = _reasons(outcome.errors)
        else:
            softened = ", ".join(f"{one.target} {one.code} -> {one.how}" for one in outcome.softened)
            said = outcome.reason or (f"softened: {softened}" if softened else "")
        rows.append([outcome.status, trial.name, said])
    lines = table(rows).splitlines()
    for row, line in zip(rows, lines, strict=True):
        head = styled(row[0], fg=_COLOURS[row[0]])
        data(f"{head}{line[len(row[0]) :]}\n")


def _reasons(errors: Iterable[RecordError]) -> str:
    """Each reason of a rejection once, with the number of items that have it."""
    counts = Counter(f"{error.target}: {error.message} ({error.owner or 'no owner'})" for error in errors)
    return "; ".join(f"{text}, {count} times" if count > 1 else text for text, count in counts.items())


def _tell_errors(done: DryRun) -> None:
    rules = done.by_rule()
    if not rules:
        return
    data("errors by rule\n")
    for target, code, owner, count in rules:
        data(f"  {target} [{code}]: {count:,} ({owner or 'no owner'})\n")
    data("errors by owner\n")
    for name, count in done.by_owner():
        data(f"  {name or 'no owner'}: {count:,}\n")


def _tell_covered(what: str, how: str, covered: Covered | None, without: str = "there is no schema") -> None:
    if covered is None:
        data(f"  {what} {how}: {without}\n")
        return
    more = f", … {len(covered.left) - _SHOWN:,} more" if len(covered.left) > _SHOWN else ""
    left = f"; not: {', '.join(covered.left[:_SHOWN])}{more}" if covered.left else ""
    data(f"  {what} {how}: {covered.covered:,} of {covered.total:,}{left}\n")


def _tell_since(since: Since) -> None:
    parts = [("changed", since.changed), ("new", since.added), ("gone", since.gone)]
    said = "; ".join(f"{word}: {', '.join(names[:_SHOWN])}" for word, names in parts if names)
    version = f" of version {since.version}" if since.version else ""
    data(f"since the last dry run{version}: {said or 'nothing changed'}\n")
