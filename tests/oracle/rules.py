"""Rules: how a rule's value is made, and what becomes of it by the five states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.oracle import collecting
from tests.oracle.drafts import Draft, Names, covered
from tests.oracle.formulas import evaluate, is_computed
from tests.oracle.kinds import MISSING, Fault, absent, kind, plain, truth, written
from tests.oracle.paths import parse
from tests.oracle.places import Error, Place
from tests.oracle.scope import Cell, Table, World
from tests.oracle.tables import backwards, look_up

from mapbench.model.given import given
from mapbench.model.mapping import Condition, LetValue, Rule


class Failed(Exception):
    """The errors are noted already; there is no value."""


class Invalid(Failed):
    """There is a value, but not one that the schema takes."""


class Deferred(Exception):
    """Errors that count if the parent of their required target is made."""

    def __init__(self, errors: list[Error]) -> None:
        super().__init__()
        self.errors = errors


class Run:
    """One record (or one item of the mapping's `each`) being mapped; gathers its errors."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.errors: list[Error] = []
        self.softened = 0
        self.unmade: dict[tuple[Names, tuple[int, ...]], Draft] = {}

    def condition(self, condition: Condition, place: Place) -> bool:
        return truth(evaluate(condition.formula, place.sourced(condition.source).scope, self.world))

    def with_lets(self, lets: dict[str, LetValue], place: Place) -> Place:
        cells: dict[str, Cell] = {}
        inner = replace(place, scope=place.scope.inner(cells))
        inner.scope.names = cells
        for name, let in lets.items():
            cells[name] = Cell(
                lambda let=let: self.let_value(let, inner),
                lambda let=let: self.marked(let, inner.sourced(let.source)),
            )
        return inner

    def let_value(self, let: LetValue, place: Place) -> Any:
        try:
            value = self.value(let, place.sourced(let.source))
        except Fault as fault:
            if fault.code != "lookup-miss" or not given(let, "default"):
                raise
            return let.default
        return let.default if absent(value) and given(let, "default") else value

    def rules(self, rules: list[Rule], place: Place) -> Any:
        """The object of a scope that is made, whatever goes in."""
        draft = self.drafted(rules, place)
        self.errors += draft.lacking(self.errors)
        return draft.made

    def rules_if_any(self, rules: list[Rule], place: Place) -> Any:
        """The object of a scope without a source: absent if nothing goes in."""
        draft = self.drafted(rules, place)
        if not draft.made and not draft.touched:
            self.unmade[place.prefix, place.item] = draft
            return MISSING
        self.errors += draft.lacking(self.errors)
        return draft.made

    def drafted(self, rules: list[Rule], place: Place) -> Draft:
        draft = Draft(place)
        for rule in rules:
            if rule.copy_all is not None:
                self.spread(rule, draft)
        for rule in rules:
            if rule.copy_all is None:
                self.settle(rule, draft)
        writing = [rule for rule in rules if rule.copy_all is None and rule.unmapped is None]
        draft.made = draft.arranged([target_names(rule) for rule in writing])
        return draft

    def spread(self, rule: Rule, draft: Draft) -> None:
        copy, place = rule.copy_all, draft.place
        assert copy
        value = place.read(copy.from_) if copy.from_ else place.current
        if absent(value):
            return
        if kind(value) != "object":
            self.errors.append(place.inside(("*",)).error("not-an-object"))
            return
        pairs = [
            (copy.rename.get(name, name), each) for name, each in value.items() if name not in copy.except_
        ]
        if len({name for name, _ in pairs}) < len(pairs):
            self.errors.append(place.inside(("*",)).error("duplicate-key"))
            return
        for name, each in pairs:
            draft.spread(name, each)

    def settle(self, rule: Rule, draft: Draft) -> None:
        names = target_names(rule)
        place = draft.place.inside(names)
        try:
            value = self.settled(rule, place)
        except Invalid:
            draft.make_parents(names)
            draft.touched = True
            return
        except Failed:
            return
        except Deferred as deferred:
            self.softened += 1
            draft.deferred.append((names, deferred.errors))
            return
        if value is None and not place.shape.takes_null:
            if place.shape.needed:
                draft.nulls.append(names)
            return
        if value is not MISSING:
            draft.put(names, value)

    def settled(self, rule: Rule, place: Place) -> Any:
        """The value by the table of the five states, but for null in a field that takes none."""
        errors_before = len(self.errors)
        try:
            if rule.when and not self.condition(rule.when, place.sourced(rule.source)):
                return MISSING
            value = self.body(rule, place)
        except Fault as fault:
            return self.instead(rule, place, [place.error(fault.code)])
        if len(self.errors) > errors_before:
            if absent(value) and given(rule, "default"):
                value = self.checked_default(rule, place)
            stored = value is not MISSING and (value is not None or place.shape.takes_null)
            raise Invalid if stored else Failed
        if absent(value):
            return self.checked_default(rule, place) if given(rule, "default") else value
        own = (
            place.shape.findings(value)
            if rule.rules is None
            else (each for each in place.shape.findings(value) if not each[1])
        )
        errors = [place.error(code, where) for code, where in own]
        if not errors:
            return value
        try:
            return self.instead(rule, place, errors)
        except Failed:
            raise Invalid from None

    def instead(self, rule: Rule, place: Place, errors: list[Error]) -> Any:
        """What `default` and `on_error` put in place of an error; raises Failed where they do not."""
        missed = errors[0].code == "lookup-miss"
        if given(rule, "default") and (missed or rule.on_error == "default"):
            self.softened += not missed
            if rule.default is None and not missed and place.shape.needed and not place.shape.takes_null:
                raise Deferred(errors[:1])
            return self.checked_default(rule, place)
        if given(rule, "on_error") and rule.on_error != "default":
            if place.shape.needed and not place.strict:
                raise Deferred(errors[:1])
            if place.strict:
                self.errors += errors
                raise Failed
            self.softened += 1
            return MISSING if rule.on_error == "omit" else None
        self.errors += errors
        raise Failed

    def checked_default(self, rule: Rule, place: Place) -> Any:
        draft = self.unmade.get((place.prefix, place.item))
        earlier, found = (
            [*self.errors],
            [] if rule.default is None else list(place.shape.findings(rule.default)),
        )
        for code, where in found:
            error = place.error(code, where)
            reasons = draft.reasons(where) if draft and code == "missing" else []
            known = covered(error.target, error.item, earlier)
            self.errors += [] if known else reasons or [error]
        if found:
            raise Invalid
        return rule.default

    def body(self, rule: Rule, place: Place) -> Any:
        if rule.each is not None:
            return collecting.collect(self, rule, place)
        if rule.rules is not None:
            return self.object_of(rule, place)
        return plain(self.value(rule, place.sourced(rule.source)))

    def object_of(self, rule: Rule, place: Place) -> Any:
        assert rule.rules is not None
        if rule.source is None:
            return self.rules_if_any(rule.rules, self.with_lets(rule.let, place))
        place = replace(place, strict=True)
        scope = place.read(str(rule.source))
        if absent(scope):
            return scope
        if kind(scope) != "object":
            raise Fault("not-an-object")
        return self.rules(rule.rules, self.with_lets(rule.let, replace(place, current=scope)))

    def value(self, rule: Rule | LetValue, place: Place) -> Any:
        """Of a rule or a named value whose sources are in scope."""
        if given(rule, "constant"):
            return rule.constant
        if rule.cases is not None:
            value = self.case(rule, place)
        elif rule.formula is not None:
            value = evaluate(rule.formula, place.scope, self.world)
        elif isinstance(rule.source, str):
            value = place.read(rule.source)
        else:
            value = MISSING
        value = written(value) if self.marked(rule, place) else value
        return value if rule.lookup is None else look_up(self.table(rule), value)

    def case(self, rule: Rule | LetValue, place: Place) -> Any:
        for case in rule.cases or ():
            if truth(evaluate(case.when, place.scope, self.world)):
                constant = case.formula is None
                return case.value if constant else evaluate(str(case.formula), place.scope, self.world)
        return rule.otherwise if given(rule, "otherwise") else MISSING

    def marked(self, rule: Rule | LetValue, place: Place) -> bool:
        """Whether the floats of its value count as computed."""
        formulas = [case.formula for case in rule.cases or ()] + [rule.formula]
        return any(is_computed(text, place.scope, self.world) for text in formulas if text is not None)

    def table(self, rule: Rule | LetValue) -> Table:
        table = Table(rule.lookup) if isinstance(rule.lookup, dict) else self.world.tables[str(rule.lookup)]
        return backwards(table) if rule.reverse else table


def target_names(rule: Rule) -> Names:
    return tuple(str(step.selectors[0][1]) for step in parse(str(rule.target)).steps)
