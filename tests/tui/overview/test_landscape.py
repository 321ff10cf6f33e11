"""The drawing of systems and entities."""

from hypothesis import given
from hypothesis import strategies as st

from mapbench.tui.overview.landscape import landscape
from mapbench.workspace.status import EntityBox, FlowLine, MappingRow, Status, SystemBox


def drawn(systems=(), entities=(), flows=(), mappings=(), width=73):
    status = Status(1, tuple(systems), tuple(entities), tuple(flows), tuple(mappings), (), 1, True)
    lines = landscape(status, width, 18)
    return ["".join(text for text, _ in line.cells[0]) if line.cells else "" for line in lines]


SHOP = SystemBox("shop", "engagement", "web")
ERP = SystemBox("erp", "record", None)
ORDER = EntityBox("order", "1.0.0", 9)


def test_a_flow_joins_its_system_and_its_entity():
    rows = drawn([SHOP], [ORDER], [FlowLine("a", "shop", "order", True, "operational", "ok")])
    row = next(row for row in rows if "shop" in row)
    assert row.index("shop") < row.index("✓ ok") < row.index("►") < row.index("order")


def test_what_leaves_the_model_points_at_the_system_on_the_other_side():
    rows = drawn([ERP], [ORDER], [FlowLine("a", "erp", "order", False, "revenue-critical", "now")])
    row = next(row for row in rows if "erp" in row)
    assert row.index("order") < row.index("━") < row.index("✗ act") < row.index("►") < row.index("erp")


def test_a_system_without_owner_says_so():
    assert any("✗ no owner" in row for row in drawn([ERP], [ORDER]))


def test_mappings_past_the_model_are_named():
    row = MappingRow("shop-erp", "shop.order", "erp.order", None, 0, 1, "", True)
    assert any(
        "1 past the canonical model: shop-erp" in line for line in drawn([SHOP, ERP], [ORDER], (), [row])
    )


systems = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
roles = st.sampled_from(["engagement", "record", "intelligence", ""])


@given(st.data())
def test_any_landscape_is_drawn_in_its_width_with_every_name(data):
    boxes = [SystemBox(f"sys-{name}", data.draw(roles), None) for name in data.draw(systems)]
    entities = [EntityBox(f"ent-{name}", "1.0.0", 3) for name in data.draw(systems)]
    flows = []
    if boxes and entities:
        pairs = data.draw(st.lists(st.tuples(st.sampled_from(boxes), st.sampled_from(entities)), max_size=8))
        flows = [
            FlowLine(f"m{n}", box.id, entity.id, data.draw(st.booleans()), "operational", "ok")
            for n, (box, entity) in enumerate(pairs)
        ]
    rows = drawn(boxes, entities, flows)
    assert all(any(one.id in row for row in rows) for one in (*boxes, *entities))
    assert max(map(len, rows)) <= 73
    assert sum(row.count("✓ ok") for row in rows) == len(flows) + 1
