"""The workbench: an open project, five places, one of them in view."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from mapbench.tui.frame import Key, Keys, PlaceTabs, Row, first_row, keys_of, parted
from mapbench.tui.place import Place
from mapbench.tui.places import ABOUT, PLACES, make_place
from mapbench.tui.settled import Settled

if TYPE_CHECKING:
    from mapbench.tui.finding import Found
    from mapbench.workspace.workspace import Step, Workspace


Example = Callable[[Path | None], AbstractContextManager[Path]]


class Workbench(Settled):
    """The application. `workspace` is None where there is no project yet."""

    CSS = """
    Screen { layout: vertical; }
    #places { height: 1fr; }
    .-aside { display: none !important; }
    .-alone { width: 1fr !important; height: 1fr !important; }
    Toast { background: $raised; color: $text; }
    """
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[Any]] = [
        *(
            Binding(
                str(number),
                f"go('{place_id}')",
                label,
                False,
                tooltip=ABOUT[place_id],
                id=f"app.go.{place_id}",
            )
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
            "z", "alone", "Full size", show=False, id="app.alone", tooltip="Only this pane, and back again"
        ),
        Binding(
            "escape", "cancel_work", "Cancel", show=False, id="app.cancel", tooltip="Stop what takes long"
        ),
        Binding(
            "ctrl+p", "palette", "Commands", show=False, id="app.palette", tooltip="Every command by its name"
        ),
        Binding(
            "ctrl+o", "jump", "Jump", show=False, id="app.jump", tooltip="Jump mode: a letter for each pane"
        ),
        Binding("f1", "help", "Help", show=False, id="app.help", tooltip="Help for what has the focus"),
        Binding(
            "question_mark", "all_keys", "All keys", show=False, id="app.keys", tooltip="Every key there is"
        ),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True),
    ]

    def __init__(
        self, workspace: Workspace | None = None, folder: Path | None = None, example: Example | None = None
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.example = example
        #: What is to be closed when the application is left.
        self.left = ExitStack()
        self.folder = folder or (workspace.folder if workspace is not None else Path.cwd())
        self.place_id = "overview"
        #: The mapping that Map, Dry run and Package are about; the place that shows another one says so here.
        self.mapping = ""

    def compose(self) -> ComposeResult:
        yield Row(classes="-first")
        yield PlaceTabs()
        yield ContentSwitcher(id="places")
        yield Keys()

    async def on_mount(self) -> None:
        """Opens on Overview."""
        self.settle_all()
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._show_keys())
        await self.open_place("overview", {})
        self.watch_files()

    def close(self) -> None:
        """Closes the project, and stops the endpoints that were started here."""
        self.left.close()
        if self.workspace is not None:
            self.workspace.close()

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
        self.lead(self.run_worker(self.open_place(place, thing), exclusive=True, group="go"))

    def action_go(self, place: str) -> None:
        """Goes to a place by its key."""
        self.go(place)

    async def open_place(self, place_id: str, thing: dict[str, Any]) -> None:
        """Shows a place, made where it is the first visit, and moves the focus into it."""
        if self.workspace is None and place_id != "overview":
            self.notify("There is no project yet; choose one of the ways to begin.", markup=False)
            return
        self._remember_focus()
        switcher = self.frame.query_one("#places", ContentSwitcher)
        if not switcher.query(f"#{place_id}"):
            await switcher.mount(self.new_place(place_id))
        switcher.current = self.place_id = place_id
        place = self.place
        if place is not None:
            place.opened(**thing)
            focused = self.frame.focused
            if focused is None or place not in focused.ancestors:
                self._focus_in(place)
        self.redraw_frame()

    def new_place(self, place_id: str) -> Place:
        """The widget of a place, at its first visit."""
        return make_place(place_id, self.workspace is not None)

    def open_project(self, folder: Path, place: str, **thing: Any) -> None:
        """Opens a project in place of none, or of another, and goes to a place of it. Raises MapbenchError."""
        from mapbench.workspace.workspace import Workspace

        opened = Workspace.open(folder)
        if self.workspace is not None:
            self.workspace.close()
        self.workspace, self.folder = opened, opened.folder

        async def change() -> None:
            await self.frame.query_one("#places", ContentSwitcher).remove_children("*")
            await self.open_place(place, thing)

        self.lead(self.run_worker(change(), exclusive=True, group="go"))

    def _remember_focus(self) -> None:
        place, focused = self.place, self.frame.focused
        if place is not None and focused is not None and place in focused.ancestors:
            place.left_from = focused

    def _hold_focus(self) -> None:
        """What had the focus may have been hidden: then it goes to something that is there."""
        if self.is_running and self.place is not None and self.frame.focused not in self.frame.focus_chain:
            self._focus_in(self.place)

    def _focus_in(self, place: Place) -> None:
        chain = [one for one in self.frame.focus_chain if place in one.ancestors]
        target = next((one for one in (place.entry(), place.left_from, *chain) if one in chain), None)
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
        if not self.is_running or len(self.frame.query("Row > .left")) < 2:  # not there yet, or no more
            return
        place = self.place
        name = project_name(self.workspace) if self.workspace is not None else ""
        self.frame.query_one(".-first", Row).show(*first_row(name, place))
        belongs = place.belongs() if place is not None else []
        bar = self.bar()
        right = bar if bar.plain else parted(belongs)
        self.frame.query_one(PlaceTabs).show_places(self.place_id, right)
        self._show_keys()
        self.call_after_refresh(self._hold_focus)

    def _show_keys(self) -> None:
        if self.frame.query(Keys):
            keys = keys_of(self.frame.active_bindings, self.get_key_display)
            self.frame.query_one(Keys).show(
                keys, [self._key("palette", "commands"), self._key("help", "help")]
            )

    def _key(self, action: str, does: str) -> Key:
        for key, active in self.frame.active_bindings.items():
            if active.binding.action == action:
                return Key(self.get_key_display(active.binding), does, key)
        return Key("", does, "")

    def action_palette(self) -> None:
        """The command palette."""
        from mapbench.tui.palette import Palette

        def chosen(found: Found | None) -> None:
            if found is not None:
                self.lead(self.run_worker(self.run_found(found), group="command"))

        self.push_screen(Palette(), chosen)

    async def run_found(self, found: Found) -> None:
        """Does what was chosen in the palette: a command, or the way to a thing."""
        from mapbench.tui.entries import Entry, run_entry

        if isinstance(found.thing, Entry):
            self.used = [*(one for one in self.used if one != found.thing.id), found.thing.id]
            await run_entry(self, found.thing)
        else:
            from mapbench.tui.things import go_to

            await go_to(self, found.thing)

    def action_alone(self) -> None:
        """Only the pane with the focus, or all of them again."""
        from mapbench.tui.alone import toggle

        if self.place is not None:
            toggle(self.place, self.frame.focused)

    def action_jump(self) -> None:
        """Jump mode."""
        from mapbench.tui.jump import Jump, targets_of

        def chosen(goes: Widget | str | None) -> None:
            if isinstance(goes, str):
                self.go(goes)
            elif goes is not None:
                self.frame.set_focus(goes)

        self.push_screen(Jump(targets_of(self)), chosen)

    def action_help(self) -> None:
        """Help for what has the focus."""
        from mapbench.tui.help_card import help_of

        self.push_screen(help_of(self), lambda more: self.action_all_keys() if more else None)

    def action_all_keys(self) -> None:
        """Every key there is."""
        from mapbench.tui.help_card import AllKeys

        self.push_screen(AllKeys("All keys"))

    def on_resize(self) -> None:
        """The frame says less where there is less room."""
        self.call_after_refresh(self.redraw_frame)


def project_name(workspace: Workspace) -> str:
    """The project's id, or its folder's name where its file cannot be read."""
    model = workspace.project.file.model
    return str(model.project) if model is not None else workspace.folder.name
