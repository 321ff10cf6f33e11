"""Dry runs of an open project: every fixture through a mapping, and against what it gave before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError
from mapbench.trials.comparing import differences
from mapbench.trials.dry_run import DryRun, Trial, dry_run, fixtures_of

if TYPE_CHECKING:
    from mapbench.workspace.views import Opened

#: What now() gives in a dry run, so that two runs of one mapping are equal.
CLOCK: Final = datetime(2000, 1, 1, tzinfo=UTC)
LAST: Final = "last run"


@dataclass(frozen=True, slots=True)
class Change:
    """One place of an output that came out differently: `+` new, `-` gone, `~` changed. MISSING is no value."""

    sign: Literal["+", "-", "~"]
    path: tuple[str | int, ...]
    shown: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class RuleErrors:
    """The errors of one rule with one code: how many records, the first of them in words, the way out, the records by name."""

    target: str
    code: str
    owner: str | None
    message: str
    hint: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """A dry run as the screen shows it. `complete` is False where it was cancelled."""

    mapping: str
    version: str | None
    revision: int
    done: DryRun
    inputs: dict[str, Any]
    total: int
    complete: bool

    def trial(self, name: str) -> Trial | None:
        """What became of a record."""
        return next((trial for trial in self.done.trials if trial.name == name), None)

    def errors(self) -> list[RuleErrors]:
        """The errors by rule, the most frequent first."""
        found: dict[tuple[str, str], list[tuple[Trial, Any]]] = {}
        for trial in self.done.trials:
            for error in trial.outcome.errors:
                found.setdefault((error.target, error.code), []).append((trial, error))
        made = [
            RuleErrors(target, code, pairs[0][1].owner, pairs[0][1].message, pairs[0][1].hint, tuple(dict.fromkeys(trial.name for trial, _ in pairs)))
            for (target, code), pairs in found.items()
        ]  # fmt: skip
        return sorted(made, key=lambda one: (-len(one.records), one.target))


def run_all(
    workspace: Opened,
    mapping: str,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Ran:
    """Runs every fixture; `advance` hears how many of how many are done. A run that is complete goes into the history.

    Raises MapbenchError and LoadError for a mapping that is refused.
    """
    from mapbench.engine.compiler import compile_program
    from mapbench.packages.golden import stand_ins
    from mapbench.project.programs import load_program
    from mapbench.trials.admission import admitted

    begun, revision = perf_counter(), workspace.revision
    loaded = load_program(mapping, workspace.folder)
    bound = compile_program(loaded.program).bind(stand_ins(loaded.program), {}, CLOCK)
    mapper = admitted(bound, loaded.mapping.project, loaded.mapping.file.source)
    fixtures = fixtures_of(workspace.folder, loaded.mapping.file.source)
    passed = 0

    def each() -> Iterator[Path]:
        for path in fixtures:
            if cancelled():
                return
            yield path

    def told(one: int) -> None:
        nonlocal passed
        passed += one
        advance(passed, len(fixtures))

    done = dry_run(mapper, each(), told)
    inputs = {path.name: path for path in fixtures}
    ran = Ran(mapping, loaded.mapping.file.version, revision, done, dict(inputs), len(fixtures), passed == len(fixtures))  # fmt: skip
    if ran.complete and done.trials:
        _keep(workspace.folder, ran, perf_counter() - begun)
    return ran


def input_of(ran: Ran, name: str) -> Any:
    """The record that went in under a name; None where it cannot be read."""
    from mapbench.engine.values import Failure
    from mapbench.trials.given import fixture_values

    trial = ran.trial(name)
    if trial is None:
        return None
    try:
        path = ran.inputs[trial.fixture]
        values = fixture_values(path.name, path.read_bytes())
    except (OSError, ValueError, Failure, MapbenchError):
        return None
    records = values if isinstance(values, list) else [values]
    return records[trial.index] if trial.index < len(records) else None


def baselines(workspace: Opened, mapping: str) -> list[str]:
    """What a run can be compared with besides the last run: the versions of this mapping in `dist/`, newest first."""
    from mapbench.packages.publish import versions

    return versions(workspace.folder / "dist", mapping)


def run_package(workspace: Opened, mapping: str, version: str) -> DryRun:
    """The same fixtures through a released package. Raises PackageError for one that is refused."""
    from mapbench.packages.golden import stand_ins
    from mapbench.packages.package import load

    package = load(workspace.folder / "dist" / f"{mapping}-{version}.mapkg", allow_draft=True)
    known = set(workspace.project.ids("lookup"))
    open_ = [table.name for table in package.program.tables if table.entries is None and table.name in known]
    tables = {name: workspace.project.table(name) for name in open_}
    mapper = package.bind(stand_ins(package.program), tables, CLOCK)
    source = workspace.project.mapping(mapping)[1].source
    return dry_run(mapper, fixtures_of(workspace.folder, source))


def changes(before: DryRun | None, now: DryRun) -> dict[str, tuple[Change, ...]]:
    """What came out differently, by record; a record that is new or came out alike is not in it."""
    if before is None:
        return {}
    old = {trial.name: trial for trial in before.trials}
    found = {}
    for trial in now.trials:
        other = old.get(trial.name)
        if other is not None:
            changed = tuple(_changes(other, trial))
            if changed:
                found[trial.name] = changed
    return found


def added(before: DryRun | None, now: DryRun) -> set[str]:
    """The records that the run before did not have."""
    known = {trial.name for trial in before.trials} if before is not None else set()
    return {trial.name for trial in now.trials} - known if before is not None else set()


def _changes(before: Trial, now: Trial) -> Iterator[Change]:
    was, became = before.outcome, now.outcome
    if was.status != became.status:
        yield Change("~", (), "outcome", was.status, became.status)
    elif was.status == "rejected" and Counter(e.code for e in was.errors) != Counter(e.code for e in became.errors):  # fmt: skip
        yield Change("~", (), "errors", _codes(was.errors), _codes(became.errors))
    if was.status == became.status == "accepted":
        for one in differences(was.output, became.output, exact=True):
            sign: Literal["+", "-", "~"] = "+" if one.expected is MISSING else "-" if one.actual is MISSING else "~"  # fmt: skip
            yield Change(sign, one.path, one.shown, one.expected, one.actual)


def _codes(errors: tuple[Any, ...]) -> str:
    return ", ".join(sorted({error.code for error in errors}))


def _keep(folder: Path, ran: Ran, seconds: float) -> None:
    from mapbench.trials.history import keep

    try:
        keep(folder, ran.mapping, ran.version, ran.done, seconds)
    except (MapbenchError, OSError):
        return  # a folder that cannot be written to stops no dry run
