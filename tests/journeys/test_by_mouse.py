"""The core of the work by mouse alone."""

import json
import zipfile

from tests.tui.small_project import RECORDS, write_project

from mapbench.model.documents import Document


def rules_of(folder, mapping="shop-order"):
    """The rules of a mapping as they lie on the disk, by target."""
    return {rule["target"]: rule for rule in Document.read(folder / f"mappings/{mapping}.yaml").data["rules"]}


def test_linked_moved_looked_at_and_exported_with_the_mouse(bench, tmp_path):
    folder = write_project(tmp_path)
    terminal = bench(folder)
    terminal.click_on("3 Map")
    terminal.shows("5/9 mapped", "Preview · 3 fixtures")

    source, target = terminal.where("email", within=(0, 50)), terminal.where("email", within=(66, 120))
    terminal.drag(source, target)
    terminal.shows("6/9 mapped", "email · text · order-ops", "┝━━━━━━━━━━━━━━━━┥", "undo 1")
    assert rules_of(folder)["email"] == {"target": "email", "source": "email"}

    _, row = target
    terminal.drag((terminal.screen()[row].index("┥"), row), (target[0], row + 1))
    terminal.shows("channel · text · order-ops", "undo 2")
    assert "email" not in rules_of(folder)
    assert rules_of(folder)["channel"] == {"target": "channel", "source": "email"}

    terminal.click_on("4 Dry run")
    terminal.shows("✓ 2 accepted", "✗ 1 rejected")
    terminal.click_on("✗ rejected", within=(0, 27))
    terminal.shows("Input · 3.json", "Output · ✗ rejected", '"asap"')
    terminal.click_on("5 Package")
    terminal.shows("✓ free to go", "X Export")
    terminal.click_on("X Export")
    terminal.shows("Write dist/shop-order-1.0.0.mapkg?")
    terminal.click_on("enter export")
    terminal.shows("✓ Exported", "it lies in dist/ already")
    with zipfile.ZipFile(folder / "dist/shop-order-1.0.0.mapkg") as package:
        assert json.loads(package.read("manifest.json"))["version"] == "1.0.0"


def test_a_double_click_on_an_error_goes_to_its_rule(bench, tmp_path):
    terminal = bench(write_project(tmp_path))
    terminal.click_on("4 Dry run")
    terminal.shows("✗ 1 rejected")
    spot = terminal.where("✗ total")
    terminal.click(*spot)
    terminal.click(*spot)
    terminal.shows("Rule · total", f"total              text   {RECORDS['3.json']['total']}", "number(value)")
