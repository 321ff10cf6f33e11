"""Sending in Connect: after a yes, in a thread, with a way to stop; the answer or the failure, and the quota."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.timer import Timer
from textual.worker import Worker, WorkerState

from mapbench.errors import MapbenchError
from mapbench.tui.connect import asking
from mapbench.tui.connect.seen import Looked, Seen, looked_at
from mapbench.tui.place import Place
from mapbench.tui.trouble import told

if TYPE_CHECKING:
    from mapbench.workspace.connecting import Health, RequestView, SystemView
    from mapbench.workspace.sending import Answered, Consent, Sending
    from mapbench.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Facts:
    """Every system, and of the quota of the one in view: requests left, allowed, seconds until all are free again."""

    views: tuple[SystemView, ...]
    quota: tuple[int, int, float] | None
    remembered: dict[str, tuple[Health, str]] = field(default_factory=dict)
    revision: int = -1


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
        self.views: tuple[SystemView, ...] = ()
        self.drifted: dict[str, tuple[Health, str]] = {}
        #: What became of pins in answers of other days, and the revision at which that was worked out.
        self.remembered: dict[str, tuple[Health, str]] = {}
        self.remembered_at = -1
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

    def read_facts(self) -> None:
        """Reads, away from the screen, how every system is and what is left of the quota of the one in view."""
        workspace = self.workspace
        if workspace is not None:
            known = self.remembered if self.remembered_at == workspace.revision else None
            look = partial(_facts, workspace, self.reference, dict(self.drifted), known, type(self).clock())
            self.ask("facts", look, self.show_facts)

    def read_quota(self) -> None:
        """Reads what is left of the system's quota."""
        from mapbench.workspace.connecting import quota_now

        if self.workspace is not None:
            system = self.reference.partition(".")[0]
            self.ask("quota", partial(quota_now, self.workspace, system, type(self).clock()), self.show_quota)

    def show_facts(self, facts: Facts) -> None:
        """Shows what was read."""
        raise NotImplementedError

    def show_quota(self, quota: tuple[int, int, float] | None) -> None:
        """Shows what is left of the quota, and counts the seconds while some of it is used up."""
        self.quota = quota
        if quota is not None and quota[2] > 0:
            self.ticking.resume()
        self.tell()

    def seconds_left(self, seen: Seen) -> float:
        """The seconds until a system that was asked too often is free again."""
        return max(seen.until - type(self).clock(), 0.0) if seen.until else 0.0

    def action_send(self) -> None:
        """Sends the request."""
        self.ask_system()

    def action_more(self) -> None:
        """Asks for the next page of the answer in view."""
        answer = self.seen_here().answer
        if answer is not None and answer.received.exchange.following is not None:
            self.ask_system(behind=answer)
        else:
            self.bench.notify("There is no next page." if answer is not None else "Nothing was sent yet.", markup=False)  # fmt: skip

    def ask_system(self, again: int | None = None, behind: Answered | None = None) -> None:
        """Sends the request, or one that was sent before, after asking where variables go to a host for the first time."""
        from mapbench.workspace.sending import needed_consent

        if self.workspace is None or self.view is None or self.sending is not None:
            return
        reference = self.reference
        try:
            consent = needed_consent(self.workspace, reference)
        except (MapbenchError, OSError) as error:
            self.failed(reference, error)
            return
        if not consent:
            self._send(reference, (), again, behind)
        else:
            asking.ask_consent(self.bench, consent, lambda: self._send(reference, consent, again, behind), lambda: self._refused(reference, consent))  # fmt: skip

    def _refused(self, reference: str, consent: tuple[Consent, ...]) -> None:
        named = " and ".join(f"{', '.join(one.variables)} may not go to {one.host}" for one in consent)
        self.failed(reference, MapbenchError(f"Nothing was sent: {named}.", "enter asks again."))

    def _send(
        self, reference: str, consent: tuple[Consent, ...], again: int | None, behind: Answered | None
    ) -> None:
        from mapbench.workspace.sending import Sending

        assert self.workspace is not None
        self.sending = Sending(self.workspace, reference, consent, again=again, behind=behind)
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
        self.draw()

    def on_unmount(self) -> None:
        """Nothing is left on its way."""
        if self.sending is not None:
            self.sending.cancel()

    def answered(self, looked: Looked) -> None:
        """Takes an answer over."""
        reference = looked.answer.reference
        before = self.drifted.get(reference)
        seen = self._seen(reference)
        known = seen.answer.received.exchange.answers if seen.answer is not None else []
        goes_on = known == looked.answer.received.exchange.answers[: len(known)]
        first = (
            len(seen.masked) if goes_on and len(known) < len(looked.answer.received.exchange.answers) else 0
        )
        seen.take(looked)
        seen.failure, seen.until, seen.record = None, 0.0, first
        seen.turned = frozenset()
        self._note(reference, looked)
        self.draw()
        if before != looked.health or (looked.health or ("ok",))[0] != "ok":
            for place in self.bench.frame.query(Place):
                place.heard()

    def failed(self, reference: str, error: MapbenchError | OSError) -> None:
        """Takes a failure over; what was shown before stays."""
        seen = self._seen(reference)
        seen.failure = error if isinstance(error, MapbenchError) else MapbenchError(*told(error))
        wait = getattr(error, "wait", None)
        seen.until = type(self).clock() + wait if wait is not None else 0.0
        if wait:
            self.ticking.resume()
        self.draw()

    def look_again(self) -> None:
        """Holds the answers against the project as it stands now, away from the screen."""
        answers = [one.answer for one in self.seen.values() if one.answer is not None]
        if answers and self.workspace is not None:
            self.ask("answers", partial(_again, self.workspace, answers), self._looked)

    def _looked(self, found: list[tuple[Answered, Looked | MapbenchError | OSError]]) -> None:
        for before, looked in found:
            seen = self._seen(before.reference)
            if isinstance(looked, Exception):
                self.bench.say(looked)
            elif seen.answer is before:
                seen.take(looked)
                self._note(before.reference, looked)
        self.draw()

    def _note(self, reference: str, looked: Looked) -> None:
        self.drifted.pop(reference, None)
        if looked.health is not None:
            self.drifted[reference] = looked.health

    def _seen(self, reference: str) -> Seen:
        assert self.workspace is not None
        return self.seen.setdefault(reference, Seen(self.workspace.folder))


def _facts(
    workspace: Workspace,
    reference: str,
    drifted: dict[str, tuple[Health, str]],
    known: dict[str, tuple[Health, str]] | None,
    now: float,
) -> Facts:
    from mapbench.workspace.connecting import last_requests, quota_now, system_views
    from mapbench.workspace.drifting import remembered_healths

    sent, revision = last_requests(workspace), workspace.revision
    well = [dataset for dataset, one in sent.items() if one.code is None]
    remembered = remembered_healths(workspace.project, well) if known is None else known
    views = system_views(workspace, sent, {**remembered, **drifted})
    return Facts(views, quota_now(workspace, reference.partition(".")[0], now), remembered, revision)


def _again(
    workspace: Workspace, answers: list[Answered]
) -> list[tuple[Answered, Looked | MapbenchError | OSError]]:
    from mapbench.workspace.sending import looked_again

    found: list[tuple[Answered, Looked | MapbenchError | OSError]] = []
    for answer in answers:
        try:
            found.append((answer, looked_at(workspace, looked_again(workspace, answer))))
        except (MapbenchError, OSError) as error:
            found.append((answer, error))
    return found
