"""lineage.json: target field <- rule <- source fields, in the shape of OpenLineage's columnLineage facet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from mapbench.engine import expressions as x
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.paths import Descend, Name, Path, Wildcard, describe
from mapbench.engine.program import Collection, Formula, Named, Object, Program, Rule, Scope, Source, Value

_SCHEMA: Final = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json"
_PRODUCER: Final = "urn:mapbench:packages"
_MASKING: Final = frozenset({"mask", "pseudonym", "hmac_sha256", "sha256"})

#: Field paths of the source record, without positions.
Fields = frozenset[str]
_NONE: Final[Fields] = frozenset()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name in a formula: where in the record it stands (None: it is computed), and the fields it comes from.

    `many` says that it is the list of all that stands there.
    """

    place: str | None
    fields: Fields
    many: bool = False

    @property
    def member(self) -> _Seen:
        """What a loop over it sees."""
        if self.place is None or self.many:
            return replace(self, many=False)
        return _at(f"{self.place}[*]" if self.place else "")


@dataclass(frozen=True, slots=True)
class _Here:
    """The path of the current item, names for formulas, and the fields that decide whether the rules here run.

    Where paths start at a group, `key` holds the fields of its key, and `item` is the path of its members; `record_key` is
    the same for `$`.
    """

    item: str
    names: dict[str, _Seen]
    deciding: Fields = _NONE
    key: Fields | None = None
    record_key: Fields | None = None

    def locate(self, path: Path) -> _Seen:
        """What a path leads to, positions and filters left out."""
        segments, many = path.segments, not path.singular
        base, key = ("", self.record_key) if path.absolute else (self.item, self.key)
        if key is not None and segments and isinstance(segments[0], Name):
            if segments[0].name == "key":
                return _Seen(None, key)
            many = many or len(segments) == 1
            segments = segments[2:]
        plain = tuple(one if isinstance(one, Name | Descend) else Wildcard() for one in segments)
        text = describe(Path("", False, plain)).removeprefix("@")
        joint = "." if base and text and not text.startswith((".", "[")) else ""
        return replace(_at(base + joint + text), many=many)

    def seeing(self, sources: tuple[Source, ...]) -> _Here:
        return replace(self, names={**self.names, **{one.name: self.locate(one.path) for one in sources}})


def lineage(program: Program, source: str | None) -> dict[str, Any]:
    """The facet of a program that reads the dataset or entity `source`."""
    here = _Here("", {})
    if program.group or program.group_all:
        key = _fields(program.group, here, open_=True)
        names = {"items": replace(_at(""), many=True), "key": _Seen(None, key)}
        here = _Here("", names, key=key, record_key=key)
    if program.each is not None:
        here = _inside(here, program.each)
    fields = dict(sorted(_scope(program.scope, here)))
    named = source or ""
    namespace, _, name = ("canonical", "", named) if "@" in named else named.partition(".")
    shown = {target: _inputs(found, namespace, name) for target, found in fields.items()}
    return {"columnLineage": {"_producer": _PRODUCER, "_schemaURL": _SCHEMA, "fields": shown}}


@dataclass(frozen=True, slots=True)
class _Found:
    """What goes into one target: fields whose values do, fields that decide, and how."""

    direct: Fields
    deciding: Fields
    subtype: str
    words: str
    masking: bool


def _inputs(found: _Found, namespace: str, name: str) -> dict[str, Any]:
    listed = []
    for field in sorted(found.direct | found.deciding):
        ways = []
        if field in found.direct:
            way = {
                "type": "DIRECT",
                "subtype": found.subtype,
                "description": found.words,
                "masking": found.masking,
            }
            ways.append(way)
        if field in found.deciding:
            ways.append({"type": "INDIRECT", "subtype": "CONDITIONAL", "description": "", "masking": False})
        listed.append({"namespace": namespace, "name": name, "field": field, "transformations": ways})
    return {"inputFields": listed}


def _scope(scope: Scope, here: _Here) -> Iterator[tuple[str, _Found]]:
    here = _with_lets(here, scope.lets)
    if scope.spread is not None:
        path = scope.spread.path
        fields = _at(here.item).fields if path is None else here.locate(path).fields
        yield scope.spread.target, _Found(fields, here.deciding, "IDENTITY", "copy_all", masking=False)
    for rule in scope.rules:
        yield from _rule(rule, here)


def _rule(rule: Rule, here: _Here) -> Iterator[tuple[str, _Found]]:
    body = rule.body
    if rule.when is not None:
        inner = here.seeing((*getattr(body, "sources", ()), *rule.when_sources))
        here = replace(here, deciding=here.deciding | _reads(rule.when.tree, inner.names))
    if isinstance(body, Value):
        yield rule.target, _value(body, here)
    elif isinstance(body, Object):
        inner = here if body.source is None else _into(here, here.locate(body.source))
        yield from _scope(body.scope, inner)
    else:
        inner = _with_lets(_inside(here, body), body.lets)
        if body.scope is not None:
            yield from _scope(body.scope, inner)
        elif body.formula is not None:
            value = Value(body.sources, body.formula)
            yield rule.target, _value(value, inner)


