"""The workbench: an open project, five places, one of them in view."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import ContentSwitcher

from mapbench.tui.editing import Edits
from mapbench.tui.frame import Keys, PlaceTabs, Row, first_row, keys_of, parted
from mapbench.tui.place import Place
from mapbench.tui.places import PLACES, make_place
from mapbench.tui.theme import DARK, colours, theme, variables

if TYPE_CHECKING:
    from typing import TypeAlias

    Step: TypeAlias = Any
    Workspace: TypeAlias = Any


class Workbench(Edits):
    """The application. `workspace` is None where there is no project yet."""

    CSS = """
    Screen { layout: vertical; background: $background; color: $text; }
    #places { height: 1fr; }
    Toast { background: $raised; color: $text; }
    """
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[Any]] = [
        *(
            Binding(str(number), f"go('{place_id}')", label, show=False, id=f"app.go.{place_id}")
            for number, (place_id, label) in enumerate(PLACES.items(), 1)
        ),
        Binding("u", "undo", "Undo", show=False, id="app.undo", tooltip="Take the last step back"),
        Binding("U", "redo", "Redo", show=False, id="app.redo", tooltip="Do it again"),
        Binding(
            "H", "steps", "Steps", show=False, id="app.steps", tooltip="Every step done: go to any of them"
        ),
        Binding(
            "y", "copy", "Copy", show=False, id="app.copy", tooltip="What the cursor is on, to the clipboard"
        ),
        Binding(
            "escape", "cancel_work", "Cancel", show=False, id="app.cancel", tooltip="Stop what takes long"
        ),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True),
    ]

    def __init__(self, workspace: Workspace | None = None, folder: Path | None = None) -> None:
        super().__init__()
        self.workspace = workspace
        self.folder = folder or (workspace.folder if workspace is not None else Path.cwd())
        self.place_id = "overview"

    def compose(self) -> ComposeResult:
        yield Row(classes="-first")
        yield PlaceTabs()
        yield ContentSwitcher(id="places")
        yield Keys()

    async def on_mount(self) -> None:
        """Opens on Overview, in the dark theme."""
        self.register_theme(theme(dark=True))
        self.register_theme(theme(dark=False))
        self.theme = DARK
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._show_keys())
        await self.open_place("overview", {})
        self.watch_files()

    @property
    def colours(self) -> dict[str, str]:
        """The colours of the theme in use, by the palette's names."""
        return colours(self.current_theme.dark)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our names, so that the CSS parses under a theme that is not ours."""
        return variables(dark=True)

    def labels(self) -> list[tuple[str, str]]:
        """The places in their order: name and word."""
        return list(PLACES.items())

    @property
    def frame(self) -> Screen[Any]:
        """The screen with the places, whatever stands over it."""
        return self.screen_stack[0]

    @property
    def place(self) -> Place | None:
        """The place in view."""
        found = self.frame.query(f"#{self.place_id}").results(Place)
        return next(iter(found), None)

    def go(self, place: str, **thing: Any) -> None:
        """Goes to a place, and there to a thing: mapping, target, fixture, dataset, finding."""
        self.run_worker(self.open_place(place, thing), exclusive=True, group="go")

    def action_go(self, place: str) -> None:
        """Goes to a place by its key."""
        self.go(place)

    async def open_place(self, place_id: str, thing: dict[str, Any]) -> None:
        """Shows a place, made where it is the first visit, and moves the focus into it."""
        switcher = self.frame.query_one("#places", ContentSwitcher)
        if not switcher.query(f"#{place_id}"):
            await switcher.mount(make_place(place_id))
        switcher.current = self.place_id = place_id
        place = self.place
        if place is not None:
            place.opened(**thing)
            focused = self.frame.focused
            if focused is None or place not in focused.ancestors:
                self._focus_in(place)
        self.redraw_frame()

    def _focus_in(self, place: Place) -> None:
        target = next((one for one in place.query("*") if one.focusable), None)
        if target is not None:
            self.frame.set_focus(target)

    def announce(self, step: Step | None) -> None:
        """Tells every place that was visited that the project changed."""
        for place in self.frame.query(Place):
            place.changed(step)
        self.redraw_frame()
        super().announce(step)

    def copy(self, text: str) -> None:
        """Puts a text on the clipboard, over ssh as well (OSC 52), and says so."""
        self.copy_to_clipboard(text)
        short = text if len(text) <= 60 else text[:59] + "…"
        self.notify(" ".join(short.split()), title="Copied", markup=False)

    def action_copy(self) -> None:
        """Copies what the focused widget, or one around it, offers as `copied()`."""
        focused = self.frame.focused
        for node in focused.ancestors_with_self if focused is not None else ():
            offered = getattr(node, "copied", None)
            if callable(offered) and (text := offered()):
                self.copy(text)
                return
        self.notify("There is nothing to copy here.", markup=False)

    @on(Place.Told)
    def redraw_frame(self) -> None:
        """Draws the header rows and the keys again."""
        place = self.place
        name = self.workspace.folder.name if self.workspace is not None else ""
        self.frame.query_one(".-first", Row).show(*first_row(name, place))
        belongs = place.belongs() if place is not None else []
        bar = self.bar()
        right = bar if bar.plain else parted(belongs)
        self.frame.query_one(PlaceTabs).show_places(self.place_id, right)
        self._show_keys()

    def _show_keys(self) -> None:
        if self.frame.query(Keys):
            self.frame.query_one(Keys).show(keys_of(self.frame.active_bindings, self.get_key_display))

    def on_resize(self) -> None:
        """The frame says less where there is less room."""
        self.call_after_refresh(self.redraw_frame)
