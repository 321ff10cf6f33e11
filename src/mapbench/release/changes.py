"""CHANGES.md: what changed since the package before, the bump and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mapbench.packages.changes import changes_text
from mapbench.release.settling import Settled
from mapbench.review.review import Review
from mapbench.review.wording import edit_lines, heading, sign, summary
from mapbench.sinks import for_markdown as safe

_WORDS: Final = {"+": "new", "-": "removed", "~": "changed", ">": "moved"}


def changes_of(settled: Settled) -> bytes:
    """The text of CHANGES.md, in UTF-8."""
    if settled.review is None or settled.level is None:
        return changes_text(settled.version, []).encode()
    return "".join(f"{line}\n" for line in _lines(settled, settled.review)).encode()


def _lines(settled: Settled, found: Review) -> Iterator[str]:
    yield f"# {settled.version}"
    yield ""
    yield f"{str(settled.level).capitalize()} since {safe(found.old.version)}. {summary(found.behaviour.compared)}"
    yield from _section("Why", _reasons(settled))
    yield from _section("What changed", _edits(found))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield from ("", f"## {title}", "", *listed)


def _reasons(settled: Settled) -> Iterator[str]:
    if settled.choice is not None:
        yield f"- {settled.choice.level}, decided by hand: {safe(settled.choice.because)}"
    for reason in settled.review.bump.reasons if settled.review is not None else ():
        owner = f" ({safe(reason.owner)})" if reason.owner else ""
        yield f"- {reason.level}: {safe(reason.about)}: {safe(reason.text)}{owner}"


def _edits(found: Review) -> Iterator[str]:
    for edit in found.edits:
        detail = "; ".join(safe(line) for line in edit_lines(edit))
        about = edit.name.removesuffix(f" {edit.subject}" + (f" [{edit.key}]" if edit.key else ""))
        yield f"- {about} {safe(heading(edit))}: {_WORDS[sign(edit)]}" + (f" ({detail})" if detail else "")
