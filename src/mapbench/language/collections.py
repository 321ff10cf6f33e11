"""Collections: loops, the stages in their fixed order, and the names each of them sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.paths import Wildcard
from mapbench.engine.program_walk import without_index
from mapbench.language.problems import KeyPath
from mapbench.language.scopes import Place, field_at

if TYPE_CHECKING:
    from mapbench.language.rules import Rules
    from mapbench.model.mapping import MappingFile, Rule

#: Loops inside loops; Python's own limit is a little above.
MOST_NESTED: Final = 8
LEVEL: Final = re.compile(r"(.+?)\s+as\s+(\w+)\s*", re.DOTALL)


@dataclass
class Collections:
    """Resolves collection rules and the mapping-level `each`."""

    rules: Rules

    def collection(self, rule: Rule, place: Place, at: KeyPath) -> p.Collection:
        """One collection rule: `place` is the place of its items' targets."""
        levels, item_place, nested = self.levels(rule, place, at)
        if item_place.loops > MOST_NESTED:
            hint = "Make inner lists in a mapping of their own, or flatten them."
            self.rules.values.problems.add(
                (*at, "each"), f"Collections are nested deeper than {MOST_NESTED}.", hint
            )
        values = self.rules.values
        grouped = rule.group is not None
        named, _ = values.lets(rule.let, self._body_place(item_place, grouped), (*at, "let"))
        stage_place = item_place if grouped else item_place.with_written(rule.let)
        body_place = self._body_place(item_place, grouped).with_written(rule.let)
        stages = _Stages(self.rules, stage_place, at)
        collection = p.Collection(
            levels=levels, nested=nested,
            where=stages.formula("where", rule.where), sort=stages.sort(rule.sort), unique=stages.formula("unique", rule.unique),
            group=stages.formulas("group", rule.group), group_is_list=isinstance(rule.group, list), limit=rule.limit,
            keyed_by=self._keyed_by(rule, item_place, grouped, at),
            on_duplicate=rule.on_duplicate or "error", on_item_error=rule.on_item_error or "reject",
        )  # fmt: skip
        self._refuse_index(collection, named, at)
        return self._with_body(collection, rule, named, body_place, at)

    def _with_body(
        self, collection: p.Collection, rule: Rule, named: tuple[p.Named, ...], place: Place, at: KeyPath
    ) -> p.Collection:
        values = self.rules.values
        if rule.rules is not None:
            if rule.source is not None:
                values.problems.add(
                    (*at, "source"), "A collection starts at `each`, not at `source`.", "Remove `source`."
                )
            scope = self.rules.scope(rule.rules, {}, place, at)
            return replace(collection, scope=replace(scope, lets=named))
        if rule.formula is None or rule.lookup is not None:
            hint = "Write `rules` for objects, or `formula` for single values (with lookup(…) inside)."
            values.problems.add(at, "The body of a collection is `rules` or a `formula`.", hint)
            return replace(collection, formula=p.Formula("null", x.Constant(None)))
        sources = values.sources(rule.source, place, (*at, "source"))
        inner = place.with_written(source.name for source in sources)
        formula = values.formula(rule.formula, inner, (*at, "formula"))
        return replace(collection, sources=sources, formula=formula, lets=named)

    def levels(
        self, rule: Rule | MappingFile, place: Place, at: KeyPath
    ) -> tuple[tuple[p.Level, ...], Place, bool]:
        """The loops of `each`, and the place of the innermost item with the names of all of them."""
        values, problems = self.rules.values, self.rules.values.problems
        if not isinstance(rule.each, list):
            name = rule.as_ or "item"
            path = values.path(rule.each or "", (*at, "each"))
            self._check_name(rule.as_, place, (*at, "as"))
            level = p.Level(path, name)
            return (level,), self._into(place, level, written=rule.as_ is not None), False
        if rule.as_ is not None:
            problems.add(
                (*at, "as"),
                "Nested loops name their items in `each`.",
                "Write `- PATH as NAME` and remove `as`.",
            )
        levels = []
        for number, text in enumerate(rule.each):
            here = (*at, "each", number)
            match = LEVEL.fullmatch(text)
            if match is None:
                problems.add(here, "A nested loop needs a name for its item.", f"Write `- {text} as NAME`.")
            name = match[2] if match else f"item{number}"
            self._check_name(name, place, here)
            level = p.Level(values.path(match[1] if match else text, here), name)
            place = self._into(place, level, written=True).with_implicit([f"{name}_index"])
            levels.append(level)
        if not levels:
            problems.add((*at, "each"), "`each` has no path.", "Write `each: line_items[*]`.")
        return tuple(levels), place, True

    def _into(self, place: Place, level: p.Level, written: bool) -> Place:
        names = [] if written else ["item"]
        if level.path.segments and isinstance(level.path.segments[-1], Wildcard):
            names.append("key")
        found = field_at(place, level.path)
        place = replace(place, loops=place.loops + 1)
        if level.path.singular and found is not None:
            found = found.items
        inner = replace(place, source=found).with_implicit(names)
        return inner.with_written([level.name]) if written else inner

    def _check_name(self, name: str | None, place: Place, at: KeyPath) -> None:
        clash = place.clash(name) if name is not None else None
        if clash:
            self.rules.values.problems.add(at, clash, "Choose another name for the item.")

    def _body_place(self, place: Place, grouped: bool) -> Place:
        if not grouped:
            return place.with_implicit(["index"])
        return replace(place, source=None).with_implicit(["key", "items", "item", "index"])

    def _keyed_by(self, rule: Rule, place: Place, grouped: bool, at: KeyPath) -> p.Formula | None:
        """The last stage: it sees groups where there are any, and named values, but no index."""
        if rule.keyed_by is None:
            return None
        if grouped:
            place = replace(place, source=None).with_implicit(["key", "items", "item"])
        return self.rules.values.formula(rule.keyed_by, place.with_written(rule.let), (*at, "keyed_by"))

    def _refuse_index(self, collection: p.Collection, named: tuple[p.Named, ...], at: KeyPath) -> None:
        """Stages run before anything is numbered, so a named value with `index` is not known there."""
        known = {one.name for one in without_index(named)}
        needing = {one.name for one in named} - known
        stages: dict[str, list[p.Formula | None]] = {
            "where": [collection.where], "sort": [order.formula for order in collection.sort],
            "unique": [collection.unique], "keyed_by": [collection.keyed_by],
        }  # fmt: skip
        for key, formulas in stages.items():
            for formula in formulas:
                wrong = x.free_names(formula.tree) & needing if formula is not None else None
                if wrong:
                    message = (
                        f"`{key}` reads {min(wrong)}, which needs index; items are numbered after the stages."
                    )
                    self.rules.values.problems.add((*at, key), message, "Compute it without index.")


