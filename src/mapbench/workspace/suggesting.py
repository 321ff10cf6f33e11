"""Suggestions for a mapping of an open project: what the project knows of its fields, put as one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError, Problem
from mapbench.schemas.fields import ANY_ITEM
from mapbench.suggest.conversions import NamedTable
from mapbench.suggest.fields import Known, known_fields, samples_of
from mapbench.suggest.names import Synonyms, Words, plain_words
from mapbench.suggest.profiles import MOST_VALUES
from mapbench.suggest.scoring import Earlier
from mapbench.suggest.suggesting import Question, Suggestion, suggestions
from mapbench.workspace.decided import list_items, objects_made, taken_targets
from mapbench.workspace.fixtures import fixtures_of
from mapbench.workspace.mapping_views import mapping_view
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.views import MappingView, Opened, Path, RuleView

if TYPE_CHECKING:
    from mapbench.workspace.schemas import Side

#: A larger table is not tried on sample values.
_MOST_ROWS: Final = 2_000
#: Names that mean something only together with what is around them.
_GENERAL: Final = frozenset(
    {"identifier", "name", "code", "number", "value", "type", "key", "date", "time", "amount", "text"}
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions for a mapping as of one revision of the project; `problem` says why there can be none.

    `broken` says that it is a schema which is named and cannot be used, not one that is still to come.
    """

    revision: int
    mapping: str
    found: tuple[Suggestion, ...]
    problem: Problem | None = None
    broken: bool = False

    def of(self, row: Path) -> Suggestion | None:
        """The suggestion for a row of the canvas; of a list of scalars the row is the list itself."""
        return next((one for one in self.found if row_of(one.target) == row), None)


def suggested(workspace: Opened, mapping: str) -> Suggested:
    """Every open target's suggestion, in schema order. Raises MapbenchError for an id that is none."""
    revision = workspace.revision
    opened = open_mapping(workspace, mapping)
    view = mapping_view(workspace, mapping)
    with opened.lock:
        source, target = opened.source, opened.target
    for name, side in (("source", source), ("target", target)):
        if side.schema is None:
            return Suggested(revision, mapping, (), _without(name, side), side.problem is not None)
    return Suggested(revision, mapping, tuple(suggestions(question_of(workspace, opened, view))))


def question_of(workspace: Opened, opened: OpenMapping, view: MappingView, learning: bool = True) -> Question:
    """What suggestions look at; without `learning` neither the other mappings nor the synonyms of the project count."""
    read = _reading(workspace) if learning else plain_words
    file = opened.salvaged.file
    sources = _fields(opened.source, _records(workspace, file.source), read)
    targets = _fields(
        opened.target,
        target_records(workspace, opened.id, file.target),
        read,
        _fed(workspace, file.target),
    )
    used = {
        path for rule in view.rules for path in rule.sources if rule.kind in ("copy", "lookup", "formula")
    }
    return Question(
        sources, targets, taken_targets(view), frozenset(used), list_items(opened), objects_made(opened),
        tuple(_tables(workspace)), Earlier(dict(_links(workspace, opened.id, read)) if learning else {}),
        _keys(workspace, file.source, file.target),
    )  # fmt: skip


def _keys(workspace: Opened, source: str | None, target: str | None) -> tuple[Path, Path] | None:
    """The fields that tell the records of both sides apart; None where it takes more than one, or nobody said."""
    one, two = (_key(workspace, side or "") for side in (source, target))
    return (one, two) if one and two else None


def _key(workspace: Opened, reference: str) -> Path | None:
    """The one key of an entity or a dataset."""
    project = workspace.project
    name, _, major = reference.partition("@")
    system, _, dataset = name.partition(".")
    if major:
        entity = project.entities.get(name)
        key = entity.model.key if entity is not None and entity.model is not None else []
    else:
        loaded = project.systems.get(system)
        known = (
            loaded.model.datasets.get(dataset) if loaded is not None and loaded.model is not None else None
        )
        key = known.key if known is not None else []
    return tuple(key[0].split(".")) if len(key) == 1 else None


