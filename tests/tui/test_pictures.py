"""Pictures of the shell's own screens, compared cell by cell; each was looked at beside its target."""

from pathlib import Path
from typing import ClassVar

import pytest
from tests.tui.pretend import Bench
from textual.binding import Binding

from mapbench.tui.app import Workbench
from mapbench.tui.ask import Ask, Confirm, Field
from mapbench.tui.first_run.place import Ways
from mapbench.tui.help import Help
from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.pane import Pane
from mapbench.tui.place import Place
from mapbench.tui.settled import Settled

SMALL = (80, 24)
LARGE = (120, 40)


def refuses(_text):
    return "Small letters only."


class Fields(Lines):
    """A pane as others make them."""

    help: ClassVar[Help] = Help(
        "target pane",
        "The right side is what you must produce; the left side is what you get.",
        "A wire is a rule. Its colour follows the source field; the heavy one is selected.",
        (
            ("●", "mapped"),
            ("◆", "no source: constant, formula"),
            ("!", "unmapped, required"),
            ("✗", "broken"),
        ),
        "drag from a field to a field; esc cancels",
        "mapbench explain shopify-order 1003.json --target totals.net",
    )
    BINDINGS: ClassVar = [
        Binding(
            "space",
            "mark",
            "mark",
            id="map.target.mark",
            tooltip="Mark a source field\nThe other end of a link",
        ),
        Binding(
            "enter", "link", "link", id="map.target.link", tooltip="Link fields\nFrom the mark to this field"
        ),
        Binding(
            "a", "accept", "accept suggestion", id="map.target.accept", tooltip="Link phone, 0.91, same name"
        ),
        Binding(
            "d", "delete", "delete", id="map.target.delete", tooltip="Delete the rule\nUndo brings it back"
        ),
    ]


class Two(Place):
    """Two panes side by side."""

    DEFAULT_CSS = "Two { layout: horizontal; } Two Pane { width: 1fr; }"

    def compose(self):
        for name in ("shopify · order", "canonical · order@2"):
            with Pane() as pane:
                pane.entitle(name, "24/27 mapped")
                yield Fields(Column(2), Column())

    def on_mount(self):
        for fields in self.query(Fields):
            fields.show([Line((("●", "ok"), (f"field_{n}", "strong")), n) for n in range(9)])
        self.query(Fields).last().focus()


class TwoPanes(Bench):
    def new_place(self, place_id):
        return Two(id=place_id)


@pytest.fixture
def panes(tmp_path, monkeypatch):
    monkeypatch.setattr("mapbench.tui.entries.widget_classes", lambda: (Fields, Ways, Settled, Workbench))
    return TwoPanes(tmp_path)


@pytest.fixture
def first(monkeypatch):
    monkeypatch.setattr("mapbench.tui.entries.widget_classes", lambda: (Ways, Settled, Workbench))
    return Workbench(None, Path("/projects/storefront"))


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
def test_first_run(snap_compare, first, size):
    assert snap_compare(first, terminal_size=size)


def test_first_run_light(snap_compare, first, nobodys):
    nobodys.mkdir(parents=True)
    (nobodys / "settings.yaml").write_text("theme: light\n")
    assert snap_compare(first, terminal_size=LARGE)


def test_first_run_without_colours(snap_compare, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(Workbench(None, Path("/projects/storefront")), terminal_size=SMALL)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
def test_palette(snap_compare, panes, size):
    assert snap_compare(panes, press=["ctrl+p", *"link"], terminal_size=size)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
def test_help(snap_compare, panes, size):
    assert snap_compare(panes, press=["f1"], terminal_size=size)


def test_jump(snap_compare, panes):
    assert snap_compare(panes, press=["ctrl+o"], terminal_size=LARGE)


def test_all_keys(snap_compare, panes):
    assert snap_compare(panes, press=["question_mark"], terminal_size=LARGE)


def test_steps(snap_compare, panes):
    async def three(pilot):
        for name in ("Link id to order_id", "Link total_price to totals.gross", "Delete the rule of status"):
            pilot.app.do(name)
        await pilot.press("u")
        await pilot.app.workers.wait_for_complete()
        pilot.app.clear_notifications()
        await pilot.press("H")
        await pilot.pause()

    assert snap_compare(panes, run_before=three, terminal_size=LARGE)


def test_form(snap_compare, panes):
    async def ask(pilot):
        field = Field("name", "name", "order [/]", "small letters", refuses)
        pilot.app.push_screen(Ask("New mapping", "Nothing is written yet.", field, Field("owner", "owner")))
        await pilot.pause()
        await pilot.press("x", "tab")

    assert snap_compare(panes, run_before=ask, terminal_size=SMALL)


def test_confirm(snap_compare, panes):
    async def ask(pilot):
        pilot.app.push_screen(
            Confirm("New project", "Write 2 files?", "mapbench.yaml", "a.yaml", yes="write")
        )
        await pilot.pause()

    assert snap_compare(panes, run_before=ask, terminal_size=SMALL)