@dataclass
class _Stages:
    """The formulas of the stages of one collection."""

    rules: Rules
    place: Place
    at: KeyPath

    def formula(self, key: str, text: str | None) -> p.Formula | None:
        return None if text is None else self.rules.values.formula(text, self.place, (*self.at, key))

    def formulas(self, key: str, texts: str | list[str] | None) -> tuple[p.Formula, ...]:
        if texts is None:
            return ()
        if isinstance(texts, str):
            return (self.rules.values.formula(texts, self.place, (*self.at, key)),)
        if not texts:
            self.rules.values.problems.add(
                (*self.at, key), f"`{key}` has no formula.", f"Write `{key}: item.FIELD`."
            )
        return tuple(
            self.rules.values.formula(text, self.place, (*self.at, key, n)) for n, text in enumerate(texts)
        )

    def sort(self, texts: str | list[str] | None) -> tuple[p.Order, ...]:
        plain = [texts] if isinstance(texts, str) else texts
        if plain is None:
            return ()
        orders = []
        for number, text in enumerate(plain):
            here = (*self.at, "sort") if isinstance(texts, str) else (*self.at, "sort", number)
            descending = text.lstrip().startswith("-")
            formula = text.replace("-", " ", 1) if descending else text
            orders.append(p.Order(self.rules.values.formula(formula, self.place, here), descending))
        return tuple(orders)
