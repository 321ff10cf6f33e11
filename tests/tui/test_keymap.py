"""Keys and settings of a person."""

import pytest
from tests.tui.pretend import Bench

from mapbench.tui import glyphs
from mapbench.tui.keymap import config_folder, is_dark, read_keys, read_settings, write_setting

KNOWN = {"app.undo", "app.redo", "map.target.link"}


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture(autouse=True)
def full_marks():
    yield
    glyphs.use_plain(False)


@pytest.fixture
def folder(nobodys):
    nobodys.mkdir(parents=True)
    return nobodys


def test_keys_are_read_by_the_id_of_their_binding(folder):
    (folder / "keys.yaml").write_text('app.undo: [u, ctrl+z]\napp.redo: "?"\n')
    read = read_keys(folder, KNOWN)
    assert read.values == {"app.undo": "u,ctrl+z", "app.redo": "question_mark"}
    assert read.problems == ()


def test_what_is_no_binding_or_no_key_is_told_with_its_line_and_the_rest_counts(folder):
    (folder / "keys.yaml").write_text("app.redo: r\napp.undoo: u\nmap.target.link: {a: b}\n")
    read = read_keys(folder, KNOWN)
    assert read.values == {"app.redo": "r"}
    assert [(problem.message, problem.place.line) for problem in read.problems] == [
        ("There is no binding 'app.undoo'.", 2),
        ("'map.target.link' needs a key, or a list of keys.", 3),
    ]
    assert read.problems[0].hint == "Did you mean 'app.undo'?"


@pytest.mark.parametrize("text", ["a: [", "- u\n", "a: 1\na: 2\n"])
def test_a_broken_file_is_told_and_nothing_breaks(folder, text):
    (folder / "keys.yaml").write_text(text)
    read = read_keys(folder, KNOWN)
    assert read.values == {}
    assert len(read.problems) == 1


def test_no_file_is_fine(tmp_path):
    assert read_keys(tmp_path, KNOWN).problems == read_settings(tmp_path).problems == ()


def test_a_setting_is_kept_and_the_rest_of_the_file_stands(folder):
    write_setting(folder, "theme", "light")
    path = folder / "settings.yaml"
    path.write_text("# mine\n" + path.read_text() + "glyphs: full # yes\n")
    write_setting(folder, "theme", "dark")
    assert path.read_text() == "# mine\ntheme: dark\nglyphs: full # yes\n"
    assert read_settings(folder).values == {"theme": "dark", "glyphs": "full"}


def test_an_unknown_value_of_a_setting_is_told(folder):
    (folder / "settings.yaml").write_text("theme: pink\n")
    assert [problem.message for problem in read_settings(folder).problems] == [
        "'theme' is one of dark, light, auto."
    ]


@pytest.mark.parametrize(
    ("theme", "told", "dark"),
    [
        ("dark", "0;15", True),
        ("light", "", False),
        ("auto", "0;15", False),
        ("auto", "15;0", True),
        ("auto", "", True),
    ],
)
def test_auto_asks_the_terminal(theme, told, dark):
    assert is_dark(theme, {"COLORFGBG": told}) is dark


def test_the_folder_is_where_xdg_says():
    assert str(config_folder({"XDG_CONFIG_HOME": "/x"})) == "/x/mapbench"
    assert str(config_folder({"HOME": "/h"})) == "/h/.config/mapbench"


async def test_a_persons_own_key_works_and_the_old_one_does_not(bench, folder):
    (folder / "keys.yaml").write_text("app.undo: z\napp.undoo: q\n")
    async with bench.run_test() as pilot:
        await bench.do("one").wait()
        await pilot.press("u")
        assert bench.workspace.done == 1
        await pilot.press("z")
        await bench.workers.wait_for_complete()
        assert bench.workspace.done == 0
        told = [(toast.title, toast.message) for toast in bench._notifications]
        assert told[0] == ("keys.yaml:2", "There is no binding 'app.undoo'. Did you mean 'app.undo'?")


async def test_the_theme_is_chosen_in_the_palette_and_kept(bench, nobodys, tmp_path):
    async with bench.run_test() as pilot:
        assert bench.current_theme.dark
        await pilot.press("ctrl+p", *"light theme", "enter")
        await bench.workers.wait_for_complete()
        assert not bench.current_theme.dark
    again = Bench(tmp_path)
    async with again.run_test():
        assert not again.current_theme.dark
    assert (nobodys / "settings.yaml").read_text() == "theme: light\n"


async def test_plain_marks_are_a_setting(bench, folder):
    (folder / "settings.yaml").write_text("glyphs: plain\n")
    async with bench.run_test():
        assert glyphs.mark("ok") == "√"
