"""Suggestions that become rules: each at its place, with the conversion it needs; what people made is not touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document
from mapbench.project.formatting import rule_key_order
from mapbench.schemas.fields import ANY_ITEM
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, copy_of, file_of
from mapbench.workspace.commands.links import Placing
from mapbench.workspace.formula_fields import access
from mapbench.workspace.scopes import Scope, dotted, outer_name, written_path
from mapbench.workspace.seats import new_rule
from mapbench.workspace.views import Path

if TYPE_CHECKING:
    from mapbench.project.project import Project
    from mapbench.suggest.conversions import Conversion


@dataclass(frozen=True)
class Link:
    """A source that a target is to be made of, with what its values need. The items of a list of scalars end in `*`."""

    target: Path
    source: Path
    conversion: Conversion = field(hash=False)


@dataclass(frozen=True)
class AcceptSuggestions(Command):
    """Suggested links become rules, all in one step. A target that has a rule by now is left alone."""

    mapping: str
    links: tuple[Link, ...]

    @property
    def name(self) -> str:
        if len(self.links) != 1:
            return f"Accept {len(self.links)} suggestions"
        return f"Link {dotted(self.links[0].source)} to {dotted(self.links[0].target)}, as suggested"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        document = copy_of(project.loaded("mapping", self.mapping))
        refused = list(accepted_into(document, project, self.links))
        if refused and len(refused) == len(self.links):
            raise refused[0][1]
        return {file_of("mapping", self.mapping): bytes_of(document)}


def refused_links(project: Project, command: AcceptSuggestions) -> list[tuple[Link, MapbenchError]]:
    """The links that would be left out, each with the reason. Raises like the command for a mapping that cannot be read."""
    return list(accepted_into(copy_of(project.loaded("mapping", command.mapping)), project, command.links))


def accepted_into(
    document: Document, project: Project, links: Sequence[Link]
) -> Iterator[tuple[Link, MapbenchError]]:
    """Puts the rules of links into a document; yields those that have no place, each with the reason."""
    for link in links:
        try:
            place = Placing(project, document, _row(link.target))
            if place.seat.index is not None:
                raise MapbenchError(f"{dotted(link.target)} has a rule already.", "It stays as it is.")
            many = link.target[-1:] == (ANY_ITEM,)
            sources = (_list_of(link.source),) if many else (link.source,)
            body = partial(_list_body if many else _body, link)
            place.insert(new_rule(place.seat.rest, sources, place.seat.scope, body))
        except MapbenchError as error:
            yield link, error


def _body(link: Link, scope: Scope) -> dict[str, Any]:
    """A value: its path and its conversion; of an outer list's item it is read by the name of that item."""
    outer = outer_name(link.source, scope)
    if outer is not None:
        keys = link.conversion.rule(outer)
        return _ordered({"formula": outer, **keys})
    return _ordered({"source": written_path(link.source, scope), **link.conversion.rule()})


def _list_body(link: Link, scope: Scope) -> dict[str, Any]:
    """A list of scalars: a copy, one value of each item, or a text that is parted at its commas."""
    items = _list_of(link.source)
    if link.source == items:
        return {
            "source": written_path(items, scope),
            "formula": '[trim(t) for t in split(value, ",") if not is_blank(t)]',
        }
    inside = link.source[len(items) + 1 :]
    keys = link.conversion.rule(f"item{access(inside)}")
    if not keys and not inside:
        return {"source": written_path(items, scope)}
    if "lookup" in keys:
        raise MapbenchError(f"The items of {dotted(link.target)} need a table.", "Write its rule by hand.")
    found = {"each": written_path((*items, ANY_ITEM), scope), "formula": f"item{access(inside)}"}
    guard = keys.pop("when", None)
    return _ordered({**found, **({"where": guard} if guard else {}), **keys})


def _row(target: Path) -> Path:
    return target[:-1] if target[-1:] == (ANY_ITEM,) else target


def _list_of(source: Path) -> Path:
    """The list that a source is in; a text that is no list is itself."""
    last = max((at for at, step in enumerate(source) if step == ANY_ITEM), default=len(source))
    return source[:last]


def _ordered(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: rule[key] for key in rule_key_order() if key in rule}
