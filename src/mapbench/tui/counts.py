"""How many findings and tests, as the header rows say it."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from mapbench.tui.glyphs import mark


def findings(counts: tuple[int, int]) -> Content:
    """How many errors and warnings; what is not there is not said."""
    errors, warnings = counts
    parts: list[Any] = []
    if errors:
        parts.append((f"{mark('error')} {errors} error{'' if errors == 1 else 's'}", "$error"))
    if warnings:
        parts.append((f"{' ' if parts else ''}{mark('warning')} {warnings} warning{'' if warnings == 1 else 's'}", "$warn"))  # fmt: skip
    return Content.assemble(*parts) if parts else Content.assemble((f"{mark('ok')} no findings", "$muted"))


def tests(counts: tuple[int, int]) -> Content:
    """Tests that pass of those there are."""
    passed, total = counts
    if not total:
        return Content.assemble((f"{mark('warning')} no tests", "$warn"))
    if passed == total:
        return Content.assemble((f"tests {mark('ok')} {total}", "$muted"))
    return Content.assemble(
        ("tests ", "$text"), (f"{mark('error')} {passed}", "$error"), (f"/{total}", "$muted")
    )
