"""The formula as it is typed: coloured, completed, explained, and marked under the exact characters that are wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from mapbench.tui.asking import Asking
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.map.formula_lines import LABEL, call_lines, fault_lines

if TYPE_CHECKING:
    from textual.worker import Worker

    from mapbench.tui.app import Workbench
    from mapbench.workspace.assist import Assist, Fault, Offer

_OFFERS: Final = 5
_COLOURS: Final = {
    "function": "accent",
    "name": "strong",
    "string": "wire-2",
    "number": "wire-0",
    "keyword": "suggest",
    "operator": "text",
}


class _Colours(Highlighter):
    """Colours a formula by its tokens, and underlines what is wrong."""

    def __init__(self, field: FormulaField) -> None:
        self.field = field

    def highlight(self, text: Text) -> None:
        colours: dict[str, str] = self.field.app.colours  # type: ignore[attr-defined]
        assist = self.field.assist
        if assist is None:
            return
        for one in assist.tokens(text.plain):
            text.stylize(Style(color=colours[_COLOURS.get(one.kind, "text")]), one.start, one.end)
        fault = self.field.fault
        if fault is not None:
            text.stylize(Style(color=colours["error"], underline=True, bold=True), fault.start, fault.end)


class FormulaInput(Input):
    """The line that is typed in; tab takes what is offered."""

    help: ClassVar[Help] = Help(
        "formula",
        "An expression over the sources by their names; the preview follows as you type.",
        "tab takes the completion or the correction, enter keeps the formula, esc leaves it as it was.",
        command="mapbench explain MAPPING FIXTURE --target TARGET",
    )
    BINDINGS: ClassVar[list[Any]] = [
        Binding("tab", "take", "take", id="map.formula.take"),
        Binding("up", "offer(-1)", "previous offer", show=False, id="map.formula.offer_before"),
        Binding("down", "offer(1)", "next offer", show=False, id="map.formula.offer_after"),
        Binding("escape", "leave", "leave", id="map.formula.leave"),
        Binding("alt+f", "functions", "functions", id="map.formula.functions"),
        Binding("alt+e", "editor", "editor", show=False, id="map.formula.editor"),
    ]

    @property
    def field(self) -> FormulaField:
        """The field this line stands in."""
        return next(one for one in self.ancestors if isinstance(one, FormulaField))

    def action_take(self) -> None:
        """Takes the offer that is marked, or the correction."""
        self.field.take()

    def action_offer(self, by: int) -> None:
        """Marks another offer."""
        self.field.mark_offer(by)

    def action_leave(self) -> None:
        """Puts the formula back as it stands in the file, and goes to the canvas."""
        self.field.leave()

    def action_functions(self) -> None:
        """The functions by name, to look for one."""
        self.field.post_message(FormulaField.FunctionsWanted())

    def action_editor(self) -> None:
        """The formula in $EDITOR."""
        self.field.post_message(FormulaField.EditorWanted(self.value))


class FormulaField(Vertical):
    """Label, line, and below it what is wrong, what could follow, and the function under the cursor."""

    DEFAULT_CSS = """
    FormulaField { height: auto; padding: 0 1; }
    FormulaField > Horizontal { height: 1; }
    FormulaField .label { width: 11; color: $muted; }
    FormulaField FormulaInput { width: 1fr; height: 1; border: none; padding: 0; background: $raised; }
    FormulaField FormulaInput:focus { border: none; background: $raised2; background-tint: $foreground 0%; }
    FormulaField Static { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    @dataclass
    class Typed(Message):
        """The text changed under the user's hands; `fault` is None where it could be compiled."""

        text: str
        fault: Fault | None

    @dataclass
    class Kept(Message):
        """Enter: the text is to be written."""

        text: str

    class Left(Message):
        """Esc: nothing is to be written."""

    class FunctionsWanted(Message):
        """The function palette was asked for."""

    @dataclass
    class EditorWanted(Message):
        """The long editor was asked for."""

        text: str

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.assist: Assist | None = None
        self.fault: Fault | None = None
        self.written = ""
        self.offers: tuple[Any, ...] = ()
        self.offer = 0
        self.says = ""
        self.asking = Asking(self)
        self._judged = ""
        self._untold = False
        self._takes = False
        self._judging: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("formula", classes="label")
            yield FormulaInput(compact=True, select_on_focus=False, highlighter=_Colours(self))
        yield Static(id="formula-fault")
        yield Static(id="formula-help")

    @property
    def line(self) -> FormulaInput:
        """The line that is typed in."""
        return self.query_one(FormulaInput)

    def show(self, text: str, assist: Assist | None, placeholder: str = "", says: str = "") -> None:
        """Shows the formula of a rule as it stands in the file; `says` tells what it reads."""
        self.written, self.assist, self.fault, self.offers, self.says = text, assist, None, (), says
        with self.line.prevent(Input.Changed):
            self.line.value = text
        self.line.placeholder = placeholder
        self._draw()
        self._judged, self._untold, self._takes = "", False, False
        self._look()

    def insert(self, text: str) -> None:
        """Puts text at the cursor, as the function palette does."""
        self.line.insert_text_at_cursor(text)
        self.line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Checks, offers, explains; and says what was typed."""
        event.stop()
        self._untold = True
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keeps the formula."""
        event.stop()
        self.written = event.value
        self.post_message(self.Kept(event.value))

    def take(self) -> None:
        """Puts the marked offer, else the correction, in the place of what is there; or as soon as they are known."""
        self._takes = self._judged != self.line.value
        if self._takes:
            if self._judging is not None:
                cast("Workbench", self.app).lead(self._judging)
            return
        if self.offers:
            one = self.offers[self.offer]
            self.line.replace(one.text, one.start, one.end)
            if one.text.endswith("()"):
                self.line.cursor_position -= 1
        elif self.fault is not None and self.fault.correction:
            self.line.replace(self.fault.correction, self.fault.start, self.fault.end)

    def mark_offer(self, by: int) -> None:
        """The offer after or before."""
        if self.offers:
            self.offer = (self.offer + by) % len(self.offers)
            self._draw()

    def leave(self) -> None:
        """Back to what stands in the file."""
        self.show(self.written, self.assist, self.line.placeholder, self.says)
        self.post_message(self.Left())

    def on_descendant_focus(self) -> None:
        """With the focus come offers and help."""
        self._look()

    def on_descendant_blur(self) -> None:
        """Without it, only what is wrong is shown."""
        self.offers = ()
        self._draw()

    def _look(self) -> None:
        """Asks what is wrong with the text and what could follow: the mapping may be busy with something else."""
        text, cursor, assist, focused = self.line.value, self.line.cursor_position, self.assist, self.line.has_focus  # fmt: skip
        if assist is None:
            return

        def look() -> tuple[Fault | None, tuple[Offer, ...]]:
            fault = assist.fault(text) if text.strip() else None
            return fault, tuple(assist.offers(text, cursor)[:_OFFERS]) if focused else ()

        self._judging = self.asking.ask("formula", look, partial(self._judge, text), lambda _: None)

    def _judge(self, text: str, found: tuple[Fault | None, tuple[Offer, ...]]) -> None:
        if text != self.line.value:
            return
        self._judged, self.offer = text, 0
        self.fault, offers = found
        self.offers = offers if self.line.has_focus else ()
        self.line.refresh()
        self._draw()
        if self._untold:
            self._untold = False
            self.post_message(self.Typed(text, self.fault))
        if self._takes:
            self.take()

    def _draw(self) -> None:
        indent = " " * LABEL
        fault = self.query_one("#formula-fault", Static)
        lines = fault_lines(self.fault, self.line.scroll_offset.x) if self.fault is not None else []
        lines += [self._offered(number) for number in range(len(self.offers))]
        if not lines and self.says and self.line.value and self.line.value == self.written:
            lines = [Content.assemble((f"{mark('ok')} ", "$ok"), (self.says, "$muted"))]
        fault.update(Content("\n").join([Content(indent) + line for line in lines]))
        fault.display = bool(lines)
        call = None
        if self.assist is not None and self.line.has_focus:
            call = self.assist.call(self.line.value, self.line.cursor_position)
        said = self.query_one("#formula-help", Static)
        said.update(call_lines(call) if call is not None else "")
        said.display = call is not None

    def _offered(self, number: int) -> Content:
        one = self.offers[number]
        here = number == self.offer
        parts: list[Any] = [(f"{mark('bar') if here else ' '} ", "$accent")]
        parts += [(f"{one.label:<24}", "bold $strong" if here else "$text"), (f" {one.detail}", "$muted")]
        if here:
            parts += [("   tab", "bold $accent"), (" takes it", "$muted")]
        return Content.assemble(*parts)
