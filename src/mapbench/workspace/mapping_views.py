"""A mapping as the canvas draws it: the rows of both schemas, the rules between them, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError, Problem
from mapbench.trials.spots import settled
from mapbench.trials.wires import Wire, read_beside_rules, wires
from mapbench.workspace.drafts import is_draft
from mapbench.workspace.ghosts import gone_paths, renamed_to, renames_for, with_ghosts
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.rows import is_leaf, rows_of, with_named
from mapbench.workspace.views import At, FieldView, MappingView, Opened, Path, RuleKind, RuleView

if TYPE_CHECKING:
    from mapbench.model.mapping import Rule
    from mapbench.schemas.fields import Schema
    from mapbench.workspace.schemas import Side


def mapping_view(workspace: Opened, mapping: str) -> MappingView:
    """A mapping, broken or not. Raises MapbenchError for an id that is none."""
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        return view_of(opened)


def view_of(opened: OpenMapping) -> MappingView:
    """The view of a mapping, made once."""
    if opened.view is None:
        opened.view = _view(opened)
    return opened.view


def _view(opened: OpenMapping) -> MappingView:
    file = opened.salvaged.file
    refused = [at for at, _ in opened.problems]
    drawn = list(wires(file, opened.readable, opened.source.schema, refused))
    rules, read, lost = _rules(opened, drawn)
    renames = renames_for(opened, lost, read)
    targets, strays = _targets(opened.target, drawn)
    source = _source_rows(opened, [*read, *renamed_to(renames, lost)], lost)
    target = with_named(
        () if opened.target.schema is None else rows_of(opened.target.schema), targets, strays
    )
    used = _used(source, drawn, opened)
    mapped = _mapped(target, drawn, source)
    return MappingView(
        mapping=opened.id, file=opened.path, version=file.version or "", draft=is_draft(opened),
        owner=file.owner, source=file.source, target=file.target, source_fields=source, target_fields=target, rules=rules,
        problems=tuple(dict.fromkeys(problem for _, problem in opened.problems)),
        used=len(used), source_total=_leaves(source), mapped=len(mapped), target_total=_leaves(target),
        required_open=tuple(_required_open(target, mapped, drawn)),
        fixtures=opened.fixture_names,
        inferred=tuple(name for name, side in (("source", opened.source), ("target", opened.target)) if side.inferred),
        renames=renames,
    )  # fmt: skip


def kind_of(rule: Rule) -> RuleKind:
    """What a rule does, in the word that the canvas shows."""
    if rule.copy_all is not None:
        return "spread"
    if rule.unmapped is not None:
        return "unmapped"
    if rule.each is not None:
        return "each"
    if rule.rules is not None:
        return "scope"
    if rule.cases is not None:
        return "cases"
    if rule.lookup is not None:
        return "lookup"
    if rule.formula is not None:
        return "formula"
    return "const" if "constant" in rule.model_fields_set else "copy"


def _rules(opened: OpenMapping, drawn: list[Wire]) -> tuple[tuple[RuleView, ...], list[Path], list[Path]]:
    """The rules, the rows that they read, and those that are gone."""
    problems = _by_rule(opened.problems, {wire.at for wire in drawn})
    read: list[Path] = []
    lost: list[Path] = []
    found = []
    for wire in drawn:
        sources, gone = gone_paths(opened, wire.reads)
        read += sources
        lost += gone
        found.append(_rule(opened, wire, sources, gone, problems.get(wire.at, ())))
    return tuple(found), read, lost


def _rule(
    opened: OpenMapping,
    wire: Wire,
    sources: tuple[Path, ...],
    gone: tuple[Path, ...],
    problems: Iterable[Problem],
) -> RuleView:
    rule, made = wire.rule, opened.readable.rules.get(wire.at)
    place = opened.document.position((*wire.at, "target") if rule.target is not None else wire.at)
    owner = rule.owner or (made.owner if made is not None else None) or opened.salvaged.file.owner
    return RuleView(
        wire.at, wire.target, sources, kind_of(rule), place.line or 0, owner, rule.ticket, rule.status, rule.note,
        written_at(opened, wire.at), gone, tuple(problems),
    )  # fmt: skip


def written_at(opened: OpenMapping, at: At) -> dict[str, Any]:
    """A rule as its file has it; {} where there is none."""
    found: Any = opened.document.data
    for key in at:
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):
            return {}
    return found if isinstance(found, dict) else {}


def refuse_moved(workspace: Opened, mapping: str, seen: Mapping[At, dict[str, Any]]) -> None:
    """Raises MapbenchError where a rule that was seen at a place is not the one that stands there now."""
    opened = open_mapping(workspace, mapping)
    if any(written_at(opened, at) != written for at, written in seen.items()):
        raise MapbenchError(
            "The mapping changed a moment ago; nothing was done.",
            "Look at what it says now, and do it again.",
        )


def _by_rule(problems: Iterable[tuple[At, Problem]], rules: set[At]) -> dict[At, list[Problem]]:
    """The problems by the innermost rule that they stand in."""
    found: dict[At, list[Problem]] = {}
    for at, problem in problems:
        owner = next((at[:end] for end in range(len(at), 0, -1) if at[:end] in rules), None)
        if owner is not None and problem not in found.setdefault(owner, []):
            found[owner].append(problem)
    return found


def _source_rows(opened: OpenMapping, named: Iterable[Path], lost: Iterable[Path]) -> tuple[FieldView, ...]:
    rows = () if opened.source.schema is None else rows_of(opened.source.schema)
    if opened.source.pinned is None:
        return with_named(rows, named, ())
    known = set(lost)
    return with_ghosts(rows, opened, known, [path for path in named if path not in known])


def _targets(side: Side, drawn: list[Wire]) -> tuple[list[Path], list[Path]]:
    """The targets of rules, and those among them that a closed schema does not have."""
    targets = [wire.target for wire in drawn if wire.target]
    schema = side.pinned
    return targets, [] if schema is None else [path for path in targets if _refused(path, schema)]


def _refused(path: Path, schema: Schema) -> bool:
    settled_path, lacks = settled(path, schema)
    if not lacks:
        return False
    parent = schema.field(settled_path[:-1])
    return parent is not None and not parent.admits(settled_path[-1])


def _leaves(rows: tuple[FieldView, ...]) -> int:
    return sum(row.gone is None and is_leaf(rows, number) for number, row in enumerate(rows))


def _leaf_paths(rows: tuple[FieldView, ...]) -> list[Path]:
    return [row.path for number, row in enumerate(rows) if row.gone is None and is_leaf(rows, number)]


def _used(rows: tuple[FieldView, ...], drawn: list[Wire], opened: OpenMapping) -> list[Path]:
    """The leaves that a rule or condition reads, by name or with what holds them."""
    exact = {path for wire in drawn for path in wire.reads} | set(
        read_beside_rules(opened.readable, opened.source.schema)
    )
    whole = {path for wire in drawn for path in wire.whole}
    parted = {path[:end] for path in exact for end in range(1, len(path))}
    held = whole - parted
    return [path for path in _leaf_paths(rows) if path in exact or _holds(held, path)]


def _holds(above: set[Path], path: Path) -> bool:
    return bool(above) and any(path[:end] in above for end in range(1, len(path)))


def _mapped(rows: tuple[FieldView, ...], drawn: list[Wire], source: tuple[FieldView, ...]) -> set[Path]:
    """The leaves that a rule makes, by name, with what holds them, or by a spread of fields of that name."""
    made = [wire for wire in drawn if wire.rule.unmapped is None]
    exact = {wire.target for wire in made if wire.target}
    whole = {wire.target for wire in made if wire.target and wire.rule.rules is None}
    whole |= {path for wire in made if wire.rule.copy_all is not None for path in _spread(wire, source)}
    return {path for path in _leaf_paths(rows) if path in exact or path in whole or _holds(whole, path)}


def _spread(wire: Wire, source: tuple[FieldView, ...]) -> Iterable[Path]:
    """The targets that a spread fills, as far as the source's schema names its fields."""
    copied = wire.rule.copy_all
    assert copied is not None
    around = wire.reads[0] if wire.reads else ()
    for row in source:
        inside = row.path[len(around) :]
        plain = tuple(name for name in inside if name not in {"*", "{}"})
        if row.path[: len(around)] == around and len(plain) == 1 and plain[0] not in copied.except_:
            yield (*wire.scope, copied.rename.get(plain[0], plain[0]))


def _required_open(rows: tuple[FieldView, ...], mapped: set[Path], drawn: list[Wire]) -> Iterable[Path]:
    """The required leaves that nothing makes, where what holds them is made or required itself."""
    made = {
        wire.target[:end]
        for wire in drawn
        if wire.rule.unmapped is None
        for end in range(1, len(wire.target) + 1)
    }
    needed: dict[Path, bool] = {(): True}
    for number, row in enumerate(rows):
        parent = row.path[:-1]
        while parent and parent[-1] in {"*", "{}"}:
            parent = parent[:-1]
        inside_made = needed.get(parent, False) and (len(row.path) - len(parent) == 1 or parent in made)
        needed[row.path] = row.path in made or (inside_made and row.required)
        leaf = is_leaf(rows, number)
        open_ = row.gone is None and row.required and inside_made and row.path not in mapped
        if open_ and (leaf or (row.kind == "list" and row.path not in made)):
            yield row.path
