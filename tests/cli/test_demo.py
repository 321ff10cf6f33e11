import re
import subprocess
import sys
from pathlib import Path

import pytest

from mapbench.cli import demo
from mapbench.cli.demo_steps import RUNS, STEPS, Step, Typed
from mapbench.errors import MapbenchError

STOREFRONT = Path(__file__).parents[2] / "projects" / "storefront"


def state_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What the demo wrote, run once without a terminal; its project is kept in `shop`."""
    folder, before = tmp_path_factory.mktemp("demo"), state_of(STOREFRONT)
    done = subprocess.run(
        [sys.executable, "-m", "mapbench", "demo", "shop"],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert state_of(STOREFRONT) == before, "the checkout is left as it was"
    return folder, done.stdout


def test_the_demo_does_the_whole_job_and_nothing_is_lost(shown):
    told = shown[1]
    for typed in (typed for step in STEPS for typed in step.typed):
        assert f"$ mapbench {typed.words}\n" in told
    assert "Captured: 40 new, 20 unchanged" in told
    assert "Pinned: schemas/shopify.product.json" in told
    sums = re.findall(r"(\S+) +(\d+) accepted +\+ (\d+) rejected +\+ (\d+) skipped +\= (\d+) read", told)
    assert {name: tuple(map(int, counts)) for name, *counts in sums} == {
        "shopify-order": (52, 6, 2, 60),
        "crm-contact": (39, 1, 0, 40),
        "netsuite-invoice": (30, 0, 0, 30),
        "order-netsuite": (50, 0, 2, 52),
        "order-warehouse": (50, 0, 2, 52),
        "together": (221, 7, 6, 234),
    }


def test_the_demo_names_why_each_record_was_rejected_and_who_has_to_act(shown):
    told = shown[1].partition("who has to act:\n")[2]
    rejects = re.findall(r"^(\S+, \S+)\n((?:  .*\n)+)", told, re.MULTILINE)
    assert [head for head, _ in rejects] == [
        *(f"shopify-order, {name}.json" for name in (1014, 1015, 820001033, 820001037, 820001041, 820001052)),
        "crm-contact, c-35.json",
    ]
    assert [head for head, body in rejects if not re.search(r"\(#[a-z-]+\) has to act\.\n$", body)] == []
    assert dict(rejects)["shopify-order, 820001052.json"] == (
        "  the whole record: An order cannot ship before it is placed\n    Order operations (#order-ops) has to act.\n"
    )


def test_the_demo_can_be_kept_and_its_commands_typed_again(mapbench, shown, monkeypatch):
    monkeypatch.chdir(shown[0] / "shop")
    assert mapbench("test").exit_code == 0
    assert mapbench("verify", "dist/shopify-order-1.4.0.mapkg").exit_code == 0
    assert mapbench(*RUNS[1].words.split()[:2], "fixtures/crm.contact/c-1.json").exit_code == 0


def test_the_demo_says_what_did_not_come_out_as_it_should(mapbench, monkeypatch):
    monkeypatch.setattr(demo, "STEPS", (Step("Something fails.", (Typed("test nowhere"),)),))
    answer = mapbench("demo")
    assert answer.exit_code == 1
    assert "please report it: mapbench test nowhere\n" in answer.stdout
    assert "0 rejected" in answer.stdout


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
