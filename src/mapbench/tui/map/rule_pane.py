"""The rule of the cursor row: what it is made of, shown in words, edited in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from mapbench.tui.help import Help
from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.map.edit_line import EditLine
from mapbench.tui.map.formula_field import FormulaField
from mapbench.tui.map.items_table import ItemsTable
from mapbench.tui.map.rule_lines import (
    case_lines,
    fact_lines,
    placeholder,
    reads,
    short_facts,
    source_lines,
    stage_lines,
    table_lines,
)
from mapbench.tui.map.suggestion_lines import suggestion_lines
from mapbench.tui.map.wording import dotted
from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.place import NARROW

if TYPE_CHECKING:
    from mapbench.suggest.suggesting import Suggestion
    from mapbench.workspace.assist import Assist
    from mapbench.workspace.collection_items import ItemsView
    from mapbench.workspace.views import FixtureValues, MappingView, Path, RuleView

_FORM: tuple[Column, ...] = (Column(10), Column())
_SOURCES: tuple[Column, ...] = (Column(10), Column(12), Column(0, share=2), Column(6), Column())
_CASES: tuple[Column, ...] = (Column(0, share=4), Column(0, share=3), Column(15))
_SUGGESTED: tuple[Column, ...] = (Column(10), Column(6), Column(0, share=2), Column(0, share=3))
_STAGES: tuple[Column, ...] = (Column(10), Column(), Column(12, right=True))


#: What the title says of rules that are more than a formula.
_TITLES: dict[str, str] = {"cases": "cases", "each": "collection", "scope": "scope"}
_NOT_MAPPED: tuple[Any, ...] = (
    "Not mapped yet",
    "Nothing is written to this target.",
    ("space", "mark a source field, then enter here"),
    ("=", "write a formula"),
    ("c", "a constant"),
    ("-", "leave it unmapped, with a reason"),
)
_NOT_USED: tuple[Any, ...] = (
    "No rule reads this field",
    "What comes in it goes nowhere.",
    ("space", "mark it"),
    ("enter", "then choose its target"),
)


class RulePane(Pane):
    """Sources, formula, branches or stages, and facts of a rule."""

    DEFAULT_CSS = """
    RulePane > Vertical { height: 1fr; }
    RulePane #sources { height: auto; max-height: 5; margin: 0 0 1 0; }
    RulePane FormulaField { margin: 0 0 1 0; }
    RulePane #body { height: auto; max-height: 12; margin: 0 0 1 0; }
    RulePane #facts { height: 1fr; min-height: 3; }
    RulePane Hatch, RulePane #suggested { display: none; }
    RulePane.-suggested #suggested { display: block; }
    RulePane.-suggested > Vertical { display: none; }
    RulePane #items { height: auto; max-height: 6; min-height: 3; display: none; }
    RulePane.-collection #body { margin: 0; }
    RulePane.-collection #items { display: block; }
    RulePane.-collection #facts { min-height: 1; }
    RulePane.-none Hatch { display: block; }
    RulePane.-none > Vertical { display: none; }
    """
    help: ClassVar[Help] = Help(
        "rule",
        "What the target of the cursor row is made of.",
        "Enter edits what is under the cursor; in the branches of cases n adds a line, d deletes it, K and J move it.",
        command="mapbench explain MAPPING FIXTURE --target TARGET",
    )
    BINDINGS: ClassVar[list[Any]] = [
        Binding("n", "new_line", "new line", id="map.rule.new_line"),
        Binding("shift+up,K", "move_line(-1)", "move line", key_display="shift+↑↓", id="map.rule.line_up"),
        Binding("shift+down,J", "move_line(1)", "move line", show=False, id="map.rule.line_down"),
        Binding("d", "delete_line", "delete", id="map.rule.delete_line"),
        Binding("escape", "leave", "to the canvas", id="map.rule.leave"),
    ]

    class Left(Message):
        """Back to the canvas."""

    @dataclass
    class Changed(Message):
        """What is to be written into the rule: values by key, `...` for a key that goes."""

        changes: dict[str, Any]

    @dataclass
    class RowChanged(Message):
        """A row of a lookup table: its key and value, `...` for a row that goes."""

        table: str
        key: str
        value: Any

    @dataclass
    class Taken(Message):
        """The suggestion that is shown (0) or one of its alternates (from 1) is to become the rule."""

        number: int

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rule: RuleView | None = None
        self.target: Path = ()
        self.table: Mapping[str, Any] = {}

    def compose(self) -> ComposeResult:
        yield Hatch(*_NOT_MAPPED)
        with Vertical():
            yield Lines(*_SOURCES, quiet=True, id="sources")
            yield FormulaField()
            yield Lines(*_CASES, opens="edit line", quiet=True, id="body")
            yield ItemsTable()
            yield Lines(*_FORM, opens="edit line", quiet=True, id="facts")
        yield Lines(*_SUGGESTED, opens="link it", quiet=True, id="suggested")
        yield EditLine()

    @property
    def formula(self) -> FormulaField:
        """The formula's field."""
        return self.query_one(FormulaField)

    @property
    def editing(self) -> bool:
        """Whether something is being typed here."""
        return isinstance(self.app.focused, Input) and self in self.app.focused.ancestors

    def show(
        self,
        rule: RuleView | None,
        target: Path,
        view: MappingView,
        values: FixtureValues | None,
        assist: Assist | None,
        offer: Suggestion | None = None,
    ) -> None:
        """Shows the rule of a target; None for a target that has none: then what is suggested for it, if anything is."""
        self.rule, self.target = rule, target
        self.set_class(rule is None and offer is None, "-none")
        self.set_class(offer is not None, "-suggested")
        if offer is not None:
            self.query_one("#suggested", Lines).show(suggestion_lines(offer, view, values), ("offer", 0))
        self.query_one(Hatch).say(*(_NOT_MAPPED if target else _NOT_USED))
        word = "suggested" if offer is not None else _TITLES.get(rule.kind, "") if rule is not None else ""
        self.entitle("Rule", dotted(target), word)
        self.subtitle_with(
            f"{view.file.parent.name}/{view.file.name}:{rule.line}" if rule is not None else ""
        )
        if rule is None:
            return
        sources = self.query_one("#sources", Lines)
        sources.display = rule.kind != "each"
        sources.show(source_lines(rule, view, values))
        self.refresh_bindings()
        takes = rule.kind in {"copy", "formula", "lookup", "const"}
        self.formula.display = takes
        if takes and not self.formula.line.has_focus:
            self.formula.show(
                str(rule.written.get("formula") or ""),
                assist,
                placeholder(rule),
                "" if self.app.size.width < NARROW else reads(rule),
            )
        self.show_items(None)
        self._show_body((), {}, 0)

    def on_descendant_focus(self) -> None:
        """With the focus each fact has a line of its own, to be edited; without it they stand together."""
        self._show_facts()

    on_descendant_blur = on_descendant_focus

    def on_resize(self) -> None:
        """As many of them as there is room for."""
        self._show_facts()

    def _show_facts(self) -> None:
        facts = self.query_one("#facts", Lines)
        self.set_class(self.query_one(ItemsTable).filled and not facts.has_focus, "-collection")
        if self.rule is not None and self.size.width:
            facts.show(
                fact_lines(self.rule) if facts.has_focus else short_facts(self.rule, self.size.width - 2)
            )

    def show_decided(self, decided: Sequence[int], total: int) -> None:
        """How many fixtures or items each branch of `cases` decides."""
        self._show_body(decided, {}, total)

    def show_stages(self, left: Mapping[str, int]) -> None:
        """How many items of the current fixture are left after each stage."""
        self._show_body((), left, 0)

    def show_items(self, items: ItemsView | None) -> None:
        """What becomes of each item of a collection."""
        self.query_one(ItemsTable).show_items(items)
        self._show_facts()

    def show_table(self, rows: Mapping[str, Any]) -> None:
        """The rows of the rule's lookup table."""
        self.table = rows
        self._show_body((), {}, 0)

    def _show_body(self, decided: Sequence[int], left: Mapping[str, int], total: int) -> None:
        rule = self.rule
        if rule is None:
            return
        lines: list[Line] = []
        body = self.query_one("#body", Lines)
        if rule.kind == "cases":
            lines, body.columns = case_lines(rule, decided, total), _CASES
        elif rule.kind == "each":
            lines, body.columns = stage_lines(rule, left), _STAGES
        elif rule.kind == "lookup" and self.table:
            lines, body.columns = table_lines(self.table), (Column(), Column())
        body.display = bool(lines)
        body.show(lines)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter on a line edits what stands there."""
        event.stop()
        from mapbench.tui.map.rule_edits import edit

        if event.lines.id == "suggested":
            self.post_message(self.Taken(event.key[1]))
        else:
            edit(self, event.lines, event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only cases and tables have lines to add, only cases lines to move."""
        kind = self.rule.kind if self.rule is not None else ""
        allowed = {"new_line": {"cases", "lookup"}, "move_line": {"cases"}}
        return action not in allowed or kind in allowed[action]

    def action_new_line(self) -> None:
        """A new branch, or a new row of the table, behind the one under the cursor."""
        from mapbench.tui.map.rule_edits import new_line

        new_line(self)

    def action_delete_line(self) -> None:
        """Takes out the branch, row or fact under the cursor."""
        from mapbench.tui.map.rule_edits import delete_line

        delete_line(self)

    def action_move_line(self, by: int) -> None:
        """Moves the branch under the cursor up or down."""
        from mapbench.tui.map.rule_edits import move_line

        move_line(self, by)

    def action_leave(self) -> None:
        """Back to the canvas."""
        self.post_message(self.Left())
