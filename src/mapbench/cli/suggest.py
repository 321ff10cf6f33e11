"""`mapbench suggest`: scored links with reasons and alternates, and the ones above a strength written into the mapping."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, data_json, format_option, say, styled, table
from mapbench.cli.project import Project, pass_project
from mapbench.errors import LoadError, MapbenchError

if TYPE_CHECKING:
    from mapbench.project.project import Project as Opened
    from mapbench.suggest.suggesting import Candidate, Suggestion
    from mapbench.workspace.suggesting import Suggested

NO_DATA = 3


@dataclass(frozen=True)
class _Looked:
    """A project that is only looked at."""

    folder: Path
    project: Opened
    revision: int = 0


@click.command("suggest")
@click.argument("mapping", metavar="MAPPING")
@click.option(
    "--accept", "least", metavar="STRENGTH", type=click.FloatRange(0, 1),
    help="Write the suggestions from this strength on, 0 to 1, as rules; no rule that stands is touched.",
)  # fmt: skip
@format_option("text", "json")
@pass_project
def command(project: Project, /, mapping: str, least: float | None, output_format: str) -> int:
    """Suggest links for targets without a rule, with reasons.

    From names, paths, types, formats and the sample values of fixtures; synonyms.yaml and the other mappings of the project count,
    too. Exit code 3: a side has neither a schema nor a fixture.
    """
    from mapbench.workspace.suggesting import suggested

    loaded, id_ = _mapping(project, mapping)
    found = suggested(_Looked(loaded.folder, loaded), id_)
    if found.problem is not None and found.broken:
        raise LoadError([found.problem])
    accepted: list[Suggestion] = []
    if least is not None and not found.problem:
        accepted = _accept(loaded.folder, found, least)
    if output_format == "json":
        data_json(_as_json(found, accepted))
    elif found.found:
        data(_as_text(found, {one.target for one in accepted}))
    return _told(found, accepted, least)


def _mapping(project: Project, reference: str) -> tuple[Opened, str]:
    """The project of a mapping, and its id there."""
    from mapbench.project.programs import load_reference

    loaded = load_reference(reference, project.find())
    id_ = loaded.file.mapping
    if loaded.project is None or id_ not in loaded.project.ids("mapping"):
        raise MapbenchError(
            f"{reference} is in no project, so there are no schemas to look at.",
            "Put it into the mappings folder of a project.",
        )
    return loaded.project, id_


def _accept(folder: Path, found: Suggested, least: float) -> list[Suggestion]:
    """Writes the strong ones as one step of the project's history; what has no place is said."""
    from mapbench.workspace.commands.accepting import AcceptSuggestions, Link, refused_links
    from mapbench.workspace.workspace import Workspace

    strong = [one for one in found.found if one.best.strength >= least]
    links = tuple(Link(one.target, one.best.source, one.best.conversion) for one in strong)
    if not links:
        return []
    with Workspace.open(folder) as workspace:
        step = AcceptSuggestions(found.mapping, links)
        left = {link.target: error for link, error in refused_links(workspace.project, step)}
        workspace.do(step)
    for target, error in left.items():
        say(f"{_dotted(target)} was left out: {error.message}")
    return [one for one in strong if one.target not in left]


def _told(found: Suggested, accepted: list[Suggestion], least: float | None) -> int:
    if found.problem is not None:
        say(f"There is nothing to suggest from: {found.problem.message}")
        say(f"  hint: {found.problem.hint}")
        return NO_DATA
    if not found.found:
        say("No target is open that a source resembles.")
    elif least is None:
        from mapbench.suggest.suggesting import strength_to_accept

        from_ = strength_to_accept(found.found)
        say(f"{counted(len(found.found), 'suggestion')}; --accept {from_} writes those from {from_:.2f} on.")
    elif not accepted:
        say(f"No suggestion has a strength of {least:.2f}; {counted(len(found.found), 'weaker one')} left.")
    else:
        rest = len(found.found) - len(accepted)
        say(
            f"Accepted {counted(len(accepted), 'suggestion')} into mappings/{found.mapping}.yaml, left {rest}; undo takes them back."
        )
    return 0


def _as_text(found: Suggested, accepted: set[tuple[str, ...]]) -> str:
    rows = []
    for one in found.found:
        mark = "+" if one.target in accepted else " "
        rows.append(
            (
                f"{mark} {one.best.strength:.2f}",
                _dotted(one.target),
                f"← {_dotted(one.best.source)}",
                "; ".join(one.best.reasons),
            )
        )
        rule = _rule_text(one.best)
        rows += [("", "", f"  {rule}", "")] if rule else []
        others = ", ".join(f"{_dotted(other.source)} {other.strength:.2f}" for other in one.alternates)
        rows += [("", "", f"  or {others}", "")] if others else []
    return _columns(rows)


def _columns(rows: list[tuple[str, str, str, str]]) -> str:
    """Rows of a link as columns; the lines below it may be as long as they are."""
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in rows]  # type: ignore[misc]  # four each
    heads = table([row for row in rows if row[1]]).splitlines()
    inset = 10 + max(len(row[1]) for row in rows)
    links = iter(heads)
    return "".join(
        f"{next(links)}\n" if row[1] else f"{' ' * inset}{styled(row[2], dim=True)}\n" for row in rows
    )


def _rule_text(one: Candidate) -> str:
    from mapbench.model.writing import flow_text

    rule = one.conversion.rule()
    return flow_text(rule)[1:-1] if rule else ""


def _as_json(found: Suggested, accepted: list[Suggestion]) -> dict[str, Any]:
    shown: dict[str, Any] = {"mapping": found.mapping, "suggestions": [
        {"target": _dotted(one.target), **_candidate(one.best), "alternates": [_candidate(other) for other in one.alternates]}
        for one in found.found
    ]}  # fmt: skip
    shown["accepted"] = [_dotted(one.target) for one in accepted]
    return shown | ({"problem": found.problem.message} if found.problem else {})


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "source": _dotted(one.source), "strength": one.strength, "reasons": list(one.reasons), "rule": one.conversion.rule(),
    }  # fmt: skip


def _dotted(path: tuple[str, ...]) -> str:
    """A path as people read it: `lines[*].sku`."""
    from mapbench.schemas.drifted import field_text

    return field_text(path)
