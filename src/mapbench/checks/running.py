"""All checks over a project: levels as the project sets them, waivers that are in date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mapbench.checks import (
    approved,
    canonical,
    chains,
    drifted,
    loaded,
    losses,
    oddities,
    ownership,
    pinned,
    privacy,
    promises,
    records,
    released,
    samples,
    scalars,
    secrecy,
    styles,
    targets,
    tested,
)
from mapbench.checks.findings import RANK, Finding, Level, Rule, Unchecked, Waived
from mapbench.checks.governed import tier_of_file
from mapbench.checks.material import Material
from mapbench.checks.tiers import shifted
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram
    from mapbench.project.project import Project

_MODULES = (
    approved, canonical, chains, drifted, loaded, losses, oddities, ownership, pinned, privacy, promises, records, released, samples, scalars, secrecy,
    styles, targets, tested,
)  # fmt: skip
#: Every check by its code.
RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in sorted(
        (rule for module in _MODULES for rule in module.RULES),
        key=lambda rule: rule.code,
    )
}


@dataclass(slots=True)
class Report:
    """What was found, in file order; what was waived is among `waived` only. What could not be checked is not clean.

    `support` says where each team is asked for help, "" where nowhere; `lead` is who acts where nobody else is named.
    """

    findings: list[Finding] = field(default_factory=list)
    waived: list[Finding] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    support: dict[str, str] = field(default_factory=dict)
    lead: str | None = None

    def worst(self) -> str:
        """The highest level among the findings; `off` where there are none."""
        return max((finding.level for finding in self.findings), key=RANK.__getitem__, default="off")

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Everything, with counts by level."""
        return {
            "findings": [finding.as_json() for finding in (*self.findings, *self.waived)],
            "unchecked": [
                {"code": one.code, "subject": one.subject, "reason": one.reason} for one in self.unchecked
            ],
            "counts": {
                **{level: self.count(level) for level in ("error", "warning", "info")},
                "waived": len(self.waived),
                "unchecked": len(self.unchecked),
            },
        }


def check(
    project: Project | None,
    references: Iterable[str],
    today: date,
    rules: Iterable[Rule] | None = None,
    loaded: LoadedProgram | None = None,
) -> Report:
    """Runs every check, or the `rules` given, on a project, or on the mappings named (ids, or files without a project), or on
    one that is `loaded` already.
    """
    material = Material(project, references, today, loaded)
    levels = _levels(project)
    waivers = _waivers(project, today)
    report = Report(support=_support(project), lead=_lead(project))
    for rule in RULES.values() if rules is None else rules:
        for said in rule.run(material):
            if levels.get(rule.code) == "off":
                continue
            if isinstance(said, Unchecked):
                report.unchecked.append(said)
            else:
                owned = replace(said, owner=said.owner or report.lead)
                _file(report, _levelled(owned, rule, levels, project), waivers)
    for found in (report.findings, report.waived):
        found.sort(
            key=lambda one: (one.place.file or "", one.place.line or 0, one.place.column or 0, one.code)
        )
    return report


def grave(project: Project | None) -> list[Rule]:
    """The checks that can find an error here, as the project's levels and tiers go."""
    levels = _levels(project)
    systems = project.systems.values() if project is not None else ()
    flows = project.flows.values() if project is not None else ()
    tiers = {one.model.tier for one in (*systems, *flows) if one.model is not None}
    tier = "revenue-critical" if "revenue-critical" in tiers else None
    return [
        rule
        for rule in RULES.values()
        if (levels[rule.code] if rule.code in levels else shifted(rule.level, tier, rule.code)) == "error"
    ]


def rule_of(code: str) -> Rule:
    """A check by its code. Raises MapbenchError, with the nearest one."""
    if code.upper() not in RULES:
        from mapbench.model.nearest import did_you_mean

        raise MapbenchError(f"There is no check {code!r}.", did_you_mean(code.upper(), RULES))
    return RULES[code.upper()]


def _file(report: Report, finding: Finding, waivers: dict[str, Waived]) -> None:
    waived = waivers.get(finding.fingerprint) if finding.code != "MB000" else None
    if waived is None:
        report.findings.append(finding)
    else:
        report.waived.append(replace(finding, waived=waived))


def _levelled(finding: Finding, rule: Rule, levels: dict[str, Level], project: Project | None) -> Finding:
    if rule.code in levels:
        return replace(finding, level=levels[rule.code])
    # A finding may be milder than its rule, never stricter; the tier of what it is about shifts both.
    level = finding.level if finding.level == "info" else rule.level
    tier = tier_of_file(project, finding.place.file) if project is not None else None
    return replace(finding, level=shifted(level, tier, rule.code))


def _lead(project: Project | None) -> str | None:
    model = project.file.model if project is not None else None
    return model.lead if model is not None else None


def _support(project: Project | None) -> dict[str, str]:
    model = project.file.model if project is not None else None
    return {team.id: team.support or "" for team in model.teams} if model is not None else {}


def _levels(project: Project | None) -> dict[str, Level]:
    model = project.file.model if project is not None else None
    return dict(model.checks) if model is not None else {}


def _waivers(project: Project | None, today: date) -> dict[str, Waived]:
    file = project.waivers if project is not None else None
    model = file.model if file is not None else None
    if model is None:
        return {}
    return {one.finding: Waived(one.who, one.why, one.until) for one in model.waivers if one.until >= today}
