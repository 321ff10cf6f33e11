"""Dry runs that were: kept in the workspace database, so that the next one can say what came out differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.store.runs import Run

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.trials.dry_run import DryRun


@dataclass(frozen=True, slots=True)
class Since:
    """What the last dry run of a mapping saw differently: when it was, its version, and the records by name."""

    at: str
    version: str | None
    changed: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "version": self.version,
            "changed": list(self.changed),
            "added": list(self.added),
            "gone": list(self.gone),
        }


def keep(folder: Path, mapping: str, version: str | None, done: DryRun, seconds: float) -> Since | None:
    """Keeps a dry run; returns how the last one differed, None for the first. No value of a record is kept.

    Raises MapbenchError and OSError where the workspace database cannot be used.
    """
    from mapbench.store.workspace import WorkspaceDatabase

    outcomes = done.digests()
    details = {
        "outcomes": outcomes,
        "errors": [
            {"target": target, "code": code, "owner": owner, "count": count}
            for target, code, owner, count in done.by_rule()
        ],
    }
    with WorkspaceDatabase.open(folder) as workspace:
        last = next(iter(workspace.runs.latest(mapping, "dry-run", 1)), None)
        run = Run(
            "dry-run", mapping, version, done.read, done.count("accepted"), done.count("rejected"),
            done.count("skipped"), seconds, details,
        )  # fmt: skip
        workspace.runs.add(run)
    return None if last is None else _since(last, outcomes)


def _since(last: Run, now: dict[str, str]) -> Since:
    before = last.details.get("outcomes", {})
    changed = tuple(name for name, digest in now.items() if name in before and before[name] != digest)
    added = tuple(name for name in now if name not in before)
    gone = tuple(name for name in before if name not in now)
    return Since(last.at, last.version, changed, added, gone)
