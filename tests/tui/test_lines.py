"""The list of every place."""

import asyncio
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.safe import safe
from mapbench.tui.theme import colours, variables
from mapbench.tui.value_lines import shown, tree_lines


class Shell(App[None]):
    """A list alone."""

    colours: ClassVar[dict[str, str]] = colours(dark=True)

    def __init__(self, *columns: Column, lines: list[Line], header: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.list = Lines(*columns, header=header)
        self.first = lines
        self.heard: list[tuple[str, object]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(dark=True)

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.show(self.first)
        self.list.focus()

    def on_lines_moved(self, event: Lines.Moved) -> None:
        self.heard.append(("moved", event.key))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.heard.append(("chosen", event.key))


def played(shell: Shell, *keys: str, size: tuple[int, int] = (30, 6)) -> list[str]:
    async def play() -> list[str]:
        async with shell.run_test(size=size) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            return [shell.list.render_line(y).text for y in range(size[1])]

    return asyncio.run(play())


def numbered(count: int) -> list[Line]:
    return [Line((f"line {n}",), n) for n in range(count)]


def test_the_cursor_starts_on_the_first_line_and_is_marked():
    assert played(Shell(lines=numbered(3)))[0].rstrip() == "▌line 0"


def test_keys_move_the_cursor_and_say_so():
    shell = Shell(lines=numbered(9))
    played(shell, "down", "j", "k", "G", "g", "enter")
    moved = [("moved", 1), ("moved", 2), ("moved", 1), ("moved", 8), ("moved", 0)]
    assert shell.heard == [*moved, ("chosen", 0)]


def test_the_list_scrolls_with_the_cursor_below_a_header_that_stays():
    rows = played(Shell(lines=numbered(50), header=("name",)), "G")
    assert (rows[0].strip(), rows[-1].rstrip()) == ("name", "▌line 49")


def test_lines_of_one_key_are_one_thing():
    shell = Shell(lines=[Line(("a",), "x"), Line(("b",), "x"), Line(("c",)), Line(("d",), "y")])
    rows = played(shell, "down")
    assert shell.heard == [("moved", "y")]
    assert [row[:2] for row in rows[:4]] == [" a", " b", " c", "▌d"]


def test_what_does_not_fit_ends_in_dots_and_numbers_stand_right():
    line = Line(("a very long text indeed", ("7", "muted")), 1)
    row = played(Shell(Column(10), Column(5, right=True), lines=[line]))[0]
    assert row.rstrip() == "▌a very lo…     7"


@pytest.mark.parametrize("text", ["日本語日本語日本語", "e\u0301" * 20, "[bold]x[/]", "👩‍👩‍👧" * 9])
def test_any_text_fills_exactly_its_row(text):
    row = played(Shell(Column(7), lines=[Line((text,), 1)]))[0]
    from rich.cells import cell_len

    assert cell_len(row) == 30


def test_new_lines_keep_the_cursor_on_its_key():
    shell = Shell(lines=numbered(5))

    async def play() -> object:
        async with shell.run_test(size=(20, 6)) as pilot:
            await pilot.press("down", "down")
            shell.list.show([Line(("new",), 99), *numbered(5)])
            await pilot.pause()
            return shell.list.key

    assert asyncio.run(play()) == 2


def test_a_click_moves_and_a_double_click_opens():
    shell = Shell(lines=numbered(5))

    async def play() -> None:
        async with shell.run_test(size=(20, 6)) as pilot:
            await pilot.click(Lines, offset=(3, 2))
            await pilot.click(Lines, offset=(3, 3), times=2)
            await pilot.pause()

    asyncio.run(play())
    assert shell.heard == [("moved", 2), ("moved", 3), ("chosen", 3)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Zoë", ('"Zoë"', "wire-2")),
        (1.5, ("1.5", "wire-0")),
        (True, ("true", "wire-0")),
        (None, ("null", "muted italic")),
        ([1], ("1 item", "muted")),
        ({}, ("0 fields", "muted")),
    ],
)
def test_values_look_like_values(value, expected):
    assert shown(value) == expected


def test_a_text_cannot_steer_the_terminal():
    assert safe("a\x1b[31mb\n\u202ec\x9b") == "a␛[31mb␊�c�"


def test_a_long_text_is_cut_before_it_is_looked_at():
    assert len(safe("x" * 1_000_000)) == 401


def test_a_record_is_a_tree_that_folds():
    record = {"a": 1, "b": {"c": [True]}}
    assert [line.key for line in tree_lines(record)] == [("a",), ("b",), ("b", "c"), ("b", "c", 0)]
    assert [line.key for line in tree_lines(record, frozenset({("b",)}))] == [("a",), ("b",)]
