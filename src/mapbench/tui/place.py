"""A place of the workbench: what the frame asks of each of the five."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from mapbench.tui.asking import Asking

if TYPE_CHECKING:
    from textual.worker import Worker

    from mapbench.errors import MapbenchError
    from mapbench.tui.app import Workbench
    from mapbench.workspace.workspace import Step, Workspace


#: Screens with fewer columns are small.
NARROW: Final = 100


class Place(Container):
    """One of the five places. Composed at its first visit; it stays mounted from then on."""

    class Told(Message):
        """What the place tells the frame has changed."""

    DEFAULT_CSS = """
    Place { height: 1fr; width: 1fr; layout: vertical; background: $background; }
    """

    #: The name in `Workbench.go`, and the word in the second header row.
    place_id: ClassVar[str] = ""
    label: ClassVar[str] = ""
    #: What had the focus when another place was gone to.
    left_from: Widget | None = None

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.asking = Asking(self)

    @property
    def bench(self) -> Workbench:
        """The application, by its own type."""
        from typing import cast

        return cast("Workbench", self.app)

    @property
    def workspace(self) -> Workspace | None:
        """The open project, None before there is one."""
        return self.bench.workspace

    @property
    def small(self) -> bool:
        """Whether the screen is small: drawings and words give way to what has to be decided."""
        return self.app.size.width < NARROW

    def thing(self) -> str:
        """What the place is about: stands behind the project's name in the first row; "" for the whole project."""
        return ""

    def facts(self) -> list[Content]:
        """Owner, version state, findings, tests: the right end of the first row, parted by dots."""
        return []

    def belongs(self) -> list[Content]:
        """Fixture, quota, run, baseline: the right end of the second row."""
        return []

    def opened(self, **thing: Any) -> None:
        """The user came here; `thing` names what to show (mapping, target, fixture, dataset, finding)."""

    def changed(self, step: Step | None) -> None:
        """The open project changed: a step was done, undone or redone, or a file changed outside."""

    def heard(self) -> None:
        """An endpoint answered otherwise than before: what is known beside the project's files changed."""

    def entry(self) -> Widget | None:
        """What gets the focus when one comes here; None: what had it when one left, else the first that takes it."""
        return None

    def ask(
        self,
        subject: str,
        look: Callable[[], Any],
        show: Callable[[Any], None],
        refused: Callable[[MapbenchError | OSError], None] | None = None,
        *,
        lead: bool = False,
    ) -> Worker[None]:
        """Asks the project something that takes its time; the newest answer is shown, and what refuses it is said.

        With `lead` keys wait for the answer, where the place is in view: they are about what it shows.
        """
        worker = self.asking.ask(subject, look, show, refused or self.bench.say)
        if lead and self.bench.place is self:
            self.bench.lead(worker)
        return worker

    def tell(self) -> None:
        """Lets the frame ask for `thing`, `facts` and `belongs` again."""
        self.post_message(self.Told())
