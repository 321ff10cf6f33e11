"""A rule that writes another target than before: the other end of its wire is moved."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.language.paths import path_text
from mapbench.model.documents import Document, KeyPath
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import edited, value_at
from mapbench.workspace.commands.links import Placing, fields_of
from mapbench.workspace.commands.rules import rule_at, target_at
from mapbench.workspace.formula_fields import chains
from mapbench.workspace.readings import Reading, readings_of
from mapbench.workspace.scopes import Scope, dotted, field_of, outer_name, read_path, scope_at, written_path
from mapbench.workspace.seats import new_rule, seat_of
from mapbench.workspace.views import Path

if TYPE_CHECKING:
    from mapbench.project.project import Project


@dataclass(frozen=True)
class RetargetRule(Command):
    """A rule writes another target; in another list its paths are written as that list's rules write them."""

    mapping: str
    at: KeyPath
    target: Path

    @property
    def name(self) -> str:
        return f"Write {dotted(self.target)} instead"

    def title(self, project: Project) -> str:
        return f"Write {dotted(self.target)} instead of {target_at(project, self.mapping, self.at)}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def retarget(document: Document) -> None:
            rule = rule_at(document, self.at)
            source = fields_of(project, document.data.get("source"))
            without = copy.deepcopy(document.data)
            del value_at(without, self.at[:-1])[self.at[-1]]
            seat = seat_of(without, self.target, source)
            if seat.index is not None:
                raise MapbenchError(
                    f"{dotted(self.target)} has a rule already.",
                    "Delete that rule, or give it another source.",
                )
            if seat.at == self.at[:-1] and "*" not in seat.rest and "{}" not in seat.rest:
                document.set((*self.at, "target"), path_text(seat.rest))
                return
            scope = scope_at(document.data, self.at, source)
            document.remove(self.at)
            place = Placing(project, document, self.target)
            place.insert(_moved(rule, self.at, scope, place))

        return edited(project, "mapping", self.mapping, retarget)


def _moved(rule: dict[str, Any], at: KeyPath, scope: Scope, place: Placing) -> dict[str, Any]:
    """The rule as the seat's scope has it, with the rules of lists around it where there are none yet."""
    found = list(readings_of(rule, at, scope))
    paths = [one for one in found if one.kind == "path" and one.at[len(at)] == "source"]
    fields = [field_of(read_path(one.text, scope), scope) for one in paths]
    sources = [field for field in fields if field is not None]

    def body(inner: Scope) -> dict[str, Any]:
        moved = copy.deepcopy({key: value for key, value in rule.items() if key != "target"})
        for one in found:
            _rewrite(moved, one, at, inner)
        return moved

    return new_rule(place.seat.rest, sources, place.seat.scope, body)


def _rewrite(rule: dict[str, Any], one: Reading, at: KeyPath, inner: Scope) -> None:
    """One reading of a rule as another scope writes it. Raises MapbenchError where that scope cannot."""
    if one.kind == "formula":
        here = {loop.name: loop.item for loop in inner.loops}
        around = {loop.name for loop in one.scope.loops}
        gone = [chain.name for chain in chains(one.text, one.names) if chain.name in around]
        missing = next((name for name in gone if here.get(name) != one.names[name]), None)
        if missing is not None:
            raise MapbenchError(
                f"The formula reads {missing}, which is not known at the new place.",
                "Link its sources to the new target, and delete this rule.",
            )
        return
    steps = one.at[len(at) :]
    field = field_of(read_path(one.text, one.scope), one.scope)
    if field is None or one.kind != "path" or one.text.startswith("$"):
        if one.scope.item != inner.item and not one.text.startswith("$"):
            raise MapbenchError(
                f"The path {one.text} cannot be read from the new place.",
                "Link its source to the new target.",
            )
        return
    name = outer_name(field, inner)
    if name is not None:
        raise MapbenchError(
            f"{dotted(field)} is read as {name} at the new place.", "Link it to the new target instead."
        )
    value_at(rule, steps[:-1])[steps[-1]] = _written(one.text, field, one.scope, inner)


def _written(text: str, field: Path, scope: Scope, inner: Scope) -> str:
    # The text stays, with its filters, wherever it means the same.
    return text if scope.item == inner.item and not inner.grouped else written_path(field, inner)
