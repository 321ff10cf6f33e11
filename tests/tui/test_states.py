"""The workbench in odd states of its surroundings: it says a sentence, names a way out, and stays."""

import os
import shutil
import sqlite3

import pytest
from tests.tui.small_project import MAPPING, SHOP, TESTS, on_project, until, write_project
from textual.worker import WorkerFailed

from mapbench.errors import MapbenchError
from mapbench.tui.drawing import settled
from mapbench.tui.lines import Lines
from mapbench.tui.places import PLACES
from mapbench.workspace.commands.rules import EditRule
from mapbench.workspace.workspace import Workspace

EDIT = EditRule("shop-order", ("rules", 0), {"note": "another"})
FILE = "mappings/shop-order.yaml"
SIZES = ((40, 10), (20, 5), (1, 1), (120, 40))
KEYS = {
    "overview": ("enter", "escape", "s", "c", "g", "g", "slash", "escape", "n", "escape"),
    "connect": ("enter", "escape", "down", "tab"),
    "map": ("x", "x", "e", "escape", "p", "equals_sign", "escape", "c", "escape", "minus", "escape", "M", "escape", "t", "escape", "right_square_bracket", "delete"),
    "dry_run": ("x", "o", "v", "R", "m", "escape", "t", "escape", "down", "enter"),
    "package": ("b", "escape", "X", "escape", "v", "w", "escape", "A", "tab", "m", "escape"),
}  # fmt: skip
#: Keys enough to see that a place is alive.
FEW = {"map": ("x", "e", "escape"), "dry_run": ("enter",), "package": ("X",)}


#: Files of the small project that are gone (None) or say something else.
BROKEN = {
    "no mapping": {"mappings/shop-order.yaml": None, "tests/shop-order.yaml": None},
    "no entity": {"canonical": None},
    "no system": {"systems": None},
    "no fixtures": {"fixtures": None},
    "no tests": {"tests": None},
    "no schema": {"schemas": None},
    "neither schema nor fixtures": {"schemas": None, "fixtures": None},
    "nothing": {"systems": None, "canonical": None, "mappings": None, "fixtures": None, "tests": None, "schemas": None},
    "no source": {FILE: MAPPING.replace("source: shop.order\n", "")},
    "no target": {FILE: MAPPING.replace("target: order@1\n", "", 1)},
    "a mapping of one line": {FILE: "mapping: shop-order\n"},
    "an empty mapping": {FILE: ""},
    "a broken mapping": {FILE: "rules: [}"},
    "a list for a mapping": {FILE: "- 1\n- 2\n"},
    "a binary mapping": {FILE: "\x00\x01"},
    "broken mapbench.yaml": {"mapbench.yaml": "project: ["},
    "empty mapbench.yaml": {"mapbench.yaml": ""},
    "broken ends": {"systems/shop.yaml": "a: [", "canonical/order.yaml": "b: ["},
    "a broken schema": {"schemas/shop.order.json": "{"},
    "a list for a schema": {"schemas/shop.order.json": "[]"},
    "broken tests": {"tests/shop-order.yaml": "tests: {"},
    "broken fixtures": {"fixtures/shop.order/1.json": "{", "fixtures/shop.order/2.json": "[]"},
    "no dataset": {"systems/shop.yaml": SHOP.replace("order: {timeliness: batch}", "other: {}")},
}  # fmt: skip
#: Those that `make test` looks at.
QUICK = {"no mapping", "no entity", "no system", "no schema", "nothing", "no source", "a broken mapping", "broken mapbench.yaml", "broken ends", "broken fixtures"}  # fmt: skip
#: Those that also happen while every place is open.
UNDERNEATH = (
    "no mapping",
    "no entity",
    "nothing",
    "a broken mapping",
    "broken mapbench.yaml",
    "broken fixtures",
)


def toasts(bench):
    return [f"{toast.title} {toast.message}" for toast in bench._notifications]


async def visit(pilot, bench, keys):
    """Goes through every place, presses its keys, and expects no trouble."""
    for place in PLACES:
        bench.go(place)
        await settled(bench, pilot)
        for key in keys.get(place, ()):
            await pilot.press(key)
            assert bench.troubles == [], (place, key)
        await settled(bench, pilot)
        while len(bench.screen_stack) > 1:
            await pilot.press("escape")
        assert bench.troubles == [], place


@pytest.mark.parametrize(
    "keys",
    [
        ("1", "n"), ("2",), ("3", "minus", "escape", "M", "escape", "f1"), ("3", "ctrl+p", "escape", "ctrl+o", "escape", "question_mark"),
        ("4", "m"), ("5", "b"),
    ],
    ids="-".join,
)  # fmt: skip
async def test_a_place_and_its_modals_survive_any_size(tmp_path, keys):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        for key in keys:
            await pilot.press(key)
            await settled(bench, pilot)
            for size in SIZES if key != "escape" else ():
                await pilot.resize_terminal(*size)
                await pilot.pause()
                assert bench.troubles == [], (key, size)
        assert (bench.size.width, bench.size.height) == (120, 40)


