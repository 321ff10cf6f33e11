"""What may be written in a rule where it stands: paths, names, parameters, tables, functions; and what is wrong in what was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.paths import Index, Name, Segment, Wildcard, describe
from mapbench.engine.paths import Path as SourcePath
from mapbench.errors import LoadError
from mapbench.language.lenient import One
from mapbench.language.paths import PathError, parse_path
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.workspace.fixture_looks import values_by_path
from mapbench.workspace.function_help import functions_known
from mapbench.workspace.inputs import Input
from mapbench.workspace.mapping_views import view_of, written_at
from mapbench.workspace.one_rule import RefusedError, ready
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.previews import input_shown
from mapbench.workspace.rows import type_word
from mapbench.workspace.shown import line
from mapbench.workspace.views import At, FormulaProblem, NameView, Opened, Path, Shown

if TYPE_CHECKING:
    from mapbench.language.scopes import Place

_MEANT: Final = re.compile(r"Did you mean '?([^\s?']+)'?\?")
_WRITE: Final = re.compile(r"Write (params\.\w+)\.")


def names_in_scope(
    workspace: Opened, mapping: str, at: At, fixture: str | None = None
) -> tuple[NameView, ...]:
    """What a rule may name: first the paths that start at its item, then those from the record; samples are of a fixture (the first).

    Raises MapbenchError for a mapping that is none.
    """
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        place = opened.readable.place(at)
        inside = opened.readable.places.get((*at, "rules", 0)) if "each" in written_at(opened, at) else None
        return (
            *_paths(opened, place, fixture),
            *_names(opened, inside or place, (*at, "rules", 0) if inside else at, fixture, own=inside is None), *_params(opened),
            *(NameView(name, "lookup", help=_about_table(opened, name)) for name in opened.project.ids("lookup")),
            *functions_known(opened.project),
        )  # fmt: skip


def formula_problem(workspace: Opened, mapping: str, at: At, draft: dict[str, Any]) -> FormulaProblem | None:
    """The first thing that is refused in a rule as it is being typed, None where nothing is.

    Raises MapbenchError for a mapping that is none.
    """
    from mapbench.model.salvage import rule_from

    opened = open_mapping(workspace, mapping)
    with opened.lock:
        try:
            found = opened.readable.refusals(at, rule_from(draft))
        except LoadError as error:
            return FormulaProblem(error.problems[0], (), 0, 0)
    if not found:
        return None
    first = next((one for one in found if one.span is not None), found[0])
    start, end = first.span or (0, 0)
    text = _text_at(draft, first.key)
    end = min(end, len(text))
    start = min(start, max(end - 1, 0))
    return FormulaProblem(
        first.problem, first.key, start, end, _suggestion(first.problem.hint, text[start:end])
    )


def _suggestion(hint: str, wrong: str) -> str | None:
    """What to write in place of the wrong characters, where the hint names it."""
    write = _WRITE.match(hint)
    if write is not None:
        return write[1]
    meant = _MEANT.match(hint)
    if meant is None:
        return None
    if wrong[:1] in {'"', "'"}:
        return f"{wrong[0]}{meant[1]}{wrong[0]}"
    return f"params.{meant[1]}" if wrong.startswith("params.") else meant[1]


def _text_at(draft: dict[str, Any], key: At) -> str:
    found: Any = draft
    for part in key:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            break
    return found if isinstance(found, str) else ""


def _paths(opened: OpenMapping, place: Place | None, fixture: str | None) -> Iterator[NameView]:
    """The source's fields as paths: those below the item as they are, all others from `$`."""
    rows = view_of(opened).source_fields
    samples = _samples(opened, fixture)
    item: Path = () if place is None or place.source is None else place.source.path
    below = [row for row in rows if row.path[: len(item)] == item]
    for row in below:
        text = path_text(row.path[len(item) :])
        yield NameView(text, "source", row.type, samples.get(row.path), row.description or "")
    if item and place is not None and place.record is not None:
        for row in rows:
            if row.path[: len(item)] != item:
                text = path_text(row.path, absolute=True)
                yield NameView(text, "source", row.type, samples.get(row.path), row.description or "")


def path_text(path: Path, absolute: bool = False) -> str:
    """A path as a source writes it: `line_items[*].sku`, `$.id`."""
    steps: list[Segment] = [Wildcard() if name in {ANY_ITEM, ANY_KEY} else Name(name) for name in path]
    return describe(SourcePath("", absolute, tuple(steps)))


def _samples(opened: OpenMapping, fixture: str | None) -> dict[Path, Shown]:
    for one in opened.fixtures:
        if one.records and (fixture is None or one.name == fixture):
            return values_by_path(one.first, view_of(opened).source_fields)
    return {}


def _names(
    opened: OpenMapping, place: Place | None, at: At, fixture: str | None, own: bool
) -> Iterator[NameView]:
    """The names that formulas see: the rule's own sources first."""
    if place is None:
        return
    written = written_at(opened, at).get("source") if own else None
    sources = {"value": written} if isinstance(written, str) else written if isinstance(written, dict) else {}
    names = [name for name in place.names if name not in sources]
    values = _values(opened, at, sources, names, fixture)
    for name, path in sources.items():
        yield NameView(name, "name", _type_at(opened, place, path), values.get(name), f"← {line(str(path))}")
    for name in names:
        yield NameView(name, "name", sample=values.get(name), help=_about_name(opened, name))


def _values(
    opened: OpenMapping, at: At, sources: dict[str, Any], names: list[str], fixture: str | None
) -> dict[str, Shown]:
    """What names stand for where a rule is first reached in a fixture; nothing for a rule that cannot be tried."""
    known = {one.name: one for one in opened.fixtures}
    sample = next(iter(opened.fixtures), None) if fixture is None else known.get(fixture)
    one = opened.readable.one(at)
    if sample is None or not isinstance(one, One):
        return {}
    try:
        read = [
            Input(name, p.Value((p.Source("value", parse_path(str(path))),)))
            for name, path in sources.items()
        ]
        read += [Input(name, p.Value(formula=p.Formula(name, x.Name(name)))) for name in names]
        trial = ready(opened, one, tuple(read))
    except (PathError, RefusedError):
        return {}
    for turn in trial.turns([sample]):
        if turn.reached:
            return {given.name: input_shown(value) for given, value in zip(read, turn.inputs, strict=True)}
    return {}


def _type_at(opened: OpenMapping, place: Place, path: Any) -> str:
    from mapbench.language.scopes import field_at

    try:
        parsed = parse_path(str(path))
    except PathError:
        return "any"
    plain = all(isinstance(segment, Name | Index) for segment in parsed.segments)
    return type_word(field_at(place, parsed)) if plain else "list"


def _about_name(opened: OpenMapping, name: str) -> str:
    known = {
        "index": "the position, from 0",
        "item": "the current item",
        "items": "the items of the group",
        "key": "the key",
    }
    let = opened.salvaged.file.let.get(name)
    if let is not None:
        return line(let.note or let.formula or "a named value")
    return known.get(name, "")


def _params(opened: OpenMapping) -> Iterator[NameView]:
    words = {"string": "text", "integer": "int", "number": "num", "boolean": "bool", "array": "list"}
    for name, one in opened.salvaged.file.params.items():
        yield NameView(f"params.{name}", "param", words.get(one.type, one.type), help=line(one.note or ""))


def _about_table(opened: OpenMapping, name: str) -> str:
    model = opened.project.lookups[name].model
    return "" if model is None else line(getattr(model, "title", None) or getattr(model, "note", None) or "")
