"""What the Map place changes: each key, drag and typed line becomes one command of the open project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from mapbench.errors import MapbenchError
from mapbench.tui.ask import Ask, Choice, Choose, Field
from mapbench.tui.canvas.messages import DeleteWanted, LinkWanted, MoveEnd
from mapbench.tui.map.formula_field import FormulaField
from mapbench.tui.map.renaming import asked_for_all
from mapbench.tui.map.rule_edits import read
from mapbench.tui.map.rule_pane import RulePane
from mapbench.tui.map.wording import dotted
from mapbench.tui.place import Place

if TYPE_CHECKING:
    from mapbench.workspace.commands.command import Command
    from mapbench.workspace.views import At, MappingView, Path, RuleView
    from mapbench.workspace.workspace import Workspace


class Edits(Place):
    """The commands of the Map place."""

    mapping: str
    fixture: str
    path: Path
    side: str
    wanted_target: Path | None

    if TYPE_CHECKING:

        @property
        def rule(self) -> RuleView | None: ...

        @property
        def target(self) -> Path: ...

        @property
        def view(self) -> MappingView | None: ...

        def to_canvas(self) -> None: ...

    def heard(self) -> None:
        """Fields may be gone, or back."""
        self.changed(None)

    def on_link_wanted(self, event: LinkWanted) -> None:
        """Links source fields to a target."""
        from mapbench.workspace.commands.links import LinkFields

        if not event.sources:
            self._enter(event.target)
            return
        self.wanted_target = event.target
        self.bench.do(LinkFields(self.mapping, event.target, tuple(event.sources)))

    def _enter(self, target: Path) -> None:
        """Enter on a target with nothing marked: into its rule."""
        if self.rule is not None:
            self.action_edit()
        else:
            ways = "Mark a source with space first; = types a formula, c a constant, - leaves it unmapped."
            self.bench.notify(ways, title=f"{dotted(target)} has no rule yet", markup=False)

    def on_move_end(self, event: MoveEnd) -> None:
        """Moves one end of a wire: the rule reads another field, or writes another target."""
        from mapbench.workspace.commands.moving import RetargetRule
        from mapbench.workspace.commands.rebinding import ResourceRule

        if event.side == "target":
            self.wanted_target = event.path
            self._do(RetargetRule(self.mapping, _at(event.link), event.path), _at(event.link))
        elif not asked_for_all(self, event):
            self._do(ResourceRule(self.mapping, _at(event.link), event.old, event.path), _at(event.link))

    def on_delete_wanted(self, event: DeleteWanted) -> None:
        """Deletes rules; undo brings them back."""
        from mapbench.workspace.commands.rules import DeleteRules

        rule = self.rule
        ats = tuple(map(_at, event.links)) or ((rule.at,) if rule is not None else ())
        if ats:
            self._do(DeleteRules(self.mapping, ats), *ats)

    def on_rule_pane_changed(self, event: RulePane.Changed) -> None:
        """Writes what was edited in the rule pane."""
        self._edit(event.changes)

    def on_rule_pane_row_changed(self, event: RulePane.RowChanged) -> None:
        """Writes a row of a lookup table."""
        from mapbench.workspace.commands.material import SetLookupRow

        self.bench.do(SetLookupRow(event.table, event.key, event.value))

    def on_explain_pane_edit_wanted(self) -> None:
        """From a step into the rule."""
        self.action_edit()

    def on_rule_pane_left(self) -> None:
        """Back to the canvas."""
        self.to_canvas()

    def on_formula_field_kept(self, event: FormulaField.Kept) -> None:
        """Writes the formula; an empty one makes a copy of the rule again."""
        text = event.text.strip()
        rule = self.rule
        changes: dict[str, Any] = {"formula": text or ...}
        if rule is not None and text and "constant" in rule.written:
            changes["constant"] = ...
        if rule is not None and (text or "formula" in rule.written):
            self._edit(changes)
        self.to_canvas()

    def on_formula_field_editor_wanted(self, event: FormulaField.EditorWanted) -> None:
        """The formula in the editor of the person's choice."""
        from mapbench.tui.editor import edit_text

        try:
            text = edit_text(self.bench, event.text, ".py")
        except MapbenchError as error:
            self.bench.say(error)
            return
        if text is not None:
            self.query_one(FormulaField).line.value = " ".join(text.split("\n")).strip()

    def on_formula_field_functions_wanted(self) -> None:
        """Every function with its signature; the one that is chosen goes to the cursor."""
        from mapbench.engine.functions.catalogue import CATALOGUE, describe

        choices = [
            Choice(name, describe(name), function.help if hasattr(function, "help") else "")
            for name, function in CATALOGUE.items()
        ]
        field = self.query_one(FormulaField)

        def insert(name: str | None) -> None:
            if name is not None:
                field.insert(f"{name}(")

        self.bench.push_screen(Choose("Functions", "", choices), insert)

    def action_edit(self) -> None:
        """Goes into the rule: to its formula, its branches or its stages."""
        rule = self.rule
        if rule is None:
            if self.target:
                self.action_formula()
            return
        if self.small:
            self.remove_class("-explain", "-preview")
        pane = self.query_one(RulePane)
        if rule.kind in {"copy", "formula", "lookup", "const"}:
            pane.formula.line.focus()
        else:
            pane.query_one("#body" if rule.kind in {"cases", "each"} else "#facts").focus()

    def action_formula(self) -> None:
        """A formula for the target under the cursor."""
        if self.rule is not None:
            self.action_edit()
            return
        self._new_rule("formula", "What it is made of, such as upper(value)", lambda text: {"formula": text})

    def action_constant(self) -> None:
        """A constant for the target under the cursor."""
        self._new_rule("constant", "The value itself: web, 12, true, null", lambda text: {"constant": read(text)})  # fmt: skip

    def action_unmapped(self) -> None:
        """Leaves the target unmapped on purpose, with the reason."""
        from mapbench.workspace.commands.links import LeaveUnmapped

        target = self.target

        def keep(given: dict[str, str] | None) -> None:
            if given is not None and given["reason"].strip():
                self.wanted_target = target
                self.bench.do(LeaveUnmapped(self.mapping, target, given["reason"].strip()))

        if target:
            field = Field("reason", "because", note="A reviewer reads this.")
            self.bench.push_screen(Ask(f"Leave {dotted(target)} unmapped", "", field), keep)

    def action_new_mapping(self) -> None:
        """A first mapping, where there is none."""
        from mapbench.tui.overview.new_mapping import new_mapping

        new_mapping(self.bench)

    def action_import_schema(self) -> None:
        """Takes the schema of the mapping's source, or of another dataset, from a document or a sample."""
        from mapbench.tui.importing import ask_import

        source = self.view.source if self.view is not None else ""
        ask_import(self.bench, source if source and "@" not in source else "")

    def action_specification(self) -> None:
        """Writes the mapping as a specification sheet, or takes over what was changed in one."""
        from mapbench.tui.proposing import ask_specification

        ask_specification(self.bench, self.mapping)

    def action_mapping(self) -> None:
        """Another mapping."""
        ids = self.workspace.project.ids("mapping") if self.workspace is not None else []

        def choose(mapping: str | None) -> None:
            if mapping is not None:
                self.bench.go("map", mapping=mapping)

        self.bench.push_screen(Choose("Mappings", "", [Choice(one, one) for one in ids], self.mapping), choose)  # fmt: skip

    def action_record_test(self) -> None:
        """Records what the current fixture gives as a test case."""
        from mapbench.tui.recording import record_test

        if self.fixture:
            record_test(self.bench, self.mapping, self.fixture)

    def _new_rule(self, key: str, note: str, body: Any) -> None:
        from mapbench.workspace.commands.bodies import AddRule

        target = self.target
        if not target or self.rule is not None:
            return

        def keep(given: dict[str, str] | None) -> None:
            if given is not None and given[key].strip():
                self.wanted_target = target
                self.bench.do(AddRule(self.mapping, target, body(given[key].strip())))

        self.bench.push_screen(Ask(dotted(target), "", Field(key, key, note=note)), keep)

    def _edit(self, changes: dict[str, Any]) -> None:
        from mapbench.workspace.commands.rules import EditRule

        rule = self.rule
        if rule is not None:
            self.wanted_target = rule.target
            self._do(EditRule(self.mapping, rule.at, changes), rule.at)

    def _do(self, command: Command, *ats: At) -> None:
        """Does a command about rules that stand at these places, if they still do when its turn has come."""
        from mapbench.workspace.mapping_views import refuse_moved

        if self.view is not None:
            mapping = self.mapping
            seen = {rule.at: rule.written for rule in self.view.rules if rule.at in ats}

            def made(workspace: Workspace) -> Command:
                refuse_moved(workspace, mapping, seen)
                return command

            self.bench.do(made)


def _at(link: Any) -> At:
    """The canvas gives back the id that a link was given: where its rule stands."""
    return cast("At", link)
