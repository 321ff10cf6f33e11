"""What the Map place does with what was looked up: rows of the header, panes, the draft of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from mapbench.tui.counts import findings, owner, tests, version
from mapbench.tui.glyphs import mark
from mapbench.tui.map.content import source_values, target_values
from mapbench.tui.pane import tabs

if TYPE_CHECKING:
    from mapbench.tui.canvas.canvas import MappingCanvas
    from mapbench.tui.map.looking import Seen, Tried
    from mapbench.tui.map.place import MapPlace
    from mapbench.workspace.assist import Assist
    from mapbench.workspace.views import MappingView, Path, RuleView, StepView
    from mapbench.workspace.workspace import Workspace


def facts(seen: Seen | None, small: bool) -> list[Content]:
    """Owner, version state, findings of the mapping, its tests."""
    if seen is None:
        return []
    view = seen.view
    counted = [findings(seen.findings, small)] if seen.findings is not None else []
    counted += [tests(seen.tests)] if seen.tests is not None else []
    return [owner(view.owner, small), version(view.version, view.draft), *counted]


def belongs(
    workspace: Workspace | None, view: MappingView | None, fixture: str, small: bool
) -> list[Content]:
    """Whether the draft is saved, how far back undo goes, which fixture of how many."""
    if workspace is None or view is None:
        return []
    parts = [] if small else [Content.assemble(("draft saved", "$muted")), Content(f"undo {workspace.done}")]
    if not fixture:
        return [*parts, Content.assemble(("no fixture  ", "$muted"), ("2", "bold $accent"), " capture")]
    here = view.fixtures.index(fixture) + 1 if fixture in view.fixtures else 0
    word = "" if small else "fixture "
    name = Content.assemble((f"{word}{here}/{len(view.fixtures)}", "$strong"), (f" {fixture}  ", "$muted"), ("[ ]", "bold $accent"))  # fmt: skip
    return [*parts, name]


def show_next_steps(canvas: MappingCanvas, view: MappingView) -> None:
    """What a side without fields says: why there are none, and the next step."""
    if not view.source_fields:
        what = f"{view.source} has no pinned schema and no fixture." if view.source else "The mapping names no source."  # fmt: skip
        canvas.show_empty("source", "No source schema yet", what, "i  import one, 2  connect and pin one")
    if not view.target_fields:
        what = f"{view.target} has no schema." if view.target else "The mapping names no target."
        canvas.show_empty("target", "No target schema yet", what, "write one into canonical/")


def show_values(canvas: MappingCanvas, seen: Seen, refused: Path | None = None) -> None:
    """Puts the values of a fixture onto the canvas; `refused` is the target whose formula is wrong as it is typed."""
    values = target_values(seen.view, seen.values)
    if refused is not None:
        values[refused] = (f"{mark('error')} formula error", "error")
    canvas.show_values(source_values(seen.values), values)


def entitle(place: MapPlace) -> None:
    """On a small screen the panes below stand behind each other, and their titles are one row of words."""
    from mapbench.tui.map.explain_pane import ExplainPane
    from mapbench.tui.map.preview_pane import PreviewPane
    from mapbench.tui.map.rule_pane import RulePane

    if not place.small:
        return
    stale = Content.assemble((f"{mark('warning')} stale", "not bold $warn"))
    notes = {"Preview": stale} if place.query_one(PreviewPane).stale else {}
    for word, pane in (("Rule", RulePane), ("Preview", PreviewPane), ("Explain", ExplainPane)):
        place.query_one(pane).entitle(tabs(("Rule", "Preview", "Explain"), word, notes))


def show_tried(place: MapPlace, tried: Tried) -> None:
    """Shows a preview, where the cursor is still on its rule and the project as it was."""
    from mapbench.tui.map.preview_pane import PreviewPane
    from mapbench.tui.map.rule_pane import RulePane

    rule, workspace = place.rule, place.workspace
    if rule is None or rule.at != tried.at or workspace is None or workspace.revision != tried.revision:
        return
    place.query_one(PreviewPane).show(tried.preview, place.fixture, rule.target[-1] if rule.target else "")
    entitle(place)
    pane = place.query_one(RulePane)
    if tried.decided:
        pane.show_decided(tried.decided, sum(tried.decided))
    if tried.stages is not None:
        pane.show_stages(tried.stages)
    pane.show_items(tried.items)
    if tried.table is not None:
        pane.show_table(tried.table)


def show_steps(place: MapPlace, rule: RuleView, steps: tuple[StepView, ...]) -> None:
    """Shows the steps of a rule, where the cursor is still on it."""
    from mapbench.tui.map.explain_pane import ExplainPane

    now = place.rule
    if now is None or now.at != rule.at:
        return
    error = place.values.errors.get(rule.target) if place.values is not None else None
    place.query_one(ExplainPane).show(steps, rule.target, place.fixture, (error,) if error else ())
    entitle(place)


def drafted(rule: RuleView, formula: str) -> dict[str, Any]:
    """The rule as it is being typed: with this formula in place of its own, or of its constant."""
    draft = {key: value for key, value in rule.written.items() if key not in {"formula", "constant"}}
    if formula.strip():
        return {**draft, "formula": formula}
    return dict(rule.written) if "constant" in rule.written else draft


def assist_for(workspace: Workspace | None, mapping: str, rule: RuleView | None) -> Assist | None:
    """What helps with typing a formula of this rule."""
    if workspace is None or rule is None:
        return None
    from mapbench.workspace.assist import Assist

    return Assist(workspace, mapping, rule.at, rule.written)
