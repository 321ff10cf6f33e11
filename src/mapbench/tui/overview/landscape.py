"""The landscape: systems in their roles around the canonical model, every mapping between them an arrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from mapbench.tui.canvas.drawing import draw
from mapbench.tui.canvas.nets import Wire
from mapbench.tui.canvas.routing import route
from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Line, Part
from mapbench.workspace.status import EntityBox, FlowLine, Status, SystemBox

_BOX: Final = 14
_LABEL: Final = 8
_LEFT_ROLES: Final = ("engagement", "")
_RIGHT_ROLES: Final = ("record", "intelligence")
_HEALTH: Final = {"ok": ("ok", "ok", "ok"), "soon": ("warning", "look", "warn"), "now": ("error", "act", "error"), "unknown": ("none", "?", "muted")}  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """Rows of styled cells that grow as they are written on."""

    width: int
    rows: list[list[Part]] = field(default_factory=list)

    def put(self, x: int, y: int, text: str, words: str) -> None:
        """Writes a text at a cell; what leaves the sheet is cut."""
        while len(self.rows) <= y:
            self.rows.append([(" ", "text")] * self.width)
        for offset, char in enumerate(text):
            if 0 <= x + offset < self.width:
                self.rows[y][x + offset] = (char, words)

    def lines(self) -> list[Line]:
        """The rows as lines of one cell, equal styles joined."""
        return [Line((tuple(_joined(row)),)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Placed:
    """Boxes with the row in which each begins, and the rows that their flows have."""

    tops: dict[str, int]
    heights: dict[str, int]
    ports: dict[str, int]


def landscape(status: Status, width: int, height: int) -> list[Line]:
    """The drawing of a project's systems and entities, `width` cells wide; it may be higher than `height`."""
    sides = {box.id: box.role in _RIGHT_ROLES for box in status.systems}
    left = [box for box in status.systems if not sides[box.id]]
    right = sorted((box for box in status.systems if sides[box.id]), key=lambda box: _RIGHT_ROLES.index(box.role))  # fmt: skip
    known = {box.id for box in status.entities}
    flows = [flow for flow in status.flows if flow.system in sides and flow.entity in known]
    inner = _BOX + 2
    gap = max((width - 2 * _BOX - inner) // 2, _LABEL + 4)
    sheet = Sheet(2 * _BOX + inner + 2 * gap)
    placed_left = _systems(left, [flow for flow in flows if not sides[flow.system]])
    placed_right = _systems(right, [flow for flow in flows if sides[flow.system]], parted=True)
    entities = _ordered(status.entities, flows, placed_left, placed_right)
    middle = _entities(entities, flows, sides, height - 3)
    _draw_heads(sheet, left, right, gap, inner)
    for box in left:
        _draw_system(sheet, box, 0, placed_left)
    for box in right:
        _draw_system(sheet, box, _BOX + inner + 2 * gap, placed_right)
    _draw_entities(sheet, entities, _BOX + gap, inner, middle)
    bottom = len(sheet.rows)
    mine = [flow for flow in flows if not sides[flow.system]]
    _draw_flows(sheet, mine, _BOX, gap, placed_left, middle, bottom, mirrored=False)
    others = [flow for flow in flows if sides[flow.system]]
    _draw_flows(sheet, others, _BOX + gap + inner, gap, placed_right, middle, bottom, mirrored=True)
    below = [*_past(status), _legend()]
    blank = [Line()] if len(sheet.rows) + len(below) < height else []
    return [*sheet.lines(), *blank, *below]


def _systems(boxes: Sequence[SystemBox], flows: Sequence[FlowLine], parted: bool = False) -> Placed:
    tops, heights, ports = {}, {}, {}
    y, role = 1, None
    for box in boxes:
        if parted and role is not None and box.role != role:
            y += 1
        role = box.role
        mine = [flow for flow in flows if flow.system == box.id]
        tops[box.id], heights[box.id] = y, max(len(mine), 2) + 2
        for number, flow in enumerate(mine):
            ports[_key(flow)] = y + 1 + number
        y += heights[box.id] + (0 if len(boxes) > 4 else 1)
    return Placed(tops, heights, ports)


def _entities(
    boxes: Sequence[EntityBox], flows: Sequence[FlowLine], sides: dict[str, bool], height: int
) -> Placed:
    """Each entity with a row for each of its flows, those of either side beginning at its name."""
    tops, heights, ports = {}, {}, {}
    needs = {}
    for box in boxes:
        mine = [flow for flow in flows if flow.entity == box.id]
        needs[box.id] = max(2, *(sum(sides[flow.system] == side for flow in mine) for side in (False, True)))
    blank = 1 if sum(needs.values()) + len(boxes) - 1 <= height else 0
    y = 2
    for box in boxes:
        tops[box.id], heights[box.id] = y, needs[box.id]
        for side in (False, True):
            mine = [flow for flow in flows if flow.entity == box.id and sides[flow.system] == side]
            for number, flow in enumerate(mine):
                ports[_key(flow)] = y + number
        y += needs[box.id] + blank
    return Placed(tops, heights, ports)


def _ordered(
    boxes: Iterable[EntityBox], flows: Sequence[FlowLine], left: Placed, right: Placed
) -> list[EntityBox]:
    """Entities by the mean height of the systems they are joined with, so that few flows cross."""
    ports = {**left.ports, **right.ports}

    def height(box: EntityBox) -> float:
        rows = [ports[_key(flow)] for flow in flows if flow.entity == box.id]
        return sum(rows) / len(rows) if rows else 1000.0

    return sorted(boxes, key=height)


def _draw_heads(sheet: Sheet, left: Sequence[SystemBox], right: Sequence[SystemBox], gap: int, inner: int) -> None:  # fmt: skip
    sheet.put(1, 0, "ENGAGEMENT" if left else "", "muted")
    sheet.put(_BOX + gap + 1, 0, "CANONICAL", "muted")
    roles = dict.fromkeys(box.role for box in right)
    sheet.put(_BOX + 2 * gap + inner + 1, 0, ", ".join(roles).upper()[: _BOX - 1], "muted")


def _draw_system(sheet: Sheet, box: SystemBox, x: int, placed: Placed) -> None:
    top, height = placed.tops[box.id], placed.heights[box.id]
    _frame(sheet, x, top, _BOX, height, "edge")
    sheet.put(x + 2, top + 1, _short(box.id, _BOX - 4), "strong bold")
    owner: Part = (_short(box.owner, _BOX - 4), "muted") if box.owner else (f"{mark('error')} no owner", "error")  # fmt: skip
    sheet.put(x + 2, top + 2, *owner)


def _draw_entities(sheet: Sheet, boxes: Sequence[EntityBox], x: int, width: int, placed: Placed) -> None:
    if not boxes:
        return
    last = boxes[-1].id
    height = placed.tops[last] + placed.heights[last] - 1 + 1
    _frame(sheet, x, 1, width, height, "strong")
    for box in boxes:
        sheet.put(x + 2, placed.tops[box.id], _short(box.id, width - 4), "strong bold")
        said = f"{box.version} {mark('middot')} {box.fields}"
        sheet.put(x + 2, placed.tops[box.id] + 1, _short(said, width - 4), "muted")


def _draw_flows(
    sheet: Sheet,
    flows: Sequence[FlowLine],
    x: int,
    gap: int,
    systems: Placed,
    middle: Placed,
    height: int,
    *,
    mirrored: bool,
) -> None:
    """The wires of one side, routed as on the canvas; the label stands on the system's side, the head at the end."""
    width = gap - _LABEL
    by_key = {_key(flow): flow for flow in flows}
    wires = []
    for key, flow in by_key.items():
        ends = (middle.ports[key], systems.ports[key]) if mirrored else (systems.ports[key], middle.ports[key])  # fmt: skip
        state = "suggested" if flow.tier == "informational" else "mapped"
        wires.append(Wire(key, (ends[0],), ends[1], state, selected=flow.tier == "revenue-critical"))
    routes = route(wires, width, height)
    drawing = draw(routes)
    start = x if mirrored else x + _LABEL
    for y, row in enumerate(drawing.rows):
        for offset, cell in enumerate(row):
            if cell is not None:
                sheet.put(start + offset, y, cell.char, _colour(by_key[str(cell.wire)]))
    for key, flow in by_key.items():
        _label(sheet, flow, x + width if mirrored else x, systems.ports[key], mirrored)
        head = x if mirrored else x + gap - 1
        if flow.inward and key not in routes.undrawn:
            sheet.put(head, middle.ports[key], mark("left" if mirrored else "right"), _colour(flow))


def _label(sheet: Sheet, flow: FlowLine, x: int, y: int, mirrored: bool) -> None:
    stroke = "━" if flow.tier == "revenue-critical" else "╌" if flow.tier == "informational" else "─"
    sheet.put(x, y, stroke * _LABEL, _colour(flow))
    sign, word, colour = _HEALTH[flow.health]
    text = f" {mark(sign)} {word} "
    sheet.put(x + 1, y, text, colour)
    if not flow.inward:
        sheet.put(x + _LABEL - 1 if mirrored else x, y, mark("right" if mirrored else "left"), _colour(flow))


def _past(status: Status) -> list[Line]:
    """What no arrow shows: mappings from system to system."""
    rows = status.past_the_model
    if not rows:
        return []
    names = ", ".join(row.mapping for row in rows)
    said = f"{mark('error')} {len(rows)} past the canonical model: "
    return [Line((((said, "error"), (names, "text")),))]


def _legend() -> Line:
    parts: list[Part] = []
    for stroke, word in (("━━", "critical"), ("──", "operational"), ("╌╌", "informational")):
        parts += [(f"  {stroke}", "edge"), (f" {word}", "muted")]
    for sign, word, colour in (("ok", "ok", "ok"), ("warning", "look", "warn"), ("error", "act", "error")):
        parts += [(f"   {mark(sign)}", colour), (f" {word}", "muted")]
    return Line((tuple(parts),))


def _frame(sheet: Sheet, x: int, y: int, width: int, height: int, words: str) -> None:
    sheet.put(x, y, "╭" + "─" * (width - 2) + "╮", words)
    for row in range(y + 1, y + height - 1):
        sheet.put(x, row, "│", words)
        sheet.put(x + width - 1, row, "│", words)
    sheet.put(x, y + height - 1, "╰" + "─" * (width - 2) + "╯", words)


def _colour(flow: FlowLine) -> str:
    return {"soon": "warn", "now": "error"}.get(flow.health, "edge")


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + mark("more")


def _key(flow: FlowLine) -> str:
    return f"{flow.mapping}/{flow.system}/{flow.inward}"


def _joined(row: Sequence[Part]) -> Iterable[Part]:
    text, words = "", ""
    for char, own in row:
        if own != words and text:
            yield text, words
            text = ""
        text, words = text + char, own
    if text:
        yield text, words
