"""What the workbench does with the open project: commands, steps back and forth, changes from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.message import Message

from mapbench.errors import MapbenchError
from mapbench.tui.trouble import told
from mapbench.tui.working import Works

if TYPE_CHECKING:
    from mapbench.workspace.commands.command import Command
    from mapbench.workspace.workspace import Step, Workspace

_EVERY_SECOND: Final = 1.0


class Edits(Works):
    """An application over an open project; `workspace` is None where there is none yet."""

    workspace: Workspace | None = None

    class Changed(Message):
        """The open project changed; `step` says by what, None where it was read anew."""

        def __init__(self, step: Step | None) -> None:
            super().__init__()
            self.step = step

    def watch_files(self) -> None:
        """Looks every second, and when the terminal comes back into focus, for files that others changed."""
        self.set_interval(_EVERY_SECOND, self.look_outside)

    def on_app_focus(self) -> None:
        """The user comes back, perhaps from an editor."""
        self.look_outside()

    def look_outside(self) -> None:
        """Takes up what changed outside, as a step of its own, and says so."""
        if self.workspace is None:
            return
        try:
            step = self.workspace.notice()
        except (MapbenchError, OSError) as error:
            self.say(error)
            return
        if step is not None:
            self.notify(step.name, title="Changed outside", markup=False)
            self.announce(step)

    def do(self, command: Command) -> Step | None:
        """Does a command; what refuses it is said in a toast, and None comes back."""
        if self.workspace is None:
            return None
        try:
            step = self.workspace.do(command)
        except (MapbenchError, OSError) as error:
            self.say(error)
            return None
        if step.number:
            self.announce(step)
        return step

    def announce(self, step: Step | None) -> None:
        """Tells the frame and every place that was visited that the project changed."""
        self.post_message(self.Changed(step))

    def say(self, error: MapbenchError | OSError) -> None:
        """An error as a toast: one sentence, and the way out."""
        sentence, hint = told(error)
        self.notify(hint, title=sentence, severity="error", markup=False)

    def action_undo(self) -> None:
        """Takes the last step back, and says which it was."""
        self._step("undo", "Undone")

    def action_redo(self) -> None:
        """Does the step again that was taken back last."""
        self._step("redo", "Done again")

    def action_steps(self) -> None:
        """The list of steps, to go to one."""
        from mapbench.tui.steps import Steps

        if self.workspace is None or not self.workspace.steps:
            self.notify("Nothing was done yet.", markup=False)
            return
        self.push_screen(Steps(self.workspace.steps, self.workspace.done), self._go_to)

    def _go_to(self, done: int | None) -> None:
        """Undoes or does again until that many steps are done."""
        if done is None or self.workspace is None or done == self.workspace.done:
            return
        how, word = ("undo", "Undone") if done < self.workspace.done else ("redo", "Done again")
        last, count = None, 0
        try:
            while self.workspace.done != done and (step := getattr(self.workspace, how)()) is not None:
                last, count = step, count + 1
        except (MapbenchError, OSError) as error:
            self.say(error)
        if last is not None:
            self.notify(f"{word}: {count} step{'' if count == 1 else 's'}", markup=False)
            self.announce(last)

    def _step(self, how: str, word: str) -> None:
        if self.workspace is None:
            return
        try:
            step = getattr(self.workspace, how)()
        except (MapbenchError, OSError) as error:
            self.say(error)
            return
        if step is None:
            self.notify(f"There is nothing to {how}.", markup=False)
            return
        self.notify(f"{word}: {step.name}", markup=False)
        self.announce(step)
