"""Sending in Connect: after a yes, in a thread, with a way to stop; the answer or the failure, and the quota."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.timer import Timer
from textual.worker import Worker, WorkerState

from mapbench.errors import MapbenchError
from mapbench.tui.connect import asking
from mapbench.tui.connect.seen import Looked, Seen, looked_at
from mapbench.tui.place import Place
from mapbench.tui.trouble import told

if TYPE_CHECKING:
    from mapbench.store.requests import SentRequest
    from mapbench.workspace.connecting import Health, RequestView
    from mapbench.workspace.sending import Answered, Consent, Sending


class Sends(Place):
    """What is asked and what came back; what is drawn is the subclass's."""

    #: Seconds since the epoch; only what is left of a quota and of a wait is told from it.
    clock: ClassVar[Callable[[], float]] = time.time
    ticking: Timer

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reference = ""
        self.view: RequestView | None = None
        self.seen: dict[str, Seen] = {}
        self.sent: dict[str, SentRequest] = {}
        self.drifted: dict[str, tuple[Health, str]] = {}
        self.quota: tuple[int, int, float] | None = None
        self.sending: Sending | None = None
        self.show_real = False
        self.raw = False

    def draw(self) -> None:
        """Draws everything anew."""
        raise NotImplementedError

    def draw_answer(self) -> None:
        """Draws the panes of the answer."""
        raise NotImplementedError

    def seen_here(self) -> Seen:
        """What is known of the dataset in view."""
        raise NotImplementedError

    def read_history(self) -> None:
        """Reads how the last requests went, and what is left of the quota."""
        from mapbench.workspace.connecting import last_requests

        if self.workspace is not None:
            self.sent = last_requests(self.workspace)
            self.read_quota()

    def read_quota(self) -> None:
        """Reads what is left of the system's quota."""
        from mapbench.workspace.connecting import quota_now

        system = self.reference.partition(".")[0]
        self.quota = (
            quota_now(self.workspace, system, type(self).clock()) if self.workspace is not None else None
        )
        if self.quota is not None and self.quota[2] > 0:
            self.ticking.resume()

    def seconds_left(self, seen: Seen) -> float:
        """The seconds until a system that was asked too often is free again."""
        return max(seen.until - type(self).clock(), 0.0) if seen.until else 0.0

    def action_send(self) -> None:
        """Sends the request, after asking where variables go to a host for the first time."""
        from mapbench.workspace.sending import needed_consent

        if self.workspace is None or self.view is None or self.sending is not None:
            return
        reference = self.reference
        try:
            consent = needed_consent(self.workspace, reference)
        except (MapbenchError, OSError) as error:
            self.failed(reference, error)
            return
        if consent is None:
            self._send(reference, None)
        else:
            asking.ask_consent(self.bench, consent, lambda: self._send(reference, consent), lambda: self._refused(reference, consent))  # fmt: skip

    def _refused(self, reference: str, consent: Consent) -> None:
        named = ", ".join(consent.variables)
        self.failed(reference, MapbenchError(f"Nothing was sent: {named} may not go to {consent.host}.", "enter asks again."))  # fmt: skip

    def _send(self, reference: str, consent: Consent | None) -> None:
        from mapbench.workspace.sending import Sending

        assert self.workspace is not None
        self.sending = Sending(self.workspace, reference, consent)
        worker = self.run_worker(self._run, thread=True, group="send", exit_on_error=False)
        self.bench.busy(worker, f"asking {reference}")

    def _run(self) -> None:
        sending = self.sending
        assert sending is not None
        try:
            looked = looked_at(sending.workspace, sending.run())
        except asyncio.CancelledError:
            return
        except (MapbenchError, OSError) as error:
            self.app.call_from_thread(self.failed, sending.reference, error)
            return
        self.app.call_from_thread(self.answered, looked)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that is cancelled takes its request back."""
        if event.worker.group != "send" or event.state in (WorkerState.PENDING, WorkerState.RUNNING):
            return
        if self.sending is not None and event.state is WorkerState.CANCELLED:
            self.sending.cancel()
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.bench.trouble(event.worker.error)
        self.sending = None
        self.read_history()
        self.draw()

    def on_unmount(self) -> None:
        """Nothing is left on its way."""
        if self.sending is not None:
            self.sending.cancel()

    def answered(self, looked: Looked) -> None:
        """Takes an answer over."""
        reference = looked.answer.reference
        seen = self._seen(reference)
        seen.take(looked)
        seen.failure, seen.until, seen.record = None, 0.0, 0
        seen.turned = frozenset()
        self._note(reference, looked)
        self.read_history()
        self.draw()

    def failed(self, reference: str, error: MapbenchError | OSError) -> None:
        """Takes a failure over; what was shown before stays."""
        seen = self._seen(reference)
        seen.failure = error if isinstance(error, MapbenchError) else MapbenchError(*told(error))
        wait = getattr(error, "wait", None)
        seen.until = type(self).clock() + wait if wait is not None else 0.0
        if wait:
            self.ticking.resume()
        self.read_history()
        self.draw()

    def look_again(self) -> None:
        """Holds the answers against the project as it stands now, away from the screen."""
        answers = [one.answer for one in self.seen.values() if one.answer is not None]
        if answers:
            self.run_worker(lambda: self._look_again(answers), thread=True, exclusive=True, group="look")

    def _look_again(self, answers: list[Answered]) -> None:
        from mapbench.workspace.sending import looked_again

        assert self.workspace is not None
        for answer in answers:
            try:
                looked = looked_at(self.workspace, looked_again(self.workspace, answer))
            except (MapbenchError, OSError) as error:
                self.app.call_from_thread(self.bench.say, error)
                continue
            self.app.call_from_thread(self._looked, answer, looked)

    def _looked(self, before: Answered, looked: Looked) -> None:
        seen = self._seen(looked.answer.reference)
        if seen.answer is before:
            seen.take(looked)
            self._note(looked.answer.reference, looked)
            self.draw()

    def _note(self, reference: str, looked: Looked) -> None:
        self.drifted.pop(reference, None)
        if looked.health is not None:
            self.drifted[reference] = looked.health

    def _seen(self, reference: str) -> Seen:
        assert self.workspace is not None
        return self.seen.setdefault(reference, Seen(self.workspace.folder))
