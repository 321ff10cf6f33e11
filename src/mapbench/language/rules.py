"""Rules: one body each, one target each, at its place in the target schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from mapbench.engine import program as p
from mapbench.language.bodies import check_body, check_pairs, check_renames
from mapbench.language.classified import holds_classified
from mapbench.language.collections import Collections
from mapbench.language.paths import PathError, path_text
from mapbench.language.problems import KeyPath
from mapbench.language.proofs import made_by, proof_of, required_names
from mapbench.language.scopes import Place, field_at
from mapbench.language.targets import (
    Checks,
    MissingTargetError,
    TargetFacts,
    below,
    facts,
    order_of,
)
from mapbench.language.values import Values

if TYPE_CHECKING:
    from mapbench.model.mapping import LetValue, Rule

_STAGES: Final = (
    "as_",
    "where",
    "sort",
    "unique",
    "group",
    "limit",
    "keyed_by",
    "on_duplicate",
    "on_item_error",
)
_LONE: Final = (
    "source",
    "each",
    "let",
    *_STAGES,
    "formula",
    "lookup",
    "constant",
    "unmapped",
    "cases",
    "rules",
    "default",
    "on_error",
)


@dataclass
class Rules:
    """Resolves the rules of one mapping."""

    values: Values
    checks: Checks | None

    def scope(self, rules: list[Rule], lets: dict[str, LetValue], place: Place, at: KeyPath) -> p.Scope:
        """Rules that share a place, in target-schema order, with the named values and the spread of the scope."""
        named, inner = self.values.lets(lets, place, (*at, "let"))
        # A target stands for itself; what is above one, for that one.
        taken: dict[tuple[str, ...], tuple[str, ...]] = {}
        resolved: list[p.Rule] = []
        spread: p.Spread | None = None
        for number, rule in enumerate(rules):
            here = (*at, "rules", number)
            if rule.copy_all is not None:
                spread = self._spread(rule, inner, here, spread)
                continue
            found = self._rule(rule, inner, here, taken)
            if found is not None:
                resolved.append(found)
        required = (
            required_names(place.target if place.described else None, resolved) if spread is None else None
        )
        return p.Scope(named, tuple(_in_schema_order(resolved, place)), spread, required)

    def _rule(
        self, rule: Rule, place: Place, at: KeyPath, taken: dict[tuple[str, ...], tuple[str, ...]]
    ) -> p.Rule | None:
        names = self._target(rule, at, taken)
        body = check_body(self.values.problems, rule, at)
        self._check_keys(rule, at)
        if names is None or body is None:
            return None
        known = self._facts(place, names, at)
        if body == "unmapped":
            self._check_unmapped(rule, at)
            return None
        inner = replace(place, prefix=(*place.prefix, *names), target=known.field, described=known.known)
        resolved = p.Rule(path_text(inner.prefix), names, self._body(rule, inner, known, at))
        return self._completed(resolved, rule, place, known, at)

    def _target(
        self, rule: Rule, at: KeyPath, taken: dict[tuple[str, ...], tuple[str, ...]]
    ) -> tuple[str, ...] | None:
        problems = self.values.problems
        if rule.target is None:
            problems.add(at, "The rule has no target.", "Name the field it writes: `target: customer.name`.")
            return None
        try:
            names = self.values.environment.target(rule.target)
        except PathError as error:
            problems.add((*at, "target"), error.message, error.hint, error.column)
            return None
        above = [names[:count] for count in range(1, len(names))]
        other = next((prefix for prefix in above if taken.get(prefix) == prefix), taken.get(names))
        if other == names:
            problems.add((*at, "target"), f"Two rules write {rule.target}.", "Keep one of them.")
        elif other is not None:
            message = (
                f"The target {path_text(names)} and the target {path_text(other)} are inside each other."
            )
            problems.add(
                (*at, "target"), message, "Write the inner one as a rule of the outer one's `rules`."
            )
        for prefix in above:
            taken.setdefault(prefix, names)
        taken[names] = names
        return names

    def _facts(self, place: Place, names: tuple[str, ...], at: KeyPath) -> TargetFacts:
        try:
            return facts(place.target, place.described, names, place.prefix)
        except MissingTargetError as error:
            self.values.problems.add((*at, "target"), error.message, error.hint)
            return TargetFacts()

    def _body(
        self, rule: Rule, place: Place, known: TargetFacts, at: KeyPath
    ) -> p.Value | p.Object | p.Collection:
        if rule.each is not None:
            return self._collection(rule, place, known, at)
        if rule.rules is None:
            return self._value(rule, place, at)
        source = None
        place = replace(place, sure=known.strict and place.sure if rule.source is None else True)
        if isinstance(rule.source, dict):
            self.values.problems.add(
                (*at, "source"), "The scope of rules is one path.", "Write `source: PATH`."
            )
        elif rule.source is not None:
            source = self.values.path(rule.source, (*at, "source"))
            if not source.singular:
                hint = "Write `each: PATH` to make one object per element."
                self.values.problems.add(
                    (*at, "source"), "The scope of rules is one object, this path gives a list.", hint
                )
            place = replace(place, source=field_at(place, source))
        return p.Object(source, self.scope(rule.rules, rule.let, place, at))

    def _value(self, rule: Rule, place: Place, at: KeyPath) -> p.Value:
        problems = self.values.problems
        value = self.values.value(rule, place, at)
        if isinstance(rule.source, dict) and value.formula is None and not value.cases:
            problems.add(
                (*at, "source"), "Named sources need a formula or cases.", "Write `source: PATH` for a copy."
            )
            return p.Value(constant=None)
        if value.lookup is not None and value.formula is None and not value.sources:
            problems.add((*at, "lookup"), "The lookup has no key.", "Give it a source, or a formula.")
        if rule.let:
            problems.add(
                (*at, "let"), "Named values belong to the mapping and to rules with rules.", "Move `let` up."
            )
        return value

    def _collection(self, rule: Rule, place: Place, known: TargetFacts, at: KeyPath) -> p.Collection:
        keyed = rule.keyed_by is not None
        inner_field = below(known, keyed, collection=True)
        place = replace(place, target=inner_field, described=inner_field is not None, sure=True)
        return Collections(self).collection(rule, place, at)

    def _completed(
        self, resolved: p.Rule, rule: Rule, place: Place, known: TargetFacts, at: KeyPath
    ) -> p.Rule:
        from mapbench.model.given import given

        when_sources: tuple[p.Source, ...] = ()
        when = None
        if rule.when is not None:
            seen = place.with_written(source.name for source in getattr(resolved.body, "sources", ()))
            when_sources, when = self.values.condition(rule.when, seen, (*at, "when"))
        on_error = (
            ("null" if rule.on_error is None else rule.on_error) if given(rule, "on_error") else "reject"
        )
        default = rule.default if given(rule, "default") else p.NOTHING
        if on_error == "default" and default is p.NOTHING:
            self.values.problems.add(
                (*at, "on_error"), "There is no default to fall back on.", "Give the rule a `default`."
            )
        checks = self.checks if known.field is not None else None
        drops = isinstance(resolved.body, p.Collection) and resolved.body.on_item_error == "drop"
        item = below(known, rule.keyed_by is not None, collection=True) if drops else None
        return replace(
            resolved, when=when, when_sources=when_sources, default=default, on_error=on_error,
            when_empty=("null" if rule.when_empty is None else rule.when_empty) if given(rule, "when_empty") else "keep",
            owner=rule.owner or known.owner, required=known.required, strict=known.strict and place.sure, nullable=known.nullable,
            check=checks.of(known.field) if checks and known.field is not None and on_error != "reject" else None,
            violations=checks.explain(known.field) if checks and known.field is not None and on_error != "reject" else None,
            check_item=checks.of(item) if checks and item is not None else None,
            item_violations=checks.explain(item) if checks and item is not None else None,
            proof=proof_of(known.field, place.described, made_by(resolved.body), checks),
            order=order_of(known.field),
            redacted=known.sensitive or self._reads_sensitive(resolved, (when, when_sources), place),
        )  # fmt: skip

    def _reads_sensitive(self, rule: p.Rule, when: object, place: Place) -> bool:
        """Whether anything the rule itself reads is classified, or holds something that is."""
        if self.values.classified.touches((rule.body, when)):
            return True
        sources = getattr(rule.body, "sources", ())
        return any(holds_classified(field_at(place, source.path)) for source in sources)

    def _check_unmapped(self, rule: Rule, at: KeyPath) -> None:
        from mapbench.model.given import given

        for key in ("when", "default", "on_error", "each", "let", "when_empty"):
            if given(rule, key):
                self.values.problems.add(
                    (*at, key), f"An unmapped target has no `{key}`.", "Remove it, or give the rule a body."
                )

    def _check_keys(self, rule: Rule, at: KeyPath) -> None:
        """Keys that mean nothing together are refused, never ignored."""
        from mapbench.model.given import given

        problems = self.values.problems
        if rule.each is None:
            for key in _STAGES:
                if given(rule, key.removesuffix("_")) and (getattr(rule, key) is not None):
                    name = key.removesuffix("_")
                    problems.add(
                        (*at, name),
                        f"`{name}` belongs to a collection.",
                        "Add `each: PATH[*]`, or remove it.",
                    )
        check_pairs(problems, rule, at)
        if rule.on_duplicate is not None and rule.keyed_by is None:
            problems.add(
                (*at, "on_duplicate"), "`on_duplicate` belongs to `keyed_by`.", "Remove it, or use `unique`."
            )

    def _spread(self, rule: Rule, place: Place, at: KeyPath, before: p.Spread | None) -> p.Spread | None:
        from mapbench.model.given import given

        problems, copy_all = self.values.problems, rule.copy_all
        assert copy_all is not None
        if before is not None:
            problems.add(at, "Two `copy_all` stand in one scope.", "Merge them.")
        if rule.target is not None:
            problems.add(
                (*at, "target"),
                "`copy_all` has no target: it fills its scope.",
                "Write it in an object rule.",
            )
        for key in _LONE:
            meant = key in {"constant", "unmapped"} or getattr(rule, key) not in (None, {})
            if given(rule, key.removesuffix("_")) and meant:
                problems.add(
                    (*at, key.removesuffix("_")),
                    f"`copy_all` and `{key.removesuffix('_')}` do not go together.",
                    "Remove one.",
                )
        check_renames(problems, copy_all.rename, (*at, "copy_all", "rename"))
        path = None if copy_all.from_ is None else self.values.path(copy_all.from_, (*at, "copy_all", "from"))
        when = None
        if rule.when is not None:
            _, when = self.values.condition(rule.when, place, (*at, "when"))
        target = path_text((*place.prefix, "x"))[:-1] + "*" if place.prefix else "*"
        return p.Spread(path, frozenset(copy_all.except_), dict(copy_all.rename), rule.owner, when, target)


def _in_schema_order(rules: list[p.Rule], place: Place) -> list[p.Rule]:
    """Rules by where the schema has their targets; what it does not know stays in file order, at the end."""

    def rank(rule: p.Rule) -> tuple[Any, ...]:
        here = place.target if place.described else None
        ranks: list[int] = []
        for name in rule.names:
            names = here.order() if here is not None else ()
            if here is None or name not in names:
                return (*ranks, len(names))
            ranks.append(names.index(name))
            here = here.child(name)
        return tuple(ranks)

    return sorted(rules, key=rank)
