"""The canvas by keyboard and mouse."""

import asyncio

import pytest
from tests.tui.canvas.stories import Shell, storefront

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent

SIZE = (120, 20)
X = {SOURCE: 20, TARGET: 90}


def heard(shell, *kinds):
    """What the canvas asked for, without the cursor's moves unless asked for."""
    return [
        (type(one).__name__, *_said(one))
        for one in shell.heard
        if type(one).__name__ in kinds
        or (not kinds and type(one).__name__ not in {"RowSelected", "MarkChanged"})
    ]


def _said(message):
    names = {
        "RowSelected": ("side", "path"),
        "LinkWanted": ("sources", "target"),
        "MoveEnd": ("link", "side", "path", "old"),
    }
    names |= {"DeleteWanted": ("links",), "AcceptWanted": ("link",), "MarkChanged": ("marked",)}
    return [getattr(message, name) for name in names[type(message).__name__]]


def play(story, size=SIZE, content=None):
    """Runs a story of awaits over the storefront; gives what it gives."""

    async def run():
        given, *values = storefront()
        shell = Shell(given if content is None else content, tuple(values))
        async with shell.run_test(size=size) as pilot:
            await pilot.pause()
            result = await story(shell, pilot)
            await pilot.pause()
            return shell, result

    return asyncio.run(run())


def keys(*pressed, at=None, size=SIZE, content=None):
    """Presses keys with the cursor at a field."""
    return seen(lambda shell: shell, *pressed, at=at, size=size, content=content)


def seen(look, *pressed, at=None, size=SIZE, content=None):
    """What one sees after the keys, while the app still runs."""

    async def story(shell, pilot):
        if at is not None:
            shell.canvas.select(*at)
            await pilot.pause()
        await pilot.press(*pressed)
        await pilot.pause()
        return look(shell)

    return play(story, size, content)[1]


def text(shell_or_canvas):
    canvas = getattr(shell_or_canvas, "canvas", shell_or_canvas)
    return "\n".join(
        "".join(part.render_line(y).text for part in (canvas.panes[SOURCE], canvas.panes[TARGET]))
        for y in range(canvas.size.height - 2)
    )


NET = (TARGET, ("totals", "net"))
PHONE = (TARGET, ("customer", "phone"))


def test_the_cursor_moves_and_the_owner_hears_of_it():
    assert heard(keys("down", "down", "up"), "RowSelected")[-3:] == [
        ("RowSelected", TARGET, ("placed_at",)),
        ("RowSelected", TARGET, ("status",)),
        ("RowSelected", TARGET, ("placed_at",)),
    ]


def test_home_end_and_pages_stay_within_the_rows():
    assert keys("end").canvas.cursor == (TARGET, ("lines", "*", "amount"))
    assert keys("end", "pagedown").canvas.cursor == (TARGET, ("lines", "*", "amount"))
    assert keys("end", "pageup").canvas.cursor == (TARGET, ("status",))
    assert keys("end", "home", "up").canvas.cursor == (TARGET, ("order_id",))


def test_left_folds_and_goes_out_and_right_unfolds_and_goes_in():
    assert keys("left", at=NET).canvas.cursor == (TARGET, ("totals",))
    folded = keys("left", "left", at=NET)
    assert len(folded.canvas.board.rows[TARGET]) == 17
    assert len(keys("left", "left", "right", at=NET).canvas.board.rows[TARGET]) == 20
    assert keys("left", "right", at=NET).canvas.cursor == (TARGET, ("totals", "currency"))


def test_marked_sources_are_linked_to_the_target_under_the_cursor():
    async def story(shell, pilot):
        shell.canvas.select(SOURCE, ("name",))
        await pilot.press("space", "space")
        shell.canvas.select(TARGET, ("customer", "loyalty_tier"))
        await pilot.press("enter")

    shell, _ = play(story)
    assert heard(shell) == [("LinkWanted", (("name",), ("created_at",)), ("customer", "loyalty_tier"))]
    assert heard(shell, "MarkChanged")[-1] == ("MarkChanged", ())


def test_enter_on_a_source_takes_it_along_to_the_other_side():
    at = (SOURCE, ("name",))
    assert keys("enter", at=at).canvas.board.marked == [("name",)]
    assert seen(lambda shell: shell.focused.id, "enter", at=at) == "canvas-target"