def row_of(target: Path) -> Path:
    """The row of a target: a list of scalars is one row."""
    return target[:-1] if target[-1:] == (ANY_ITEM,) else target


def target_records(workspace: Opened, mapping: str, target: str | None) -> Iterator[Any]:
    """Records in the shape of the target: its own fixtures, and what is expected of other mappings into it."""
    yield from _records(workspace, target)
    for other in workspace.project.mappings.values():
        if other.id == mapping or other.model is None or other.model.target != target:
            continue
        try:
            found = workspace.project.cases(other.id)
        except MapbenchError:
            continue
        expected = [case.expect for case in found[1].tests] if found is not None else []
        yield from (one for one in expected if isinstance(one, dict))


def _without(name: str, side: Side) -> Problem:
    if side.problem is not None:
        return side.problem
    if side.reference is None:
        return Problem(f"The mapping names no {name}.", f"Write `{name}: SYSTEM.DATASET`, or ENTITY@MAJOR.")
    hint = f"Capture records: mapbench connect {side.reference} --capture 3 --pin."
    return Problem(f"{side.reference} has no schema and no fixture yet.", hint)


def _fields(
    side: Side, records: Iterable[Any], read: Any, more: Mapping[Path, list[Any]] | None = None
) -> list[Known]:
    if side.schema is None:
        return []
    samples = samples_of(records, MOST_VALUES)
    for path, values in (more or {}).items():
        samples.setdefault(path, []).extend(values)
    name = (side.reference or "").partition("@")[0].rpartition(".")[2]
    return known_fields(side.schema, samples, read, name)


def _fed(workspace: Opened, target: str | None) -> dict[Path, list[Any]]:
    """The values that systems hold which are fed from the target, where a rule copies them as they are."""
    found: dict[Path, list[Any]] = {}
    for other in workspace.project.mappings.values():
        if target is None or other.model is None or other.model.source != target:
            continue
        samples = samples_of(_records(workspace, other.model.target), MOST_VALUES)
        for rule in mapping_view(workspace, other.id).rules if samples else ():
            if rule.kind == "copy" and len(rule.sources) == 1 and rule.target in samples:
                found.setdefault(rule.sources[0], []).extend(samples[rule.target])
    return found


def _records(workspace: Opened, reference: str | None) -> Iterator[Any]:
    for fixture in fixtures_of(workspace.folder, reference):
        yield from fixture.records


def _reading(workspace: Opened) -> Any:
    """Names as words, with the project's synonyms."""
    loaded = workspace.project.synonyms
    if loaded is None or loaded.model is None or not loaded.model.synonyms:
        return plain_words
    synonyms = Synonyms(loaded.model.synonyms)
    return lambda name: synonyms.read(plain_words(name))


def _tables(workspace: Opened) -> Iterator[NamedTable]:
    for lookup in workspace.project.lookups.values():
        if lookup.model is None or (lookup.model.dataset is not None and lookup.model.value is None):
            continue
        try:
            table: Mapping[str, Any] = workspace.project.table(lookup.id)
        except MapbenchError:
            continue
        if len(table) <= _MOST_ROWS:
            yield NamedTable(lookup.id, table)


def _links(workspace: Opened, mapping: str, read: Any) -> Iterator[tuple[tuple[Words, Words], str]]:
    """What the other mappings link, by the words of both names; links of fields that are called alike teach nothing."""
    for other in workspace.project.ids("mapping"):
        if other == mapping:
            continue
        for rule in mapping_view(workspace, other).rules:
            if _teaches(rule):
                pair = read(_name(rule.sources[0])), read(_name(rule.target))
                if pair[0] != pair[1]:
                    yield pair, other


def _teaches(rule: RuleView) -> bool:
    """Whether a rule says that two names mean the same: it reads one field itself, whose name means something alone."""
    read = rule.written.get("source")
    one = isinstance(read, str) or (isinstance(read, dict) and len(read) == 1)
    direct = (
        one and bool(rule.target) and len(rule.sources) == 1 and rule.kind in ("copy", "lookup", "formula")
    )
    return direct and not rule.gone and not set(plain_words(_name(rule.sources[0]))) <= _GENERAL


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if step not in ("*", "{}")), "")
