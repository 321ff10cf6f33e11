"""The canvas by keyboard."""

import pytest
from tests.tui.canvas.playing import heard, keys, play, seen, text

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent

NET = (TARGET, ("totals", "net"))
PHONE = (TARGET, ("customer", "phone"))


def test_the_cursor_moves_and_the_owner_hears_of_it():
    assert heard(keys("down", "down", "up"), "RowSelected")[-3:] == [
        ("RowSelected", TARGET, ("placed_at",)),
        ("RowSelected", TARGET, ("status",)),
        ("RowSelected", TARGET, ("placed_at",)),
    ]


def test_the_owner_hears_where_a_filter_or_a_fold_leaves_the_cursor():
    assert heard(keys("slash", *"phone", at=NET), "RowSelected")[-1] == ("RowSelected", TARGET, ("customer",))
    assert heard(keys("left", at=NET), "RowSelected")[-1] == ("RowSelected", TARGET, ("totals",))


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


def test_enter_without_a_mark_names_the_target_alone():
    assert heard(keys("enter", at=NET)) == [("LinkWanted", (), ("totals", "net"))]


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
    assert heard(shell) == [("LinkWanted", (), ("totals", "gross"))]


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


def test_a_pane_without_fields_says_what_to_do():
    async def story(shell, pilot):
        shell.canvas.show_empty(SOURCE, "No source schema yet", "2 connect")
        return text(shell)

    assert "No source schema yet" in play(story, content=CanvasContent())[1]
    assert (
        heard(keys("down", "enter", "tab", "d", "r", "a", "space", "left", "f", content=CanvasContent()))
        == []
    )


def test_passing_over_a_folded_field_leaves_the_other_side_folded():
    async def story(shell, pilot):
        for side in (SOURCE, TARGET):
            shell.canvas.select(side, ("customer",))
            await pilot.press("left")
        await pilot.press("up", "down", "tab", "tab")

    shell, _ = play(story)
    assert len(shell.canvas.board.rows[SOURCE]) == 18
    assert len(shell.canvas.board.rows[TARGET]) == 16