def _value(value: Value, here: _Here) -> _Found:
    seen = here.seeing(value.sources)
    formulas = [value.formula] if value.formula else []
    formulas += [case.formula for case in value.cases if case.formula is not None]
    direct = _fields(tuple(formulas), seen)
    if not value.formula and not value.cases:
        direct |= frozenset().union(*(seen.names[source.name].fields for source in value.sources))
    deciding = here.deciding | _fields(tuple(case.when for case in value.cases), seen)
    plain = not formulas and value.lookup is None
    words = "; ".join(
        [formula.text for formula in formulas] + ([f"lookup {value.lookup.table}"] if value.lookup else [])
    )
    calls = {
        node.function for formula in formulas for node in x.walk(formula.tree) if isinstance(node, x.Call)
    }
    return _Found(direct, deciding, _subtype(plain, calls), words, bool(calls & _MASKING))


def _subtype(plain: bool, calls: set[str]) -> str:
    if plain:
        return "IDENTITY"
    totals = {"sum", "count", "average", "min", "max", "any", "all", "join"}
    return "AGGREGATION" if calls & totals & CATALOGUE.keys() else "TRANSFORMATION"


def _into(here: _Here, seen: _Seen) -> _Here:
    """Where the current item is another one; paths start at it."""
    return replace(here, item=seen.place or "", key=None)


def _inside(here: _Here, body: Collection) -> _Here:
    """Where the body of a collection stands; what its stages read decides about everything in it."""
    for level in body.levels:
        item = here.locate(level.path).member
        names = {level.name: item}
        if level.path.segments and isinstance(level.path.segments[-1], Wildcard):
            names["key"] = item
        here = replace(_into(here, item), names={**here.names, **names})
    stages = [one for one in (body.where, body.unique, body.keyed_by) if one is not None]
    here = replace(here, deciding=here.deciding | _fields((*stages, *body.group), here))
    if not body.group:
        return here
    key, member = _fields(body.group, here), _at(here.item)
    grouped = {"key": _Seen(None, key), "items": replace(member, many=True), "item": member}
    return replace(here, names={**here.names, **grouped}, key=key)


def _with_lets(here: _Here, lets: tuple[Named, ...]) -> _Here:
    for named in lets:
        found = _value(named.value, here)
        here = replace(here, names={**here.names, named.name: _Seen(None, found.direct | found.deciding)})
    return here


def _fields(formulas: tuple[Formula, ...], here: _Here, *, open_: bool = False) -> Fields:
    names = {**here.names, "$": _at("")} if open_ else here.names
    return frozenset().union(*(_reads(formula.tree, names) for formula in formulas))


def _reads(node: x.Node, names: dict[str, _Seen]) -> Fields:
    """The fields a formula reads: names with what is read of them, as deep as it is written."""
    seen = _chain(node, names)
    if seen is not None:
        return seen.fields
    if isinstance(node, x.Loop):
        return _loop(node, names)
    return frozenset[str]().union(*(_reads(child, names) for child in x.children(node)))


def _chain(node: x.Node, names: dict[str, _Seen]) -> _Seen | None:
    """What a name, or a field or element of one, stands for; None for what is computed here."""
    if isinstance(node, x.Name):
        return names.get(node.name, _Seen(None, _NONE))
    if isinstance(node, x.Member):
        return _field(_chain(node.object, names), node.name)
    if isinstance(node, x.Element) and isinstance(node.index, x.Constant):
        above, index = _chain(node.object, names), node.index.value
        return _field(above, index) if isinstance(index, str) else above and above.member
    return None


def _field(above: _Seen | None, name: str) -> _Seen | None:
    if above is None or above.place is None:
        return above
    return _at(f"{above.place}.{name}" if above.place else name)


def _loop(node: x.Loop, names: dict[str, _Seen]) -> Fields:
    found: Fields = _NONE
    for clause in node.clauses:
        over = _chain(clause.iterable, names) or _Seen(None, _reads(clause.iterable, names))
        found |= over.fields if over.place is None else _NONE
        names = {**names, clause.name: over.member}
        found |= frozenset().union(*(_reads(condition, names) for condition in clause.conditions))
    parts = [part for part in (node.element, node.key) if part is not None]
    return found.union(*(_reads(part, names) for part in parts))


def _at(place: str) -> _Seen:
    return _Seen(place, frozenset({place or "$"}))
