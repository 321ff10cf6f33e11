"""The state of a project: systems, entities and the flows between them, every mapping, and what needs a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mapbench.checks.findings import Finding
    from mapbench.checks.running import Report
    from mapbench.model.mapping import MappingFile
    from mapbench.workspace.drifting import DriftView
    from mapbench.workspace.views import Opened

Health = Literal["ok", "soon", "now", "unknown"]
_RANK: Final = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class SystemBox:
    """A system of the landscape: its role is record, engagement or intelligence, "" where nobody said."""

    id: str
    role: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class EntityBox:
    """A canonical entity: its version, and how many leaves it has."""

    id: str
    version: str
    fields: int


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One mapping as an arrow between a system and an entity: `inward` leads into the canonical model.

    `tier` is the stroke, `health` the mark: now with an error among its findings, soon with a warning.
    """

    mapping: str
    system: str
    entity: str
    inward: bool
    tier: str
    health: Health


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A mapping in the table. Counts of tests and findings, and the drift of its source, are None before the project was checked."""

    mapping: str
    source: str
    target: str
    owner: str | None
    mapped: int
    total: int
    version: str
    draft: bool
    tests: tuple[int, int] | None = None
    findings: tuple[int, int] | None = None
    drift: DriftView | None = None

    @property
    def need(self) -> tuple[int, int, int, int, int]:
        """What the table is sorted by: errors, failing tests, drift, no owner, warnings."""
        errors, warnings = self.findings or (0, 0)
        passed, total = self.tests or (0, 0)
        breaking = self.drift.breaking if self.drift is not None else 0
        return (-errors, passed - total, -breaking, -(self.owner is None), -warnings)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide: what, why, who acts, what to do, by when ("" where nothing says), and where it is shown."""

    level: str
    what: str
    why: str
    who: str
    way_out: str
    when: str
    code: str
    mapping: str | None
    target: str


@dataclass(frozen=True, slots=True)
class Status:
    """A project at a glance. `checked` says that findings and tests are in it, `day` when; `refused` are mappings that cannot be read."""

    revision: int
    systems: tuple[SystemBox, ...]
    entities: tuple[EntityBox, ...]
    flows: tuple[FlowLine, ...]
    mappings: tuple[MappingRow, ...]
    decisions: tuple[Decision, ...]
    teams: int
    checked: bool
    errors: int = 0
    warnings: int = 0
    tests: tuple[int, int] = (0, 0)
    day: date | None = None

    @property
    def past_the_model(self) -> tuple[MappingRow, ...]:
        """The mappings that join two systems directly."""
        return tuple(row for row in self.mappings if row.source and row.target and "@" not in row.source + row.target)  # fmt: skip


def status(workspace: Opened) -> Status:
    """The state without checks and tests: what is quickly read."""
    return _status(workspace, None, {})


def checked_status(workspace: Opened, today: date) -> Status:
    """The state with every check and every test case run; `today` decides which waivers are in date."""
    from mapbench.checks.running import check

    project = workspace.project
    report = check(project, (), today)
    return replace(_status(workspace, report, _tests(workspace)), day=today)


def _status(workspace: Opened, report: Report | None, tests: dict[str, tuple[int, int]]) -> Status:
    project = workspace.project
    counts = _counts(report)
    drifts = _drifts(workspace) if report is not None else {}
    rows = tuple(
        sorted(
            (
                _row(workspace, mapping, counts, tests, report is not None, drifts)
                for mapping in project.ids("mapping")
            ),
            key=lambda row: row.need,
        )
    )
    file = project.file.model
    found = report.findings if report is not None else []
    return Status(
        workspace.revision, tuple(_systems(workspace)), tuple(_entities(workspace)), tuple(_flows(workspace, counts, report is not None)),
        rows, tuple(_decisions(found, project.ids("mapping"))), len(file.teams) if file is not None else 0, report is not None,
        sum(one.level == "error" for one in found), sum(one.level == "warning" for one in found),
        (sum(passed for passed, _ in tests.values()), sum(total for _, total in tests.values())),
    )  # fmt: skip


