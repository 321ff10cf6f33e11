"""What stands below a formula as it is typed: what is wrong with it, and the function under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from mapbench.tui.glyphs import mark

if TYPE_CHECKING:
    from mapbench.workspace.assist import CallHelp, Fault

#: Cells of the label before a formula.
LABEL: Final = 11


def fault_lines(fault: Fault, scrolled: int) -> list[Content]:
    """What is wrong, under its characters, and the way out; `scrolled` cells of the formula are out of sight."""
    start = max(fault.start - scrolled, 0)
    width = max(fault.end - fault.start, 1)
    brace = "╵" if width == 1 else "╰" + "─" * (width - 2) + "╯"
    said = f"{mark('error')} {fault.message}"
    before = start - len(said) - 1
    if before >= 0:
        lines = [Content.assemble(" " * before, (said, "$error"), " ", (brace, "$error"))]
    else:
        lines = [Content.assemble(" " * start, (brace, "$error"), " ", (said, "$error"))]
    if fault.correction:
        lines.append(Content.assemble(("did you mean ", "$muted"), (fault.correction, "$strong"), ("?  ", "$muted"), ("tab", "bold $accent"), (" takes it", "$muted")))  # fmt: skip
    elif fault.hint:
        lines.append(Content.assemble((fault.hint, "$muted")))
    return lines


def call_lines(call: CallHelp) -> Content:
    """Signature with the current argument underlined, one line of help, one example."""
    before, argument, after = call.signature
    first = Content.assemble(
        (f"{'signature':<{LABEL}}", "$muted"), (before, "$muted"), (argument, "bold underline $strong"), (after, "$muted"),
    )  # fmt: skip
    indent = " " * LABEL
    lines = [first, Content.assemble((indent + call.says, "$muted"))]
    if call.example:
        lines.append(Content.assemble((indent + call.example, "$muted")))
    return Content("\n").join(lines)
