"""Owner, version, findings and tests, as the first row says them; on small screens without their words."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from mapbench.tui.glyphs import mark


def owner(name: str | None, small: bool = False) -> Content:
    """Who answers for it."""
    if not name:
        return Content.assemble((f"{mark('error')} no owner", "$error"))
    return Content.assemble(("" if small else "owner ", "$muted"), name)


def version(text: str, draft: bool) -> Content:
    """The version, and whether it is one that was not exported yet."""
    return Content.assemble((text or "no version", "$text"), (" draft" if draft else "", "$warn"))


def findings(counts: tuple[int, int], small: bool = False) -> Content:
    """How many errors and warnings; what is not there is not said."""
    errors, warnings = counts
    parts: list[Any] = []
    if errors:
        parts.append((f"{mark('error')} {_counted(errors, 'error', small)}", "$error"))
    if warnings:
        parts.append((f"{' ' if parts else ''}{mark('warning')} {_counted(warnings, 'warning', small)}", "$warn"))  # fmt: skip
    if not parts and small:
        return Content()
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


def _counted(count: int, word: str, small: bool) -> str:
    return f"{count}" if small else f"{count} {word}{'' if count == 1 else 's'}"
