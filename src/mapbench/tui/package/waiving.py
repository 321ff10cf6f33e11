"""Accepting a finding until a day: asked for, then written into waivers.yaml as one step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mapbench.tui.ask import Ask, Field

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench


def waive(bench: Workbench, finding: str) -> None:
    """Asks who accepts a finding, why, and until when; a failing test is no finding, so it cannot be waived."""
    from mapbench.workspace.commands.waivers import WaiveFinding

    if finding.startswith("test"):
        bench.notify("Mend the mapping or the test.", title="A failing test cannot be waived", markup=False)
        return

    def keep(given: dict[str, str] | None) -> None:
        if given is not None:
            bench.do(WaiveFinding(finding, given["who"].strip(), given["why"].strip(), date.fromisoformat(given["until"])))  # fmt: skip

    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    fields = (
        Field("who", "who", note="Who answers for it.", check=some),
        Field("why", "why", check=some),
        Field("until", "until", until, "A day; from then on it counts again.", day),
    )
    bench.push_screen(Ask(f"Waive {finding}", "The finding stays listed, as accepted.", *fields), keep)


def some(text: str) -> str:
    """Refuses a text that says nothing."""
    return "" if text.strip() else "Say something."


def day(text: str) -> str:
    """Refuses a text that is no day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return "Write a day as 2027-01-31."
    return ""
