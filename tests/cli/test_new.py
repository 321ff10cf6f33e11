import json

import pytest

from mapbench.project.project import Project
from mapbench.project.template import project_id


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_project_is_whole(mapbench, here):
    answer = mapbench("new", "My Shop")
    assert answer.exit_code == 0
    project = Project.open(here / "My Shop")
    assert project.problems == []
    assert project.file.require().project == "my-shop"
    assert (here / "My Shop" / ".gitignore").read_text() == ".mapbench/\n"
    assert "My Shop/mappings/shop-order.yaml" in answer.stdout.splitlines()


def test_its_files_are_formatted(mapbench, here):
    mapbench("new", "shop")
    assert mapbench("-C", "shop", "format", "--check").exit_code == 0


def test_its_mapping_runs_and_is_tested_at_once(mapbench, here):
    pytest.importorskip("mapbench.cli.run", reason="the command is not there yet")
    pytest.importorskip("mapbench.cli.test", reason="the command is not there yet")
    mapbench("new", "shop")
    ran = mapbench("-C", "shop", "run", "shop-order", "shop/fixtures/shop.order/1001.json")
    assert ran.exit_code == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "order_id": "1001", "placed_at": "2026-11-02T09:30:00Z", "email": "dana@example.com", "status": "PAID",
    }  # fmt: skip
    tested = mapbench("-C", "shop", "test")
    assert tested.exit_code == 0, tested.stderr


def test_an_empty_folder_may_be_filled(mapbench, here):
    (here / "shop").mkdir()
    assert mapbench("new", "shop").exit_code == 0


def test_nothing_is_overwritten(mapbench, here):
    (here / "shop").mkdir()
    (here / "shop" / "notes.txt").write_text("mine")
    (here / "file").write_text("mine")
    answer = mapbench("new", "shop")
    assert answer.exit_code == 2
    assert "is not empty" in answer.stderr
    assert [path.name for path in (here / "shop").iterdir()] == ["notes.txt"]
    assert mapbench("new", "file").exit_code == 2
    assert (here / "file").read_text() == "mine"


def test_the_id_is_made_from_the_folder(tmp_path):
    assert project_id(tmp_path / "Ünï Shop 2") == "n-shop-2"
    assert project_id(tmp_path / "***") == "project"