def _row(
    workspace: Opened,
    mapping: str,
    counts: dict[str, tuple[int, int]],
    tests: dict[str, tuple[int, int]],
    checked: bool,
    drifts: dict[str, DriftView],
) -> MappingRow:
    from mapbench.workspace.mapping_views import mapping_view

    view = mapping_view(workspace, mapping)
    findings = counts.get(mapping, (0, 0)) if checked else None
    if view.problems and findings is not None:
        findings = (max(findings[0], 1), findings[1])
    return MappingRow(
        mapping, view.source or "", view.target or "", view.owner, view.mapped, view.target_total, view.version, view.draft,
        tests.get(mapping, (0, 0)) if checked else None, findings, drifts.get(view.source or ""),
    )  # fmt: skip


def _drifts(workspace: Opened) -> dict[str, DriftView]:
    """The drift of every dataset that a mapping reads."""
    from mapbench.workspace.drifting import drift_view

    files = (one.model for one in workspace.project.mappings.values())
    sources = dict.fromkeys(one.source for one in files if one is not None and one.source)
    views = ((source, drift_view(workspace.project, source)) for source in sources)
    return {source: view for source, view in views if view is not None}


def _systems(workspace: Opened) -> Iterator[SystemBox]:
    for loaded in workspace.project.systems.values():
        model = loaded.model
        yield SystemBox(loaded.id, (model.role or "") if model else "", model.owner if model else None)


def _entities(workspace: Opened) -> Iterator[EntityBox]:
    from mapbench.schemas.fields import Schema

    for loaded in workspace.project.entities.values():
        model = loaded.model
        if model is None:
            continue
        try:
            linked = workspace.project.schema(f"{loaded.id}@{model.major}")
            fields = sum(1 for _ in Schema(linked.raw).leaves()) if linked is not None else 0
        except (MapbenchError, ValueError):
            fields = 0
        yield EntityBox(loaded.id, model.version or "", fields)


def _flows(workspace: Opened, counts: dict[str, tuple[int, int]], checked: bool) -> Iterator[FlowLine]:
    tiers = _tiers(workspace)
    for loaded in workspace.project.mappings.values():
        file: MappingFile | None = loaded.model
        if file is None or not file.source or not file.target:
            continue
        for one, other, inward in ((file.source, file.target, True), (file.target, file.source, False)):
            if "@" not in one and "@" in other:
                errors, warnings = counts.get(loaded.id, (0, 0))
                health: Health = "unknown" if not checked else "now" if errors else "soon" if warnings else "ok"  # fmt: skip
                tier = tiers.get(loaded.id, "operational")
                yield FlowLine(loaded.id, one.split(".")[0], other.split("@")[0], inward, tier, health)


def _tiers(workspace: Opened) -> dict[str, str]:
    found: dict[str, str] = {}
    for loaded in workspace.project.flows.values():
        flow = loaded.model
        if flow is not None:
            for reference in (flow.inbound, *(one.mapping for one in flow.outbound)):
                if reference:
                    found[reference.split("@")[0]] = flow.tier or "operational"
    return found


def _counts(report: Report | None) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for one in report.findings if report is not None else ():
        mapping = one.subject.split("/")[0]
        errors, warnings = found.get(mapping, (0, 0))
        found[mapping] = (errors + (one.level == "error"), warnings + (one.level == "warning"))
    return found


def _tests(workspace: Opened) -> dict[str, tuple[int, int]]:
    from mapbench.trials.suite import run_cases

    found: dict[str, tuple[int, int]] = {}
    for result in run_cases(workspace.project.ids("mapping"), workspace.folder).results:
        passed, total = found.get(result.mapping, (0, 0))
        found[result.mapping] = (passed + result.passed, total + 1)
    return found


def _decisions(findings: list[Finding], mappings: list[str]) -> Iterator[Decision]:
    for one in sorted(findings, key=lambda finding: (_RANK.get(finding.level, 3), finding.code, finding.subject)):  # fmt: skip
        if one.level == "info":
            continue
        subject, _, target = one.subject.partition("/")
        yield Decision(
            one.level, f"{one.subject}: {one.message}", one.message, one.owner or "nobody", one.hint, "", one.code,
            subject if subject in mappings else None, target,
        )  # fmt: skip


def mapping_health(workspace: Opened, mapping: str, today: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """Errors and warnings among the findings of one mapping; how many of its tests pass, and how many there are."""
    from mapbench.checks.running import check
    from mapbench.trials.suite import run_cases

    report = check(workspace.project, (mapping,), today)
    results = run_cases([mapping], workspace.folder).results
    return (report.count("error"), report.count("warning")), (sum(one.passed for one in results), len(results))  # fmt: skip
