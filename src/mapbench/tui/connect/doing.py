"""What is done with an answer in Connect: capturing, pinning, re-binding, classifying; and editing the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mapbench.tui.ask import Choice, Choose, Confirm
from mapbench.tui.connect import asking
from mapbench.tui.connect.sends import Sends
from mapbench.tui.glyphs import mark
from mapbench.tui.map.wording import dotted

if TYPE_CHECKING:
    from mapbench.tui.connect.seen import Seen
    from mapbench.workspace.commands.command import Command
    from mapbench.workspace.drifting import Rename
    from mapbench.workspace.past_requests import Past

_SHOWN: Final = 8


class Doing(Sends):
    """The actions; what is drawn is the subclass's."""

    def turn_to(self, name: str) -> None:
        """Shows one of the three panes of a small screen."""
        raise NotImplementedError

    def action_record(self, by: int) -> None:
        """Another record."""
        seen = self.seen_here()
        if seen.masked:
            seen.record = (seen.record + by) % len(seen.masked)
            seen.turned = frozenset()
            self.draw_answer()

    def action_show_real(self) -> None:
        """Shows what stands under dots, or hides it again."""
        self.show_real = not self.show_real
        self.draw_answer()

    def action_raw(self) -> None:
        """Turns between the tree and the text."""
        self.raw = not self.raw
        self.draw_answer()

    def action_write(self) -> None:
        """Writes the record in view as a fixture; on a small screen what will be written is shown first."""
        seen = self.seen_here()
        if self._nothing(seen):
            return
        if self.has_class("-small") and not self.has_class("-capture"):
            self.turn_to("-capture")
            return
        name, text = seen.texts[seen.record]
        self._capture({name: text})

    def action_write_all(self) -> None:
        """Writes every record as a fixture, after asking."""
        seen = self.seen_here()
        if self._nothing(seen):
            return
        texts = dict(seen.texts)
        names = [f"fixtures/{self.reference}/{name}.json" for name in texts]
        more = [f"and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
        kept = sum(one.count for one in seen.answer.kept.redactions) if seen.answer is not None else 0
        sentence = f"Write {len(names)} fixtures, with {kept:,} values replaced?"
        card = Confirm("Capture every record", sentence, *names[:_SHOWN], *more, yes="write")
        self.bench.push_screen(card, lambda yes: self._capture(texts) if yes else None)

    def _capture(self, texts: dict[str, str]) -> None:
        from mapbench.workspace.commands.material import WriteFixtures

        self._do(WriteFixtures(self.reference, texts), "They stand there already.")

    def action_pin(self) -> None:
        """Pins the schema of the answer, after showing what becomes of the one that is pinned."""
        from mapbench.connect.pinning import schema_to_pin
        from mapbench.workspace.commands.material import PinSchema

        seen = self.seen_here()
        answer = seen.answer
        if answer is None or self._nothing(seen):
            return
        schema = schema_to_pin(answer.inference, answer.kept.redactions, answer.pinned)
        signs = [f"{row.sign} {'.'.join(row.path)}" for row in seen.rows if row.sign]
        more = [f"and {len(signs) - _SHOWN} more"] if len(signs) > _SHOWN else []
        records = f"{len(answer.real):,} record{'' if len(answer.real) == 1 else 's'}"
        sentence = f"Pin the schema of {self.reference}, learnt from {records}?"
        details = [*signs[:_SHOWN], *more] if answer.pinned else ["It is the first one."]
        if answer.pinned and not signs:
            details = ["The same fields; what they allow is learnt anew."]
        command = PinSchema(self.reference, schema)
        card = Confirm("Pin schema", sentence, *details, yes="pin")
        self.bench.push_screen(card, lambda yes: self._do(command, "It is pinned already.") if yes else None)

    def action_rebind(self) -> None:
        """Lets every rule that reads a renamed field read the new one, after asking; of several, all or one of them."""
        renames = [one for one in self.seen_here().renames if one.files]
        if not renames:
            self.bench.notify(
                _nothing_renamed(self.seen_here().lost), title="Nothing to re-bind", markup=False
            )
        elif len(renames) == 1:
            self._rebind(renames)
        else:
            words = [f"{dotted(one.old)} {mark('to')} {dotted(one.new)}" for one in renames]
            notes = [f"{one.strength:.2f}, {one.reason}" for one in renames]
            every = Choice(renames, f"all {len(renames)} of them, in one step", ", ".join(words))
            each = [Choice([one], *said) for one, *said in zip(renames, words, notes, strict=True)]
            card = Choose("Re-bind", "", [every, *each], renames)
            self.bench.push_screen(card, lambda chosen: self._rebind(chosen) if chosen else None)

    def _rebind(self, renames: list[Rename]) -> None:
        from mapbench.workspace.commands.rebinding import RebindFields

        command = RebindFields(self.reference, tuple((one.old, one.new) for one in renames))
        why = [f"{dotted(one.old)}: {one.strength:.2f}, {one.reason}" for one in renames]
        files = sorted({name for one in renames for name in one.files})
        card = Confirm("Re-bind", f"{command.name}?", *why, *files, yes="re-bind")
        self.bench.push_screen(card, lambda yes: self._do(command, "") if yes else None)

    def action_classify(self) -> None:
        """Classifies the field under the cursor of the pane with the focus, in the pinned schema."""
        from mapbench.workspace.commands.connections import ClassifyField

        seen, path = self.seen_here(), self._field_here()
        if seen.answer is None or not path:
            self._nothing(seen)
            return
        if seen.answer.pinned is None:
            self.bench.notify("p pins the schema; its fields can then be classified.", title="No schema is pinned", markup=False)  # fmt: skip
            return
        row = next((one for one in seen.rows if one.path == path), None)
        here = row.flag.word if row is not None and row.flag is not None else ""

        def answered(chosen: str | None) -> None:
            if chosen is not None:
                self._do(ClassifyField(self.reference, path, chosen), "It is classified so already.")

        asking.ask_class(self.bench, ".".join(path), here, answered)

    def _field_here(self) -> tuple[str, ...]:
        """The path of the field under the cursor: of the tree, the capture, else the schema; () where there is none."""
        from mapbench.tui.connect.panes import CapturePane, ResponsePane, SchemaPane
        from mapbench.workspace.masking import generic

        response, capture = self.query_one(ResponsePane).lines, self.query_one(CapturePane).lines
        if response.has_focus and isinstance(response.key, tuple):
            return generic(response.key[2:])
        rows = self.seen_here().capture()
        if capture.has_focus and capture.key is not None and capture.key < len(rows):
            return generic(rows[capture.key].at)
        key = self.query_one(SchemaPane).lines.key
        return key if isinstance(key, tuple) else ()

    def action_edit(self) -> None:
        """Edits the request."""
        if self.workspace is None or self.view is None:
            return
        system, _, name = self.reference.partition(".")
        model = self.workspace.project.systems[system].model
        if model is None or model.connection is None or model.connection.type != "http":
            self.bench.notify("Only requests over HTTP are edited here.", markup=False)
            return
        dataset = model.datasets[name]
        asking.ask_request(self.bench, self.view, tuple(dataset.key), model.connection.url or "", dataset.request or "")  # fmt: skip

    def action_history(self) -> None:
        """Lists the requests that were sent before; one of them can be sent again."""
        from functools import partial

        from mapbench.workspace.past_requests import past_requests

        if self.workspace is not None and self.reference:
            self.ask("history", partial(past_requests, self.workspace, self.reference), self._list_past)

    def _list_past(self, past: list[Past]) -> None:
        from mapbench.tui.connect.history import History

        if not past:
            self.bench.notify("enter sends the request.", title="Nothing was asked yet", markup=False)
            return

        def chosen(number: int | None) -> None:
            if number is not None:
                self.ask_system(number)

        self.bench.push_screen(History(self.reference, past, self.action_curl), chosen)

    def action_curl(self, number: int | None = None) -> None:
        """Copies the request, or one that was sent before, as a curl command that names variables only."""
        from functools import partial

        from mapbench.workspace.past_requests import curl_of

        if self.workspace is not None and self.reference:
            self.ask("curl", partial(curl_of, self.workspace, self.reference, number), self.bench.copy)

    def action_new_system(self) -> None:
        """Makes a system from an address."""
        asking.ask_new_system(self.bench)

    def action_import_schema(self) -> None:
        """Takes the schema of a dataset from a document or a sample."""
        from mapbench.tui.importing import ask_import

        ask_import(self.bench, self.reference)

    def action_choose(self) -> None:
        """Another dataset, from a list."""
        if self.workspace is None:
            return
        systems = self.workspace.project.systems.values()
        every = [f"{one.id}.{name}" for one in systems if one.model for name in one.model.datasets]

        def chosen(reference: str | None) -> None:
            if reference is not None:
                self.bench.go("connect", dataset=reference)

        self.bench.push_screen(Choose("Systems", "", [Choice(one, one) for one in every], self.reference), chosen)  # fmt: skip

    def _nothing(self, seen: Seen) -> bool:
        """Whether there is nothing to work on, which is then said."""
        if seen.masked:
            return False
        self.bench.notify("Send the request first: enter.", title="No records yet", markup=False)
        return True

    def _do(self, command: Command, same: str) -> None:
        self.bench.do(
            command, lambda step: self.bench.notify(step.name if step.number else same, markup=False)
        )


def _nothing_renamed(lost: tuple[str, ...]) -> str:
    if not lost:
        return "No rule reads a field that was renamed."
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    return f"Nothing new resembles {', '.join(lost[:_SHOWN])}{more}. In Map, b shows the rules; r gives them another source, - leaves the target unmapped."
