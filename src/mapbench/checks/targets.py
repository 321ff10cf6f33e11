"""MB601, MB602, MB604: what the target schema asks, against what the rules can give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.kinds import Known, assignable, known_items, known_value
from mapbench.checks.material import Material, Subject
from mapbench.engine.program import NOTHING, Collection, Object, Scope, Value
from mapbench.engine.program import Rule as ProgramRule
from mapbench.model.nearest import nearest
from mapbench.schemas.fields import Field
from mapbench.trials.walking import Visit, field_below, schema_of, visits, written_in

_HEAD = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n"
_FILE = "mappings/shop-order.yaml"


def required_targets(material: Material) -> Said:
    """MB601 in every mapping that has a target."""
    for subject in material.subjects:
        target = schema_of(subject.loaded, "target")
        if target is None:
            yield Unchecked("MB601", subject.id, "its target has no schema")
            continue
        for name in _unmapped(subject.loaded.program.scope, target, ()):
            yield Finding(
                "MB601",
                f"{subject.id}/{name}",
                f"The required target {name} is made by no rule, so every record is rejected.",
                _misnamed(subject, target, name) or "Add a rule for it, or make it optional in the schema.",
                subject.place(name.rpartition(".")[0]),
                subject.owner(name) or _field_owner(target, name),
            )


def _misnamed(subject: Subject, root: Field, name: str) -> str:
    """The rule whose target the schema does not have and that is like the required one; "" where there is none."""
    unknown = [target for target in subject.rules if field_below(root, tuple(target.split("."))) is None]
    near = nearest(name, unknown, 75)
    if near is None:
        return ""
    return f"Did you mean it by the rule for {near!r} in line {subject.place(near).line}?"


def _unmapped(scope: Scope, field: Field, prefix: tuple[str, ...]) -> Iterator[str]:
    """The required targets that no rule of a scope makes, wherever the scope makes their parent."""
    if scope.spread is not None:
        return
    yield from _missing_names(list(scope.rules), field, prefix, 0)
    for rule in scope.rules:
        own = field
        for name in rule.names:
            child = own.child(name)
            if child is None:
                break
            own = child
        else:
            inner = written_in(rule, own)
            body = rule.body
            if isinstance(body, Object | Collection) and body.scope is not None and inner is not None:
                yield from _unmapped(body.scope, inner, (*prefix, *rule.names))


def _missing_names(
    rules: list[ProgramRule], field: Field, prefix: tuple[str, ...], depth: int
) -> Iterator[str]:
    made = {rule.names[depth] for rule in rules if len(rule.names) > depth}
    for name in (*field.order(), *sorted(field.shape.required - set(field.order()))):
        if name in field.shape.required and name not in made:
            yield ".".join((*prefix, name))
    for name in dict.fromkeys(rule.names[depth] for rule in rules if len(rule.names) > depth + 1):
        child = field.child(name)
        if child is not None and child.kind == "object":
            inside = [rule for rule in rules if len(rule.names) > depth + 1 and rule.names[depth] == name]
            yield from _missing_names(inside, child, (*prefix, name), depth + 1)


def types_fit(material: Material) -> Said:
    """MB602 for every rule whose kinds of value are known and none of them fits."""
    for subject, visit in _visits(material):
        target = visit.target
        assert target is not None
        known = _known(subject, visit)
        if not assignable(known.types, target):
            yield subject.finding(
                "MB602",
                visit.rule.target,
                f"{visit.rule.target} takes {_words(target.types)}; the rule gives {_words(known.types)}.",
                "Convert the value: text(x), number(x), integer(x), boolean(x), or first(list).",
            )
        elif isinstance(visit.rule.body, Collection):
            yield from _items_fit(subject, visit, visit.rule.body, target)


def _items_fit(subject: Subject, visit: Visit, body: Collection, target: Field) -> Said:
    member = written_in(visit.rule, target)
    known = known_items(body, visit.here, subject.loaded.program)
    if member is not None and not body.group and not assignable(known.types, member):
        yield subject.finding(
            "MB602",
            visit.rule.target,
            f"The members of {visit.rule.target} are {_words(member.types)}; the rule gives {_words(known.types)}.",
            "Convert each member in the rule's formula.",
        )


def nulls_fit(material: Material) -> Said:
    """MB604 for every required target that may get a null it does not take."""
    for subject, visit in _visits(material):
        rule = visit.rule
        strict = rule.required and not rule.nullable and rule.default is NOTHING and rule.when is None
        if strict and not visit.here.drops and _known(subject, visit).nullable:
            yield subject.finding(
                "MB604",
                rule.target,
                f"{rule.target} is required and takes no null, but its source may be null; then the record is rejected.",
                "Give the rule a `default`, or let the target be null.",
            )


def _visits(material: Material) -> Iterator[tuple[Subject, Visit]]:
    for subject in material.subjects:
        for visit in visits(subject.loaded):
            if visit.target is not None:
                yield subject, visit


def _known(subject: Subject, visit: Visit) -> Known:
    body, program = visit.rule.body, subject.loaded.program
    if isinstance(body, Value):
        known = known_value(body, visit.here, program)
        default = visit.rule.default
        return known if default is NOTHING else Known(known.types, False)
    if isinstance(body, Collection):
        return Known(frozenset({"object" if body.keyed_by is not None else "array"}))
    return Known(frozenset({"object"}))


def _field_owner(target: Field, name: str) -> str | None:
    field = target.schema.field(tuple(name.split(".")))
    return field.owner if field is not None else None


def _words(types: Iterable[str]) -> str:
    return " or ".join(sorted(types)) or "nothing"


RULES = (
    Rule(
        "MB601",
        "error",
        "Required target unmapped",
        "A required target that no rule makes rejects every record of the mapping, on the day it is released.",
        {_FILE: _HEAD},
        {_FILE: _HEAD + "- {target: email, source: email, default: unknown}\n"},
        required_targets,
    ),
    Rule(
        "MB602",
        "error",
        "Type not assignable",
        "A value of a kind that the target does not take rejects its record, whatever the value is.",
        {
            _FILE: _HEAD
            + "- {target: email, source: email, default: unknown}\n- {target: total, source: total_price}\n"
        },
        {
            _FILE: _HEAD
            + "- {target: email, source: email, default: unknown}\n"
            + "- {target: total, source: total_price, formula: number(value)}\n"
        },
        types_fit,
    ),
    Rule(
        "MB604",
        "error",
        "Nullable into required, no default",
        "A source that may be null fills a required target only until the first null comes; then records are rejected.",
        {_FILE: _HEAD + "- {target: email, source: email}\n"},
        {_FILE: _HEAD + "- {target: email, source: email, default: unknown}\n"},
        nulls_fit,
    ),
)
