"""MB603, MB610: values that arrive with less in them than they had, or that only look present. F1."""

from __future__ import annotations

from collections.abc import Iterator

from mapbench.checks.examples import MAPPING as _MAPPING
from mapbench.checks.examples import MAPPING_FILE
from mapbench.checks.findings import Rule, Said
from mapbench.checks.kinds import known_field
from mapbench.checks.material import Material, Subject
from mapbench.engine import expressions as x
from mapbench.engine.expressions import walk
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.program import Value
from mapbench.schemas.fields import Field
from mapbench.trials.walking import Here, Visit, visits

_WHOLE = frozenset({"round", "floor", "ceil", "integer"})


def nothing_is_lost(material: Material) -> Said:
    """MB603 for conversions that lose something and do not say why in a `note`."""
    for subject, visit, body in _values(material):
        written = subject.rules.get(visit.rule.target)
        if written is not None and written.rule.note:
            continue
        lost = next(_losses(visit, body), None)
        if lost is not None:
            yield subject.finding(
                "MB603",
                visit.rule.target,
                f"{visit.rule.target} keeps less than its source has: {lost}.",
                "Keep all of it; or say in the rule's `note` why this may be lost.",
            )


def _losses(visit: Visit, body: Value) -> Iterator[str]:
    target = visit.target
    calls = _calls(body)
    if "truncate" in calls:
        yield "truncate cuts the text"
    sources = [visit.here.follow(source.path) for source in body.sources]
    if target is None or len(sources) != 1 or sources[0] is None:
        return
    source = sources[0]
    if source.format == "date-time" and target.format == "date":
        yield "the time of day is dropped"
    whole = target.types and target.types <= {"integer"}
    if whole and source.types == {"number"} and (calls & _WHOLE or body.formula is None):
        yield "fractions are dropped" if calls & _WHOLE else "only values without a fraction fit"
    if body.lookup is None and body.formula is None:
        yield from _shorter(source, target)


def _shorter(source: Field, target: Field) -> Iterator[str]:
    longest, allowed = _longest(source), _longest(target)
    if longest is not None and allowed is not None and longest > allowed:
        yield f"{longest} characters do not fit into {allowed}"


def _longest(field: Field) -> int | None:
    raw = field.raw
    found = raw.get("maxLength") if isinstance(raw, dict) else None
    return found if isinstance(found, int) else None


def _calls(body: Value) -> set[str]:
    if body.formula is None:
        return set()
    return {node.function for node in walk(body.formula.tree) if isinstance(node, x.Call)}


def texts_can_be_missing(material: Material) -> Said:
    """MB610 for an f-string of optional sources that fills a required target: it is text even where all is missing."""
    for subject, visit, body in _values(material):
        if not visit.rule.required or visit.rule.when is not None or body.formula is None:
            continue
        text = _f_string(body.formula.tree)
        optional = (
            [] if text is None else [name for name in _optional(visit.here, body) if _prints(text, name)]
        )
        if optional:
            yield subject.finding(
                "MB610",
                visit.rule.target,
                f"{visit.rule.target} is required, and an f-string fills it even where {' or '.join(optional)} "
                "is missing: the record is accepted with a hole in it.",
                f"Add `when: not is_blank({optional[0]})`, so that such a record is rejected or takes the default.",
            )


def _f_string(node: x.Node) -> x.Format | None:
    """The f-string that a formula gives, also through a function of texts (`f"…".trim()`)."""
    while isinstance(node, x.Call) and node.arguments and CATALOGUE[node.function].returns == "text":
        node = node.arguments[0]
    return node if isinstance(node, x.Format) else None


def _prints(text: x.Format, name: str) -> bool:
    return any(isinstance(part, x.Name) and part.name == name for part in text.parts)


def _optional(here: Here, body: Value) -> Iterator[str]:
    for source in body.sources:
        field = here.follow(source.path)
        if field is not None and (known_field(field).nullable or not _always(field)):
            yield source.name


def _always(field: Field) -> bool:
    """Whether a field is there wherever its list or record is."""
    here: Field | None = field
    while here is not None and here.parent is not None and here.parent.kind == "object":
        if not here.required:
            return False
        here = here.parent
    return True


def _values(material: Material) -> Iterator[tuple[Subject, Visit, Value]]:
    for subject in material.subjects:
        for visit in visits(subject.loaded):
            if isinstance(visit.rule.body, Value):
                yield subject, visit, visit.rule.body


_TEXT = 'mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- target: email\n  source: {name: email}\n  formula: f"{name}@example.com"\n'

RULES = (
    Rule(
        "MB603",
        "warning",
        "Lossy conversion",
        "What is cut off, rounded away or dropped on the way cannot be brought back by any system behind it.",
        {
            MAPPING_FILE: _MAPPING.replace(
                "source: status}", "source: status, formula: 'truncate(value, 20)'}"
            )
        },
        {
            MAPPING_FILE: _MAPPING.replace(
                "source: status}", "source: status, formula: 'truncate(value, 20)', note: The list shows 20}"
            )
        },
        nothing_is_lost,
    ),
    Rule(
        "MB610",
        "warning",
        "F-string of optional sources into a required target",
        "An f-string prints nothing for what is missing, so it is never missing itself: the required target is always "
        "filled, now and then with nothing useful.",
        {MAPPING_FILE: _TEXT},
        {MAPPING_FILE: _TEXT + "  when: not is_blank(name)\n"},
        texts_can_be_missing,
    ),
)
