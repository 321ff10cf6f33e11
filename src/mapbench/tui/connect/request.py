"""The request line: method, address, records, pages, auth; and Send, the only filled button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.pane import Pane
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.workspace.connecting import RequestView


class RequestLine(Widget, can_focus=True):
    """Two rows: what is asked, and how."""

    DEFAULT_CSS = """
    RequestLine { height: 2; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("enter", "send", "send", id="connect.request.send", tooltip="Send the request"),
    ]
    help: ClassVar[Help] = Help(
        "request",
        "What is asked of the system, or read from its files or database, and how. Nothing happens before you press enter.",
        "The first time that a variable goes to a host, you are asked; your yes is remembered for this project. "
        "Secrets come from the environment, by name, and are never shown or written.",
        (("ok", "the variable is set in the environment"), ("error", "it is not set")),
        mouse="a click on Send sends",
        command="mapbench connect SYSTEM.DATASET",
    )

    class Sent(Message):
        """Somebody wants it sent."""

    def __init__(self) -> None:
        super().__init__()
        self.view: RequestView | None = None

    def show(self, view: RequestView | None) -> None:
        """Shows a request, or that there is none."""
        self.view = view
        self.refresh()

    def copied(self) -> str:
        """The address."""
        return self.view.url if self.view is not None else ""

    def action_send(self) -> None:
        """Asks for it to be sent."""
        self.post_message(self.Sent())

    def render(self) -> Content:
        """The two rows."""
        view = self.view
        if view is None:
            return Content.styled("no dataset", "$muted")
        return Content("\n").join([_address(view), _ways(view)])


class RequestPane(Pane):
    """The request of the dataset, with the button that sends it."""

    DEFAULT_CSS = """
    RequestPane { height: 4; }
    RequestPane > Horizontal { height: 2; }
    RequestPane #send {
        width: 10; height: 1; content-align: center middle; background: $accent; color: $on-accent; text-style: bold;
        margin: 0 1 0 0;
    }
    RequestPane.-refused #send { background: $raised2; color: $muted; }
    """

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield RequestLine()
            yield Static("Send", id="send")

    @property
    def line(self) -> RequestLine:
        """The request line."""
        return self.query_one(RequestLine)

    def show(self, view: RequestView | None) -> None:
        """Shows a request; one that cannot be sent has its reason in the border."""
        self.line.show(view)
        self.set_class(view is None or bool(view.refusal), "-refused")
        self.entitle("Request", view.refusal if view is not None else "")
        if view is not None:
            self.subtitle_with(view.reference.partition(".")[2], view.timeliness)

    def on_click(self, event: Click) -> None:
        """A click on the button sends."""
        if event.widget is not None and event.widget.id == "send":
            self.line.action_send()


def _address(view: RequestView) -> Content:
    parts: list[Any] = [(f"{view.method:<6}", "bold $accent"), (safe(view.base), "$muted"), (safe(view.path), "bold $strong")]  # fmt: skip
    for number, (name, value) in enumerate(view.query):
        parts += [(f"{'&' if number else '?'}{safe(name)}=", "$muted"), (safe(value), "$strong")]
    return Content.assemble(*parts)


def _ways(view: RequestView) -> Content:
    records = view.records or "guessed"
    parts: list[Any] = [("records ", "$muted"), (safe(records), "$text"), "  "]
    if view.method != "READ":
        parts += [
            (" pages ", "$muted"),
            (view.pages, "$text"),
            ("   auth ", "$muted"),
            (view.auth, "$text"),
            " ",
        ]
    missing = [name for name, source in view.variables if source == "missing"]
    sources = {source for _, source in view.variables}
    if missing:
        parts.append((f"{mark('error')} {', '.join(missing)} not set", "$error"))
    elif "environment" in sources:
        parts += [(mark("ok"), "$ok"), (" from the environment", "$muted")]
    else:
        parts.append((" by default" if sources else "", "$muted"))
    if view.incremental:
        parts += [("   new by ", "$muted"), (safe(view.incremental), "$text")]
    if view.body:
        parts += [("   body ", "$muted"), (safe(view.body, 200), "$text")]
    return Content.assemble(*parts)
