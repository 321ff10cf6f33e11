"""Rules edited, replaced and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document, KeyPath
from mapbench.project.formatting import rule_key_order
from mapbench.workspace.commands.command import Command
from mapbench.workspace.commands.editing import edited, put, value_at
from mapbench.workspace.scopes import dotted, names_of, scope_at

if TYPE_CHECKING:
    from mapbench.project.project import Project


@dataclass(frozen=True)
class EditRule(Command):
    """Some keys of a rule get other values; `...` takes a key away."""

    mapping: str
    at: KeyPath
    keys: Mapping[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return f"Change the {' and the '.join(self.keys)} of a rule"

    def title(self, project: Project) -> str:
        return self.name.removesuffix("a rule") + target_at(project, self.mapping, self.at)

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def edit(document: Document) -> None:
            rule_at(document, self.at)
            put(document, self.at, self.keys, rule_key_order())

        return edited(project, "mapping", self.mapping, edit)


@dataclass(frozen=True)
class ReplaceRule(Command):
    """A rule says something else; what it says as before is not touched."""

    mapping: str
    at: KeyPath
    rule: Mapping[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return f"Rewrite the rule of {self.rule.get('target', 'a scope')}"

    def title(self, project: Project) -> str:
        return f"Rewrite the rule of {target_at(project, self.mapping, self.at)}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def replace(document: Document) -> None:
            gone = {key: ... for key in rule_at(document, self.at) if key not in self.rule}
            put(document, self.at, gone | dict(self.rule), rule_key_order())

        return edited(project, "mapping", self.mapping, replace)


@dataclass(frozen=True)
class DeleteRules(Command):
    """Rules are taken out, with the rules inside them."""

    mapping: str
    ats: tuple[KeyPath, ...]

    @property
    def name(self) -> str:
        return "Delete a rule" if len(self.ats) == 1 else f"Delete {len(self.ats)} rules"

    def title(self, project: Project) -> str:
        if len(self.ats) != 1:
            return self.name
        return f"Delete the rule of {target_at(project, self.mapping, self.ats[0])}"

    def changes(self, project: Project) -> dict[str, bytes | None]:
        def delete(document: Document) -> None:
            whole = [
                at for at in set(self.ats) if not any(at[:size] in self.ats for size in range(2, len(at), 2))
            ]
            for at in whole:
                rule_at(document, at)
            for at in sorted(whole, key=_numbers, reverse=True):
                document.remove(at)

        return edited(project, "mapping", self.mapping, delete)


def rule_at(document: Document, at: KeyPath) -> dict[str, Any]:
    """The rule at a key path. Raises KeyError where there is none."""
    rule = value_at(document.data, at)
    if not isinstance(rule, dict) or len(at) < 2 or at[-2] != "rules":
        raise KeyError(at)
    return rule


def target_at(project: Project, mapping: str, at: KeyPath) -> str:
    """The target of the rule at a key path as people read it; never raises."""
    try:
        document = project.loaded("mapping", mapping).document
        data = document.data if document else {}
        rule = value_at(data, at)
        scope = scope_at(data, at)
        if "copy_all" in rule:
            return dotted((*scope.target, "copy_all"))
        return dotted((*scope.target, *(names_of(rule) or ("a rule",))))
    except (MapbenchError, KeyError, AttributeError, TypeError):
        return "a rule"


def _numbers(at: KeyPath) -> tuple[int, ...]:
    return tuple(part for part in at if isinstance(part, int))
