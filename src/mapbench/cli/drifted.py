"""Drift in words: what changed, which rules that touches and whose they are, what may have been renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.cli.output import counted, data, styled, table
from mapbench.drift.evidence import day_text
from mapbench.schemas.drifted import field_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mapbench.drift.renames import Rename
    from mapbench.drift.report import Broken, Change, DatasetDrift
    from mapbench.drift.uses import Use

_SHOWN = 12
_TESTS = 3


def show(found: DatasetDrift) -> None:
    """One dataset on stdout."""
    looked = "; ".join(one.words for one in found.evidence)
    data(f"{styled(found.dataset, bold=True)}  {_verdict(found)}" + (f"  ({looked})\n" if looked else "\n"))
    for change in found.changes:
        if change.matters:
            _show_change(change)
    for broken in found.broken:
        _show_broken(broken)
    _show_harmless("no rule reads", [one for one in found.changes if not one.matters and one.certain])
    _show_harmless(
        "optional, and in none of these records", [one for one in found.changes if not one.certain]
    )
    if found.misfits:
        data(f"  {counted(found.misfits, 'record')} no longer fit the pin: {found.first}\n")
    for line in _ways_out(found):
        data(f"  {styled('next:', bold=True)} {line}\n")


def _verdict(found: DatasetDrift) -> str:
    match found.verdict:
        case "unknown":
            return styled(f"unknown: {found.unknown}", fg="yellow")
        case "same":
            return styled("as pinned", fg="green")
        case "harmless":
            return f"{counted(len(found.changes), 'change')}, none that breaks a rule"
    read = sum(one.matters for one in found.changes)
    words = [counted(read, "change") + " that rules read"] if read else []
    words += (
        [counted(len(found.broken), "field") + " that rules read and nobody gives"] if found.broken else []
    )
    return styled(", ".join(words), fg="red")


def _show_change(change: Change) -> None:
    since = f" since {day_text(change.since)}" if change.since else ""
    words = change.drift.words.replace("is gone", f"is gone{since}", 1)
    data(f"  {styled(change.drift.text, fg='red', bold=True)} {words}\n")
    _show_uses(change.uses)
    _show_rename(change.rename)


def _show_harmless(title: str, changes: list[Change]) -> None:
    if changes:
        data(f"  {styled(title, dim=True)}\n")
        rows = [
            (f"    {one.drift.text}", one.drift.words if one.certain else one.drift.was, _renamed(one.rename))
            for one in changes[:_SHOWN]
        ]
        data(table(rows))
        if len(changes) > _SHOWN:
            data(f"    and {len(changes) - _SHOWN} more\n")


def _show_broken(broken: Broken) -> None:
    since = f", gone since {day_text(broken.since)}" if broken.since else ""
    was = f", it was {broken.was}" if broken.was else ""
    text = styled(field_text(broken.path), fg="red", bold=True)
    data(f"  {text} is neither pinned nor in any record{since}{was}\n")
    _show_uses(broken.uses)
    _show_rename(broken.rename)


def _show_uses(uses: Iterable[Use]) -> None:
    from mapbench.cli.failures import shown_place

    for use in uses:
        tests = f"; {counted(len(use.tests), 'test')}: {', '.join(use.tests[:_TESTS])}" if use.tests else ""
        more = ", …" if len(use.tests) > _TESTS else ""
        data(f"    breaks {use.subject} ({use.owner or 'no owner'}) {shown_place(use.place)}{tests}{more}\n")


def _show_rename(rename: Rename | None) -> None:
    if rename is not None:
        data(
            f"    may be {styled(field_text(rename.new), fg='cyan')} now: {rename.strength:.2f}, {', '.join(rename.reasons)}\n"
        )


def _renamed(rename: Rename | None) -> str:
    return f"may be {field_text(rename.new)} now ({rename.strength:.2f})" if rename is not None else ""


def _ways_out(found: DatasetDrift) -> Iterator[str]:
    """What to type next."""
    read = [one.rename for one in found.changes if one.uses and one.rename is not None]
    read += [one.rename for one in found.broken if one.rename is not None]
    if read:
        pairs = " ".join(
            f"--rebind {_quoted(f'{field_text(one.old)}={field_text(one.new)}')}" for one in read
        )
        yield f"mapbench drift {found.dataset} {pairs}"
    if found.lost:
        yield f"nothing new resembles {', '.join(found.lost)}: give the rules another source, or write `unmapped: REASON`; until then they stay"
    if read:
        return
    if found.unknown == "no schema is pinned":
        yield f"mapbench connect {found.dataset} --pin"
    elif found.unknown:
        yield f"mapbench drift {found.dataset} --endpoint"
    elif any(one.certain and one.drift.kind != "added" for one in found.changes):
        most = max(len(one.records) for one in found.evidence)
        yield f"mapbench connect {found.dataset} --capture {most} --pin takes it over"


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def workflow_commands(found: Iterable[DatasetDrift]) -> str:
    """GitHub's workflow commands: an error for each rule that breaks, a notice for what is unknown."""
    from mapbench.checks.annotations import workflow_line

    lines: list[str] = []
    for one in found:
        if one.verdict == "unknown":
            lines.append(workflow_line("notice", f"drift {one.dataset}", f"{one.dataset}: {one.unknown}"))
        for change in (one for one in one.changes if one.matters):
            text = f"{change.drift.text} of {one.dataset} {change.drift.words}" + _guess(change.rename)
            lines += [_annotation(one, use, text) for use in change.uses]
        for broken in one.broken:
            text = f"{field_text(broken.path)} of {one.dataset} is gone" + _guess(broken.rename)
            lines += [_annotation(one, use, text) for use in broken.uses]
    return "".join(f"{line}\n" for line in lines)


def _annotation(found: DatasetDrift, use: Use, text: str) -> str:
    from mapbench.checks.annotations import workflow_line
    from mapbench.cli.failures import shown_place
    from mapbench.errors import Place

    place = use.place
    file = shown_place(Place(place.file)).replace("\\", "/") if place.file else None
    where = {"file": file, "line": place.line, "col": place.column}
    title = f"drift {found.dataset} {use.subject} ({use.owner or 'no owner'})"
    return workflow_line("error", title, text, where)


def _guess(rename: Rename | None) -> str:
    return f"\nIt may be {field_text(rename.new)} now." if rename is not None else ""