@pytest.mark.parametrize(
    ("what", "when"),
    [
        pytest.param(what, when, marks=() if what in quick else pytest.mark.long)
        for when, cases, quick in (("before", BROKEN, QUICK), ("underneath", UNDERNEATH, UNDERNEATH[-2:]))
        for what in cases
    ],
)
async def test_what_is_missing_or_broken_is_shown_in_every_place(tmp_path, what, when):
    files = BROKEN[what]
    folder = write_project(tmp_path)
    if when == "before":
        change(folder, files)
    async with on_project(folder, (100, 30)) as (pilot, bench):
        if when == "underneath":
            for place in PLACES:
                await bench.open_place(place, {})
            await settled(bench, pilot)
            change(folder, files)
            bench.look_outside()
            await settled(bench, pilot)
            assert any("changed outside" in toast for toast in toasts(bench))
        await visit(pilot, bench, FEW)


def change(folder, files):
    for name, text in files.items():
        path = folder / name
        if text is not None:
            path.write_text(text)
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that root itself cannot write to")
async def test_a_read_only_folder_says_so_at_every_edit(tmp_path, monkeypatch):
    folder = write_project(tmp_path)
    monkeypatch.setattr("mapbench.store.database._make_private", refuse)
    async with on_project(folder) as (pilot, bench):
        assert bench.workspace.read_only
        await visit(pilot, bench, KEYS)
        for _ in range(2):
            assert await bench.do(EDIT).wait() is None
        await pilot.press("u", "U")
        await settled(bench, pilot)
        assert sum("read-only; nothing was changed" in one for one in toasts(bench)) >= 4
    assert (folder / FILE).read_text() == MAPPING


def refuse(path):
    raise PermissionError(13, "Permission denied", str(path))


async def test_a_workspace_database_that_breaks_underneath_says_so_once_and_every_place_is_shown(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        for path in (folder / ".mapbench").glob("workspace.*"):
            path.write_bytes(b"no database" * 1000)
        await visit(pilot, bench, FEW)
        bench.look_outside()
        await settled(bench, pilot)
        assert await bench.do(EDIT).wait() is None
        assert all("cannot be used" in toast for toast in toasts(bench)[-1:])


async def test_a_workspace_folder_that_is_taken_away_is_a_refusal(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        shutil.rmtree(folder / ".mapbench")
        await visit(pilot, bench, FEW)
        assert await bench.do(EDIT).wait() is None
        assert "The workspace database was taken away" in toasts(bench)[-1]
        assert (folder / FILE).read_text() == MAPPING


async def test_a_project_that_is_taken_away_is_said_and_the_screen_stays(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        await visit(pilot, bench, {})
        shutil.rmtree(folder)
        bench.look_outside()
        await visit(pilot, bench, {})
        assert await bench.do(EDIT).wait() is None
        assert toasts(bench) != []


async def test_a_database_that_another_process_keeps_locked_stops_nothing_but_the_step(tmp_path, monkeypatch):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        monkeypatch.setattr("mapbench.store.database._PATIENCE", 0.01)
        other = sqlite3.connect(folder / ".mapbench/workspace.lock", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await visit(pilot, bench, {})
        assert await bench.do(EDIT).wait() is None
        assert "Another process keeps the workspace database busy." in toasts(bench)[-1]
        other.close()
        assert (await bench.do(EDIT).wait()).number == 1


async def test_two_workbenches_on_one_folder_see_each_other(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        bench.go("map")
        await settled(bench, pilot)
        with Workspace.open(folder) as other:
            other.do(EDIT)
            bench.look_outside()
            await until(pilot, lambda: bench.place.view.rules[0].note == "another")
            await pilot.press("u")
            await settled(bench, pilot)
            other.notice()
            assert (other.done, (folder / FILE).read_text()) == (0, MAPPING)


async def test_a_question_that_fails_inside_is_said_and_the_next_is_answered(tmp_path, troubles):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        bench.go("map")
        await settled(bench, pilot)
        bench.place.ask("view", lambda: 1 // 0, bench.place._show)
        with pytest.raises(WorkerFailed):
            await bench.workers.wait_for_complete()
        await pilot.pause()
        assert [type(one) for one in troubles] == [ZeroDivisionError]
        troubles.clear()
        await pilot.press("escape")
        bench.place.look()
        await settled(bench, pilot)
        assert bench.screen_stack[-1] is bench.frame


async def test_a_question_that_is_refused_is_a_toast(tmp_path):
    def refused():
        raise MapbenchError("Not today.", "Come tomorrow.")

    async with on_project(write_project(tmp_path)) as (pilot, bench):
        bench.place.ask("status", refused, print)
        await settled(bench, pilot)
        assert toasts(bench)[-1] == "Not today. Come tomorrow."


async def test_places_and_mappings_in_turn_leave_no_worker_timer_or_widget_behind(tmp_path):
    second = MAPPING.replace("mapping: shop-order", "mapping: shop-other")
    folder = write_project(tmp_path, **{"mappings/shop-other.yaml": second, "tests/shop-other.yaml": TESTS})

    def left(bench):
        timers = sum(len(node._timers) for node in (bench, *bench.query("*")))
        return len(bench.workers), timers, len(bench.query("*"))

    async with on_project(folder, (100, 30)) as (pilot, bench):
        await visit(pilot, bench, {})
        before = left(bench)
        for number in range(20):
            place = list(PLACES)[number % 5]
            mapping = {"mapping": ("shop-order", "shop-other")[number % 2]} if place != "overview" else {}
            bench.go(place, **(mapping if place in {"map", "dry_run", "package"} else {}))
            await pilot.pause()
        await settled(bench, pilot)
        after = left(bench)
        assert [(now <= then + 2) for then, now in zip(before, after, strict=True)] == [True] * 3, (
            before,
            after,
        )
        assert all(lines.lines is not None for lines in bench.query(Lines))
