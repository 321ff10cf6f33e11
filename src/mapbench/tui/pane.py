"""A pane: a hairline box whose border carries the facts, and the hatch of one that has nothing to show yet."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.containers import Container
from textual.content import Content
from textual.events import Click
from textual.strip import Strip
from textual.widget import Widget

from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help


class Pane(Container):
    """A box with a title (left, above) and a subtitle (right, below); its border is accent while it holds the focus."""

    DEFAULT_CSS = """
    Pane {
        border: round $hairline;
        border-title-color: $muted;
        border-title-background: $background;
        border-subtitle-color: $muted;
        border-subtitle-background: $background;
        border-title-align: left;
        border-subtitle-align: right;
        padding: 0;
        background: $background;
    }
    Pane:focus-within, Pane:focus {
        border: round $accent;
        border-title-color: $accent;
        border-title-style: bold;
        border-subtitle-color: $accent;
    }
    """

    def entitle(self, *parts: str | Content) -> None:
        """Sets the title; parts are joined by dots, text in them is never markup."""
        self.border_title = joined(parts)

    def subtitle_with(self, *parts: str | Content) -> None:
        """Sets the subtitle, in the same way."""
        self.border_subtitle = joined(parts)


def _short(line: list[tuple[str, Style]], width: int) -> list[tuple[str, Style]]:
    """A line in at most `width` cells; what does not fit ends in `…`."""
    found = []
    for part, style in line:
        found.append((part if len(part) <= width else part[: max(width - 1, 0)] + mark("more"), style))
        width -= len(found[-1][0])
    return [one for one in found if one[0]]


def tabs(words: tuple[str, ...], active: str, notes: dict[str, Content] | None = None) -> Content:
    """A title of words, one for each pane that stands here by turns; the active one is bold. `notes` go behind their word."""
    found = []
    for word in words:
        shown = Content.assemble((word, "bold $strong" if word == active else "not bold $muted"))
        note = (notes or {}).get(word)
        found.append(Content.assemble(shown, " ", note) if note is not None else shown)
    return Content("  ").join(found)


def joined(parts: tuple[str | Content, ...]) -> Content:
    """Parts in one line with dots between them; what is empty is left out."""
    contents = [part if isinstance(part, Content) else Content(part) for part in parts]
    return Content(f" {mark('middot')} ").join([one for one in contents if one.plain])


class Hatch(Widget):
    """An empty state: diagonal hatch, a bold sentence, one line of why, and the next steps with their keys.

    A click on a step presses its key. `alone`: nothing else is there to have the focus.
    """

    help: ClassVar[Help] = Help("nothing here yet", "What is missing, and the next step with its key.")
    DEFAULT_CSS = """
    Hatch { height: 1fr; width: 1fr; }
    """

    def __init__(
        self,
        sentence: str,
        why: str = "",
        *steps: tuple[str, str],
        alone: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.can_focus = alone
        self.sentence = sentence
        self.why = why
        self.steps = steps

    def say(self, sentence: str, why: str = "", *steps: tuple[str, str]) -> None:
        """Says something else."""
        self.sentence, self.why, self.steps = sentence, why, steps
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Presses the key of the step that was clicked on."""
        first = max((self.size.height - self._height) // 2, 0) + self._height - 1 - len(self.steps)
        if 0 <= event.y - first < len(self.steps):
            self.app.simulate_key(self.steps[event.y - first][0])

    @property
    def _height(self) -> int:
        return 3 + bool(self.why) + bool(self.steps) + len(self.steps)

    def render_line(self, y: int) -> Strip:
        """One line of hatch, with its line of the card in the middle."""
        width, height = self.size
        colours: dict[str, str] = self.app.colours  # type: ignore[attr-defined]
        ground = Style(bgcolor=colours["background"])
        hatch = ground + Style(color=colours["hatch"])
        lines = self._card(colours)
        top = max((height - len(lines)) // 2, 0)
        blank = Strip([Segment(mark("hatch") * width, hatch)])
        if not top <= y < top + len(lines):
            return blank
        text = lines[y - top]
        inner = min(max((sum(len(part) for part, _ in line) for line in lines), default=0) + 4, width)
        left = (width - inner) // 2
        parts = [Segment(part, ground + style) for part, style in _short(text, width - 4)]
        card = Strip([Segment("  ", ground), *parts]).adjust_cell_length(inner, ground)
        return Strip.join([blank.crop(0, left), card, blank.crop(0, width - left - inner)])

    def _card(self, colours: dict[str, str]) -> list[list[tuple[str, Style]]]:
        muted = Style(color=colours["muted"])
        lines: list[list[tuple[str, Style]]] = [
            [],
            [(self.sentence, Style(color=colours["strong"], bold=True))],
        ]
        lines += [[(self.why, muted)]] if self.why else []
        lines += [[]] if self.steps else []
        for key, does in self.steps:
            lines.append(
                [
                    (f"{key:<6}", Style(color=colours["accent"], bold=True)),
                    (does, Style(color=colours["text"])),
                ]
            )
        return [*lines, []]
