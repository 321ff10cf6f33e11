"""Rules that read another field than before: one rule's, or those of all mappings after a field was renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document, KeyPath
from mapbench.project.formatting import rule_key_order
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
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

    Records that test cases write out are renamed with them, where only the name of a field changed. The dataset's key follows, else
    its fixtures would get other names, and so does the field that says what is new.
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
            cases = self._cases(project, loaded) if document is not None else None
            if cases is not None:
                found[file_of("tests", loaded.id)] = bytes_of(cases)
        for table in project.lookups.values():
            document = self._rekeyed(table)
            if document is not None:
                found[file_of("lookup", table.id)] = bytes_of(document)
        system = self._described(project)
        if system is not None:
            found[file_of("system", self.dataset.partition(".")[0])] = bytes_of(system)
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

    def _cases(self, project: Project, loaded: Loaded[Any]) -> Document | None:
        """The test cases of a mapping with the records that they write out renamed as well; None where nothing changes."""
        cases = project.tests.get(loaded.id)
        if cases is None or cases.model is None or cases.document is None:
            return None
        document = copy_of(cases)
        for number, case in enumerate(cases.model.tests):
            given: KeyPath = ("tests", number, "given", "record")
            records = case.given.record if "record" in case.given.model_fields_set else {}
            for at, record in enumerate(records if isinstance(records, list) else [records]):
                where = (*given, at) if isinstance(records, list) else given
                rename_keys(document, where, record, self.pairs)
        return document if document.text() != cases.document.text() else None

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

    def _described(self, project: Project) -> Document | None:
        """The system's file with the fields that it names of the dataset; None where it names none of the old ones."""
        system, _, name = self.dataset.partition(".")
        loaded = project.systems.get(system)
        model = loaded.model.datasets.get(name) if loaded is not None and loaded.model is not None else None
        if loaded is None or loaded.document is None or model is None:
            return None
        rename, document, at = renaming(self.pairs), copy_of(loaded), ("datasets", name)
        named: list[tuple[KeyPath, str]] = [
            ((*at, "key", number), key) for number, key in enumerate(model.key)
        ]
        if model.incremental is not None:
            named.append(((*at, "incremental", "field"), model.incremental.field))
        for where, field in named:
            new = ".".join(rename(tuple(field.split("."))))
            if new != field:
                document.set(where, new)
        return document if document.text() != loaded.document.text() else None


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


def rename_keys(document: Document, at: KeyPath, record: Any, pairs: tuple[tuple[Path, Path], ...]) -> None:
    """Renames fields of a record that stands in a document; those that went elsewhere, or where the name is taken, stay."""
    for old, new in sorted(pairs, key=lambda pair: -len(pair[0])):
        if old[:-1] == new[:-1] and old[-1] != new[-1]:
            for where, holder in list(holders(record, old[:-1], at)):
                if old[-1] in holder and new[-1] not in holder:
                    document.rename_key((*where, old[-1]), new[-1])


def holders(value: Any, path: Path, at: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """The objects at a path of a value, each with its key path."""
    if not path:
        if isinstance(value, dict):
            yield at, value
    elif path[0] == ANY_ITEM and isinstance(value, list):
        for number, item in enumerate(value):
            yield from holders(item, path[1:], (*at, number))
    elif path[0] == ANY_KEY and isinstance(value, dict):
        for key, below in value.items():
            yield from holders(below, path[1:], (*at, key))
    elif isinstance(value, dict) and path[0] in value:
        yield from holders(value[path[0]], path[1:], (*at, path[0]))


def _stays(place: Path) -> Path:
    return place
