"""Every wire that is drawn joins its rule's fields and none other, followed over the characters."""

from hypothesis import given
from hypothesis import strategies as st

from mapbench.tui.canvas.drawing import draw
from mapbench.tui.canvas.nets import Wire
from mapbench.tui.canvas.routing import route

HEIGHT = 12


def wire(id, sources, target, **more):
    return Wire(id, tuple(sorted(sources)), target, **more)


def expected(wires, routes):
    """For each source row in the window the target rows its drawn wires lead to, and whether one leaves above or below."""
    found = {}
    for one in wires:
        for source in one.sources:
            if one.id in routes.undrawn or not 0 <= source < routes.height:
                continue
            end = one.target if 0 <= one.target < routes.height else "above" if one.target < 0 else "below"
            found.setdefault(source, set()).add(end)
    return found


def inside(ends):
    return {end for end in ends if isinstance(end, int)}


def drawn(wires, paper, width=14, height=HEIGHT, plain=False):
    routes = route(wires, width, height)
    return routes, paper(draw(routes, plain=plain))


def follow(wires, routes, sheet):
    """Follows from every source row, and from every mark of a source that is off screen."""
    wanted = expected(wires, routes)
    for row in range(routes.height):
        ends = sheet.from_source(row)
        assert inside(wanted.get(row, set())) == inside(ends), f"row {row} of\n{sheet}"
        assert {end for end in wanted.get(row, set()) if isinstance(end, str)} <= {
            end[0] for end in ends if isinstance(end, tuple)
        }
    for leg in routes.legs:
        if 0 <= leg.source < routes.height:
            continue
        (x, y), step = leg.points[0], (0, 1) if leg.points[0][1] < 0 else (0, -1)
        targets = {one.target for one in wires if leg.source in one.sources and one.id not in routes.undrawn}
        assert leg.wire.target in sheet.reached(x, y + step[1], step)
        assert inside(sheet.reached(x, y + step[1], step)) <= targets | merged(routes, x, y)


def merged(routes, x, y):
    """What all the sources lead to that share one mark in the border."""
    return {leg.wire.target for leg in routes.legs if leg.points[0] == (x, y)}


def horizontals(routes):
    """For each cell the source and target rows whose horizontals run through it, a group for each leg."""
    cells = {}
    for leg in routes.legs:
        for (x, y), (next_x, next_y) in zip(leg.points, leg.points[1:], strict=False):
            if y == next_y:
                for column in range(max(x, 0), min(next_x, routes.width - 1) + 1):
                    cells.setdefault((column, y), []).append({("from", leg.source), ("to", leg.wire.target)})
    return cells


def holds(wires, paper, width=14, height=HEIGHT, plain=False):
    routes, sheet = drawn(wires, paper, width, height, plain)
    follow(wires, routes, sheet)
    for groups in horizontals(routes).values():
        assert connected(groups)
    return routes, sheet


def connected(groups):
    """Whether all groups hang together by ends they share."""
    first, *rest = groups
    together, rest = set(first), list(rest)
    while more := [group for group in rest if group & together]:
        rest = [group for group in rest if not group & together]
        together = together.union(*more)
    return not rest


@st.composite
def mappings(draw_):
    rows = st.integers(-6, HEIGHT + 5)
    count = draw_(st.integers(0, 14))
    return [
        wire(
            number,
            draw_(st.sets(rows, min_size=1, max_size=4)),
            draw_(rows),
            state=draw_(st.sampled_from(["mapped", "mapped", "suggested", "broken"])),
            selected=draw_(st.sampled_from([False, False, True])),
        )
        for number in range(count)
    ]


@given(wires=mappings(), width=st.integers(6, 24), plain=st.booleans())
def test_each_wire_of_a_random_mapping_leads_to_its_fields_and_to_none_other(
    paper_class, wires, width, plain
):
    holds(wires, paper_class, width, plain=plain)


@given(order=st.permutations(range(HEIGHT)), width=st.integers(8, 20))
def test_rows_that_change_places_in_any_way_stay_readable(paper_class, order, width):
    holds([wire(row, (row,), to) for row, to in enumerate(order)], paper_class, width)


def lines(wires, paper, width=9, height=3, plain=False):
    return ["".join(row) for row in holds(wires, paper, width, height, plain)[1].rows]


def test_what_leaves_a_row_turns_before_what_arrives_there(paper):
    routes, _ = holds([wire("up", (1,), 0), wire("down", (0,), 2)], paper, 9, 3)
    bend = {leg.wire.id: leg.points[1][0] for leg in routes.legs}
    assert bend["down"] < bend["up"]


