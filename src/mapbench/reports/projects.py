"""Reports about a whole project: its status, who owns what, and what flows where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from mapbench.checks.running import check
from mapbench.reports.tables import Table, TableReport

if TYPE_CHECKING:
    from mapbench.checks.running import Report
    from mapbench.project.project import Project

_NOBODY = "nobody"
_PLAIN = re.compile(r"[^\w.@-]")
_KINDS = ("systems", "entities", "mappings", "lookups", "functions", "flows")


def status_report(project: Project, day: date) -> TableReport:
    """What is unowned, drifted, untested or about to break, and who has to act; with all mappings."""
    found = check(project, (), day)
    findings = tuple(
        (one.level, one.code, one.subject, one.owner or _NOBODY, one.message, one.hint)
        for one in found.findings
    )
    waived = tuple(
        (one.code, one.subject, one.waived.who, str(one.waived.until), one.waived.why)
        for one in found.waived
        if one.waived
    )
    unchecked = tuple((one.code, one.subject, one.reason) for one in found.unchecked)
    tables = (
        Table("Who has to act", ("owner", "errors", "warnings", "where to ask"), tuple(_acting(found))),
        Table("Findings", ("level", "code", "subject", "owner", "what", "what to do"), tuple(sorted(findings))),
        Table("Mappings", ("mapping", "version", "owner", "source", "target", "rules", "tests", "errors", "warnings"),
              tuple(_mappings(project, found))),
        Table("Accepted until", ("code", "subject", "who", "until", "why"), waived),
        Table("Could not be checked", ("code", "subject", "why"), unchecked),
    )  # fmt: skip
    return TableReport(f"Status of {_name(project)}", day, tables)


def owners_report(project: Project, day: date) -> TableReport:
    """Who answers for each system, entity, mapping, table, function and flow, and for single rules and fields."""
    model = project.file.model
    teams = [
        (team.id, ", ".join(team.members), team.support or "") for team in (model.teams if model else ())
    ]
    things: list[tuple[str, ...]] = []
    parts: list[tuple[str, ...]] = []
    for kind in _KINDS:
        for name, loaded in getattr(project, kind).items():
            if loaded.model is not None:
                things.append(
                    (kind, name, loaded.model.owner or _NOBODY, getattr(loaded.model, "tier", None) or "")
                )
    for name, loaded in project.mappings.items():
        parts += [
            (name, target, owner)
            for target, owner in _rule_owners(loaded.document.data if loaded.document else None)
        ]
    tables = (
        Table("Teams", ("team", "members", "where to ask"), tuple(teams)),
        Table("Owners", ("kind", "name", "owner", "tier"), tuple(things)),
        Table("Owners of single rules", ("mapping", "target", "owner"), tuple(parts)),
    )
    return TableReport(f"Owners of {_name(project)}", day, tables)


def landscape_report(project: Project, day: date) -> TableReport:
    """Which mapping moves what from where to where, as a table and as a drawing."""
    rows: list[tuple[str, ...]] = []
    for name, loaded in project.mappings.items():
        if loaded.model is not None:
            rows.append(
                (name, loaded.model.source or "", loaded.model.target or "", loaded.model.owner or _NOBODY)
            )
    flows = [
        (name, loaded.model.source or "", loaded.model.inbound or "", ", ".join(one.mapping for one in loaded.model.outbound),
         loaded.model.tier or "", loaded.model.owner or _NOBODY)
        for name, loaded in project.flows.items() if loaded.model is not None
    ]  # fmt: skip
    tables = (
        Table("Mappings", ("mapping", "from", "to", "owner"), tuple(rows)),
        Table("Flows", ("flow", "source", "inbound", "outbound", "tier", "owner"), tuple(flows)),
    )
    return TableReport(f"Landscape of {_name(project)}", day, tables, _drawing(rows))


def _acting(found: Report) -> Iterator[tuple[str, ...]]:
    counts: dict[str, Counter[str]] = {}
    for one in found.findings:
        counts.setdefault(one.owner or _NOBODY, Counter())[one.level] += 1
    for owner, levels in sorted(
        counts.items(), key=lambda pair: (-pair[1]["error"], -pair[1]["warning"], pair[0])
    ):
        yield owner, str(levels["error"]), str(levels["warning"]), found.support.get(owner, "")


def _mappings(project: Project, found: Report) -> Iterator[tuple[str, ...]]:
    from mapbench.reports.sheets.written import written

    for name, loaded in project.mappings.items():
        if loaded.model is None or loaded.document is None:
            yield name, "", _NOBODY, "", "", "cannot be read", "", "", ""
            continue
        tests = project.tests.get(name)
        cases = len(tests.model.tests) if tests is not None and tests.model is not None else 0
        mine = Counter(one.level for one in found.findings if one.subject.partition("/")[0] == name)
        yield (
            name, loaded.model.version or "", loaded.model.owner or _NOBODY, loaded.model.source or "", loaded.model.target or "",
            str(len(written(loaded.document.data))), str(cases), str(mine["error"]), str(mine["warning"]),
        )  # fmt: skip


def _rule_owners(data: Any) -> Iterator[tuple[str, str]]:
    from mapbench.reports.sheets.written import written

    for one in written(data):
        if isinstance(one.rule.get("owner"), str):
            yield one.target, one.rule["owner"]


def _drawing(rows: list[tuple[str, ...]]) -> str:
    """The mappings as arrows; entities of the canonical model are round."""
    ends = dict.fromkeys(end for _, source, target, _ in rows for end in (source, target) if end)
    names = {end: f"n{number}" for number, end in enumerate(ends)}
    lines = ["flowchart LR"]
    for end, name in names.items():
        text = _PLAIN.sub("-", end)
        lines.append(f'  {name}(["{text}"])' if "@" in end else f'  {name}["{text}"]')
    for mapping, source, target, _ in rows:
        if source and target:
            lines.append(f"  {names[source]} -->|{_PLAIN.sub('-', mapping)}| {names[target]}")
    return "\n".join(lines)


def _name(project: Project) -> str:
    return project.file.model.project if project.file.model else project.folder.name
