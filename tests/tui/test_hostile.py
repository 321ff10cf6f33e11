"""Names and values of other people's data are shown as they are: nothing in them steers the terminal or counts as markup."""

import json
import unicodedata

import pytest
from tests.tui.small_project import MAPPING, RECORDS, SCHEMA, SHOP, TESTS, on_project, write_project

from mapbench.tui.ask import Ask, Choice, Choose, Confirm, Field, Tell
from mapbench.tui.drawing import settled
from mapbench.tui.lines import Lines
from mapbench.tui.places import PLACES
from mapbench.workspace.commands.project_files import WriteFile

#: Markup, a colour, the clipboard, the window's title, a bell, C1, right to left, a family of emoji, combining marks.
EVIL = "[/][bold red]x[/bold red][@click=app.quit]\x1b[31m\x1b]52;c;ZXZpbA==\x07\x1b]0;t\x1b\\\r\n\t\b\x9b31m\u202eab\u200f👩\u200d👩\u200d👧\u0301\u0301 שלום $accent"
BIDI = {*"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"}


def evil_project(folder, items=20):
    """The small project with hostile text wherever a file may have text."""
    said = json.dumps(EVIL)  # JSON texts are YAML texts
    properties = {
        **SCHEMA["properties"],
        EVIL: {"type": "string", "description": EVIL, "x-owner": EVIL, "title": EVIL},
        "": {"type": "string"},
        "[red]nest[/red]": {"type": "object", "properties": {EVIL + "2": {"type": "string"}}},
    }
    mapping = MAPPING.replace("formula: text(value)", f"formula: text(value)\n  note: {said}\n  ticket: {said}\n  owner: {said}", 1)  # fmt: skip
    mapping += f"- {{target: note, constant: {said}}}\n- {{target: email, unmapped: {said}}}\n"
    mapping += f"- target: channel\n  source: status\n  formula: value + {json.dumps('[bold]x')} + nope\n"
    mapping = mapping.replace("lookup: {paid: PAID, open: OPEN}", f"lookup: {{paid: PAID, {said}: {said}}}")
    tests = TESTS + f"- name: {said}\n  given: {{fixture: shop.order/1.json}}\n  expect: {{note: {said}}}\n"
    home = write_project(
        folder,
        **{
            "schemas/shop.order.json": json.dumps({**SCHEMA, "properties": properties}),
            "mappings/shop-order.yaml": mapping + f"title: {said}\n",
            "tests/shop-order.yaml": tests,
            "systems/shop.yaml": SHOP.replace("owner: order-ops", f"owner: {said}\ntitle: {said}"),
        },
    )
    record = {
        **RECORDS["1.json"],
        EVIL: EVIL,
        "": EVIL,
        "status": EVIL,
        "email": "x" * 1_000_000,
        "total": EVIL,
    }
    record["items"] = [{"sku": EVIL, "qty": at} for at in range(items)]
    (home / "fixtures/shop.order" / "[bold]9\x1b[31m.json").write_text(json.dumps(record))
    return home


def harm(bench):
    """What a terminal would obey among the characters on the screen."""
    strips = bench.screen._compositor.render_strips()
    text = "".join(segment.text for strip in strips for segment in strip if not segment.control)
    return {c for c in text if unicodedata.category(c) == "Cc" or c in BIDI}, text


async def seen(pilot, bench, where):
    await settled(bench, pilot)
    found, text = harm(bench)
    assert found == set(), where
    assert bench.troubles == [], where
    return text


@pytest.mark.parametrize("size", [(140, 45), pytest.param((80, 24), marks=pytest.mark.long)])
async def test_hostile_data_does_no_harm_in_any_place(tmp_path, size):
    async with on_project(evil_project(tmp_path), size) as (pilot, bench):
        everything = ""
        for place in PLACES:
            bench.go(place)
            everything += await seen(pilot, bench, place)
            for lines in bench.place.query(Lines):
                if lines.focusable and lines.lines:
                    lines.focus()
                    await pilot.press("down")
                    everything += await seen(pilot, bench, (place, lines))
            for key in ("f1", "ctrl+o", "ctrl+p"):
                await pilot.press(key)
                await seen(pilot, bench, (place, key))
                await pilot.press("escape")
        assert "[bold]" in everything or size[0] < 100


async def test_hostile_data_does_no_harm_on_the_canvas_and_in_its_rules(tmp_path):
    async with on_project(evil_project(tmp_path), (140, 45)) as (pilot, bench):
        bench.go("map", mapping="shop-order")
        await seen(pilot, bench, "map")
        place = bench.place
        for fixture in place.view.fixtures:
            place._go_to_fixture(fixture)
            await seen(pilot, bench, fixture)
        place.to_canvas()
        await pilot.press(*"jjjjjjjjjjjj")
        await seen(pilot, bench, "rows")
        await pilot.press("x")
        await seen(pilot, bench, "explain")
        await pilot.press("x", "tab")
        for rule in place.view.rules:
            place.canvas.select("target", rule.target)
            await seen(pilot, bench, rule.target)
            await pilot.press("x")
            await seen(pilot, bench, ("explain", rule.target))
            await pilot.press("x")


async def test_ten_thousand_items_and_a_megabyte_of_text_are_shown(tmp_path):
    async with on_project(evil_project(tmp_path, 10_000), (140, 45)) as (pilot, bench):
        bench.go("map", mapping="shop-order", target=("lines", "*", "sku"), fixture="[bold]9\x1b[31m.json")
        await seen(pilot, bench, "map")
        assert len(bench.place.query_one("#preview-lines").lines) == 2_000
        bench.go("dry_run")
        await seen(pilot, bench, "dry run")
        await pilot.press("end", "tab", "end")
        await seen(pilot, bench, "its end")


async def test_hostile_data_does_no_harm_in_the_palette(tmp_path):
    async with on_project(evil_project(tmp_path), (100, 40)) as (pilot, bench):
        await settled(bench, pilot)
        for sign in ("", ":", "@", "#", "=", "!", ">"):
            await pilot.press("ctrl+p")
            bench.screen.query_one("Input").value = sign
            await seen(pilot, bench, sign)
            bench.screen.query_one("Input").value = sign + "[/"
            await seen(pilot, bench, sign)
            await pilot.press("escape")


async def test_hostile_data_does_no_harm_in_questions_toasts_and_steps(tmp_path):
    async with on_project(write_project(tmp_path), (100, 40)) as (pilot, bench):
        await bench.do(WriteFile(f"notes/[bold]{EVIL.replace('/', '')}.md", EVIL)).wait()
        bench.notify(EVIL, title=EVIL, markup=False)
        await seen(pilot, bench, "toast")
        bench.copy(EVIL)
        await seen(pilot, bench, "copied")
        questions = (
            Ask(EVIL, EVIL, Field("a", EVIL, EVIL, EVIL)), Choose(EVIL, EVIL, [Choice(EVIL, EVIL, EVIL)]),
            Confirm(EVIL, EVIL, EVIL, yes=EVIL), Tell(EVIL, EVIL, EVIL),
        )  # fmt: skip
        for question in questions:
            bench.push_screen(question)
            text = await seen(pilot, bench, type(question))
            assert "[/][bold red]x" in text
            await pilot.press("escape")
        await pilot.press("H")
        assert "[bold]" in await seen(pilot, bench, "steps")
