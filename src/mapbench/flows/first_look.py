"""A look at the first record of a run: does the mapping read anything of it at all?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapbench.engine.paths import Name, Path
from mapbench.engine.program import Collection, Object, Program, Rule, Value


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
