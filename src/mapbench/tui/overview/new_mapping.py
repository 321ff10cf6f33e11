"""A new mapping: asked for in three choices and a name, written as one step."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from mapbench.tui.ask import Ask, Choice, Choose, Field

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench


def new_mapping(bench: Workbench) -> None:
    """Asks for the dataset, then the entity, then name and owner; then opens the new mapping on the canvas."""
    ends = _ends(bench)
    if not ends:
        bench.notify("Write a system into systems/ and an entity into canonical/ first.", title="Nothing to map between yet", markup=False)  # fmt: skip
        return

    def source_chosen(source: str | None) -> None:
        if source is not None:
            others = [end for end in ends if ("@" in end.value) != ("@" in source)]
            bench.push_screen(Choose("New mapping", f"From {source} into", others), lambda target: named(source, target))  # fmt: skip

    def named(source: str, target: str | None) -> None:
        if target is not None:
            _ask_name(bench, source, target)

    bench.push_screen(Choose("New mapping", "From", ends), source_chosen)


def _ends(bench: Workbench) -> list[Choice]:
    if bench.workspace is None:
        return []
    project = bench.workspace.project
    datasets = [
        Choice(f"{loaded.id}.{name}", f"{loaded.id}.{name}", "a dataset")
        for loaded in project.systems.values()
        if loaded.model is not None
        for name in loaded.model.datasets
    ]
    entities = [
        Choice(f"{one.id}@{one.model.major}", f"{one.id}@{one.model.major}", "canonical")
        for one in project.entities.values()
        if one.model is not None
    ]
    return [*datasets, *entities] if datasets and entities else []


def _ask_name(bench: Workbench, source: str, target: str) -> None:
    assert bench.workspace is not None
    id_ = (
        source.replace(".", "-")
        if "." in source
        else f"{source.split('@', maxsplit=1)[0]}-{target.split('.', maxsplit=1)[0]}"
    )
    taken = set(bench.workspace.project.ids("mapping"))
    check = _refusal(taken)
    fields = (
        Field("id", "name", _free(id_, taken), "lower case, dashes", check),
        Field("owner", "owner", _owner(bench, target)),
    )

    def make(given: dict[str, str] | None) -> None:
        from mapbench.workspace.commands.project_files import NewMapping

        if given is None:
            return
        command = NewMapping(given["id"], source, target, given["owner"].strip() or None)
        bench.do(command, lambda _: bench.go("map", mapping=given["id"]))

    bench.push_screen(Ask("New mapping", f"{source} into {target}", *fields), make)


def _free(id_: str, taken: set[str]) -> str:
    names = itertools.chain([id_], (f"{id_}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)


def _owner(bench: Workbench, target: str) -> str:
    project = bench.workspace.project if bench.workspace is not None else None
    entity = project.entities.get(target.split("@", maxsplit=1)[0]) if project is not None else None
    return (entity.model.owner or "") if entity is not None and entity.model is not None else ""


def _refusal(taken: set[str]) -> Callable[[str], str]:
    import re

    def check(text: str) -> str:
        if text in taken:
            return "There is a mapping of that name."
        return "" if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text) else "Lower case letters, digits and dashes."  # fmt: skip

    return check
