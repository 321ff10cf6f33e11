"""What a person has settled: keys of their own, the theme, the marks. Read at the start, kept when it changes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from textual.binding import Binding
from textual.keys import format_key
from textual.screen import Screen

from mapbench.errors import LoadError, Problem
from mapbench.tui.editing import Edits
from mapbench.tui.entries import Command, declared
from mapbench.tui.glyphs import use_plain
from mapbench.tui.harmless import Harmless
from mapbench.tui.keymap import config_folder, is_dark, read_keys, read_settings, write_setting
from mapbench.tui.theme import DARK, LIGHT, colours, theme, variables


class Settled(Edits):
    """An application with a person's keys, themes and marks."""

    KEYLESS: ClassVar[tuple[Command, ...]] = (
        Command("app.theme.dark", "settle('theme', 'dark')", "Dark theme", "Kept for the next time"),
        Command("app.theme.light", "settle('theme', 'light')", "Light theme", "Kept for the next time"),
        Command(
            "app.theme.auto",
            "settle('theme', 'auto')",
            "Theme of the terminal",
            "Where it says its background",
        ),
        Command(
            "app.glyphs.plain",
            "settle('glyphs', 'plain')",
            "Plain marks",
            "For old terminals and CJK locales",
        ),
        Command("app.glyphs.full", "settle('glyphs', 'full')", "Full marks", "The marks of the manual"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._filters.append(Harmless())
        self.settings_folder: Path = config_folder()
        #: Ids of the commands that were chosen in the palette, the last one last.
        self.used: list[str] = []
        self._own_keys: dict[str, str] = {}
        self._told: set[str] = set()

    def settle_all(self) -> None:
        """Registers the themes, and takes over what stands in a person's files; what is refused there is a toast."""
        self.register_theme(theme(dark=True))
        self.register_theme(theme(dark=False))
        settings = read_settings(self.settings_folder)
        self.wear("theme", settings.values.get("theme", "dark"))
        self.wear("glyphs", settings.values.get("glyphs", "full"))
        problems = list(settings.problems)
        if (self.settings_folder / "keys.yaml").is_file():
            keys = read_keys(self.settings_folder, {binding.id for binding in declared() if binding.id})
            self._own_keys = keys.values
            self.set_keymap(keys.values)
            problems += keys.problems
        for problem in problems:
            self._refused(problem)

    def action_settle(self, name: str, value: str) -> None:
        """Chooses a setting, at once and for the next time."""
        self.wear(name, value)
        try:
            write_setting(self.settings_folder, name, value)
        except (LoadError, OSError) as error:
            self.say(error)

    def keys_of(self, binding_id: str, keys: str) -> str:
        """The keys of a binding as people read them, theirs where they have chosen others."""
        chosen = self._own_keys.get(binding_id, keys)
        return "  ".join(shown_key(key.strip()) for key in chosen.split(",") if key.strip())

    def get_key_display(self, binding: Binding) -> str:
        """A key as the last row shows it: `^p`, `enter`, `?`."""
        return binding.key_display or shown_key(binding.key).replace("ctrl+", "^")

    @property
    def colours(self) -> dict[str, str]:
        """The colours of the theme in use, by the palette's names."""
        return colours(self.current_theme.dark)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our names, so that the CSS parses under a theme that is not ours."""
        return variables(dark=True)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: object) -> None:
        """Says once which commands lost their key to one of the person's own."""
        lost = {one.id or one.action for one in clashed_bindings} - self._told
        if lost:
            self._told |= lost
            names = ", ".join(sorted(lost))
            self.notify(
                f"{names}: the key is taken by another one.",
                title="keys.yaml",
                severity="warning",
                markup=False,
            )

    def wear(self, name: str, value: str) -> None:
        """Takes a setting over, without keeping it."""
        if name == "theme":
            self.theme = DARK if is_dark(value) else LIGHT
        else:
            use_plain(value == "plain")
        for screen in self.screen_stack:
            _redraw(screen)

    def _refused(self, problem: Problem) -> None:
        place = problem.place
        name = Path(place.file).name if place.file else ""
        title = f"{name}:{place.line}" if place.line else name
        self.notify(
            f"{problem.message} {problem.hint}".strip(), title=title, severity="warning", markup=False
        )


def _redraw(screen: Screen[object]) -> None:
    for widget in screen.query("*"):
        widget.refresh()


#: Keys with a word of their own.
_WORDS: Final = {"enter": "enter", "escape": "esc", "tab": "tab", "space": "space", "backspace": "backspace"}


def shown_key(key: str) -> str:
    """A key as people read it: `ctrl+o`, `space`, `?`, `↑`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _WORDS.get(last) or format_key(last)])
