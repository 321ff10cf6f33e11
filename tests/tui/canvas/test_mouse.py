"""The canvas by mouse."""

import pytest
from tests.tui.canvas.playing import heard, play

from mapbench.tui.canvas.content import SOURCE, TARGET

#: A column in each pane.
X = {SOURCE: 20, TARGET: 90}


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
