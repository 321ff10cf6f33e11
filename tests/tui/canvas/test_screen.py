"""What stands on the screen: wires followed over the rendered cells, names and values as they are."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.tui.canvas.conftest import Paper
from tests.tui.canvas.playing import play, text
from textual.events import MouseScrollDown

from mapbench.tui import glyphs
from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, CanvasLink
from mapbench.tui.canvas.routing import route


class Screen:
    """The gutter as it is rendered, its borders included."""

    def __init__(self, lines):
        self.above, *rows, self.below = lines
        self.rows = [list(row[1:-1]) for row in rows]
        self.width = len(self.rows[0])
        self.left = {y for y, row in enumerate(rows) if row[0] in "├┝╞"}
        self.right = {y for y, row in enumerate(rows) if row[-1] in "┤┥╡"}
        self.above = {x for x, char in enumerate(self.above[1:-1]) if char in "▴^"}
        self.below = {x for x, char in enumerate(self.below[1:-1]) if char in "▾v"}


def followed(canvas):
    """For each source in view the targets in view that its wires lead to."""
    screen = Screen([canvas.wires.render_line(y).text for y in range(canvas.wires.size.height)])
    sheet = Paper(screen, screen.rows)
    tops = {side: pane.top for side, pane in canvas.panes.items()}
    rows = canvas.board.rows
    return {
        rows[SOURCE].path_at(y + tops[SOURCE]): {
            rows[TARGET].path_at(end + tops[TARGET]) for end in sheet.from_source(y) if isinstance(end, int)
        }
        for y in sorted(screen.left)
    }


def ruled(canvas):
    """The same as the rules say it, of those links that the gutter does not count as left out."""
    board, height = canvas.board, canvas.panes[SOURCE].size.height
    tops = {side: pane.top for side, pane in canvas.panes.items()}
    wires = board.joins.wires((tops[SOURCE], tops[TARGET]), height, board.selected)
    undrawn = route(wires, canvas.wires.size.width - 2, height).undrawn
    found = {}
    for link in board.content.links:
        target = board.rows[TARGET].row_of(link.target) - tops[TARGET]
        for path in link.sources:
            row = board.rows[SOURCE].row_of(path) - tops[SOURCE]
            if 0 <= row < height and target + tops[TARGET] >= 0 and link.id not in undrawn:
                ends = found.setdefault(board.rows[SOURCE].path_at(row + tops[SOURCE]), set())
                ends.update(
                    [board.rows[TARGET].path_at(target + tops[TARGET])] if 0 <= target < height else []
                )
    return found


async def checked(shell, pilot):
    await pilot.pause()
    drawn, rules = followed(shell.canvas), ruled(shell.canvas)
    assert drawn == rules
    return drawn


@pytest.mark.parametrize("size", [(120, 24), (120, 12), (80, 13), (80, 24), (100, 9)])
@pytest.mark.parametrize("plain", [False, True])
def test_wires_on_the_screen_join_the_fields_of_their_rules_wherever_one_scrolls(size, plain, monkeypatch):
    monkeypatch.setattr(glyphs, "_plain", plain)

    async def story(shell, pilot):
        seen = 0
        for source, target in ((0, 0), (5, 0), (0, 7), (9, 4), (30, 30)):
            shell.canvas.panes[SOURCE].scroll_to(y=source, animate=False)
            shell.canvas.panes[TARGET].scroll_to(y=target, animate=False)
            seen += len(await checked(shell, pilot))
        return seen

    assert play(story, size)[1] > 5


def test_folded_fields_take_the_wires_of_their_children_on_the_screen():
    async def story(shell, pilot):
        for side, path in ((SOURCE, ("customer",)), (TARGET, ("totals",)), (TARGET, ("customer",))):
            shell.canvas.select(side, path)
            await pilot.press("left")
        return await checked(shell, pilot)

    drawn = play(story, (120, 24))[1]
    assert drawn["customer",] == {("customer",)}
    assert drawn["total_price",] == {("totals",)}


FIELDS = 14


@st.composite
def contents(draw):
    rng = st.integers(0, FIELDS - 1)
    fields = tuple(CanvasField((f"f{n}",), f"f{n}", 0, type="text") for n in range(FIELDS))
    states = st.sampled_from(("mapped", "mapped", "suggested", "broken"))
    links = tuple(
        CanvasLink(
            n,
            tuple((f"f{at}",) for at in sorted(draw(st.sets(rng, min_size=1, max_size=3)))),
            (f"f{draw(rng)}",),
            draw(states),
        )
        for n in range(draw(st.integers(0, 12)))
    )
    return CanvasContent(fields, fields, links)


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(given=st.lists(contents(), min_size=6, max_size=6), size=st.sampled_from([(120, 16), (80, 11)]))
def test_random_mappings_on_the_screen_join_the_fields_of_their_rules(given, size):
    async def story(shell, pilot):
        for content in given:
            shell.canvas.show(content)
            await checked(shell, pilot)

    play(story, size)


def test_names_and_values_of_any_script_keep_the_columns_and_steer_no_terminal():
    names = ("价格", "👩‍👩‍👧", "a\x1b[31mb", "[bold]x[/]", "e\u0301\u0301", "long" * 30)
    fields = tuple(CanvasField((name,), name, 0, type="text") for name in names)
    content = CanvasContent(fields, fields, (), "价格 · [b]", "x" * 200)

    async def story(shell, pilot):
        values = {field.path: (field.name * 3, "text") for field in fields}
        shell.canvas.show_values(values, values)
        widths = {
            (pane.render_line(y).cell_length, pane.size.width)
            for pane in shell.canvas.panes.values()
            for y in range(8)
        }
        return widths, text(shell)

    widths, lines = play(story, content=content)[1]
    assert all(drawn == asked for drawn, asked in widths)
    assert "\x1b" not in lines
    assert "[bold]x[/]" in lines


@pytest.mark.parametrize("size", [(20, 5), (12, 3), (40, 2), (30, 40)])
def test_a_canvas_of_any_size_is_drawn(size):
    async def story(shell, pilot):
        await pilot.press("down", "tab", "f", "left", "end")

    assert play(story, size)[0].return_code is None


def test_lanes_that_run_out_are_counted_in_the_lower_border():
    fields = tuple(CanvasField((f"f{n}",), f"f{n}", 0) for n in range(60))
    links = tuple(CanvasLink(n, (fields[n].path,), fields[59 - n].path) for n in range(30))

    async def story(shell, pilot):
        return shell.canvas.wires.render_line(shell.canvas.wires.size.height - 1).text

    assert "+5" in play(story, content=CanvasContent(fields, fields, links))[1]


def test_a_mapping_without_links_says_how_to_get_some():
    fields = (CanvasField(("a",), "a", 0),)

    async def story(shell, pilot):
        return [shell.canvas.wires.render_line(y).text for y in range(20)]

    assert any("s suggest links" in line for line in play(story, content=CanvasContent(fields, fields))[1])


def test_suggestions_are_counted_in_the_upper_border():
    async def story(shell, pilot):
        return shell.canvas.wires.render_line(0).text

    assert play(story)[1] == "╮ ╌ 2 suggested  ╭"


def test_a_pane_that_is_scrolled_far_down_shows_what_a_filter_leaves_of_it():
    fields = tuple(CanvasField((f"f{n}",), f"f{n}", 0) for n in range(600))

    async def story(shell, pilot):
        for pane in shell.canvas.panes.values():
            pane.scroll_to(y=500, animate=False)
        await pilot.press("slash", "f", "7", "7", "enter")
        await pilot.pause()
        shown = [pane.render_line(0).text.split()[-1] for pane in shell.canvas.panes.values()]
        await pilot.press("escape")
        return shown, [pane.top for pane in shell.canvas.panes.values()]

    assert play(story, content=CanvasContent(fields, fields, (CanvasLink(1, (("f77",),), ("f77",)),)))[1][
        0
    ] == ["●", "f77"]


def test_the_wheel_scrolls_a_pane_and_its_wires_follow():
    async def story(shell, pilot):
        before = shell.canvas.wires.render_line(1).text
        await pilot._post_mouse_events([MouseScrollDown], shell.canvas.panes[SOURCE], (10, 5))
        await pilot.pause()
        await checked(shell, pilot)
        return shell.canvas.panes[SOURCE].top > 0 and shell.canvas.wires.render_line(1).text != before

    assert play(story, (120, 12))[1]
