import io
import sys
from contextlib import contextmanager, redirect_stderr

import pytest

from mapbench.cli import output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def terminal():
    """A terminal in place of stderr."""
    with redirect_stderr(Terminal()) as screen:
        yield screen


@pytest.mark.parametrize("total", [None, 10])
def test_progress_is_silent_where_nobody_looks(capsys, total):
    with output.progress("Running", total) as advance:
        advance(5)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("total", [None, 10])
def test_progress_moves_on_a_terminal(total):
    with terminal() as screen, output.progress("Running", total) as advance:
        advance(5)
        advance(5)
    assert "Running" in screen.getvalue()


def test_narration_never_touches_stdout(capsys):
    output.say("read 3")
    assert capsys.readouterr() == ("", "read 3\n")


def test_narration_that_cannot_be_told_stops_nothing(monkeypatch):
    class Full(io.StringIO):
        def write(self, _text):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    output.say("read 3")


@pytest.mark.parametrize(("no_color", "shown"), [("", "\x1b[31mred\x1b[0m\n"), ("1", "red\n")])
def test_no_color_is_honoured(monkeypatch, no_color, shown):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", no_color)
    with terminal() as screen:
        output.say(output.styled("red", fg="red"))
    assert screen.getvalue() == shown


def test_data_is_written_as_it_is(capsysbinary):
    output.data(b"\xff\n")
    output.data("é")
    assert capsysbinary.readouterr().out == b"\xff\n\xc3\xa9"


def test_json_is_indented_and_ends_with_a_newline(capsys):
    output.data_json({"ü": [1]})
    assert capsys.readouterr().out == '{\n  "ü": [\n    1\n  ]\n}\n'


def test_columns_line_up_whatever_the_script():
    assert output.table([("id", "title"), ("注文", "x"), ("a", "")]) == "id    title\n注文  x\na\n"


@pytest.mark.parametrize(("number", "said"), [(0, "0 cases"), (1, "1 case"), (2000, "2,000 cases")])
def test_numbers_agree_with_their_noun(number, said):
    assert output.counted(number, "case") == said
