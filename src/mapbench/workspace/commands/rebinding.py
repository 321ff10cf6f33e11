"""Rules that read another field than before: one rule's, or those of all mappings after a field was renamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document, KeyPath
from mapbench.project.formatting import rule_key_order
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import bytes_of, copy_of, edited, file_of, put, value_at
from mapbench.workspace.commands.links import fields_of
from mapbench.workspace.commands.rules import rule_at, target_at
from mapbench.workspace.readings import Reading, readings, readings_of
from mapbench.workspace.rewriting import Rename, renaming, rewritten
from mapbench.workspace.scopes import Scope, dotted, outer_name, scope_at
from mapbench.workspace.views import Path

if TYPE_CHECKING:
    from mapbench.project.folder import Loaded
    from mapbench.project.project import Project


@dataclass(frozen=True)
class ResourceRule(Command):
    """A rule reads `new` where it read `old`, in paths and formulas alike; everything else it says stays."""

    mapping: str
    at: KeyPath
    old: Path
    new: Path

    @property
    def name(self) -> str:
        return f"Read {dotted(self.new)} instead of {dotted(self.old)}"

    def title(self, project: Project) -> str:
        return f"{self.name} for {target_at(project, self.mapping, self.at)}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def resource(document: Document) -> None:
            rule = rule_at(document, self.at)
            scope = scope_at(document.data, self.at, fields_of(project, document.data.get("source")))
            rename = renaming(((self.old, self.new),), scope.prefix)
            before = document.text()
            if not self._by_name(document, rule, scope):
                rewrite(document, readings_of(rule, self.at, scope), rename, inside=_stays)
            if document.text() == before:
                raise MapbenchError(
                    f"The rule of {target_at(project, self.mapping, self.at)} does not read {dotted(self.old)}.",
                    "Link the new field to its target instead.",
                )

        return edited(project, "mapping", self.mapping, resource)

    def _by_name(self, document: Document, rule: dict[str, Any], scope: Scope) -> bool:
        """A field of an outer list's item is read by a formula with the item's name: no path leads there."""
        written = outer_name(self.new, scope) if isinstance(rule.get("source"), str) else None
        if written is None or "formula" in rule or "cases" in rule or "each" in rule:
            return False
        put(document, self.at, {"formula": written, "source": ...}, rule_key_order())
        return True


@dataclass(frozen=True)
class RebindFields(Command):
    """Every rule of every mapping of a dataset that reads an old field reads the new one: one step.

    `pairs` are (old, new); what lies below a renamed object or list moves with it.
    """

    dataset: str
    pairs: tuple[tuple[Path, Path], ...]

    @property
    def name(self) -> str:
        old, new = self.pairs[0]
        more = f" and {len(self.pairs) - 1} more" if len(self.pairs) > 1 else ""
        return f"Re-bind {dotted(old)} to {dotted(new)}{more} in {self.dataset}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        found: dict[str, bytes | None] = {}
        for loaded in project.mappings.values():
            document = self._rebound(project, loaded)
            if document is not None:
                found[file_of("mapping", loaded.id)] = bytes_of(document)
        for table in project.lookups.values():
            document = self._rekeyed(table)
            if document is not None:
                found[file_of("lookup", table.id)] = bytes_of(document)
        if not found:
            raise MapbenchError(
                f"No rule reads {dotted(self.pairs[0][0])} of {self.dataset}.", "Nothing has to be re-bound."
            )
        return found

    def _rebound(self, project: Project, loaded: Loaded[Any]) -> Document | None:
        data = loaded.document.data if loaded.document else None
        if not isinstance(data, dict) or data.get("source") != self.dataset:
            return None
        document = copy_of(loaded)
        found = list(readings(data, fields_of(project, self.dataset)))
        prefix = found[0].scope.prefix if found else ()
        rewrite(document, found, renaming(self.pairs, prefix))
        return document if document.text() != loaded.document.text() else None  # type: ignore[union-attr]

    def _rekeyed(self, loaded: Loaded[Any]) -> Document | None:
        """A table that is filled from the dataset names two of its columns."""
        data = loaded.document.data if loaded.document else None
        if not isinstance(data, dict) or data.get("dataset") != self.dataset:
            return None
        rename, document = renaming(self.pairs), copy_of(loaded)
        for key in ("key", "value"):
            column = data.get(key)
            if isinstance(column, str) and rename(tuple(column.split("."))) != tuple(column.split(".")):
                document.set((key,), ".".join(rename(tuple(column.split(".")))))
        return document if document.text() != loaded.document.text() else None  # type: ignore[union-attr]


def rewrite(
    document: Document, found: Iterable[Reading], rename: Rename, inside: Rename | None = None
) -> None:
    """Writes readings of a document anew where a renaming changes them."""
    changed = [(one, text) for one in found if (text := rewritten(one, rename, inside)) != one.text]
    for one, text in changed:
        if one.kind == "name" and one.at[-2] == "rename":
            old = value_at(document.data, one.at[:-1])
            document.set(one.at[:-1], {text if key == one.text else key: value for key, value in old.items()})
        else:
            document.set(one.at, text)


def _stays(place: Path) -> Path:
    return place
