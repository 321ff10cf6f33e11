"""MB605, MB607: what happens to the samples that were captured."""

from __future__ import annotations

from collections.abc import Iterator

from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.material import Material, Sampled, Subject, UnsampledError
from mapbench.engine.outcomes import Step
from mapbench.engine.program import NOTHING, Program, Table
from mapbench.engine.program import Rule as ProgramRule
from mapbench.engine.texts import key_text
from mapbench.engine.values import MISSING, Failure
from mapbench.trials.lost import Lost

_HEAD = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n"
_FILE = "mappings/shop-order.yaml"
_SHOWN = 5


def lookup_misses(material: Material) -> Said:
    """MB605 for every table of a rule that lacks keys seen in samples."""
    for subject in material.subjects:
        rules = {rule.target: rule for rule in _with_lookup(subject)}
        if not rules:
            continue
        try:
            sampled = subject.sampled
        except UnsampledError as reason:
            yield Unchecked("MB605", subject.id, str(reason))
            continue
        for target, rule in rules.items():
            table = _table(subject.loaded.program, rule)
            missed = _missed(sampled, target, table) if table else {}
            if table is not None and missed:
                yield _miss(subject, rule, table, missed)


def _miss(subject: Subject, rule: ProgramRule, table: Table, missed: dict[str, int]) -> Finding:
    keys = ", ".join(repr(key) for key in list(missed)[:_SHOWN]) + (", …" if len(missed) > _SHOWN else "")
    handled = rule.default is not NOTHING or rule.on_error != "reject"
    name = "The table of the rule" if table.inline else f"The table {table.name}"
    return Finding(
        "MB605",
        f"{subject.id}/{rule.target}",
        f"{name} has no entry for {keys}, seen in {sum(missed.values())} of the samples"
        + ("; the rule's default is written." if handled else "; such records are rejected."),
        "Add the entries, or say what a miss gives: `default` of the rule, `on_miss` of the table.",
        subject.place(rule.target),
        table.owner or subject.owner(rule.target),
        "info" if handled else "warning",
    )


def _with_lookup(subject: Subject) -> Iterator[ProgramRule]:
    from mapbench.engine.program import Value
    from mapbench.trials.walking import visits

    for visit in visits(subject.loaded):
        body = visit.rule.body
        if isinstance(body, Value) and body.lookup is not None:
            table = _table(subject.loaded.program, visit.rule)
            if table is not None and table.on_miss == "error" and table.entries is not None:
                yield visit.rule


def _table(program: Program, rule: ProgramRule) -> Table | None:
    lookup = getattr(rule.body, "lookup", None)
    return next((one for one in program.tables if lookup is not None and one.name == lookup.table), None)


def _missed(sampled: list[Sampled], target: str, table: Table) -> dict[str, int]:
    """The keys that the table lacks, and how often each came: what stood before the lookup step of the rule."""
    missed: dict[str, int] = {}
    for sample in sampled:
        for key in _keys(sample.trace.steps, target):
            if key not in (table.entries or {}):
                missed[key] = missed.get(key, 0) + 1
    return missed


def _keys(steps: tuple[Step, ...], target: str) -> Iterator[str]:
    """The keys that a rule looked up: the last value before its lookup, or before the rule ended without one."""
    last: dict[tuple[int, ...], Step] = {}
    for step in steps:
        if step.target == target and step.part in ("source", "formula", "case", "when"):
            last[step.item] = step
    for step in last.values():
        if step.part != "when" and step.value is not None and step.value is not MISSING:
            try:
                yield key_text(step.value)
            except Failure:
                continue


def rules_that_fire(material: Material) -> Said:
    """MB607 for every rule that gave nothing on any sample, the required ones whose records are rejected among them."""
    from mapbench.trials.coverage import given, unexercised

    for subject in material.subjects:
        try:
            sampled = subject.sampled
        except UnsampledError as reason:
            yield Unchecked("MB607", subject.id, str(reason))
            continue
        done = {target for sample in sampled for target in given(sample.trace)}
        for rule in unexercised(subject.loaded.mapping, done):
            yield _never_fires(subject, rule.target, sampled)


def _never_fires(subject: Subject, target: str, sampled: list[Sampled]) -> Finding:
    missing = [
        any(error.target == target for outcome in sample.trace.outcomes for error in outcome.errors)
        for sample in sampled
    ]
    count = len(sampled)
    message = f"The rule gave nothing on any of {count} sample{'s' if count > 1 else ''}"
    if all(missing):
        message += ", and its target is required: every one was rejected"
    lost = _lost(subject, target, sampled)
    if lost is None:
        hint = "Check its source and `when`; or capture a sample that it is for."
    else:
        message += f"; none has {lost.path}"
        hint = lost.hint or "Check its source."
    return subject.finding("MB607", target, f"{message}.", hint)


def _lost(subject: Subject, target: str, sampled: list[Sampled]) -> Lost | None:
    """The name on the way of a rule's sources that neither the pinned schema nor a sample has."""
    from mapbench.trials.lost import lost_in_records, lost_in_schema
    from mapbench.trials.walking import schema_of

    schema = schema_of(subject.loaded, "source")
    for steps in subject.reads.get(target, ()):
        lost = lost_in_records(steps, [sample.record for sample in sampled])
        unknown = lost_in_schema(steps, schema) if schema is not None else lost
        if lost is not None and unknown is not None:
            return unknown
    return None


RULES = (
    Rule(
        "MB605",
        "warning",
        "Lookup misses values seen in samples",
        "A table that lacks what the source already sends rejects those records, or hides them behind a default.",
        {_FILE: _HEAD + "- {target: status, source: status, lookup: {paid: PAID}}\n"},
        {_FILE: _HEAD + "- {target: status, source: status, lookup: {paid: PAID, open: OPEN}}\n"},
        lookup_misses,
    ),
    Rule(
        "MB607",
        "warning",
        "Rule that never fires",
        "A rule that gives nothing on every sample is dead, misspelt, or without the sample that shows what it is for.",
        {_FILE: _HEAD + "- {target: status, source: state}\n"},
        {_FILE: _HEAD + "- {target: status, source: status}\n"},
        rules_that_fire,
    ),
)
