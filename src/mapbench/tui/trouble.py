"""What happens when something goes wrong inside the workbench: it is said in a sentence, and the screen stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from textual.app import App
from textual.worker import WorkerFailed

from mapbench.errors import MapbenchError
from mapbench.tui.ask import Tell

LOG: Final = "workbench.log"
_SAVED: Final = "Every step up to here is saved."


class StaysUp(App[None]):
    """An application that outlives what fails in a worker or in an action.

    `folder` is where the log goes, in `.mapbench/`; it names what failed and where in the code, and no value of anybody.
    """

    folder: Path
    #: What has gone wrong since the start, the newest last.
    troubles: list[BaseException]

    def __init__(self) -> None:
        super().__init__()
        self.troubles = []

    def trouble(self, error: BaseException) -> None:
        """Says what went wrong in a modal, and notes down where."""
        self.troubles.append(error)
        sentence, hint = told(error)
        if not isinstance(error, MapbenchError | OSError):
            log = write_log(self.folder, error)
            hint = f"{_SAVED} {f'Where it happened stands in {log}.' if log else ''}".strip()
        self.push_screen(Tell("That did not work", sentence, hint))

    async def run_action(self, *args: Any, **kwargs: Any) -> bool:
        """Does an action as Textual does; one that fails is said, and the next one can be tried."""
        try:
            return await super().run_action(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  # whatever it was: the application stays up
            self.trouble(error)
            return True

    def _handle_exception(self, error: Exception) -> None:
        if isinstance(error, WorkerFailed) and self.is_running:
            self.trouble(error.error)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """The end that could not be helped: a sentence in place of a traceback that shows everybody's values."""
        failure = self._exception
        if self.is_headless or failure is None or os.environ.get("MAPBENCH_DEBUG") == "1":
            super()._fatal_error()
            return
        log = write_log(self.folder, failure)
        sentence, _ = told(failure)
        hint = (
            f"Where it happened stands in {log}."
            if log
            else "Run it again with MAPBENCH_DEBUG=1 for details."
        )
        self.exit(return_code=2, message=f"error: {sentence}\n  hint: {_SAVED} {hint}")


def told(error: BaseException) -> tuple[str, str]:
    """An error as a sentence and a hint; of an unexpected one only the kind, since its text may hold values."""
    if isinstance(error, MapbenchError):
        where = f"{error.place}: " if str(error.place) else ""
        return where + error.message, error.hint
    if isinstance(error, OSError):
        name = f" {os.fsdecode(error.filename)!r}" if isinstance(error.filename, str | bytes) else ""
        return f"The system refused{name}: {error.strerror or type(error).__name__}.", "Nothing was changed."
    return f"mapbench failed inside ({type(error).__name__}). Please report it.", _SAVED


def write_log(folder: Path, error: BaseException) -> str:
    """Adds kind and place of an error to the project's log, for its owner's eyes; returns its name, "" without one.

    Neither the error's text nor any variable is written: both may hold records or keys.
    """
    path = folder / ".mapbench" / LOG
    if not path.parent.is_dir():
        return ""
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {type(error).__module__}.{type(error).__name__}"]
    lines += _frames(error.__traceback__)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, ("\n".join(lines) + "\n").encode())
        finally:
            os.close(file)
    except OSError:
        return ""
    return f".mapbench/{LOG}"


def _frames(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"  {Path(code.co_filename).name}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return found
