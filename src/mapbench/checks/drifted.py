"""MB503: what an endpoint gave when it was last asked, against the schema that rules were written for."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.material import Material
from mapbench.errors import LoadError, MapbenchError

if TYPE_CHECKING:
    from mapbench.drift.report import Change, DatasetDrift
    from mapbench.drift.uses import Use
    from mapbench.project.project import Project

#: What examples call the records of the last answer, which the workspace database remembers.
ANSWER = "the last answer of shop.order, as .mapbench/workspace.db has it"


def endpoints_are_as_pinned(material: Material) -> Said:
    """MB503 for every rule that reads a field which its endpoint gives no longer, or gives otherwise, since it was pinned."""
    from mapbench.drift.evidence import last_answer
    from mapbench.drift.looking import datasets_read, drift_of

    project = material.project
    for dataset in datasets_read(project) if project is not None else ():
        assert project is not None
        try:
            answer = last_answer(project.folder, dataset) if project.schema(dataset) is not None else None
            if answer is None:
                yield from _unasked(project, dataset)
            else:
                yield from _of_dataset(material, drift_of(project, dataset, answer))
        except (LoadError, MapbenchError):
            continue  # a finding of its own


def _unasked(project: Project, dataset: str) -> Said:
    """Only an endpoint that can be asked leaves a question open; without a pin that is another finding."""
    system, _, name = dataset.partition(".")
    loaded = project.systems.get(system)
    model = loaded.model if loaded is not None else None
    http = model is not None and model.connection is not None and model.connection.type == "http"
    if model is not None and http and name in model.datasets and project.schema(dataset) is not None:
        yield Unchecked("MB503", dataset, f"its endpoint was not asked here: mapbench connect {dataset}")


def _of_dataset(material: Material, found: DatasetDrift) -> Said:
    by_use: dict[Use, list[Change]] = {}
    for change in found.changes:
        for use in change.uses if change.matters else ():
            if material.whole or use.mapping in material.named:
                by_use.setdefault(use, []).append(change)
    for use, changes in by_use.items():
        yield _finding(found.dataset, use, changes)


def _finding(dataset: str, use: Use, changes: list[Change]) -> Finding:
    said = "; ".join(f"{one.drift.text} {one.drift.words}" for one in changes)
    renames = [one.rename for one in changes if one.rename is not None]
    hint = f"`mapbench drift {dataset}` shows all of it. Change the rule, or pin what comes now."
    if renames:
        from mapbench.schemas.drifted import field_text

        pairs = " ".join(
            f"--rebind {shlex.quote(f'{field_text(one.old)}={field_text(one.new)}')}" for one in renames
        )
        names = ", ".join(field_text(one.new) for one in renames)
        hint = f"It may be {names} now: `mapbench drift {dataset} {pairs}`."
    subject = f"{use.mapping}/{use.target}" if use.mapping else use.target
    message = f"{dataset} drifted since it was pinned: {said}."
    return Finding("MB503", subject, message, hint, use.place, use.owner)


RULES = (
    Rule(
        "MB503",
        "warning",
        "Endpoint drifted since its schema was captured",
        "Whoever runs an endpoint changes it without asking; a rule that reads a field which is gone gives nothing, and nobody is told.",
        {ANSWER: '[{"id": 1, "contact_email": "a@example.com", "status": "paid"}]'},
        {
            ANSWER: '[{"id": 1, "email": "a@example.com", "status": "paid", "note": "new fields break nothing"}]'
        },
        endpoints_are_as_pinned,
    ),
)
