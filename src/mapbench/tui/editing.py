"""What the workbench does with the open project: commands, steps back and forth, changes from outside."""

from __future__ import annotations

import asyncio
from asyncio import gather
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from textual.message import Message
from textual.worker import Worker

from mapbench.errors import MapbenchError
from mapbench.tui.asking import Asking
from mapbench.tui.trouble import told
from mapbench.tui.working import Works

if TYPE_CHECKING:
    from mapbench.workspace.commands.command import Command
    from mapbench.workspace.workspace import Step, Workspace

_EVERY_SECOND: Final = 1.0
_STEPS: Final = "steps"
_Found = TypeVar("_Found")


class Edits(Works):
    """An application over an open project; `workspace` is None where there is none yet."""

    workspace: Workspace | None = None

    def __init__(self) -> None:
        super().__init__()
        self.asking = Asking(self)
        self._turn = asyncio.Lock()
        self._unsaid = ""
        self._looking: Worker[None] | None = None
        self._look_again = False

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
        self._look_again = True
        if self._looking is None or self._looking.is_finished:
            self._looking = self.run_worker(self._look, group="outside")

    async def _look(self) -> None:
        """Looks until nobody asks meanwhile. What is found is told once, so that every answer counts."""
        while self._look_again and (workspace := self.workspace) is not None:
            self._look_again = False
            try:
                step = await asyncio.to_thread(partial(workspace.notice, wait=False))
            except (MapbenchError, OSError) as error:
                self._unseen(error)
            else:
                self._noticed(step)

    def _noticed(self, step: Step | None) -> None:
        self._unsaid = ""
        if step is not None:
            self.notify(step.name, title="Changed outside", markup=False)
            self.announce(step)

    def _unseen(self, error: MapbenchError | OSError) -> None:
        """Files are looked at every second; the same trouble with that is said once."""
        if str(error) != self._unsaid:
            self._unsaid = str(error)
            self.say(error)

    def do(
        self, command: Command | Callable[[Workspace], Command], then: Callable[[Step], None] | None = None
    ) -> Worker[Step | None]:
        """Does a command away from the screen, behind everything that was asked for before; then `then` gets its step.

        A function makes the command when its turn has come, and may refuse. What refuses is said in a toast. The worker's
        result is the step, None where there is none.
        """

        def work(workspace: Workspace) -> Step:
            return workspace.do(command(workspace) if callable(command) else command)

        def done(step: Step) -> None:
            if step.number:
                self.announce(step)
            if then is not None:
                then(step)

        return self._in_turn(work, done)

    def _in_turn(
        self, work: Callable[[Workspace], _Found], done: Callable[[_Found], None]
    ) -> Worker[_Found | None]:
        """Writes in a thread, one after the other as they were asked for, and goes on with `done` on the screen's."""

        async def turn() -> _Found | None:
            async with self._turn:
                if self.workspace is None:
                    return None
                try:
                    found = await asyncio.to_thread(work, self.workspace)
                except (MapbenchError, OSError) as error:
                    self.say(error)
                    return None
                done(found)
                return found

        worker = self.run_worker(turn(), group=_STEPS)
        self.lead(worker)
        return worker

    async def action_quit(self) -> None:
        """Leaves, when what was asked for is written."""
        await gather(*(one.wait() for one in self.workers if one.group == _STEPS), return_exceptions=True)
        self.exit()

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

        def work(workspace: Workspace) -> tuple[list[Step], MapbenchError | OSError | None]:
            steps: list[Step] = []
            try:
                while workspace.done != done and (step := getattr(workspace, how)()) is not None:
                    steps.append(step)
            except (MapbenchError, OSError) as error:
                return steps, error
            return steps, None

        def moved(found: tuple[list[Step], MapbenchError | OSError | None]) -> None:
            steps, error = found
            if error is not None:
                self.say(error)
            if steps:
                self.notify(f"{word}: {len(steps)} step{'' if len(steps) == 1 else 's'}", markup=False)
                self.announce(steps[-1])

        self._in_turn(work, moved)

    def _step(self, how: str, word: str) -> None:
        def moved(step: Step | None) -> None:
            if step is None:
                self.notify(f"There is nothing to {how}.", markup=False)
                return
            self.notify(f"{word}: {step.name}", markup=False)
            self.announce(step)

        self._in_turn(lambda workspace: getattr(workspace, how)(), moved)
