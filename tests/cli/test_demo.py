from pathlib import Path

import pytest

from mapbench.cli import demo
from mapbench.errors import MapbenchError


def test_the_demo_shows_each_command_and_that_nothing_is_lost(mapbench):
    answer = mapbench("demo")
    assert answer.exit_code == 0, answer.stdout
    for step in demo.STEPS:
        assert f"$ mapbench {step.words}\n" in answer.stdout
    assert "17 accepted + 2 rejected + 1 skipped = 20 read\n" in answer.stdout
    assert "Something did not come out" not in answer.stdout
    assert "only-for-this-demo" not in answer.stdout.replace(demo.STEPS[3].words, "")
    assert answer.stderr == ""


def test_the_demo_can_be_kept_and_its_commands_typed_again(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert mapbench("demo", "shop").exit_code == 0
    assert Path("shop/orders.jsonl").is_file()
    monkeypatch.chdir(tmp_path / "shop")
    assert mapbench("test").exit_code == 0


def test_the_demo_writes_into_no_folder_that_holds_something(mapbench, tmp_path):
    (tmp_path / "mine").write_text("kept")
    answer = mapbench("demo", tmp_path)
    assert answer.exit_code == 2
    assert "is not empty" in answer.stderr
    assert "hint:" in answer.stderr


def test_without_the_example_the_demo_says_where_it_is(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "lib/python/site-packages/mapbench/cli/demo.py"))
    with pytest.raises(MapbenchError, match="not part of this installation"):
        demo.example()
