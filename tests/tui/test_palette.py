"""The command palette."""

from typing import ClassVar

import pytest
from tests.tui.pretend import Bench
from textual.binding import Binding
from textual.widgets import Input, Static

from mapbench.project.template import make_project
from mapbench.tui.app import Workbench
from mapbench.tui.drawing import settled
from mapbench.tui.entries import Entry, all_entries, entry_of
from mapbench.tui.finding import Found, commands, parts
from mapbench.tui.palette import Palette
from mapbench.tui.settled import Settled
from mapbench.workspace import workspace


class Two(Static, can_focus=True):
    """A widget with a command of the map."""

    done: ClassVar[list[str]] = []
    BINDINGS: ClassVar = [
        Binding(
            "x", "join", "link", id="map.two.link", tooltip="Link fields\nA rule from the mark to this field"
        )
    ]

    def action_join(self):
        self.done.append("joined")

    def says(self, binding_id):
        return "2 marked"


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setattr("mapbench.tui.entries.widget_classes", lambda: (Two, Settled, Workbench))
    Two.done.clear()
    return Bench(tmp_path)


async def visited(bench):
    await bench.open_place("map", {})
    await bench.place.mount(Two())


def names(found):
    return [one.name for one in found]


async def test_every_command_is_found_by_its_letters_and_run(bench):
    async with bench.run_test() as pilot:
        await visited(bench)
        await pilot.press("1", "ctrl+p", "l", "n", "k", "enter")
        await bench.workers.wait_for_complete()
        assert (bench.place_id, Two.done) == ("map", ["joined"])


async def test_a_command_of_a_place_nobody_visited_is_listed(bench):
    async with bench.run_test():
        assert "map: Link fields" in names(commands(bench, "")[0])
        found = commands(bench, "map: Link")[0][0]
        assert found.sentence == "A rule from the mark to this field"


async def test_in_its_place_a_command_speaks_of_what_is_there(bench):
    async with bench.run_test():
        await visited(bench)
        assert commands(bench, "link fields")[0][0].sentence == "2 marked"


async def test_a_command_with_nothing_to_work_on_says_so(bench):
    async with bench.run_test() as pilot:
        await pilot.press("ctrl+p", *"link", "enter")
        await bench.workers.wait_for_complete()
        told = [toast.message for toast in bench._notifications]
        assert told == ["map: Link fields has nothing to work on yet."]


async def test_what_was_used_last_comes_first_then_what_the_cursor_is_in(bench):
    async with bench.run_test():
        await visited(bench)
        bench.frame.set_focus(bench.place.query_one(Two))
        assert names(commands(bench, "")[0])[0] == "map: Link fields"
        bench.used = ["app.undo", "app.redo"]
        assert names(commands(bench, "")[0])[:3] == ["app: Redo", "app: Undo", "map: Link fields"]


async def test_the_count_says_how_many_fit_of_how_many(bench):
    async with bench.run_test() as pilot:
        everything = len(all_entries(bench))
        await pilot.press("ctrl+p")
        assert len(bench.screen.found) == everything
        await pilot.press(*"theme")
        assert str(bench.screen.query_one(".count", Static).content) == f"3 of {everything}"


async def test_what_nobody_has_is_said(bench):
    async with bench.run_test() as pilot:
        await pilot.press("ctrl+p", *"zzz")
        assert bench.screen.found == []
        await pilot.press("enter")
        assert not isinstance(bench.screen, Palette)


async def test_ctrl_p_again_and_escape_close_it(bench):
    async with bench.run_test() as pilot:
        for key in ("ctrl+p", "escape"):
            await pilot.press("ctrl+p")
            assert isinstance(bench.screen, Palette)
            await pilot.press(key)
            assert not isinstance(bench.screen, Palette)


async def test_a_click_chooses(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+p", *"undo")
        await pilot.click("Lines", offset=(10, 0), times=2)
        assert bench.used == ["app.undo"]


def test_matched_letters_are_marked_and_the_area_is_muted():
    found = Found("map: Link", 5, "", "", None, (5, 8))
    assert parts(found) == [
        ("map: ", "muted"),
        ("L", "accent bold underline"),
        ("in", "strong bold"),
        ("k", "accent bold underline"),
    ]


def test_without_a_name_of_its_own_a_command_is_called_as_in_the_footer():
    entry = entry_of(Binding("d", "delete", "delete", id="dry-run.delete", tooltip="A sentence"), Static)
    assert isinstance(entry, Entry)
    assert (entry.text, entry.sentence, entry.place) == ("dry run: Delete", "A sentence", "dry_run")
    assert entry_of(Binding("d", "x", "x", id="other.x"), Static) is None


@pytest.fixture
def shop(tmp_path):
    make_project(tmp_path / "shop")
    bench = Workbench(workspace.Workspace.open(tmp_path / "shop"))
    yield bench
    bench.close()


async def searched(bench, pilot, text):
    await pilot.press("ctrl+p")
    bench.screen.query_one(Input).value = text
    await pilot.pause()
    await bench.workers.wait_for_complete()
    await pilot.pause()
    return names(bench.screen.found)


@pytest.mark.parametrize(
    ("text", "found", "place", "opened"),
    [
        ("@placed", "order@1: placed_at", "map", {"mapping": "shop-order", "target": ("placed_at",)}),
        (":shop", "shop-order", "map", {"mapping": "shop-order"}),
        ("#1002", "shop-order: 1002.json", "map", {"mapping": "shop-order", "fixture": "1002.json"}),
    ],
)
async def test_a_prefix_goes_to_things(shop, monkeypatch, text, found, place, opened):
    went = []
    async with shop.run_test() as pilot:
        assert (await searched(shop, pilot, text))[0] == found

        async def open_place(place, thing):
            went.append((place, thing))

        monkeypatch.setattr(shop, "open_place", open_place)
        await pilot.press("enter")
        await shop.workers.wait_for_complete()
    assert went == [(place, opened)]


async def test_a_function_goes_into_the_field_that_is_typed_in_else_onto_the_clipboard(shop):
    async with shop.run_test() as pilot:
        assert (await searched(shop, pilot, "=pad_st"))[0].startswith("pad_start(")
        await pilot.press("enter")
        await shop.workers.wait_for_complete()
        assert shop.clipboard == "pad_start("
        field = Input("1 + ")
        await shop.place.mount(field)
        shop.frame.set_focus(field)
        field.cursor_position = 4
        await searched(shop, pilot, "=pad_st")
        await pilot.press("enter")
        await shop.workers.wait_for_complete()
        assert field.value == "1 + pad_start("


async def test_findings_are_looked_for(shop):
    async with shop.run_test() as pilot:
        await searched(shop, pilot, "!zzz")
        assert str(shop.screen.query_one(".count", Static).content).startswith("0 of")


async def test_a_field_of_either_side_and_a_fixture_are_shown_in_map(shop):
    async with shop.run_test(size=(120, 40)) as pilot:
        for text, cursor in (
            ("@shop.order: status", ("source", ("status",))),
            ("@order@1: placed", ("target", ("placed_at",))),
            ("#1002", ("target", ("placed_at",))),
        ):
            await searched(shop, pilot, text)
            await pilot.press("enter")
            await settled(shop, pilot)
            assert shop.place.canvas.cursor == cursor
        assert shop.place.fixture == "1002.json"
