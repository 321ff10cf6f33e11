"""What goes wrong, found, explained and repaired; and what a kill or an undo leaves."""

import json
import os
import signal

from tests.tui.small_project import RECORDS, SCHEMA, write_project

from mapbench.model.documents import Document


def contents(folder):
    """Every file of the project, but for the workbench's own."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".mapbench" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def rules_of(folder):
    """The rules of the mapping as they lie on the disk, by target."""
    return {rule["target"]: rule for rule in Document.read(folder / "mappings/shop-order.yaml").data["rules"]}


def test_a_reject_is_found_explained_repaired_and_tested(bench, tmp_path):
    folder = write_project(tmp_path)
    terminal = bench(folder)
    terminal.shows("tests ✓ 1")
    terminal.press("4")
    terminal.shows("✗ 1 rejected", "Input · 1.json")
    terminal.press("x")
    terminal.shows("Input · 3.json")
    terminal.press("e")
    terminal.shows("Rule · total", "number(value)", "fixture 3/3 3.json", "2 accepted · 1 rejected")
    terminal.press("x")
    terminal.shows("Explain · 3.json", "other fixtures at this step")
    terminal.press("x")
    terminal.shows("Preview · 3 fixtures")
    terminal.press("Enter")
    terminal.shows("tab take")
    terminal.press("C-a", "C-k")
    terminal.shows("12.50       12.50 ✗ rejected")
    terminal.write('0 if value == "asap" else number(value)')
    terminal.shows("3 accepted")
    terminal.press("Enter")
    terminal.shows("undo 1", "enter link")
    terminal.press("t")
    terminal.shows("Record 3.json as a test")
    terminal.fill("asap costs nothing")
    terminal.shows("Test recorded", "tests ✓ 2")
    terminal.press("4")
    terminal.shows("✓ 3 accepted", "✗ 0 rejected")
    cases = Document.read(folder / "tests/shop-order.yaml").data["tests"]
    assert [(case["name"], case["expect"]["total"]) for case in cases[1:]] == [("asap costs nothing", 0)]


def test_a_field_that_is_gone_is_bound_again_and_undo_leaves_the_folder_as_it_was(bench, tmp_path):
    properties = SCHEMA["properties"]
    renamed = {{"spent": "amount_spent"}.get(name, name): field for name, field in properties.items()}
    files = {"schemas/shop.order.json": json.dumps({**SCHEMA, "properties": renamed}, indent=2)}
    for name, record in RECORDS.items():
        record = {"amount_spent" if key == "spent" else key: value for key, value in record.items()}  # noqa: PLW2901
        files[f"fixtures/shop.order/{name}"] = json.dumps(record)
    folder = write_project(tmp_path, **files)
    before = contents(folder)
    terminal = bench(folder)
    terminal.shows("Mappings · 1")
    terminal.press("3")
    terminal.shows("✗ 1 gone", "spent              gone", "╳")
    terminal.press("End")
    terminal.shows("Rule · segment")
    terminal.press("r")
    terminal.shows("move spent: enter drops it")
    terminal.press("Home", "Down", "Down")
    terminal.shows("No rule reads this field", "move spent")
    terminal.press("Enter")
    terminal.shows("undo 1", without=("gone", "╳"))
    assert rules_of(folder)["segment"]["source"] == {"spent": "amount_spent"}
    terminal.press("u")
    terminal.shows("undo 0", "╳")
    assert contents(folder) == before


def test_after_a_kill_the_last_step_is_there(bench, tmp_path):
    folder = write_project(tmp_path)
    terminal = bench(folder)
    terminal.shows("tests ✓ 1")
    terminal.press("3")
    terminal.shows("5/9 mapped", "Preview · 3 fixtures")
    terminal.press("End", "d")
    terminal.shows("undo 1")
    deleted = contents(folder)
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.gone()
    again = bench(folder)
    again.shows("Mappings · 1")
    again.press("3")
    again.shows("undo 1")
    assert contents(folder) == deleted
    again.press("u")
    again.shows("undo 0", "5/9 mapped")


def test_the_demo_opens_on_overview_with_its_endpoints_answering(bench, tmp_path):
    terminal = bench(tmp_path, "demo")
    terminal.shows("mapbench  storefront", "Landscape", "Needs a decision", "Mappings")
    terminal.press("2")
    terminal.shows("Systems", "Not sent yet")
    terminal.press("C-q")
    assert terminal.ended() == 0