def test_enter_without_a_mark_links_nothing():
    assert heard(keys("enter", at=NET)) == []


def test_tab_goes_along_the_wire_to_its_other_end_and_back():
    assert keys("tab", at=NET).canvas.cursor == (SOURCE, ("total_price",))
    assert keys("tab", "tab", at=(TARGET, ("deliver_on",))).canvas.cursor == (TARGET, ("deliver_on",))


def test_tab_unfolds_the_other_end():
    async def story(shell, pilot):
        shell.canvas.select(SOURCE, ("customer",))
        await pilot.press("left")
        shell.canvas.select(TARGET, ("customer", "email"))
        await pilot.press("tab")

    assert play(story)[0].canvas.cursor == (SOURCE, ("customer", "email"))


def test_selecting_a_row_unfolds_and_scrolls_its_other_end_into_view():
    async def story(shell, pilot):
        shell.canvas.select(SOURCE, ("line_items",))
        await pilot.press("left")
        shell.canvas.panes[SOURCE].scroll_to(y=0, animate=False)
        shell.canvas.select(TARGET, ("lines", "*", "amount"))
        await pilot.pause()
        row = shell.canvas.board.rows[SOURCE].row_of(("line_items", "*", "quantity"))
        return row - shell.canvas.panes[SOURCE].top

    assert 0 <= play(story, size=(120, 12))[1] < 10


def test_delete_asks_for_the_rule_and_not_for_the_guess_beside_it():
    assert heard(keys("d", at=NET)) == [("DeleteWanted", ("totals.net",))]
    assert heard(keys("d", at=(TARGET, ("shipping", "postcode")))) == [
        ("DeleteWanted", ("shipping.postcode",))
    ]
    assert heard(keys("d", at=PHONE)) == [("DeleteWanted", ("guess 1",))]


def test_a_accepts_the_suggestion_of_the_row_and_shift_a_all():
    assert heard(keys("a", "A", at=PHONE)) == [("AcceptWanted", "guess 1"), ("AcceptWanted", None)]
    assert heard(keys("a", at=NET)) == []


def test_r_takes_the_end_of_a_wire_and_enter_drops_it():
    assert heard(keys("r", "up", "enter", at=NET)) == [
        ("MoveEnd", "totals.net", TARGET, ("totals", "gross"), ("totals", "net"))
    ]
    assert heard(keys("r", "down", "enter", at=(SOURCE, ("delivery_date",)))) == [
        ("MoveEnd", "deliver_on", SOURCE, ("customer",), ("delivery_date",))
    ]


def test_escape_leaves_the_end_where_it_is():
    shell = keys("r", "escape", "up", "enter", at=NET)
    assert heard(shell) == []


def test_r_on_a_broken_rule_takes_the_field_that_is_guessed():
    assert heard(keys("r", at=(TARGET, ("shipping", "postcode")))) == [
        (
            "MoveEnd",
            "shipping.postcode",
            SOURCE,
            ("shipping_address", "postal_code"),
            ("shipping_address", "zip"),
        )
    ]


def test_the_filter_works_as_it_is_typed_and_stays_after_enter():
    def look(shell):
        rows = shell.canvas.board.rows[SOURCE]
        return [rows.fields[at].name for at in rows.lines], shell.focused.id

    assert seen(look, "slash", *"phon") == (["customer", "phone"], "canvas-filter")
    assert seen(look, "slash", *"phone", "enter") == (["customer", "phone"], "canvas-target")


def test_escape_takes_the_filter_away():
    for pressed in (("slash", *"phone", "escape"), ("slash", *"phone", "enter", "escape"), ("b", "escape")):
        assert len(keys(*pressed).canvas.board.rows[SOURCE]) == 22


def test_toggles_show_only_what_is_unmapped_required_or_broken():
    assert len(keys("b").canvas.board.rows[TARGET]) == 2
    assert "loyalty_tier" in seen(text, "m")
    assert "status" not in seen(text, "m")
    assert "total_price" not in seen(text, "n")


def test_in_focus_only_the_wires_of_the_row_are_drawn():
    assert seen(lambda shell: set(shell.canvas.wires.drawing().left), "f", at=NET) == {5, 6}


def test_the_cursor_keeps_its_field_when_the_content_changes():
    async def story(shell, pilot):
        shell.canvas.select(*NET)
        content = CanvasContent(shell.content.source, shell.content.target[2:], shell.content.links)
        shell.canvas.show(content)

    assert play(story)[0].canvas.cursor == NET


