"""Questions as modals."""

import pytest
from tests.tui.pretend import Bench
from textual.widgets import Input, Static

from mapbench.tui.ask import Ask, Choice, Choose, Confirm, Field, Tell


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def digits(text):
    return "" if text.isdigit() else "Only digits."


async def test_fields_come_back_by_their_names(bench):
    answers = []
    async with bench.run_test() as pilot:
        bench.push_screen(
            Ask("New", "Which?", Field("name", "name"), Field("n", "count", "1")), answers.append
        )
        await pilot.pause()
        await pilot.press("a", "b", "enter", "2", "enter")
    assert answers == [{"name": "ab", "n": "12"}]


async def test_a_field_that_is_refused_says_so_and_keeps_the_question_open(bench):
    answers = []
    async with bench.run_test() as pilot:
        bench.push_screen(Ask("New", "", Field("n", "count", check=digits)), answers.append)
        await pilot.pause()
        await pilot.press("x", "enter")
        assert answers == []
        assert str(bench.screen.query_one("#said-n", Static).content) == "Only digits."
        await pilot.press("backspace", "7", "enter")
    assert answers == [{"n": "7"}]


async def test_escape_answers_nothing(bench):
    answers = []
    async with bench.run_test() as pilot:
        for card in (
            Ask("A", "", Field("n", "n")),
            Choose("C", "", [Choice(1, "one")]),
            Confirm("D", "Sure?"),
        ):
            bench.push_screen(card, answers.append)
            await pilot.pause()
            await pilot.press("escape")
    assert answers == [None, None, None]


async def test_a_choice_is_taken_by_cursor_or_by_its_key(bench):
    answers = []
    choices = [Choice("a", "first", "its note", "1"), Choice("b", "second", key="2"), Choice("c", "third")]
    async with bench.run_test() as pilot:
        bench.push_screen(Choose("Which", "One of these.", choices, at="b"), answers.append)
        await pilot.pause()
        await pilot.press("down", "enter")
        bench.push_screen(Choose("Which", "", choices), answers.append)
        await pilot.pause()
        await pilot.press("2")
    assert answers == ["c", "b"]


async def test_yes_is_enter(bench):
    answers = []
    async with bench.run_test() as pilot:
        bench.push_screen(Confirm("Write", "Write 3 files?", "a.yaml", yes="write"), answers.append)
        await pilot.pause()
        await pilot.press("enter")
    assert answers == [True]


async def test_a_click_beside_the_card_closes_it(bench):
    async with bench.run_test(size=(100, 30)) as pilot:
        bench.push_screen(Tell("Ended", "That did not work.", "Try again."))
        await pilot.pause()
        await pilot.click(offset=(50, 15))
        assert isinstance(bench.screen, Tell)
        await pilot.click(offset=(2, 2))
        assert not isinstance(bench.screen, Tell)


async def test_data_in_a_question_is_no_markup(bench):
    async with bench.run_test() as pilot:
        bench.push_screen(Ask("[/] [red]", "[/b]", Field("n", "[label]", "[/]", "[note")))
        await pilot.pause()
        assert bench.screen.query_one(Input).value == "[/]"
        assert bench.troubles == []
