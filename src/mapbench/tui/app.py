"""The workbench: an open project, five places, one of them in view."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import ContentSwitcher

from mapbench.errors import MapbenchError
from mapbench.tui.frame import Keys, PlaceTabs, Row, first_row, keys_of, parted
from mapbench.tui.place import Place
from mapbench.tui.places import PLACES, make_place
from mapbench.tui.theme import DARK, colours, theme, variables

if TYPE_CHECKING:
    Command = Step = Workspace = Any


class Workbench(App[None]):
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
        Binding("u", "undo", "Undo", show=False, id="app.undo"),
        Binding("U", "redo", "Redo", show=False, id="app.redo"),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True),
    ]

    class Changed(Message):
        """The open project changed; `step` says by what, None where it was read anew."""

        def __init__(self, step: Step | None) -> None:
            super().__init__()
            self.step = step

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
        await self._open("overview", {})

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
    def place(self) -> Place | None:
        """The place in view."""
        found = self.query(f"#{self.place_id}").results(Place)
        return next(iter(found), None)

    def go(self, place: str, **thing: Any) -> None:
        """Goes to a place, and there to a thing: mapping, target, fixture, dataset, finding."""
        self.run_worker(self._open(place, thing), exclusive=True, group="go")

    def action_go(self, place: str) -> None:
        """Goes to a place by its key."""
        self.go(place)

    async def _open(self, place_id: str, thing: dict[str, Any]) -> None:
        switcher = self.query_one("#places", ContentSwitcher)
        if not switcher.query(f"#{place_id}"):
            await switcher.mount(make_place(place_id))
        switcher.current = self.place_id = place_id
        place = self.place
        if place is not None:
            place.opened(**thing)
            if self.focused is None or place not in self.focused.ancestors:
                self._focus_in(place)
        self._show_frame()

    def _focus_in(self, place: Place) -> None:
        target = next((one for one in place.query("*") if one.focusable), None)
        if target is not None:
            target.focus()

    def do(self, command: Command) -> Step | None:
        """Does a command; what refuses it is said in a toast, and None comes back."""
        if self.workspace is None:
            return None
        try:
            step = self.workspace.do(command)
        except MapbenchError as error:
            self.say(error)
            return None
        self.announce(step)
        return step

    def announce(self, step: Step | None) -> None:
        """Tells every place that was visited that the project changed."""
        for place in self.query(Place):
            place.changed(step)
        self._show_frame()
        self.post_message(self.Changed(step))

    def say(self, error: MapbenchError) -> None:
        """An error as a toast: one sentence, and the way out."""
        self.notify(error.hint, title=error.message, severity="error", markup=False)

    def action_undo(self) -> None:
        """Takes the last step back, and says which it was."""
        self._step_back("undo", "Undone")

    def action_redo(self) -> None:
        """Does the step again that was taken back last."""
        self._step_back("redo", "Done again")

    def _step_back(self, how: str, word: str) -> None:
        if self.workspace is None:
            return
        try:
            step = getattr(self.workspace, how)()
        except MapbenchError as error:
            self.say(error)
            return
        if step is None:
            self.notify(f"There is nothing to {how}.", markup=False)
            return
        self.notify(f"{word}: {step.name}", markup=False)
        self.announce(step)

    @on(Place.Told)
    def _show_frame(self) -> None:
        place = self.place
        name = self.workspace.folder.name if self.workspace is not None else ""
        self.query_one(".-first", Row).show(*first_row(name, place))
        right = parted(place.belongs() if place is not None else [])
        self.query_one(PlaceTabs).show_places(self.place_id, right)
        self._show_keys()

    def _show_keys(self) -> None:
        if self.query(Keys):
            self.query_one(Keys).show(keys_of(self.screen.active_bindings, self.get_key_display))

    def on_resize(self) -> None:
        """The frame says less where there is less room."""
        self.call_after_refresh(self._show_frame)
