"""Pictures of the workbench, drawn without a terminal."""

import pytest

from mapbench.project.template import make_project


@pytest.fixture
def drawn(tmp_path, monkeypatch, capsys):
    """Draws a screen of a new project; the text of the SVG."""
    from mapbench.cli.main import run

    make_project(tmp_path / "shop")
    monkeypatch.chdir(tmp_path)

    def draw(*words):
        code = run(["-C", "shop", "screenshot", "-o", "out.svg", *words], front="mapbench.tui.front")
        assert code == 0, capsys.readouterr().err
        assert capsys.readouterr().out == "out.svg\n"
        return (tmp_path / "out.svg").read_text().replace("&#160;", " ")

    return draw


def test_a_screen_is_drawn_and_the_project_stays_as_it_is(drawn, tmp_path):
    before = sorted((tmp_path / "shop").rglob("*"))
    svg = drawn("overview")
    assert svg.startswith("<svg")
    assert "commands" in svg
    assert "shop" in svg
    assert sorted((tmp_path / "shop").rglob("*")) == before


def test_the_same_screen_is_the_same_picture(drawn):
    assert drawn("palette") == drawn("palette")


def test_themes_and_colours_are_chosen(drawn):
    pictures = [drawn("keys"), drawn("keys", "--theme", "light"), drawn("keys", "--no-color")]
    assert "#67b7e8" in pictures[0]
    assert "#0b63a5" in pictures[1]
    assert "#67b7e8" not in pictures[2]


def test_nothing_is_loaded_from_elsewhere(drawn):
    assert "url(http" not in drawn("first-run")


def test_an_unknown_screen_or_size_is_refused(mapbench):
    assert "'overview'" in mapbench("screenshot", "overviw", "-o", "x.svg").stderr
    assert "columns x rows" in mapbench("screenshot", "map", "-o", "x.svg", "--size", "big").stderr
