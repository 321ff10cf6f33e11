"""The pane of Package about the release: what blocks it, who approved, and the export."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Column, Line
from mapbench.tui.package.approvals import approval_lines
from mapbench.tui.package.listing import Listing
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.workspace.approving import ApprovalsView
    from mapbench.workspace.packaging import PackageView


class ReleasePane(Listing):
    """What blocks, what is worth a look, and the export."""

    columns = (Column(), Column(8, right=True))
    opens = "open finding"
    help: ClassVar[Help] = Help(
        "release", "What keeps the package from going out, and who has to act.",
        "X exports; a blocked export says why. A approves what was exported, signed with your SSH key.",
        command="mapbench export MAPPING",
    )  # fmt: skip
    approvals: ApprovalsView | None = None

    def show(self, view: PackageView) -> None:
        """Shows blocks, warnings, approvals, file and the way out."""
        self.entitle("Release")
        self.lines.show(list(_release_lines(view, self.approvals)))


def _release_lines(view: PackageView, approvals: ApprovalsView | None) -> list[Line]:
    lines: list[Line] = []
    if not view.blocks:
        lines.append(Line(((f"{mark('ok')} Nothing blocks the export", "ok"),)))
    else:
        lines.append(Line(((f"Blocks the export {mark('middot')} {len(view.blocks)}", "error bold"),)))
        for number, block in enumerate(view.blocks):
            key = ("block", number)
            lines.append(
                Line(((((f"{mark('error')} ", "error"), (safe(block.subject, 80), "strong"))),), key)
            )
            lines.append(Line(((f"  {safe(block.message)}", "muted"),), key))
            lines.append(Line(((f"  {block.owner or 'no owner'}", "muted"),), key))
    if view.warnings:
        lines += [Line(), Line(((f"Worth a look {mark('middot')} {len(view.warnings)}", "warn bold"),))]
        for code, subject, _ in view.warnings[:6]:
            lines.append(
                Line((((f"{mark('warning')} ", "warn"), (safe(subject, 60), "text")), (code, "muted")))
            )
    lines += [Line(rule=True), *approval_lines(view, approvals)]
    lines += [Line(rule=True), Line(((("file    ", "muted"), (view.file, "text")),))]
    lines += [Line(((("digest  ", "muted"), (f"{view.digest[:12]}{mark('more')}", "text")),)), Line()]
    return [*lines, *_button(view)]


def _button(view: PackageView) -> list[Line]:
    if view.blocks:
        blocked = f"{mark('error')} {len(view.blocks)} finding{'' if len(view.blocks) == 1 else 's'} block it"
        return [Line((("Export", "muted"),), ground="raised2"), Line(((blocked, "error"),))]
    if view.released and view.same:
        return [
            Line((("Export", "muted"),), ground="raised2"),
            Line((("it lies in dist/ already", "muted"),)),
        ]
    return [
        Line(((((" X ", "on-accent bold"), ("Export", "on-accent bold"))),), "export", "accent", button=True)
    ]
