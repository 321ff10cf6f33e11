"""How a run ends on stderr: the summary, and the first rejects by who has to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from mapbench.cli.output import counted, say, styled
from mapbench.engine.values import UNSET

if TYPE_CHECKING:
    from mapbench.engine.outcomes import RecordError
    from mapbench.flows.summary import Reject, Summary


def tell_summary(summary: Summary, as_json: bool, rejects_kept: bool) -> None:
    """The counts; where no file keeps the rejects, the first of them, too."""
    if as_json:
        told = {} if rejects_kept else {"rejects": [_as_json(reject) for reject in summary.told]}
        say(orjson.dumps({**summary.as_json(), **told}).decode())
        return
    if summary.told and not rejects_kept:
        _tell_rejects(summary)
    for one, count in summary.softenings.most_common(10):
        say(f"softened: {one.target} {one.code} -> {one.how}, {counted(count, 'time')}")
    say(summary.line())


def _tell_rejects(summary: Summary) -> None:
    more = summary.rejected - len(summary.told)
    for owner, errors in summary.by_owner().items():
        say(f"{styled(owner or 'without an owner', bold=True)}: {counted(len(errors), 'error')}")
        for reject, error in errors:
            say(f"  {where(reject, error)}: {error.message} [{error.code}]")
            if error.actual is not None and error.actual is not UNSET:
                say(f"    came: {orjson.dumps(error.actual, default=str).decode()}")
            if error.hint:
                say(f"    {styled('hint:', fg='cyan')} {error.hint}")
    if more > 0:
        say(f"… and {more:,} more rejected; `--rejects FILE` keeps every one.")


def where(reject: Reject, error: RecordError) -> str:
    """Which record, item and target: `record 7 (b.jsonl), lines.qty of item 2`; one input alone is not named."""
    item = "" if reject.item is None else f", item {reject.item}"
    inner = f" of item {', '.join(map(str, error.item))}" if error.item else ""
    target = "" if error.target == "$" else f", {error.target}{inner}"
    source = f" ({reject.source})" if reject.source else ""
    return f"record {reject.index}{source}{item}{target}"


def _as_json(reject: Reject) -> dict[str, object]:
    item = {} if reject.item is None else {"item": reject.item}
    return {"index": reject.index, **item, "errors": [error.as_json() for error in reject.errors]}
