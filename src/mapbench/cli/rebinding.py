"""`--rebind OLD=NEW`: fields as they are typed become one step of the project's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.cli.output import counted, data, say
from mapbench.errors import MapbenchError
from mapbench.schemas.drifted import field_text
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY

if TYPE_CHECKING:
    from mapbench.drift.evidence import Evidence
    from mapbench.drift.uses import Use
    from mapbench.project.project import Project

Path = tuple[str, ...]


def rebind(project: Project, dataset: str, typed: tuple[str, ...], asked: Evidence | None) -> Project:
    """Lets every rule read the new fields, tells which, and gives back the project as it stands then.

    Raises MapbenchError for a pair that names no field, and where no rule reads the old one.
    """
    from mapbench.drift.uses import uses_of
    from mapbench.flows.binding import pairs
    from mapbench.workspace.commands.rebinding import RebindFields
    from mapbench.workspace.workspace import Workspace

    uses = uses_of(project, dataset)
    found = tuple(
        (_old(old, project, dataset, uses), _new(new, project, dataset, asked))
        for old, new in pairs("--rebind", typed).items()
    )
    command = RebindFields(dataset, found)
    touched = [use for use in uses if any(use.touches(old) is not None for old, _ in found)]
    with Workspace.open(project.folder) as workspace:
        step = workspace.do(command)
    data(f"{command.name}: {counted(len(touched), 'rule')} in {', '.join(step.files)}\n")
    for use in touched:
        data(f"  {use.subject} ({use.owner or 'no owner'})\n")
    data("Undo is u in the workbench.\n\n")
    return workspace.project


def _old(text: str, project: Project, dataset: str, uses: list[Use]) -> Path:
    """The field that is meant: one that rules read, or around those. Raises MapbenchError with the nearest one."""
    from mapbench.model.nearest import did_you_mean

    known = {read[:end] for use in uses for read in use.reads for end in range(1, len(read) + 1)}
    known |= _pinned(project, dataset)
    found = _meant(text, known)
    if found is None:
        names = [field_text(path) for path in sorted(known)]
        raise MapbenchError(f"No rule reads {text!r} of {dataset}.", did_you_mean(text, names))
    return found


def _new(text: str, project: Project, dataset: str, asked: Evidence | None) -> Path:
    """The field that is meant: one of the records that are known, or of the pin; of any other it is said that nobody has it yet."""
    from mapbench.drift.evidence import fixtures, last_answer
    from mapbench.model.nearest import nearest

    looked = (
        [asked]
        if asked is not None
        else [fixtures(project.folder, dataset), last_answer(project.folder, dataset)]
    )
    known = {one.path for some in looked if some is not None for one in some.inference.statistics()}
    known |= _pinned(project, dataset)
    found = _meant(text, known)
    if found is None:
        near = nearest(text, [field_text(path) for path in known])
        say(
            f"note: neither a record nor the pin of {dataset} has {text!r}."
            + (f" Did you mean {near!r}?" if near else "")
        )
    return found or _path(text)


def _pinned(project: Project, dataset: str) -> set[Path]:
    linked = project.schema(dataset)
    return {field.path for field in linked.fields.walk()} if linked is not None else set()


def _meant(text: str, known: set[Path]) -> Path | None:
    """The known path that was typed, with or without its `[*]`."""
    exact = _path(text)
    if exact in known:
        return exact
    plain = _plain(exact)
    alike = sorted(path for path in known if _plain(path) == plain and path[-1] not in (ANY_ITEM, ANY_KEY))
    return alike[0] if alike else None


def _path(text: str) -> Path:
    from mapbench.engine.paths import Name
    from mapbench.language.paths import parse_path

    return tuple(one.name if isinstance(one, Name) else ANY_ITEM for one in parse_path(text).segments)


def _plain(path: Path) -> Path:
    return tuple(step for step in path if step not in (ANY_ITEM, ANY_KEY))
