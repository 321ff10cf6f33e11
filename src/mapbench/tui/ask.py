"""Questions as modals: fields to fill, one of several choices, a yes before something is written, a sentence to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Static

from mapbench.tui.card import Card, CardLines
from mapbench.tui.lines import Column, Line, Lines


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in. `check` gives the sentence that refuses a text, or "" where it is fine."""

    name: str
    label: str
    value: str = ""
    note: str = ""
    check: Callable[[str], str] | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers: what comes back, its name, and a muted sentence; `key` takes it at once."""

    value: Any
    name: str
    note: str = ""
    key: str = ""


class Ask(Card[dict[str, str] | None]):
    """A question with fields. The answer is every field's text by its name; None where it was closed."""

    DEFAULT_CSS = """
    Ask .row { height: 1; background: $raised; }
    Ask .row > .label { width: 12; color: $muted; }
    Ask Input { height: 1; border: none; padding: 0; width: 1fr; background: $background; color: $text; }
    Ask Input:focus { border: none; background: $accent-bg; background-tint: $foreground 0%; }
    Ask .said { padding: 0 0 0 12; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("down", "app.focus_next", "Next field", show=False, id="ask.next"),
        Binding("up", "app.focus_previous", "Field before", show=False, id="ask.before"),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("enter", "next, then done"),
        ("tab", "next"),
        ("esc", "close"),
    )

    def __init__(self, title: str, sentence: str = "", *fields: Field) -> None:
        super().__init__(title)
        self.sentence = sentence
        self.fields = fields

    def inside(self) -> ComposeResult:
        """The question, then a row for each field with what is to be said of it."""
        if self.sentence:
            yield Static(Content(self.sentence))
            yield Static(" ")
        for field in self.fields:
            with Horizontal(classes="row"):
                yield Static(Content(field.label), classes="label")
                yield Input(
                    field.value, id=f"field-{field.name}", password=field.hidden, select_on_focus=False
                )
            yield Static(Content(field.note or " "), classes="muted said", id=f"said-{field.name}")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._say(self._field(event.input), event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        names = [field.name for field in self.fields]
        index = names.index(self._field(event.input).name)
        if index + 1 < len(names):
            self.query_one(f"#field-{names[index + 1]}", Input).focus()
        else:
            self._finish()

    def _finish(self) -> None:
        given = {field.name: self.query_one(f"#field-{field.name}", Input).value for field in self.fields}
        wrong = [field for field in self.fields if self._say(field, given[field.name])]
        if wrong:
            self.query_one(f"#field-{wrong[0].name}", Input).focus()
        else:
            self.dismiss(given)

    def _field(self, widget: Input) -> Field:
        return next(field for field in self.fields if f"field-{field.name}" == widget.id)

    def _say(self, field: Field, text: str) -> str:
        said = field.check(text) if field.check is not None else ""
        line = self.query_one(f"#said-{field.name}", Static)
        line.set_class(bool(said), "error")
        line.update(Content(said or field.note or " "))
        return said


class Choose(Card[Any]):
    """A question with one answer of several; the answer is the choice's value, None where it was closed."""

    DEFAULT_CSS = """
    Choose Lines { height: auto; max-height: 20; background: $raised; }
    """
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("enter", "choose"), ("esc", "close"))

    def __init__(self, title: str, sentence: str, choices: Sequence[Choice], at: Any = None) -> None:
        super().__init__(title)
        self.sentence = sentence
        self.choices = tuple(choices)
        self.at = at

    def inside(self) -> ComposeResult:
        """The question, then the choices, each with its sentence below its name."""
        if self.sentence:
            yield Static(Content(self.sentence))
            yield Static(" ")
        yield CardLines(Column(6 if any(choice.key for choice in self.choices) else 1), Column())

    def on_mount(self) -> None:
        """Fills the list, with the cursor on the choice that stands."""
        lines: list[Line] = []
        for index, choice in enumerate(self.choices):
            lines.append(Line(((choice.key, "accent bold"), (choice.name, "strong")), index))
            if choice.note:
                lines.append(Line(("", (choice.note, "muted")), index))
        at = next((i for i, choice in enumerate(self.choices) if choice.value == self.at), 0)
        shown = self.query_one(Lines)
        shown.styles.height = min(len(lines), 20)
        shown.show(lines, at if self.choices else None)
        shown.focus()

    @on(Lines.Chosen)
    def _chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(self.choices[event.key].value)

    def on_key(self, event: Any) -> None:
        """A choice's own key takes it."""
        for choice in self.choices:
            if choice.key and event.character == choice.key:
                event.stop()
                self.dismiss(choice.value)


class Confirm(Card[bool | None]):
    """Asks before something is written: True, or None where it was closed. `details` say what would happen."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("enter,y", "yes", "Yes", show=False, id="confirm.yes"),
        Binding("n", "close", "No", show=False, id="confirm.no"),
    ]

    def __init__(
        self, title: str, sentence: str, *details: str, yes: str = "yes", read: bool = False
    ) -> None:
        super().__init__(title)
        self.sentence = sentence
        self.details = details
        self.keys = (("enter", yes), ("esc", "no"))
        #: With `read`, a key that was typed before the question was there is no answer to it.
        self.read = read
        self.asked = 0.0

    def inside(self) -> ComposeResult:
        """The question, then what would happen, a line each."""
        yield Static(Content(self.sentence), classes="strong")
        for line in self.details:
            yield Static(Content(line), classes="muted")

    def on_mount(self) -> None:
        """From now on it can be answered."""
        self.asked = Message().time

    def on_key(self, event: Key) -> None:
        """Leaves out what was typed too early."""
        if self.read and event.time < self.asked:
            event.stop()

    def action_yes(self) -> None:
        """Says yes."""
        self.dismiss(True)


class Tell(Card[None]):
    """A sentence to read, and the way out of what happened."""

    BINDINGS: ClassVar[list[Any]] = [Binding("enter", "close", "Close", show=False, id="tell.close")]

    def __init__(self, title: str, sentence: str, hint: str = "") -> None:
        super().__init__(title)
        self.sentence = sentence
        self.hint = hint

    def inside(self) -> ComposeResult:
        """The sentence, then the hint."""
        yield Static(Content(self.sentence), classes="strong")
        if self.hint:
            yield Static(Content(self.hint), classes="muted")
