"""A collection rule from its items to its value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.oracle.drafts import covered
from tests.oracle.formulas import evaluate, is_computed
from tests.oracle.functions.collections import clusters, distinct, ordered
from tests.oracle.kinds import MISSING, Fault, absent, key_text, kind, plain, truth, written
from tests.oracle.places import Place
from tests.oracle.stages import Member, group_members, members_of

from mapbench.model.given import given
from mapbench.model.mapping import Rule

if TYPE_CHECKING:
    from tests.oracle.rules import Run


def collect(run: Run, rule: Rule, place: Place) -> Any:
    work = Collecting(run, rule, place)
    members = members_of(rule.each, rule.as_, place, work.blame)
    if absent(members):
        return members
    results = work.through_stages(members)
    made = work.keyed(results) if rule.keyed_by is not None else [value for _, value in work.bodies(results)]
    if not made and not work.left and given(rule, "when_empty"):
        return None if rule.when_empty is None else MISSING
    return made


class Collecting:
    """The stages, always in this order: where, sort, unique, group, limit, keyed_by; `left` counts invalid items."""

    def __init__(self, run: Run, rule: Rule, place: Place) -> None:
        self.run, self.rule, self.place = run, rule, place
        self.left = 0

    def through_stages(self, members: list[Member]) -> list[Member]:
        rule = self.rule
        if rule.where is not None:
            members = [
                member
                for member, holds in self.each(members, lambda one: truth(self.of(rule.where, one)))
                if holds
            ]
        if rule.sort is not None:
            members = self.sorted(members, [rule.sort] if isinstance(rule.sort, str) else rule.sort)
        if rule.unique is not None:
            pairs = list(self.each(members, lambda one: self.of(rule.unique, one)))
            members = [member for member, _ in distinct(pairs, lambda pair: pair[1])]
        if rule.group is not None:
            members = self.grouped(members)
        return members if rule.limit is None else members[: rule.limit]

    def of(self, text: str | None, member: Member) -> Any:
        return evaluate(str(text), member.place(self.place).scope, self.run.world)

    def each(self, members: list[Member], make: Callable[[Member], Any]) -> Iterator[tuple[Member, Any]]:
        """Members with what is made of them; one that fails is blamed and left out."""
        for member in members:
            try:
                yield member, make(member)
            except Fault as fault:
                self.blame(fault.code, member.positions)

    def blame(self, code: str, positions: tuple[int, ...]) -> None:
        if self.rule.on_item_error == "drop":
            self.run.softened += 1
        else:
            self.run.errors.append(self.place.error(code, positions))

    def sorted(self, members: list[Member], formulas: list[str]) -> list[Member]:
        texts = [text.strip() for text in formulas]
        descending = [text.startswith("-") for text in texts]
        texts = [text.removeprefix("-") for text in texts]
        pairs = list(self.each(members, lambda one: [self.of(text, one) for text in texts]))
        keys = [lambda pair, index=index: pair[1][index] for index in range(len(texts))]
        return [member for member, _ in ordered(pairs, keys, descending)]

    def grouped(self, members: list[Member]) -> list[Member]:
        several, texts = isinstance(self.rule.group, list), self.rule.group
        formulas = texts if isinstance(texts, list) else [str(texts)]
        pairs = list(self.each(members, lambda one: [self.of(text, one) for text in formulas]))
        marks = [
            is_computed(text, one.place(self.place).scope, self.run.world)
            for text in formulas
            for one in members[:1]
        ]
        found = clusters(pairs, lambda pair: tuple(pair[1]))
        groups = [
            (list(key) if several else key[0], [member for member, _ in inside]) for key, inside in found
        ]
        return group_members(groups, any(marks))

    def bodies(self, members: list[Member]) -> Iterator[tuple[Member, Any]]:
        """The members whose body gave a value; errors of a body belong to its member."""
        for index, member in enumerate(members):
            errors_before = len(self.run.errors)
            value = self.body(member, member.place(self.place, index))
            if len(self.run.errors) > errors_before:
                if self.rule.on_item_error == "drop":
                    del self.run.errors[errors_before:]
                    self.run.softened += 1
                else:
                    self.left += value is not MISSING
            elif value is not MISSING:
                yield member, value

    def body(self, member: Member, place: Place) -> Any:
        shape = self.place.shape.item if self.rule.keyed_by is None else self.place.shape.value
        place = self.run.with_lets(self.rule.let, replace(place, shape=shape, strict=True))
        if self.rule.rules is not None:
            return self.run.rules(self.rule.rules, place)
        try:
            value = plain(evaluate(str(self.rule.formula), place.scope, self.run.world))
        except Fault as fault:
            self.run.errors.append(place.error(fault.code))
            return MISSING
        if is_computed(str(self.rule.formula), place.scope, self.run.world):
            value = written(value)
        if value is not MISSING:
            found = [place.error(code, where) for code, where in shape.findings(value)]
            self.run.errors += [
                each for each in found if not covered(each.target, each.item, self.run.errors)
            ]
        return value

    def keyed(self, members: list[Member]) -> dict[str, Any]:
        """Of members with one key a single one is left, before any body runs."""
        left: dict[str, Member] = {}
        for member, key in self.each(members, self.key):
            if key not in left or self.rule.on_duplicate == "last":
                left[key] = member
            elif self.rule.on_duplicate != "first":
                self.blame("duplicate-key", member.positions)
        values = {id(member): value for member, value in self.bodies([*left.values()])}
        return {key: values[id(member)] for key, member in left.items() if id(member) in values}

    def key(self, member: Member) -> str:
        value = self.of(self.rule.keyed_by, member)
        if is_computed(str(self.rule.keyed_by), member.place(self.place).scope, self.run.world):
            value = written(value)
        if absent(value):
            raise Fault("missing" if value is MISSING else "null")
        if kind(value) in ("list", "object"):
            raise Fault("type")
        return key_text(value)
