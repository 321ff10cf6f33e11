"""Drift as the screens show it: of an answer in Connect, of a mapping's source in Overview and on the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapbench.drift.report import DatasetDrift
    from mapbench.project.project import Project
    from mapbench.workspace.connecting import Health
    from mapbench.workspace.sending import Answered
    from mapbench.workspace.views import Opened, Path

#: same: as pinned. harmless: it drifted where no rule reads. drift: where rules read. unknown: nobody can say.
DriftState = Literal["same", "harmless", "drift", "unknown"]


@dataclass(frozen=True, slots=True)
class Rename:
    """A field that is gone, the new one that may be it, how sure that is (0 to 1) and why; files it would change."""

    old: Path
    new: Path
    strength: float
    reason: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriftView:
    """The drift of one dataset in short: changes and broken paths that rules read (`breaking`), and all of them (`changes`)."""

    dataset: str
    state: DriftState
    breaking: int = 0
    changes: int = 0


def drift_of_answer(workspace: Opened, answer: Answered) -> DatasetDrift | None:
    """The drift of an answer that is in view; None where nothing is pinned, or nothing came."""
    from mapbench.connect.capture import fixture_names
    from mapbench.drift.evidence import Evidence
    from mapbench.drift.looking import drift_of

    records = answer.kept.records
    if answer.pinned is None or not records:
        return None
    named = dict(zip(fixture_names(records, answer.keys), records, strict=True))
    return drift_of(workspace.project, answer.reference, Evidence("endpoint", named))


def renames_in(workspace: Opened, found: DatasetDrift | None) -> list[Rename]:
    """Every rename that is guessed, those that change files first."""
    made = [
        Rename(one.old, one.new, one.strength, one.reason, _files(workspace, found.dataset, one.old, one.new))
        for one in found.renames
    ] if found is not None else []  # fmt: skip
    return sorted(made, key=lambda one: (not one.files, -one.strength))


def health_of(answer: Answered, found: DatasetDrift | None) -> tuple[Health, str] | None:
    """The health of a dataset after an answer; None where there is nothing to say. Only what rules read is an error."""
    if found is None:
        return ("warning", "no pin") if answer.kept.records and not answer.pinned else None
    return _health(found)


def remembered_healths(project: Project, datasets: Iterable[str]) -> dict[str, tuple[Health, str]]:
    """The health of datasets by what their endpoints answered last, whenever that was; those that have no pin are left out."""
    from mapbench.drift.evidence import last_answer
    from mapbench.drift.looking import drift_of

    found: dict[str, tuple[Health, str]] = {}
    for dataset in datasets:
        try:
            answer = last_answer(project.folder, dataset) if project.schema(dataset) is not None else None
            if answer is not None:
                found[dataset] = _health(drift_of(project, dataset, answer))
        except (MapbenchError, OSError):
            continue
    return found


def _health(found: DatasetDrift) -> tuple[Health, str]:
    if found.verdict == "drift":
        return "error", "drift"
    if found.verdict == "same":
        return "ok", "ok"
    only_new = all(one.drift.kind == "added" for one in found.changes) and not found.misfits
    return "warning", "new" if only_new else "drift"


def drift_view(project: Project, dataset: str | None) -> DriftView | None:
    """The drift of a dataset by its fixtures and the last answer; None for what is no dataset."""
    from mapbench.drift.looking import drift_of

    if dataset is None or "@" in dataset:
        return None
    try:
        found = drift_of(project, dataset)
    except (MapbenchError, OSError):
        return DriftView(dataset, "unknown")
    breaking = sum(one.matters for one in found.changes) + len(found.broken)
    return DriftView(dataset, found.verdict, breaking, len(found.changes) + len(found.broken))


def _files(workspace: Opened, reference: str, old: Path, new: Path) -> tuple[str, ...]:
    from mapbench.workspace.commands.rebinding import RebindFields

    try:
        return tuple(sorted(RebindFields(reference, ((old, new),)).changes(workspace.project)))
    except MapbenchError:
        return ()
