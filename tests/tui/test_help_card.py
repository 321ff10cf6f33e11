"""F1 and `?`."""

from typing import ClassVar

import pytest
from tests.tui.pretend import Bench
from textual.binding import Binding
from textual.widgets import Static

from mapbench.tui.help import Help
from mapbench.tui.help_card import AllKeys, HelpCard
from mapbench.tui.lines import Lines


class Fields(Lines):
    """A list that speaks for itself."""

    help: ClassVar[Help] = Help(
        "target pane",
        "The right side is what you must produce.",
        marks=(("●", "mapped"), ("!", "unmapped, required")),
        mouse="drag from a field to a field",
        command="mapbench explain M FILE --target T",
    )
    BINDINGS: ClassVar = [
        Binding("a", "accept", "accept suggestion", id="map.target.accept"),
        Binding("d", "delete", "delete", id="map.target.delete", tooltip="Delete the rule\nWith undo"),
    ]


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


async def shown(bench, pilot):
    await bench.open_place("map", {})
    await bench.place.mount(Fields())
    bench.frame.set_focus(bench.place.query_one(Fields))
    await pilot.press("f1")
    assert isinstance(bench.screen, HelpCard)
    return str(bench.screen.query_one("VerticalScroll > Static", Static).content)


async def test_help_says_what_the_focused_widget_is_its_marks_keys_mouse_and_command_line(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        text = await shown(bench, pilot)
    for part in (
        "The right side is what you must produce.",
        "● mapped",
        "! unmapped, required",
        "a        accept suggestion",
        "d        delete the rule",
        "drag from a field to a field",
        "mapbench explain M FILE --target T",
        "~/.config/mapbench/keys.yaml",
        "map.target.*",
        "LOOKING AROUND",
    ):
        assert part in text


async def test_help_shows_the_keys_as_they_are_for_this_person(bench, nobodys):
    nobodys.mkdir(parents=True)
    (nobodys / "keys.yaml").write_text("app.undo: ctrl+z\n")
    async with bench.run_test(size=(120, 40)) as pilot:
        assert "ctrl+z   take the last step back" in await shown(bench, pilot)


async def test_the_question_mark_lists_all_keys(bench):
    async with bench.run_test() as pilot:
        await pilot.press("f1", "question_mark")
        assert isinstance(bench.screen, AllKeys)
        rows = [line.cells[2][0] for line in bench.screen.query_one(Lines).lines]
        assert "app.undo" in rows
        await pilot.press("escape", "question_mark")
        assert isinstance(bench.screen, AllKeys)


async def test_without_a_help_of_its_own_the_place_is_named(bench):
    async with bench.run_test() as pilot:
        await pilot.press("f1")
        assert bench.screen.of.title == "Overview"