def test_values_change_without_new_rows():
    async def story(shell, pilot):
        rows = shell.canvas.board.rows[SOURCE]
        shell.canvas.show_values({("id",): "77 [b]"}, {("order_id",): ("null", "null")})
        await pilot.pause()
        return rows is shell.canvas.board.rows[SOURCE], text(shell)

    same, lines = play(story)[1]
    assert same
    assert "77 [b]" in lines


@pytest.mark.parametrize("size", [(120, 20), (80, 13), (60, 8), (200, 50)])
def test_every_line_has_the_width_of_its_part(size):
    async def story(shell, pilot):
        canvas = shell.canvas
        parts = (canvas.panes[SOURCE], canvas.wires, canvas.panes[TARGET])
        assert sum(part.outer_size.width for part in parts) == size[0]
        return {(part.render_line(y).cell_length, part.size.width) for part in parts for y in range(6)}

    assert all(drawn == asked for drawn, asked in play(story, size)[1])


def test_a_click_selects_and_a_click_on_a_chevron_folds():
    async def story(shell, pilot):
        await pilot.click(offset=(X[SOURCE], 3))
        await pilot.click(offset=(2, 9))

    shell, _ = play(story)
    assert shell.canvas.cursor == (SOURCE, ("created_at",))
    assert len(shell.canvas.board.rows[SOURCE]) == 18


async def drag(pilot, start, *over):
    await pilot.mouse_down(offset=start)
    for place in over:
        await pilot.hover(offset=place)
    await pilot.mouse_up(offset=over[-1])


@pytest.mark.parametrize(("start", "end"), [((SOURCE, 2), (TARGET, 13)), ((TARGET, 13), (SOURCE, 2))])
def test_a_field_dragged_to_one_of_the_other_side_links_them(start, end):
    async def story(shell, pilot):
        await drag(pilot, (X[start[0]], start[1]), (60, 8), (X[end[0]], end[1]))

    assert heard(play(story)[0]) == [("LinkWanted", (("name",),), ("customer", "loyalty_tier"))]


def test_a_field_dropped_on_its_own_side_or_outside_links_nothing():
    async def story(shell, pilot):
        await drag(pilot, (X[SOURCE], 2), (X[SOURCE], 5))
        await drag(pilot, (X[SOURCE], 2), (60, 5))

    assert heard(play(story)[0]) == []


def test_the_end_of_a_wire_can_be_dragged_to_another_field():
    async def story(shell, pilot):
        await drag(pilot, (51, 8), (X[SOURCE], 2))
        await drag(pilot, (66, 14), (X[TARGET], 12))

    assert heard(play(story)[0]) == [
        ("MoveEnd", "deliver_on", SOURCE, ("name",), ("delivery_date",)),
        ("MoveEnd", "deliver_on", TARGET, ("customer", "phone"), ("deliver_on",)),
    ]


def test_escape_ends_a_drag():
    async def story(shell, pilot):
        await pilot.mouse_down(offset=(X[SOURCE], 2))
        await pilot.hover(offset=(X[TARGET], 13))
        await pilot.press("escape")
        await pilot.mouse_up(offset=(X[TARGET], 13))

    shell, _ = play(story)
    assert heard(shell) == []
    assert shell.mouse_captured is None


def test_dragging_along_the_edge_scrolls_the_pane():
    async def story(shell, pilot):
        await pilot.mouse_down(offset=(X[SOURCE], 2))
        for column in (80, 82, 84):
            await pilot.hover(offset=(column, 10))
        await pilot.pause()
        return shell.canvas.panes[TARGET].top

    assert play(story, size=(120, 12))[1] > 0


def test_a_wire_that_is_clicked_is_selected():
    async def story(shell, pilot):
        await pilot.click(offset=(58, 1))

    assert play(story)[0].canvas.cursor == (TARGET, ("order_id",))


def test_a_pane_without_fields_says_what_to_do():
    async def story(shell, pilot):
        shell.canvas.show_empty(SOURCE, "No source schema yet", "2 connect")
        return text(shell)

    assert "No source schema yet" in play(story, content=CanvasContent())[1]
    assert (
        heard(keys("down", "enter", "tab", "d", "r", "a", "space", "left", "f", content=CanvasContent()))
        == []
    )
