import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, CanvasLink
from mapbench.tui.canvas.joins import Joins
from mapbench.tui.canvas.rows import Rows


def fields(text):
    """Fields from indented names."""
    found, path = [], []
    for line in text.strip("\n").splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        path = [*path[:depth], line.strip()]
        found.append(CanvasField(tuple(path), path[-1], depth))
    return tuple(found)


ORDER = """
id
customer
  name
  address
    city
    zip
total
"""


@pytest.fixture
def rows():
    return Rows(fields(ORDER))


def names(rows):
    return [rows.fields[at].name for at in rows.lines]


def test_without_folding_each_field_has_a_row(rows):
    assert names(rows) == ["id", "customer", "name", "address", "city", "zip", "total"]


def test_a_folded_field_hides_everything_below_it_and_stands_for_it(rows):
    assert rows.fold(rows.index["customer",])
    assert names(rows) == ["id", "customer", "total"]
    assert rows.row_of(("customer", "address", "zip")) == 1
    assert list(rows.stands_for(1)) == [1, 2, 3, 4, 5]


def test_folding_a_leaf_does_nothing(rows):
    assert not rows.fold(0)
    assert len(rows) == 7


def test_revealing_a_field_unfolds_all_around_it(rows):
    rows.fold(3)
    rows.fold(1)
    assert rows.reveal(5)
    assert names(rows) == ["id", "customer", "name", "address", "city", "zip", "total"]


def test_what_is_folded_inside_stays_folded_when_the_outer_field_unfolds(rows):
    rows.fold(3)
    rows.fold(1)
    rows.unfold(1)
    assert names(rows) == ["id", "customer", "name", "address", "total"]


def test_a_filter_shows_what_it_found_with_everything_around_it_even_below_folded_fields(rows):
    rows.fold(1)
    rows.keep({5})
    assert names(rows) == ["customer", "address", "zip"]
    assert rows.row_of(("total",)) == -1
    rows.keep(None)
    assert names(rows) == ["id", "customer", "total"]


def test_folded_paths_survive_into_the_rows_of_changed_fields(rows):
    rows.fold(1)
    again = Rows(fields("new\n" + ORDER.strip("\n")))
    again.fold_paths(rows.folded_paths())
    assert names(again) == ["new", "id", "customer", "total"]


@given(
    depths=st.lists(st.integers(0, 4), max_size=30),
    folded=st.sets(st.integers(0, 29)),
    kept=st.none() | st.sets(st.integers(0, 29)),
)
def test_every_field_stands_in_the_row_of_its_nearest_shown_ancestor(depths, folded, kept):
    steps, last = [], -1
    for depth in depths:
        last = min(depth, last + 1)
        steps.append(last)
    rows = Rows([CanvasField((str(n),), str(n), depth) for n, depth in enumerate(steps)])
    rows.keep(None if kept is None else {at for at in kept if at < len(steps)})
    for at in sorted(folded):
        if at < len(steps):
            rows.fold(at)
    for at in range(len(steps)):
        up = at
        while up not in rows.lines and rows.parent[up] >= 0:
            up = rows.parent[up]
        own = rows.lines.index(up) if up in rows.lines and (up == at or up in rows.folded) else -1
        assert rows.row[at] == own or kept is not None


@pytest.fixture
def joins():
    source = fields(ORDER)
    target = fields("no\nbuyer\n  label\n  town\ngross")
    links = (
        CanvasLink("no", (("id",),), ("no",)),
        CanvasLink("label", (("customer", "name"), ("id",)), ("buyer", "label")),
        CanvasLink("town", (("customer", "address", "city"),), ("buyer", "town")),
        CanvasLink("lost", (("nowhere",),), ("gross",)),
    )
    return Joins(CanvasContent(source, target, links), Rows(source), Rows(target))


def test_counterparts_are_the_rows_a_row_is_joined_to(joins):
    assert joins.counterparts(SOURCE, 0) == [0, 2]
    assert joins.counterparts(TARGET, 2) == [0, 2]
    assert joins.counterparts(TARGET, 4) == []


def test_a_folded_parent_takes_its_childrens_wires(joins):
    joins.rows[SOURCE].fold(1)
    joins.refresh()
    assert joins.counterparts(SOURCE, 1) == [2, 3]
    assert joins.counterparts(TARGET, 3) == [1]
    assert joins.fields_joined(TARGET, 3) == [4]


def test_a_window_has_the_wires_that_end_in_it_with_rows_counted_from_its_top(joins):
    assert [(w.id, w.sources, w.target) for w in joins.wires((4, 2), 2)] == [
        ("label", (-4, -2), 0),
        ("town", (0,), 1),
    ]


def test_in_focus_only_some_links_are_drawn(joins):
    assert [w.id for w in joins.wires((0, 0), 9, only={"town"})] == ["town"]
    assert [w.selected for w in joins.wires((0, 0), 9, selected={"town"})] == [False, False, True]
