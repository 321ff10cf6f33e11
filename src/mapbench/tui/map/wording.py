"""How the Map place says values, outcomes and kinds of rules."""

from __future__ import annotations

from typing import Final

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Part
from mapbench.workspace.views import Path, Shown

_STYLES: Final = {
    "text": "text",
    "number": "text",
    "bool": "text",
    "null": "muted italic",
    "missing": "muted",
    "list": "muted",
    "object": "muted",
    "error": "error",
}
_OUTCOMES: Final = {
    "accepted": ("ok", "ok", "ok"),
    "rejected": ("error", "rejected", "error"),
    "skipped": ("none", "skipped", "muted"),
}
_KINDS: Final = {"copy": "copy", "lookup": "lookup", "const": "const", "cases": "cases", "scope": "scope"}
_KINDS_MORE: Final = {"each": "each", "unmapped": "none", "spread": "all"}


def value_cell(value: Shown, stale: bool = False) -> Part:
    """A value in its style; muted while it is stale."""
    return value.text, "muted" if stale else _STYLES[value.kind]


def typed_cell(value: Shown) -> Part:
    """A value where its type matters: text in quotes, numbers in their colour."""
    if value.kind == "text":
        return f'"{value.text}"', "wire-2"
    return value.text, "wire-0" if value.kind in {"number", "bool"} else _STYLES[value.kind]


def outcome_cell(status: str) -> Part:
    """An outcome as mark and word."""
    if status not in _OUTCOMES:
        return "", "muted"
    sign, word, colour = _OUTCOMES[status]
    return f"{mark(sign)} {word}", colour


def kind_word(kind: str) -> str:
    """The kind of a rule as a column shows it."""
    return mark("formula") if kind == "formula" else {**_KINDS, **_KINDS_MORE}.get(kind, kind)


def dotted(path: Path) -> str:
    """A path as people write it: the items of a list are `[*]`, the keys of a map `{}`."""
    text = ""
    for name in path:
        text += "[*]" if name == "*" else f".{name}" if text else name
    return text
