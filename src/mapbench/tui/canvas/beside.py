"""What stands beside a field: its value, a count, or in words why there is none."""

from __future__ import annotations

from collections.abc import Mapping

from mapbench.tui.canvas.content import SOURCE, CanvasContent, CanvasField, Path

#: A text and what kind of value it is: text number bool null missing list object error open suggested.
Value = tuple[str, str]


def value_of(content: CanvasContent, side: str, field: CanvasField, given: Mapping[Path, Value]) -> Value:
    """The value of the current fixture, unless something more important is to be said."""
    if field.gone is not None:
        return field.gone, "error"
    found = given.get(field.path, ("", ""))
    if field.kind != "leaf" and (side == SOURCE or content.mark(side, field) != "suggested"):
        return _count(content, side, field, found[0]), field.kind
    if side == SOURCE:
        return found
    return found if found[1] == "error" else _why(content, field) or found


def _why(content: CanvasContent, field: CanvasField) -> Value | None:
    mark = content.mark("target", field)
    if mark == "open":
        return "required, open", "open"
    if mark == "broken":
        return "source is gone", "error"
    if mark == "suggested":
        links = content.links_at("target", field.path)
        return next((link.note for link in links if link.note), "suggested"), "suggested"
    return None


def _count(content: CanvasContent, side: str, field: CanvasField, items: str) -> str:
    """Fields below an object; below a target how many of them are mapped; of a list also its items."""
    leaves = [one for one in content.below(side, field.path) if one.kind == "leaf" and one.gone is None]
    if side == SOURCE:
        return items or f"{len(leaves)} field{'' if len(leaves) == 1 else 's'}"
    done = sum(content.mark(side, one) in {"mapped", "constant"} for one in leaves)
    count = f"{done}/{len(leaves)}"
    return f"{items} · {count}" if items else f"{count} mapped"
