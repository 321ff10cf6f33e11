"""A look at the first records of a run: does the mapping read what is in them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mapbench.engine.paths import Name, Path
from mapbench.engine.program import Collection, Object, Program, Rule, Value

if TYPE_CHECKING:
    from mapbench.flows.summary import Summary

#: How many records are looked at, and how many notes are made of them.
LOOKED_AT = 20
NOTES = 5


def notes(program: Program, summary: Summary, records: list[Any]) -> list[tuple[str, str]]:
    """Sentence and hint for what a mapping looks for in vain in the first records of a run."""
    if not records:
        return []
    nothing = nothing_found(program, records[0])
    return [nothing] if nothing is not None else list(_lost(program, summary, records))[:NOTES]


def _lost(program: Program, summary: Summary, records: list[Any]) -> Iterator[tuple[str, str]]:
    """The rules that no record has a field for: where every record was rejected for it, or no schema asks for it."""
    from mapbench.trials.lost import lost_in_records, reads

    rejecting, told = _always_missing(summary), set()
    for target, paths in reads(program).items():
        lost = next(filter(None, (lost_in_records(steps, records) for steps in paths)), None)
        if lost is None or lost.path in told:
            continue
        told.add(lost.path)
        if target in rejecting:
            message = f"Every record was rejected, as {target} is required and none has {lost.path}."
            yield message, lost.hint
        elif program.target is None and lost.misspelt:
            many = f"the first {len(records)} records" if len(records) > 1 else "the record"
            yield f"{lost.path}, which {target} is made from, is not in {many}.", lost.hint


def _always_missing(summary: Summary) -> set[str]:
    """The targets that every record was rejected for, as nothing came for them."""
    if summary.accepted or summary.skipped or not summary.told:
        return set()
    missing = [{error.target for error in one.errors if error.code == "missing"} for one in summary.told]
    return set.intersection(*missing)


def nothing_found(program: Program, record: dict[str, Any]) -> tuple[str, str] | None:
    """Sentence and hint where none of the fields that the mapping reads from a record is in it, else None."""
    names = {name for path in _paths(program) if (name := _first(path)) is not None}
    if not names or names & record.keys() or program.group or program.group_all:
        return None
    message = f"None of the fields this mapping reads is in the first record; it has {', '.join(list(record)[:8]) or 'none'}."
    for outer, value in record.items():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict) and names & inner.keys():
            return message, _hint(outer, isinstance(value, list), min(names & inner.keys()))
    return message, "Compare the paths of the mapping with the record."


def _hint(outer: str, is_list: bool, name: str) -> str:
    if is_list:
        return f"The records are the items of {outer}: give them to mapbench one per line, or map `each: {outer}[*]`."
    return f"They are inside {outer}: write {outer}.{name}."


def _first(path: Path) -> str | None:
    return path.segments[0].name if path.segments and isinstance(path.segments[0], Name) else None


def _paths(program: Program) -> Iterator[Path]:
    """The paths that start at the record."""
    if program.each is not None:
        yield program.each.levels[0].path
        return
    if program.skip_when is not None:
        yield from (source.path for source in program.skip_when[0])
    if program.scope.spread is not None and program.scope.spread.path is not None:
        yield program.scope.spread.path
    for value in (named.value for named in program.scope.lets):
        yield from (source.path for source in value.sources)
    for rule in program.scope.rules:
        yield from _of_rule(rule)


def _of_rule(rule: Rule) -> Iterator[Path]:
    body = rule.body
    if isinstance(body, Value):
        yield from (source.path for source in body.sources)
    elif isinstance(body, Collection):
        yield body.levels[0].path
    elif isinstance(body, Object) and body.source is not None:
        yield body.source
