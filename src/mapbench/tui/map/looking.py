"""What the Map place looks up away from the screen: the mapping's view, a fixture's values, previews and steps.

Each look is one function of the open project; a worker calls it, and its answer is thrown away where the project or the cursor has
moved on since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mapbench.tui.canvas.content import CanvasContent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapbench.workspace.collection_items import ItemsView
    from mapbench.workspace.views import At, FixtureValues, MappingView, Path, Preview, RuleView, StepView
    from mapbench.workspace.workspace import Workspace

#: How the sentence of a stage begins, and the key of that stage in the file.
_STAGES: Final = (
    ("for each ", "each"),
    ("keep where ", "where"),
    ("sort by ", "sort"),
    ("unique by ", "unique"),
    ("group by ", "group"),
    ("at most ", "limit"),
    ("by the key ", "keyed_by"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A mapping and its current fixture, as of one revision of the project."""

    revision: int
    view: MappingView
    values: FixtureValues | None
    content: CanvasContent
    tests: tuple[int, int] | None = None
    findings: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Errors and warnings among the findings, and tests that pass of those there are, as of one revision."""

    revision: int
    findings: tuple[int, int]
    tests: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule over the fixtures: its preview, and what its kind adds to that."""

    revision: int
    at: At
    preview: Preview
    decided: tuple[int, ...] = ()
    stages: Mapping[str, int] | None = None
    table: Mapping[str, Any] | None = None
    items: ItemsView | None = None


def see(workspace: Workspace, mapping: str, fixture: str, before: Seen | None = None) -> Seen:
    """The view of a mapping, and the values of a fixture: the one named, else the first.

    What was seen `before` is kept as far as it still holds.
    """
    from mapbench.tui.map.content import canvas_content
    from mapbench.workspace.fixture_looks import fixture_values
    from mapbench.workspace.mapping_views import mapping_view

    revision = workspace.revision
    view = mapping_view(workspace, mapping)
    name = fixture if fixture in view.fixtures else next(iter(view.fixtures), "")
    values = fixture_values(workspace, mapping, name) if name else None
    if before is not None and before.view is view:
        return replace(before, revision=revision, values=values)
    return Seen(revision, view, values, canvas_content(view))


def known(workspace: Workspace, mapping: str) -> Seen:
    """What the first row says of a mapping: its view with findings and tests, no values."""
    from mapbench.workspace.mapping_views import mapping_view

    view, found = mapping_view(workspace, mapping), health(workspace, mapping)
    return Seen(found.revision, view, None, CanvasContent(), tests=found.tests, findings=found.findings)


def health(workspace: Workspace, mapping: str) -> Health:
    """The findings and tests of a mapping, as of today."""
    from datetime import UTC, datetime

    from mapbench.workspace.status import mapping_health

    revision = workspace.revision
    return Health(revision, *mapping_health(workspace, mapping, datetime.now(UTC).date()))


def try_rule(
    workspace: Workspace, mapping: str, rule: RuleView, fixture: str, draft: dict[str, Any] | None
) -> Tried:
    """A rule, or the draft of it, over every fixture."""
    from mapbench.workspace.previews import preview

    revision = workspace.revision
    tried = preview(workspace, mapping, rule.at, draft)
    if draft is not None:
        return Tried(revision, rule.at, tried)
    return Tried(
        revision, rule.at, tried, _decided(workspace, mapping, rule), _stages(workspace, mapping, rule, fixture),
        _table(workspace, rule), _items(workspace, mapping, rule, fixture),
    )  # fmt: skip


def explain(workspace: Workspace, mapping: str, rule: RuleView, fixture: str) -> tuple[StepView, ...]:
    """The steps of a rule for a fixture."""
    from mapbench.workspace.explaining import steps

    return steps(workspace, mapping, rule.at, fixture)


def rule_for(view: MappingView, side: str, path: Path) -> RuleView | None:
    """The rule of a row: the one that writes a target, the first that reads a source."""
    if side == "target":
        return next((rule for rule in view.rules if rule.target == path and path), None)
    return next((rule for rule in view.rules if path in rule.sources), None)


def _decided(workspace: Workspace, mapping: str, rule: RuleView) -> tuple[int, ...]:
    from mapbench.workspace.deciding import decided

    return decided(workspace, mapping, rule.at) if rule.kind == "cases" else ()


def _stages(workspace: Workspace, mapping: str, rule: RuleView, fixture: str) -> Mapping[str, int] | None:
    from mapbench.workspace.deciding import stages

    if rule.kind != "each" or not fixture:
        return None
    left = stages(workspace, mapping, rule.at, fixture)
    return {key: count for sentence, count in left for words, key in _STAGES if sentence.startswith(words)}


def _items(workspace: Workspace, mapping: str, rule: RuleView, fixture: str) -> ItemsView | None:
    from mapbench.workspace.collection_items import items

    return items(workspace, mapping, rule.at, fixture) if rule.kind == "each" and fixture else None


def _table(workspace: Workspace, rule: RuleView) -> Mapping[str, Any] | None:
    table = rule.written.get("lookup")
    if isinstance(table, dict):
        return table
    if not isinstance(table, str):
        return None
    from mapbench.errors import MapbenchError

    try:
        return workspace.project.table(table)
    except MapbenchError:
        return None
