"""Pictures of the places with a small project in them, compared cell by cell; each was looked at beside its target."""

from dataclasses import replace
from datetime import date
from shutil import rmtree

import pytest
from tests.packages.signed import approved, person
from tests.tui.small_project import MAPPING, SHOP, until, write_project

from mapbench.tui.app import Workbench
from mapbench.tui.drawing import settled
from mapbench.tui.map.preview_pane import PreviewPane
from mapbench.workspace.packaging import export, package_view
from mapbench.workspace.workspace import Workspace

SMALL = (80, 24)
LARGE = (120, 40)
SIZES = pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
NEXT = MAPPING.replace("version: 1.0.0", "version: 1.1.0").replace("value: silver", "value: bronze")
ASKED = """\
connection:
  type: http
  url: http://127.0.0.1:8765/shop
  auth: {type: bearer, token: "${SHOP_TOKEN}"}
  quota: {requests: 40, per: 1m}
""" + SHOP.replace("order: {", 'order: {request: GET /orders, records: "$.orders[*]", ')


@pytest.fixture
def opened(tmp_path):
    """Opens the project; with `released`, its first version is exported and the mapping has gone on since."""
    benches = []

    def open_(released=False, fixtures=True, later=NEXT, **files):
        folder = write_project(tmp_path, **files)
        if not fixtures:
            rmtree(folder / "fixtures")
        if released:
            before = Workspace.open(folder)
            export(before, "shop-order")
            before.close()
            (folder / "mappings/shop-order.yaml").write_text(later)
        benches.append(Workbench(Workspace.open(folder)))
        return benches[-1]

    yield open_
    for bench in benches:
        bench.close()


def shows(place, *keys, typed="", theme="dark", **thing):
    """Goes to a thing in a place, presses keys, types."""

    async def go(pilot):
        bench = pilot.app
        bench.wear("theme", theme)
        await bench.open_place(place, thing)
        await settled(bench, pilot)
        if "target" in thing:
            bench.place.to_canvas()
        for key in keys:
            await pilot.press(key)
            await settled(bench, pilot)
        if typed:
            bench.focused.cursor_blink = False
            bench.focused.value = typed
            bench.focused.cursor_position = len(typed)
            await until(pilot, lambda: bench.place.query_one(PreviewPane).stale)
            await settled(bench, pilot)

    return go


def at(*target, **files):
    return {"mapping": "shop-order", "target": target, **files}


WRONG = {"typed": 'number(valu, ",", ".")'}


@SIZES
def test_overview(snap_compare, opened, size):
    assert snap_compare(opened(), run_before=shows("overview"), terminal_size=size)


def test_landscape_on_a_small_screen(snap_compare, opened):
    assert snap_compare(opened(), run_before=shows("overview", "g"), terminal_size=SMALL)


@SIZES
def test_connect_before_anything_is_sent(snap_compare, opened, size, monkeypatch):
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    assert snap_compare(
        opened(**{"systems/shop.yaml": ASKED}), run_before=shows("connect"), terminal_size=size
    )


@SIZES
def test_map_with_a_formula_error(snap_compare, opened, size):
    go = shows("map", "e", **WRONG, **at("total"))
    assert snap_compare(opened(), run_before=go, terminal_size=size)


def test_map_light(snap_compare, opened):
    assert snap_compare(opened(), run_before=shows("map", theme="light", **at("total")), terminal_size=LARGE)


def test_map_without_colours(snap_compare, opened, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(opened(), run_before=shows("map", "e", **WRONG, **at("total")), terminal_size=LARGE)


@SIZES
def test_map_explains(snap_compare, opened, size):
    assert snap_compare(opened(), run_before=shows("map", "x", "down", **at("segment")), terminal_size=size)


def test_map_on_cases(snap_compare, opened):
    assert snap_compare(opened(), run_before=shows("map", "e", **at("segment")), terminal_size=LARGE)


def test_map_on_a_collection(snap_compare, opened):
    assert snap_compare(opened(), run_before=shows("map", "e", **at("lines")), terminal_size=LARGE)


def test_map_on_a_target_without_a_rule(snap_compare, opened):
    assert snap_compare(opened(), run_before=shows("map", **at("note")), terminal_size=LARGE)


@SIZES
def test_map_with_suggestions(snap_compare, opened, size):
    bench = opened(**{"mappings/shop-order.yaml": MAPPING[: MAPPING.index("- {target: status")]})
    assert snap_compare(bench, run_before=shows("map", "s", **at("total")), terminal_size=size)


def test_map_with_a_field_that_is_gone(snap_compare, opened):
    bench = opened(**{"mappings/shop-order.yaml": MAPPING.replace("source: total", "source: total_price")})
    assert snap_compare(bench, run_before=shows("map", **at("total")), terminal_size=LARGE)


@SIZES
def test_dry_run_beside_a_release(snap_compare, opened, size):
    go = shows("dry_run", "down", mapping="shop-order")
    assert snap_compare(opened(released=True), run_before=go, terminal_size=size)


def test_dry_run_without_fixtures(snap_compare, opened):
    go = shows("dry_run", mapping="shop-order")
    assert snap_compare(opened(fixtures=False), run_before=go, terminal_size=SMALL)


@pytest.fixture
def _one_digest(monkeypatch):
    def view(*given):
        return replace(package_view(*given), digest="0123456789abcdef")

    monkeypatch.setattr("mapbench.workspace.packaging.package_view", view)


@SIZES
@pytest.mark.usefixtures("_one_digest")
def test_package_that_differs(snap_compare, opened, size):
    go = shows("package", mapping="shop-order")
    assert snap_compare(opened(released=True), run_before=go, terminal_size=size)


@pytest.mark.usefixtures("_one_digest")
def test_package_of_a_first_release(snap_compare, opened):
    assert snap_compare(opened(), run_before=shows("package", mapping="shop-order"), terminal_size=LARGE)


@SIZES
@pytest.mark.usefixtures("_one_digest")
def test_package_with_approvals(snap_compare, opened, tmp_path, size):
    bench = opened(released=True, later=MAPPING)
    ida = person(tmp_path, "ida@example.com")
    said = {"until": date(2999, 1, 1), "on": date(2026, 11, 20)}
    approved(bench.folder / "dist/shop-order-1.0.0.mapkg", ida, "order-ops", **said)
    place = tmp_path / "environments"
    place.mkdir()
    asks = "environment: production\nsigners: signers\nlock: lock\napprovals: {roles: [finance]}\n"
    for name, text in (("production.yaml", asks), ("signers", ida.line("order-ops")), ("lock", "")):
        (place / name).write_text(text)
    keys = ("tab", "tab", "tab") if size == SMALL else ()
    assert snap_compare(bench, run_before=shows("package", *keys, mapping="shop-order"), terminal_size=size)
