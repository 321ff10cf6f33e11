import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.conftest import LONG
from tests.workspace.commands.some import TEXTS, some_command
from tests.workspace.edited import FILE, contents, copy_of_storefront

from mapbench.errors import MapbenchError
from mapbench.workspace.workspace import Workspace

OUTSIDE = [
    FILE,
    "waivers.yaml",
    "mappings/strange.yaml",
    "fixtures/crm.contact/c-1.json",
    "lookups/country.csv",
]


class Steps(RuleBasedStateMachine):
    """`states` are the project after each step, the first before any; `done` counts as the workspace does."""

    @initialize()
    def open(self):
        self.room = Path(tempfile.mkdtemp())
        self.folder = copy_of_storefront(self.room)
        self.states, self.done = [contents(self.folder)], 0
        self.workspace = Workspace.open(self.folder)

    def same(self):
        assert contents(self.folder) == self.states[self.done]
        assert (self.workspace.done, len(self.workspace.steps)) == (self.done, len(self.states) - 1)
        assert self.workspace.notice() is None

    def stepped(self):
        self.done += 1
        self.states = [*self.states[: self.done], contents(self.folder)]
        self.same()

    @rule(data=st.data())
    def do(self, data):
        command = some_command(
            self.workspace.project, lambda things: data.draw(st.sampled_from(list(things)))
        )
        revision = self.workspace.revision
        try:
            step = self.workspace.do(command)
        except MapbenchError:
            step = None
        if step is None or not step.number:
            assert self.workspace.revision == revision
            self.same()
            return
        assert self.workspace.revision == revision + 1
        assert step == self.workspace.steps[self.workspace.done - 1]
        self.stepped()

    @rule()
    def undo(self):
        undone = self.workspace.undo()
        assert (undone is None) == (self.done == 0)
        self.done -= undone is not None
        self.same()

    @rule()
    def redo(self):
        redone = self.workspace.redo()
        assert (redone is None) == (self.done == len(self.states) - 1)
        self.done += redone is not None
        self.same()

    @rule(path=st.sampled_from(OUTSIDE), text=st.sampled_from(TEXTS), later=st.booleans())
    def change_outside(self, path, text, later):
        place = self.folder / path
        if place.exists() and place.read_bytes() == text.encode():
            return
        place.write_bytes(text.encode())
        self.noticed(path, later)

    @precondition(lambda self: hasattr(self, "folder") and (self.folder / OUTSIDE[0]).exists())
    @rule(later=st.booleans())
    def delete_outside(self, later):
        (self.folder / OUTSIDE[0]).unlink()
        self.noticed(OUTSIDE[0], later)

    def noticed(self, path, later):
        if later:
            self.workspace.close()
            self.workspace = Workspace.open(self.folder)
        else:
            self.workspace.notice()
        step = self.workspace.steps[-1]
        assert (step.name, step.files) == (f"{path} changed outside", (path,))
        self.stepped()

    @rule()
    def reopen(self):
        before = self.workspace.steps
        self.workspace.close()
        self.workspace = Workspace.open(self.folder)
        assert self.workspace.steps == before
        self.same()

    def teardown(self):
        if not hasattr(self, "workspace"):
            return
        while self.done:
            self.undo()
        while self.done < len(self.states) - 1:
            self.redo()
        self.workspace.close()
        shutil.rmtree(self.room)


TestSteps = Steps.TestCase
TestSteps.settings = settings(
    max_examples=60 if LONG else 6, stateful_step_count=40 if LONG else 20, deadline=None
)
