"""A specification sheet that came back, on the command line: proposals shown, each accepted or refused."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, data_json, say, styled

if TYPE_CHECKING:
    from mapbench.reports.sheets.incoming import BadCell
    from mapbench.reports.sheets.proposals import Proposal, Proposals

_LONGEST = 200


def propose(folder: Path, file: Path, mapping: str, accepted: Sequence[str], as_json: bool) -> int:
    """Shows what a sheet proposes, and writes what is accepted. 0: nothing is left to decide; 1: something is."""
    from mapbench.reports.sheets.applying import chosen_by
    from mapbench.workspace.commands.specifying import AcceptProposals
    from mapbench.workspace.specifications import proposals_of
    from mapbench.workspace.workspace import Workspace

    mapping = Path(mapping).stem if mapping.endswith((".yaml", ".yml")) else mapping
    with Workspace.open(folder) as workspace:
        found = proposals_of(folder, file, mapping)
        if not as_json:
            _show(found, mapping)
        chosen = tuple(chosen_by(accepted, found))
        refused: tuple[Proposal, ...] = ()
        if not accepted and not as_json and sys.stdin.isatty() and sys.stderr.isatty():
            chosen, refused = _ask(found)
        written: tuple[str, ...] = ()
        if chosen:
            written = workspace.do(AcceptProposals(mapping, chosen)).files
    left = len(found.changes) - len(chosen) - len(refused)
    _tell(found, chosen, written, left, as_json)
    return 1 if left or found.bad else 0


def _show(found: Proposals, mapping: str) -> None:
    for note in found.notes:
        say(note)
    if not found.changes and not found.bad:
        data(f"Nothing is proposed for {mapping}.\n")
    for one in found.changes:
        data(_lines(one))
    for bad in found.bad:
        data(_bad(bad))


def _lines(one: Proposal) -> str:
    sign, colour = {"add": ("+", "green"), "remove": ("-", "red")}.get(one.kind, ("~", "yellow"))
    if one.kind == "row":
        sign, colour = ("-", "red") if one.proposed == "" and one.keys["value"] is ... else (sign, colour)
    where = f"  ({one.cell})" if one.cell else ""
    text = f"{styled(sign, fg=colour)} {styled(one.name, bold=True)}{where}\n"
    if one.now:
        text += f"    now       {_short(one.now)}\n"
    if one.proposed or one.kind == "change":
        text += f"    proposed  {_short(one.proposed) or '(nothing)'}\n"
    if one.conflict:
        text += f"    conflict  it was {_short(one.meanwhile or '') or '(nothing)'} when the sheet was written, and changed since\n"
    return text


def _bad(bad: BadCell) -> str:
    return f"{styled('!', fg='red')} {bad.cell}: {bad.message}\n    hint: {bad.hint}\n"


def _short(text: str) -> str:
    line = " / ".join(
        "".join(char if char.isprintable() else "·" for char in part) for part in text.splitlines()
    )
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _ask(found: Proposals) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...]]:
    """Asks for each proposal: yes, no, all that are left, or quit; a conflict is never among all."""
    chosen: list[Proposal] = []
    refused: list[Proposal] = []
    everything = False
    for one in found.changes:
        if everything and not one.conflict:
            chosen.append(one)
            continue
        say(_lines(one).rstrip())
        answer = click.prompt(
            "Accept it? [y]es, [n]o, [a]ll that are left, [q]uit",
            type=click.Choice("ynaq"),
            show_choices=False,
            err=True,
        )
        everything = everything or answer == "a"
        if answer == "q":
            break
        (refused if answer == "n" else chosen).append(one)
    return tuple(chosen), tuple(refused)


def _tell(
    found: Proposals, chosen: Sequence[Proposal], written: Sequence[str], left: int, as_json: bool
) -> None:
    if as_json:
        data_json({
            "proposals": [_json(one, one in chosen) for one in found.changes],
            "bad": [{"cell": one.cell, "message": one.message, "hint": one.hint} for one in found.bad],
            "notes": list(found.notes), "written": list(written), "left": left,
        })  # fmt: skip
        return
    for name in written:
        data(f"Written: {name}\n")
    if left:
        say(
            f"{counted(left, 'proposal')} not accepted; --accept all, --accept TARGET or --accept TARGET:COLUMN takes them over."
        )


def _json(one: Proposal, accepted: bool) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.kind, "target": one.target, "what": one.what, "now": one.now, "proposed": one.proposed,
        "cell": one.cell or None, "conflict": one.conflict, "was": one.meanwhile, "accepted": accepted,
    }  # fmt: skip
