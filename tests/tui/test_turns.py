"""Keys without a pause between them: none is lost, none goes to what had the focus before."""

import asyncio

from tests.tui.small_project import on_project, until, write_project
from textual.events import Key

from mapbench.model.documents import Document
from mapbench.tui import turns
from mapbench.tui.ask import Confirm
from mapbench.tui.drawing import settled

#: Keys that are no letters, by the names that Textual has for them.
NAMES = {"/": "slash", "=": "equals_sign", " ": "space", "-": "minus", ":": "colon", "(": "left_parenthesis", ")": "right_parenthesis"}  # fmt: skip


def send(bench, *keys):
    """Presses keys as a terminal sends what was typed ahead: all of them at once. `'text` is typed letter by letter."""
    for key in keys:
        for one in key[1:] if key.startswith("'") else [key]:
            bench.post_message(Key(NAMES.get(one, one), one if len(one) == 1 else None))


async def at_once(pilot, *keys):
    send(pilot.app, *keys)
    await settled(pilot.app, pilot)


def rules(folder):
    return {rule["target"]: rule for rule in Document.read(folder / "mappings/shop-order.yaml").data["rules"]}


async def test_filter_jump_and_formula_get_every_letter_also_in_a_place_that_is_only_being_opened(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        await at_once(pilot, "3", "'/sku", "enter", "down")
        assert bench.place.canvas.board.filter.text == "sku"
        assert bench.place.canvas.cursor == ("source", ("items", "*", "sku"))
        await at_once(pilot, "escape", "ctrl+o", "4", "ctrl+o", "3", "'/tob", "backspace", "'tal", "enter")
        assert bench.place.canvas.board.filter.text == "total"
        await at_once(
            pilot, "escape", "home", "e", "ctrl+a", "ctrl+k", "'upper(text(val", "tab", "'))", "enter", "down"
        )
        assert rules(folder)["order_id"]["formula"] == "upper(text(value))"
        assert bench.place.canvas.cursor == ("target", ("email",))


async def test_the_palette_gets_every_letter_and_enter_waits_for_what_is_looked_for(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        await at_once(pilot, "ctrl+p", "'go package", "escape", "ctrl+p", "':order", "enter", "e", "'x")
        assert (bench.place_id, bench.mapping) == ("map", "shop-order")
        assert bench.focused is bench.place.query_one("FormulaInput")
        assert bench.focused.value == "text(value)x"


async def test_links_and_forms_are_there_when_the_next_key_is_about_them(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        await at_once(pilot, "3", "down", "enter", "home", "down", "enter", "enter", "'lower(value)", "enter")
        assert rules(folder)["email"] == {"target": "email", "source": "email", "formula": "lower(value)"}
        await at_once(pilot, "down", "c", "'cash", "enter", "u", "c", "'web", "enter")
        assert rules(folder)["channel"]["constant"] == "web"
        assert [step.name for step in bench.workspace.steps][-1] == "Give channel a constant"


async def test_a_click_moves_the_focus_before_what_is_typed_behind_it(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        await at_once(pilot, "3")
        await pilot.click(bench.place.canvas.panes["source"], offset=(5, 3))
        send(bench, "'/id")
        await settled(bench, pilot)
        assert bench.place.canvas.line.value == "id"


async def test_esc_gives_up_what_was_typed_behind_work_that_takes_long(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "_PATIENCE", -1.0)
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        endless = asyncio.Event()
        worker = bench.run_worker(endless.wait())
        bench.lead(worker)
        send(bench, "down", "3", "5")
        await looked_at(pilot, lambda: bench.waits_since is not None)
        assert (bench.place_id, bench.typed_ahead) == ("overview", True)
        send(bench, "escape", "4")
        await looked_at(pilot, lambda: not bench.typed_ahead)
        assert (bench.place_id, worker.is_finished) == ("dry_run", False)
        endless.set()


async def looked_at(pilot, done):
    """Waits until something is so, whatever work still goes on."""
    for _ in range(400):
        if done():
            return
        await pilot.pause()
    raise AssertionError("it never came to be so")


async def test_a_yes_that_was_typed_before_the_question_was_there_is_none(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        answers = []
        early, late = Key("enter", None), Key("enter", None)
        bench.push_screen(Confirm("Send it?", "To a host.", read=True), answers.append)
        bench.post_message(early)
        await settled(bench, pilot)
        assert answers == []
        late.time = bench.screen.asked + 1
        bench.post_message(late)
        await until(pilot, lambda: answers == [True])
