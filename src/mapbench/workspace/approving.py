"""Approvals of the package that a mapping went out as: who approved, who is asked, and what is missing before it is promoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from mapbench.errors import MapbenchError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mapbench.packages.approvals import Approval
    from mapbench.project.environments import Environment
    from mapbench.release.promotion import Promotion
    from mapbench.review.sides import Side
    from mapbench.workspace.views import Opened

State = Literal["approved", "missing", "refused", "rejected", "author", "not needed", "unchecked"]
_WORDS = {
    "expired": "expired", "author": "the author", "signer": "not trusted", "role": "may not", "digest": "another package",
    "signature": "wrong signature", "unsigned": "not signed", "statement": "malformed", "rejected": "rejected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role in words: `who` decided, or "" where nobody did; `words` say what came of it."""

    role: str
    state: State
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class EnvironmentView:
    """What one environment asks of the package; `missing` and `unknown` are sentences with their codes.

    `refused` says why nothing can be said.
    """

    name: str
    lines: tuple[RoleLine, ...] = ()
    asked: int = 0
    given: int = 0
    missing: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalsView:
    """The approvals of a released package, by environment. `values` and `findings` are what an approval would have to name.

    `said` are the statements where no environment says whose word counts: nothing of them is checked.
    """

    path: Path
    environments: tuple[EnvironmentView, ...]
    roles: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    said: tuple[RoleLine, ...] = ()


def approvals_view(workspace: Opened, mapping: str, version: str) -> ApprovalsView:
    """The approvals of a version that lies in `dist/`. Raises MapbenchError, OSError for a package that cannot be read."""
    from mapbench.packages.contents import read_files
    from mapbench.project.environments import environments_around
    from mapbench.release.approving import values_to_accept
    from mapbench.review.sides import Side

    path = workspace.folder / "dist" / f"{mapping}-{version}.mapkg"
    side = Side(read_files(path))
    waived = tuple(str(one.get("finding", "")) for one in side.governance.get("waivers", []))
    answers = [_asked(workspace, path, one, side) for one in environments_around(workspace.folder)]
    if not answers:
        roles, values = [side.manifest.owner] if side.manifest.owner else [], values_to_accept(path)
        return ApprovalsView(path, (), tuple(roles), tuple(values), waived, tuple(_said(side)))
    told = [one for one in answers if not isinstance(one, EnvironmentView)]
    open_ = [role for one in told for role in one.asked if not _given(one, role)]
    values = [value for one in told for value in one.values]
    shown = tuple(one if isinstance(one, EnvironmentView) else _view(one, _teams(side)) for one in answers)
    return ApprovalsView(path, shown, tuple(dict.fromkeys(open_)), tuple(dict.fromkeys(values)), waived)


def give_approval(path: Path, given: dict[str, str]) -> str:
    """Signs what a form says: `role`, `decision`, `until`, `values`, `findings` (between commas), `who`, `key`.

    The statement's file, inside the package. Raises MapbenchError, OSError.
    """
    from pathlib import Path as File

    from mapbench.release.approving import Decision, approve

    decision: Literal["approve", "reject"] = "reject" if given["decision"] == "reject" else "approve"
    wanted = Decision(
        given["role"].strip(), given["who"].strip(), File(given["key"].strip()).expanduser(), date.fromisoformat(given["until"].strip()),
        decision, _several(given["values"]), _several(given["findings"]),
    )  # fmt: skip
    return approve(path, wanted).file


def own_signature() -> tuple[str, str]:
    """The key and the name that a form begins with; "" where there is none."""
    from mapbench.release.approving import own_key, own_name

    try:
        key = own_key()
    except MapbenchError:
        return "", ""
    return str(key), own_name(key)


def _asked(
    workspace: Opened, path: Path, environment: Environment | Problem, side: Side
) -> Promotion | EnvironmentView:
    from mapbench.release.promotion import promotion
    from mapbench.review.downstream import readers

    if isinstance(environment, Problem):
        return EnvironmentView("environment", refused=environment.message)
    target = side.manifest.target.reference if side.manifest.target is not None else None
    reading = readers(workspace.project, target, side.manifest.mapping)
    try:
        return promotion(path, environment, reading)
    except (MapbenchError, OSError) as refused:
        return EnvironmentView(environment.name, refused=str(refused))


def _view(found: Promotion, teams: list[str]) -> EnvironmentView:
    lines = [_role(role, [one for one in found.approvals if one.role == role]) for role in found.asked]
    others = [one for one in found.approvals if one.role not in found.asked]
    lines += [_line(one.role or one.file, one) for one in others]
    shown = {line.role for line in lines}
    lines += [RoleLine(team, "not needed", "", "not needed") for team in teams if team not in shown]
    given = sum(_given(found, role) for role in found.asked)
    missing, unknown = (
        tuple((one.message, one.code) for one in told) for told in (found.reasons, found.unknown)
    )
    return EnvironmentView(found.environment, tuple(lines), len(found.asked), given, missing, unknown)


def _said(side: Side) -> Iterator[RoleLine]:
    from mapbench.packages.errors import StatementError
    from mapbench.packages.names import OUTSIDE
    from mapbench.packages.statement import read_statement

    for name in sorted(one for one in side.files if one.startswith(OUTSIDE) and one.endswith(".json")):
        try:
            said = read_statement(name, side.files[name])
        except StatementError:
            yield RoleLine(name.removeprefix(OUTSIDE), "refused", "", _WORDS["statement"])
            continue
        if said is not None:
            words = f"{said.decision}, says {said.who.partition('@')[0]}"
            yield RoleLine(said.role, "unchecked", said.who, words)


def _given(found: Promotion, role: str) -> bool:
    return any(one.counts and one.role == role for one in found.approvals)


def _role(role: str, there: list[Approval]) -> RoleLine:
    best = next((one for one in there if one.counts), there[0] if there else None)
    return RoleLine(role, "missing", "", "missing") if best is None else _line(role, best)


def _line(role: str, one: Approval) -> RoleLine:
    said, who = one.statement, one.who.partition("@")[0] or one.who
    day = f"{said.on.day} {said.on:%b}" if said is not None else ""
    if one.counts:
        return RoleLine(role, "approved", one.who, f"{who}, {day}")
    if one.refused is None:
        return RoleLine(role, "author", one.who, f"{who} made the change")
    words = _WORDS.get(one.refused.code, one.refused.code)
    if one.refused.code == "expired" and said is not None:
        words = f"expired {said.until.day} {said.until:%b}"
    state: State = "rejected" if one.refused.code == "rejected" else "refused"
    return RoleLine(role, state, one.who, f"{words}, {who}" if said is not None else words)


def _teams(side: Side) -> list[str]:
    return [str(one.get("id")) for one in side.governance.get("teams", []) if isinstance(one, dict)]


def _several(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
