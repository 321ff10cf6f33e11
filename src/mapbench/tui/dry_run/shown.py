"""What the frame and the progress row say of a dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from mapbench.tui.glyphs import mark

if TYPE_CHECKING:
    from mapbench.workspace.dry_runs import Ran
    from mapbench.workspace.workspace import Workspace

_BAR = 50
_SHORT_BAR = 16


def belongs(ran: Ran | None) -> list[Content]:
    """How many fixtures."""
    if ran is None:
        return []
    word = f"{ran.total:,} fixture{'' if ran.total == 1 else 's'}"
    return [
        Content(word),
        *([] if ran.complete else [Content.assemble((f"{mark('warning')} cancelled", "$warn"))]),
    ]


def progress(ran: Ran, small: bool) -> Content:
    """Records so far, a bar, and the three counts."""
    done = ran.done
    passed = len({trial.fixture for trial in done.trials})
    width = _SHORT_BAR if small else _BAR
    full = width * passed // ran.total if ran.total else width
    return Content.assemble(
        (f"{done.read:,}", "bold $strong"), (" records  ", "$muted"),
        (mark("full") * full, "$accent"), (mark("full") * (width - full), "$hairline"), "  ",
        (f"{mark('ok')} {done.count('accepted'):,} accepted  ", "$ok"),
        (f"{mark('error')} {done.count('rejected'):,} rejected  ", "$error" if done.count("rejected") else "$muted"),
        (f"{mark('none')} {done.count('skipped'):,} skipped", "$muted"),
    )  # fmt: skip


def target_path(workspace: Workspace | None, mapping: str, target: str) -> tuple[str, ...] | None:
    """The path of the field that an error names, as the canvas knows it; None where there is no such field."""
    from mapbench.workspace.mapping_views import mapping_view

    if workspace is None or not target or target == "$":
        return None
    view = mapping_view(workspace, mapping)
    paths = [field.path for field in view.target_fields] + [rule.target for rule in view.rules]
    plain = {".".join(part for part in path if part not in {"*", "{}"}): path for path in paths}
    return plain.get(target)
