"""Recording a test case, from wherever a fixture is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.tui.ask import Ask, Field

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench


def record_test(bench: Workbench, mapping: str, fixture: str) -> None:
    """Asks for a name, and records what the mapping makes of a fixture as a test case: one step."""
    from mapbench.workspace.recording import recorded_case

    def keep(given: dict[str, str] | None) -> None:
        name = given["name"].strip() if given is not None else ""
        if name:
            bench.do(
                lambda workspace: recorded_case(workspace, mapping, fixture, name),
                lambda _: bench.notify(name, title="Test recorded", markup=False),
            )

    field = Field("name", "name", fixture.rsplit(".", 1)[0], "What the case shows, in words.")
    bench.push_screen(Ask(f"Record {fixture} as a test", "What comes out today is expected from now on.", field), keep)  # fmt: skip
