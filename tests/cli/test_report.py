"""`mapbench report`: a mapping as a specification, and reports about the project."""

import json

import pytest
from tests.cli.specified import specified_shop, text


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return specified_shop(tmp_path)


def test_every_format_is_written_and_nothing_is_changed(mapbench, shop):
    before = text(shop)
    for name, begins in (
        ("s.xlsx", b"PK"),
        ("s.csv", b"\xef\xbb\xbftarget,type"),
        ("s.md", b"# shop-order"),
        ("s.html", b"<!doctype"),
        ("s.json", b"{"),
    ):
        answer = mapbench("report", "mapping", "shop-order", "-o", name)
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert (shop.folder / name).read_bytes().startswith(begins)
    assert mapbench("report", "mapping", "shop-order", "--format", "csv").stdout.startswith("\ufefftarget")
    assert mapbench("report", "mapping", "shop-order").stdout.startswith("# shop-order")
    assert text(shop) == before


def test_what_cannot_be_written_is_one_sentence(mapbench, shop):
    for words in (("shop-ordr",), ("shop-order", "--format", "xlsx"), ("shop-order", "-o", "no/where.xlsx")):
        answer = mapbench("report", "mapping", *words)
        assert (answer.exit_code, "Traceback" in answer.stderr) == (2, False)


@pytest.mark.parametrize("name", ["status", "owners", "landscape"])
def test_reports_about_the_project_are_written_as_of_a_day(mapbench, shop, name):
    answer = mapbench("report", name, "--as-of", "2027-03-01", "--format", "json")
    assert (answer.exit_code, json.loads(answer.stdout)["as_of"]) == (0, "2027-03-01")
    assert mapbench("report", name, "-o", "r.html").exit_code == 0
    assert (shop.folder / "r.html").read_text().startswith("<!doctype html>")
    assert mapbench("report", name, "-o", "r.xlsx").exit_code == 0
    for words in (("--as-of", "soon"), ("--format", "xlsx"), ("-o", "r.csv")):
        assert mapbench("report", name, *words).exit_code == 2
