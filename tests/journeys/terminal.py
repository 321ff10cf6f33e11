"""A terminal with the real application in it: keys and mouse go in through tmux, the screen is read as people see it."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

#: How often the screen is looked at before a journey gives up, and how long each look waits, in seconds.
LOOKS, BETWEEN = 900, 0.03
MAPBENCH = Path(sys.executable).with_name("mapbench")
TMUX = shutil.which("tmux")

#: How a terminal is told the ground of the field that has the focus (accent-bg of the dark theme).
FOCUSED = "48;2;20;48;67"

Screen = list[str]


class Terminal:
    """A pane of tmux of its own, with one program in it. Rows and columns count from 0."""

    def __init__(self, home: Path, cwd: Path, *words: str, size: tuple[int, int] = (120, 40), env: Mapping[str, str]) -> None:  # fmt: skip
        self.socket = home / "tmux"
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        clean = {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor", "SHELL": "/bin/sh", **env}  # fmt: skip
        width, height = map(str, size)
        command = [str(MAPBENCH), *words]
        self._tmux("-u", "-f", os.devnull, "new-session", "-d", "-x", width, "-y", height, "-c", str(cwd), *command, ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-g", "escape-time", "0", ";", "set", "-g", "status", "off", env=clean)  # fmt: skip
        self.pid = int(self._tmux("display", "-p", "#{pane_pid}"))

    def close(self) -> None:
        """Ends the program, whatever it is doing, and its terminal."""
        subprocess.run([TMUX, "-S", self.socket, "kill-server"], check=False, capture_output=True)

    def screen(self) -> Screen:
        """What is on the screen now, row by row."""
        return self._tmux("capture-pane", "-p").split("\n")

    def shows(self, *texts: str, without: tuple[str, ...] = ()) -> Screen:
        """Waits until all of the texts are on the screen, and none of the others; returns it."""
        return self.until(lambda screen: shown(screen, texts, without), f"{texts} without {without}")

    def until(self, done: Callable[[Screen], bool], wanted: str) -> Screen:
        """Waits until the screen is as wanted; returns it."""
        pause = threading.Event()
        for _ in range(LOOKS):
            screen = self.screen()
            if done(screen):
                return screen
            pause.wait(BETWEEN)
        raise AssertionError("\n".join([f"the screen never came to show {wanted}:", *self.screen()]))

    def gone(self) -> None:
        """Waits until the program runs no more."""
        self.until(lambda _: self._tmux("display", "-p", "#{pane_dead}") == "1", "its end")

    def ended(self) -> int:
        """Waits until the program is left; returns its exit code."""
        self.until(lambda _: self._status() != "", "its exit code")
        return int(self._status())

    def _status(self) -> str:
        # tmux may miss that its child ended, until another child of it ends.
        self._tmux("run-shell", "true")
        return self._tmux("display", "-p", "#{pane_dead_status}")

    def press(self, *keys: str) -> None:
        """Presses keys by the names that tmux has for them (Enter, Escape, Tab, C-p, a); a text of more is typed."""
        self._tmux("send-keys", *keys)

    def write(self, text: str) -> None:
        """Types a text, character by character."""
        self._tmux("send-keys", "-l", "--", text)

    def fill(self, *texts: str | None) -> None:
        """Fills the fields of a form one by one, None: as it stands; enter on the last one sends the form."""
        before = -1
        for text in texts:
            self.until(lambda _, row=before: self.lit()[0] not in {-1, row}, "the next field")  # type: ignore[misc]
            before = self.lit()[0]
            if text is not None:
                if self.lit()[1]:
                    self.press("C-a", "C-k")
                    self.until(lambda _: not self.lit()[1], "an empty field")
                self.write(text)
                self.shows(text)
            self.press("Enter")

    def lit(self) -> tuple[int, str]:
        """Row and text of the field that is typed in, found by its colour; -1 for none."""
        for y, row in enumerate(self._tmux("capture-pane", "-e", "-p").split("\n")):
            _, found, rest = row.partition(FOCUSED)
            if found:
                field, _, _ = re.sub("\x1b\\[[0-9;]*m", "", f"\x1b[{found}{rest}").partition("│")
                return y, field.strip()
        return -1, ""

    def point(self, x: int, y: int, button: int = 0, *, up: bool = False) -> None:
        """One report of the mouse, as terminals send it (SGR): button 0 is the left one, 32 more while it moves."""
        self._tmux("send-keys", "-l", f"\x1b[<{button};{x + 1};{y + 1}{'m' if up else 'M'}")

    def click(self, x: int, y: int) -> None:
        """Clicks on a cell."""
        self.point(x, y)
        self.point(x, y, up=True)

    def click_on(self, text: str, *, within: tuple[int, int] = (0, 9999)) -> None:
        """Clicks on a text, once it is on the screen; `within`: only between two columns."""
        self.click(*self.where(text, within=within))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses on one cell, moves the mouse to another one, and lets go."""
        self.point(*start)
        steps = 6
        for step in range(1, steps + 1):
            x, y = (one + (other - one) * step // steps for one, other in zip(start, end, strict=True))
            self.point(x, y, 32)
        self.point(*end, up=True)

    def where(self, text: str, *, within: tuple[int, int] = (0, 9999)) -> tuple[int, int]:
        """Column and row of a text, the uppermost one, once it is on the screen."""
        screen = self.until(lambda screen: place(screen, text, within) is not None, text)
        found = place(screen, text, within)
        assert found is not None
        return found

    def _tmux(self, *words: str, env: Mapping[str, str] | None = None) -> str:
        command = [str(TMUX), "-S", str(self.socket), *words]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
        return done.stdout.rstrip("\n")


def shown(screen: Screen, texts: tuple[str, ...], without: tuple[str, ...]) -> bool:
    """Whether a screen has all of some texts, each in one row, and none of others."""
    whole = "\n".join(screen)
    return all(text in whole for text in texts) and not any(text in whole for text in without)


def place(screen: Screen, text: str, within: tuple[int, int]) -> tuple[int, int] | None:
    """Column and row of a text."""
    for y, row in enumerate(screen):
        x = row.find(text, within[0], within[1])
        if x >= 0:
            return x, y
    return None
