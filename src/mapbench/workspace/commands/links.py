"""Links: a target gets its rule, or its rule gets another source; or it is said why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.language.paths import path_text
from mapbench.model.documents import Document
from mapbench.project.formatting import rule_key_order
from mapbench.schemas.fields import Schema
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import edited, put, value_at
from mapbench.workspace.scopes import Scope, dotted, written_path
from mapbench.workspace.seats import Seat, body_of, new_rule, order_of, seat_of
from mapbench.workspace.views import Path

if TYPE_CHECKING:
    from mapbench.project.project import Project

#: What a person said of a rule, whatever the rule does.
_SAID: Final = ("target", "note", "owner", "ticket", "status")


@dataclass(frozen=True)
class LinkFields(Command):
    """A target field is made from source fields: a copy of one, a formula over several.

    Inside lists the rule goes into the `each` rule of the list, which is made if there is none. A target that has a rule
    keeps it, with another source.
    """

    mapping: str
    target: Path
    sources: tuple[Path, ...]

    @property
    def name(self) -> str:
        return f"Link {' and '.join(dotted(source) for source in self.sources)} to {dotted(self.target)}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def link(document: Document) -> None:
            place = Placing(project, document, self.target)
            if place.seat.index is None:
                field = place.target.field(self.target) if place.target else None
                body = partial(body_of, self.sources, field=field)
                place.insert(new_rule(place.seat.rest, self.sources, place.seat.scope, body))
            else:
                self._resource(document, place)

        if not self.sources:
            raise MapbenchError("A link needs a source field.", "Mark a source field, then link.")
        return edited(project, "mapping", self.mapping, link)

    def _resource(self, document: Document, place: Placing) -> None:
        seat = place.seat
        rule = value_at(document.data, seat.rule)
        changes = resourced(rule, self.sources, seat.scope)
        if changes is None:
            field = place.target.field(self.target) if place.target else None
            keep = (*_SAID, "lookup", "reverse", "default", "on_error")
            changes = {key: ... for key in rule if key not in keep} | body_of(self.sources, seat.scope, field)
        put(document, seat.rule, changes, rule_key_order())


@dataclass(frozen=True)
class LeaveUnmapped(Command):
    """Nothing is written to a target, and the mapping says why."""

    mapping: str
    target: Path
    reason: str

    @property
    def name(self) -> str:
        return f"Leave {dotted(self.target)} unmapped"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def leave(document: Document) -> None:
            place = Placing(project, document, self.target)
            if place.seat.index is not None:
                rule = value_at(document.data, place.seat.rule)
                changes: dict[str, Any] = {key: ... for key in rule if key not in _SAID}
                put(document, place.seat.rule, changes | {"unmapped": self.reason}, rule_key_order())
                return
            if any(step in ("*", "{}") for step in place.seat.rest):
                raise MapbenchError(
                    f"{dotted(self.target)} is in a list that has no rule.", "Leave the list itself unmapped."
                )
            place.insert({"target": path_text(place.seat.rest), "unmapped": self.reason})

        return edited(project, "mapping", self.mapping, leave)


class Placing:
    """A target of a mapping's document: its seat, and the schemas of both sides where they can be read."""

    def __init__(self, project: Project, document: Document, target: Path) -> None:
        self.document = document
        data = document.data if isinstance(document.data, dict) else {}
        self.target = fields_of(project, data.get("target"))
        self.seat: Seat = seat_of(data, target, fields_of(project, data.get("source")))

    @cached_property
    def order(self) -> list[str]:
        rules = self.document.node(self.seat.at)
        return order_of(self.seat, rules.data() if rules else [], self.target)

    def insert(self, rule: dict[str, Any]) -> int:
        """Puts a rule into the seat's list, at its place in the target schema; returns its index."""
        if rule["target"] not in self.order:
            return self.document.insert_rule(rule, (), self.seat.at)
        return self.document.insert_rule(rule, self.order, self.seat.at)


def resourced(rule: Mapping[str, Any], sources: tuple[Path, ...], scope: Scope) -> dict[str, Any] | None:
    """The keys that give a rule other sources with everything else kept; None where its body cannot be kept."""
    if "each" in rule:
        if len(sources) == 1 and isinstance(rule["each"], str):
            return {"each": written_path((*sources[0], "*"), scope)}
        raise MapbenchError("The rule goes through several lists.", "Change its `each` in the rule editor.")
    written = rule.get("source")
    if "rules" in rule and (written is None or len(sources) > 1):
        raise MapbenchError(
            "The rule has rules of its own, and no source.", "Link the fields inside it, or delete it first."
        )
    if isinstance(written, str) and len(sources) == 1:
        return {"source": written_path(sources[0], scope)}
    if isinstance(written, dict) and len(sources) == len(written):
        texts = [written_path(source, scope) for source in sources]
        return {"source": dict(zip(written, texts, strict=True))}
    return None


def fields_of(project: Project, reference: Any) -> Schema | None:
    """The fields of a dataset or an entity; None where there is no schema, or none that can be read."""
    try:
        linked = project.schema(reference) if isinstance(reference, str) else None
        return linked.fields if linked else None
    except (MapbenchError, ValueError):
        return None
