"""The first run: no project in this folder yet, and four ways to one. Nothing is written before a yes."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from mapbench.tui.first_run.beginning import begin_example, begin_new, folder_says
from mapbench.tui.help import Help
from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.place import Place

#: Key: what it does, and what that brings.
WAYS: Final[dict[str, tuple[str, str]]] = {
    "n": ("New project", "mapbench.yaml, teams, one canonical entity"),
    "o": ("Try the example storefront", "systems, mappings and findings, served on this machine"),
    "i": ("Import a schema", "JSON Schema, OpenAPI, CSV, XLSX, Avro, SQL table"),
    "c": ("Connect to an endpoint", "a URL or a curl command; the schema is inferred"),
}
_SMALL: Final = 21


class Ways(Lines):
    """The four ways, under a cursor."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding(
            "enter", "choose", "choose", id="first_run.choose", tooltip="Choose\nThe way under the cursor"
        ),
        Binding(
            "n",
            "way('n')",
            "new",
            id="first_run.new",
            tooltip="New project\nmapbench.yaml, teams, one entity",
        ),
        Binding(
            "o",
            "way('o')",
            "example",
            id="first_run.example",
            tooltip="Example\nThe storefront, with endpoints",
        ),
        Binding("i", "way('i')", "import", id="first_run.import", tooltip="Import\nA schema from a document"),
        Binding(
            "c",
            "way('c')",
            "connect",
            id="first_run.connect",
            tooltip="Connect\nA project around an endpoint",
        ),
        Binding("q", "app.quit", "quit", id="first_run.quit", tooltip="Quit\nNothing was written"),
    ]
    help: ClassVar[Help] = Help(
        "first run",
        "No project yet: choose one of four ways to begin.",
        "Whatever is written is shown first, and waits for your yes.",
        mouse="a click moves the cursor, a second one chooses",
        command="mapbench new DIR\nmapbench demo DIR",
    )

    def action_way(self, key: str) -> None:
        """Goes one of the ways."""
        self.select(key)
        self.action_choose()


class FirstRunPlace(Place):
    """Overview while there is no project."""

    place_id: ClassVar[str] = "overview"
    label: ClassVar[str] = "Overview"
    DEFAULT_CSS = """
    #first-run { layers: under over; align: center middle; }
    #first-run > Hatch { layer: under; position: absolute; width: 100%; height: 100%; }
    #first-run > .first-card {
        layer: over; width: 66; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
        background: $background;
    }
    #first-run Static { height: auto; }
    #first-run .gap { height: 2; }
    #first-run.-small .gap { height: 1; }
    #first-run .indent { padding: 0 0 0 2; }
    #first-run .muted { color: $muted; }
    #first-run Lines { height: auto; }
    """

    def thing(self) -> str:
        return ""

    def facts(self) -> list[Content]:
        return [Content.styled("owner –", "$muted"), Content.styled("no mapping", "$muted")]  # noqa: RUF001  # a dash

    def belongs(self) -> list[Content]:
        return [Content("first run")]

    def compose(self) -> ComposeResult:
        with Pane(id="pane") as pane:
            pane.entitle("Overview")
            pane.subtitle_with("0 systems", "0 mappings")
            with Container(id="first-run"):
                yield Hatch("")
                with Vertical(classes="first-card"):
                    yield Static(
                        Content.styled("No project in this folder yet", "bold $strong"), classes="indent"
                    )
                    yield Static(Content(folder_says(self.bench.folder)), classes="indent muted")
                    yield Static(" ", classes="gap")
                    yield Ways(Column(4), Column())
                    yield Static(" ", classes="gap")
                    words = (
                        "Nothing is written before you confirm. All of it also works from the command line: "
                    )
                    yield Static(
                        Content.assemble((words, "$muted"), ("mapbench new --help", "$wire-2")),
                        classes="indent",
                    )

    def on_mount(self) -> None:
        """Shows the ways."""
        self._show()

    def on_resize(self) -> None:
        """Less air where there is less room."""
        self._show()

    def _show(self) -> None:
        small = self.size.height < _SMALL + 2
        self.query_one("#first-run").set_class(small, "-small")
        lines: list[Line] = []
        for key, (name, brings) in WAYS.items():
            lines += [Line(("", ""))] if lines and not small else []
            lines += [
                Line(((key, "accent bold"), (name, "strong bold")), key),
                Line(("", (brings, "muted")), key),
            ]
        ways = self.query_one(Ways)
        ways.styles.height = len(lines)
        ways.show(lines)

    @on(Lines.Chosen)
    def _chosen(self, event: Lines.Chosen) -> None:
        match event.key:
            case "n":
                begin_new(self.bench)
            case "o":
                begin_example(self.bench)
            case "i":
                begin_new(self.bench, document=True)
            case "c":
                begin_new(self.bench, endpoint=True)