def test_it_does_so_even_where_that_costs_crossings(paper):
    wires = [wire("leaves", (2,), 5), wire("arrives", (0,), 2), *(wire(n, (n,), n) for n in (3, 4))]
    routes, _ = holds(wires, paper, 9, 6)
    bend = {leg.wire.id: leg.points[1][0] for leg in routes.legs}
    assert bend["leaves"] < bend["arrives"]


def test_two_wires_that_swap_rows_take_a_dogleg_through_a_free_row(paper):
    routes, _ = holds([wire("a", (0,), 1), wire("b", (1,), 0)], paper, 9, 3)
    corners = {leg.wire.id: {y for _, y in leg.points} for leg in routes.legs}
    assert routes.undrawn == ()
    assert sorted(map(sorted, corners.values())) == [[0, 1], [0, 1, 2]]


def test_a_swap_without_a_free_row_is_counted_instead_of_drawn_wrongly(paper):
    routes, sheet = holds([wire("a", (0,), 1), wire("b", (1,), 0)], paper, 9, 2)
    assert len(routes.undrawn) == sheet.drawing.undrawn == 1


def test_unrelated_wires_bridge_where_they_cross(paper):
    assert lines([wire("down", (0,), 2), wire("along", (1,), 1)], paper) == [
        "────╮    ",
        "────│────",
        "    ╰────",
    ]


def test_shared_ends_join(paper):
    assert lines([wire("both", (0, 2), 1)], paper) == ["────╮    ", "    ├────", "────╯    "]
    assert lines([wire("a", (1,), 0), wire("b", (1,), 2)], paper) == ["    ╭────", "────┤    ", "    ╰────"]


def test_a_selected_wire_is_heavy_on_top_and_joins_light_ones(paper):
    wires = [wire("down", (0,), 2), wire("along", (1,), 1, selected=True)]
    assert lines(wires, paper)[1] == "━━━━━━━━━"
    wires = [wire("a", (1,), 0, selected=True), wire("b", (1,), 2)]
    assert lines(wires, paper) == ["    ┏━━━━", "━━━━┩    ", "    ╰────"]


def test_the_plain_family_has_no_rounded_corners(paper):
    assert lines([wire("a", (1,), 0, selected=True), wire("b", (1,), 2)], paper, plain=True) == [
        "    ╔════",
        "════╣    ",
        "    └────",
    ]


def test_suggestions_are_dashed_and_broken_wires_are_cut(paper):
    wires = [wire("s", (0,), 0, state="suggested"), wire("b", (1,), 2, state="broken")]
    assert lines(wires, paper, 12) == ["╌╌╌╌╌╌╌╌╌╌╌╌", "╌╌╳╌╌╌╮     ", "      ╰╌╌╌╌╌"]


def test_a_field_that_is_still_there_is_not_cut_off_by_another_that_is_gone(paper):
    one = wire("b", (0, 2), 1, state="broken", gone=frozenset((2,)))
    assert [line.count("╳") for line in lines([one], paper, 12)] == [0, 0, 1]


def test_ends_off_screen_are_marked_where_the_wire_leaves(paper):
    wires = [wire("up", (1,), -4), wire("down", (2,), 9), wire("from above", (-7,), 0)]
    _, sheet = holds(wires, paper, 12, 4)
    assert [cell.char for cell in sheet.drawing.above.values()] == ["▴", "▴"]
    assert [cell.char for cell in sheet.drawing.below.values()] == ["▾"]


def test_a_wire_with_both_ends_off_screen_is_neither_drawn_nor_counted(paper):
    routes, _ = holds([wire("far", (-3,), 40)], paper, 9, 3)
    assert (routes.legs, routes.undrawn) == ((), ())


def test_when_lanes_run_out_the_rest_is_counted_and_the_selected_wire_is_drawn(paper):
    wires = [wire(row, (row,), 40 + row, selected=row == 7) for row in range(HEIGHT)]
    routes, sheet = holds(wires, paper, 8)
    assert 7 not in routes.undrawn
    assert sheet.drawing.undrawn == len(routes.undrawn) == HEIGHT - 5


def test_colour_follows_the_row_of_the_source_wherever_the_pane_is_scrolled(paper):
    hues = [drawn([wire("a", (5 - top,), 0, top=top)], paper)[1].drawing.left for top in (0, 3)]
    assert [next(iter(left.values())).hue for left in hues] == [1, 1]


@given(wires=mappings(), width=st.integers(6, 12))
def test_the_same_rows_are_drawn_the_same_way_every_time(wires, width):
    assert route(wires, width, HEIGHT) == route(wires, width, HEIGHT)
