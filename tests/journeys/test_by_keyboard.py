"""The whole work by keyboard alone: from an empty folder, over an endpoint, to a package."""

import zipfile

import pytest

from mapbench.cli.endpoints import start
from mapbench.model.documents import Document
from mapbench.sandbox.samples import SAMPLE_KEYS

LINES = "    lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}\n"


@pytest.fixture
def origin(monkeypatch):
    """The sample endpoints, answering on this machine."""
    for name in SAMPLE_KEYS:
        monkeypatch.delenv(name, raising=False)
    with start(0, []) as address:
        yield address


def test_from_an_empty_folder_to_a_package_by_keyboard(bench, tmp_path, origin):
    folder = tmp_path / "storefront"
    folder.mkdir()
    terminal = bench(folder, SHOP_TOKEN=SAMPLE_KEYS["SHOPIFY_TOKEN"], MAPBENCH_REDACTION_KEY="a journey")
    begin(terminal, folder)
    connect(terminal, f"{origin}/shopify/orders.json")
    capture(terminal, folder)
    map_three_fields(terminal, folder)
    repair_a_reject(terminal)
    record_and_export(terminal, folder)


def begin(terminal, folder):
    """A new project; its entity gets a list in an editor beside the workbench, which notices."""
    terminal.shows("No project in this folder yet", "New project")
    terminal.press("n")
    terminal.shows("Nothing is written yet.")
    terminal.fill(None, None, None)
    terminal.shows("Write 11 files into")
    assert list(folder.iterdir()) == []
    terminal.press("Enter")
    terminal.shows("✓ no findings", "tests ✓ 3")
    entity = folder / "canonical/order.yaml"
    entity.write_text(entity.read_text() + LINES)
    terminal.shows("canonical/order.yaml changed outside")


def connect(terminal, url):
    """A system around an address; its key stays in the environment, and goes out after a yes."""
    terminal.press("2")
    terminal.shows("Systems · 1")
    terminal.press("n")
    terminal.shows("New system from an address")
    terminal.fill(url)
    terminal.shows("holds the key in your environment")
    terminal.fill("web", None, None, None, "bearer", "SHOP_TOKEN")
    terminal.shows("/ web.order", "Not sent yet")
    terminal.press("Enter")
    terminal.shows("Send to 127.0.0.1", "SHOP_TOKEN")
    terminal.press("Enter")
    terminal.shows("Response · 10 records", "Schema · 123 fields", "pii by its name")


def capture(terminal, folder):
    """Every record as a fixture, redacted, and the schema pinned."""
    terminal.press("W")
    terminal.shows("Write 10 fixtures, with 99 values replaced?")
    terminal.press("Enter")
    terminal.shows("fixtures              10")
    terminal.press("p")
    terminal.shows("Pin the schema of web.order")
    terminal.press("Enter")
    terminal.shows("schema        105 fields")
    assert len(list((folder / "fixtures/web.order").iterdir())) == 10


def map_three_fields(terminal, folder):
    """A mapping, and in it a formula, a copy, a constant and a collection, each seen in the preview."""
    terminal.press("1")
    terminal.shows("Landscape · 2 systems")
    terminal.press("n")
    terminal.shows("New mapping", "web.order")
    terminal.press("Down", "Enter")
    terminal.shows("From web.order into")
    terminal.press("Enter")
    terminal.shows("web.order into order@1")
    terminal.fill(None, None)
    terminal.shows("/ web-order", "0/6 mapped", "No rule reads this field")
    terminal.press("Enter")
    terminal.shows("1 marked", "Rule · order_id")
    terminal.press("Enter")
    terminal.shows("1/6 mapped", "copied as it is", "9 rejected")
    type_formula(terminal, "text(value)", "10 accepted")
    to_sources(terminal)
    terminal.press("Home", "Down", "Down", "Down")
    terminal.shows("created_at · text")
    terminal.press("Enter")
    terminal.shows("1 marked", "order_id · text · required")
    terminal.press("Down")
    terminal.shows("placed_at · time · required")
    terminal.press("Enter")
    terminal.shows("2/6 mapped", "9 accepted · 1 rejected")
    terminal.press("Down", "Down")
    terminal.shows("status · text · required")
    terminal.press("c")
    terminal.shows("The value itself")
    terminal.fill("PAID")
    terminal.shows("3/6 mapped")
    terminal.write("/sku")
    terminal.shows("used · /sku")
    terminal.press("Enter")
    terminal.shows("a accept suggestion")
    terminal.press("End")
    terminal.shows("lines.sku · text")
    to_sources(terminal)
    terminal.press("Home", "Down")
    terminal.shows("line_items.sku")
    terminal.press("Enter")
    terminal.shows("1 marked", "lines.sku · text")
    terminal.press("Enter")
    terminal.shows("Rule · lines[*].sku", "copied as it is", "rejected")
    terminal.press("Escape")
    terminal.shows("placed_at", without=("/sku",))
    type_formula(terminal, 'text(value) if value != null else "none"', "13 accepted", without=("rejected",))
    rules = Document.read(folder / "mappings/web-order.yaml").data["rules"]
    assert [rule["target"] for rule in rules] == ["order_id", "placed_at", "status", "lines"]
    assert rules[-1]["rules"][0]["source"] == "sku"


def to_sources(terminal):
    """From the targets back to the sources: their cursor is the one with the bar."""
    terminal.press("BTab")
    terminal.until(lambda screen: any(row.startswith("│▌") for row in screen[3:21]), "a cursor on a source")


def type_formula(terminal, formula, *shown, without=()):
    """Enter on a mapped target goes into its formula, typed without looking up; the preview follows before it is kept."""
    terminal.press("Enter")
    terminal.write(formula)
    terminal.shows(*shown, without=without)
    terminal.press("Enter")
    terminal.shows("space mark")


def repair_a_reject(terminal):
    """The till writes its times in German: found in Dry run, repaired in the rule."""
    terminal.press("4")
    terminal.shows("✓ 9 accepted", "✗ 1 rejected")
    terminal.press("x")
    terminal.shows("14.11.2026")
    terminal.press("e")
    terminal.shows("Rule · placed_at", "9 accepted · 1 rejected")
    type_formula(terminal, 'value if "T" in value else datetime(value, "%d.%m.%Y %H:%M", "Europe/Berlin")', "10 accepted")  # fmt: skip
    terminal.press("4")
    terminal.shows("✓ 10 accepted", "✗ 0 rejected")


def record_and_export(terminal, folder):
    """What came out is expected from now on, and the package may go."""
    terminal.press("x")
    terminal.shows("Fixtures · 10", "Input · record-217ac19f")
    terminal.press("t")
    terminal.shows("What comes out today is expected")
    terminal.fill("an order of the till")
    terminal.shows("Test recorded")
    terminal.press("5")
    terminal.shows("✓ free to go", "X Export")
    terminal.press("X")
    terminal.shows("Write dist/web-order-0.1.0.mapkg?")
    terminal.press("Enter")
    terminal.shows("✓ Exported")
    with zipfile.ZipFile(folder / "dist/web-order-0.1.0.mapkg") as package:
        assert "manifest.json" in package.namelist()
