"""The stages of a collection that need all items: sort, unique, group, limit, keyed_by, each over what the last one left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from mapbench.engine import expressions as x
from mapbench.engine.code import Block, Module
from mapbench.engine.frames import Frame
from mapbench.engine.levels import AS_IS, COMPUTED
from mapbench.engine.program import Collection, Formula
from mapbench.engine.program_walk import without_index
from mapbench.engine.value_code import Made, ValueCode

if TYPE_CHECKING:
    from mapbench.engine.collection_code import CollectionCode

#: Writes what happens for one item or group that is left; gets its key variable and the expression of the entry itself.
Inside = Callable[[Block, Frame, str, str], None]


class StageCode(Struct, eq=False):
    """Writes the stages of one collection; see `engine.stages` for the form of what is kept between them."""

    of: CollectionCode

    @property
    def body(self) -> Collection:
        """The collection."""
        return self.of.body

    @property
    def module(self) -> Module:
        """The module being generated."""
        return self.of.module

    @property
    def values(self) -> ValueCode:
        """The writer of values."""
        return self.of.rules.values

    def write(self, block: Block, frame: Frame, source: str | None, result: str, place: str) -> str:
        """Statements for all stages and the body; returns the variable of what is left, None where a stage failed."""
        body, kept = self.body, self.module.fresh("s")
        block.add(f"{kept} = []")
        self.collect(block, frame, source, kept)
        lines = self._sorted(kept)
        if self._unique_later():
            self._attempted(block, frame, place, kept, lines)
            kept, lines = self._keys(block, frame, kept, "unique"), []
        lines += [] if body.unique is None else [f"{kept} = unique_items({kept})"]
        if self._group_later():
            self._attempted(block, frame, place, kept, lines)
            kept, lines = self._keys(block, frame, kept, "group"), []
        self._attempted(block, frame, place, kept, [*lines, *self._gathered(kept)])
        if body.keyed_by is not None:
            kept = self._by_key(block, frame, kept)
        index = self.module.fresh("n")
        block.add(f"{index} = -1")
        self._over(
            block, frame, kept, bool(body.group),
            lambda inner, at, key, _: self.of.item(inner, at, index, result, staged=True, key=key),
        )  # fmt: skip
        return kept

    def _attempted(self, block: Block, frame: Frame, place: str, kept: str, lines: list[str]) -> None:
        with self.of.guard(block), block.under(f"if {kept} is not None:"):
            block.add(*lines)
        if not self.of.rules.quick:
            with block.under("except Exception as x:"):
                reject = f"E.append(({self.of.number}, {frame.position}, x))"
                self.of.rules.softened(block, frame, self.of.rule, place, reject)
                block.add(f"{kept} = None")

    def _unique_later(self) -> bool:
        """Whether the key of `unique` has to wait for `sort`: it may fail on an item where `sort` fails on all."""
        unique = self.body.unique
        return bool(self.body.sort) and unique is not None and self._fails(unique)

    def _group_later(self) -> bool:
        """Whether the keys of `group` have to wait for the stages before it."""
        body = self.body
        before = body.unique is not None or (body.sort and any(map(self._fails, body.group)))
        return bool(body.group and before)

    def _fails(self, formula: Formula) -> bool:
        """Whether a key may fail, as a field of an item cannot; the quick function gives up in any case."""
        tree, items = formula.tree, {level.name for level in self.body.levels}
        field = isinstance(tree, x.Member) and isinstance(tree.object, x.Name) and tree.object.name in items
        return not self.of.rules.quick and not field

    def _sorted(self, kept: str) -> list[str]:
        descending = [order.descending for order in self.body.sort]
        return [f"{kept} = sort_items({kept}, {descending!r})"] if descending else []

    def _gathered(self, kept: str) -> list[str]:
        body, lines = self.body, []
        if body.group:
            names = [level.name for level in body.levels] if body.nested else None
            computed = any(self.values.levels.of(formula.tree, {}) == COMPUTED for formula in body.group)
            lines.append(f"{kept} = group_items(B, {kept}, {body.group_is_list}, {names!r}, {computed})")
        if body.limit is not None:
            lines.append(f"{kept} = {kept}[:{body.limit}]")
        return [*lines, f"B.take_elements(len({kept}))"]

    def collect(self, block: Block, frame: Frame, source: str | None, kept: str) -> None:
        """Statements that append every item to `kept`, with the values its stages ask for."""
        self.of.loops(block, frame, source, lambda inner, at: self._collected(inner, at, kept))

    def _collected(self, block: Block, frame: Frame, kept: str) -> None:
        inner, body = Block(), self.body
        if not body.group:
            self._bind_lets(frame)
        self.of.where(inner, frame)
        keys = ", ".join(self._value(frame, order.formula, "sort").code for order in body.sort)
        unique = "None" if self._unique_later() else self._unique(frame)
        groups = "" if self._group_later() else self._groups(frame)
        items = ", ".join(frame.names[level.name].code for level in body.levels)
        own_key = frame.names["key"].code if "key" in frame.names and self.of.reads_key() else "M"
        with self.of.guard(inner):
            inner.add(
                f"{kept}.append(({frame.position}, ({items},), [{keys}], {unique}, [{groups}], {own_key}))"
            )
        self.of.caught(inner, frame)
        block.include(frame.head)
        block.include(inner)

    def _unique(self, frame: Frame) -> str:
        unique = self.body.unique
        return "None" if unique is None else self._value(frame, unique, "unique").code

    def _groups(self, frame: Frame) -> str:
        return ", ".join(self._value(frame, formula, "group").code for formula in self.body.group)

    def _keys(self, block: Block, frame: Frame, kept: str, stage: str) -> str:
        """The keys of `unique` or `group`, for the items that the stages before it have left."""
        left = self.module.fresh("s")
        block.add(f"{left} = None if {kept} is None else []")

        def keyed(inner: Block, at: Frame, _: str, entry: str) -> None:
            if not self.body.group:
                self._bind_lets(at)
            unique = self._unique(at) if stage == "unique" else "None"
            groups = self._groups(at) if stage == "group" else ""
            body = Block()
            with self.of.guard(body):
                body.add(f"{left}.append(with_keys({entry}, {unique}, [{groups}]))")
            self.of.caught(body, at)
            inner.include(at.head)
            inner.include(body)

        self._over(block, frame, kept, False, keyed)
        return left

    def _by_key(self, block: Block, frame: Frame, kept: str) -> str:
        """The last stage, `keyed_by`: what is left by its key, in order of first appearance."""
        keyed, formula = self.module.fresh("s"), self.body.keyed_by
        assert formula is not None
        block.add(f"{keyed} = None if {kept} is None else {{}}")

        def put(inner: Block, at: Frame, _: str, entry: str) -> None:
            self._bind_lets(at)
            made, body = self._value(at, formula, "keyed_by"), Block()
            code = f"rounded({made.code})" if made.level == COMPUTED else made.code
            with self.of.guard(body):
                body.add(f"put_key({keyed}, {code}, {entry}, {self.body.on_duplicate!r})")
            self.of.caught(body, at)
            inner.include(at.head)
            inner.include(body)

        self._over(block, frame, kept, bool(self.body.group), put)
        return keyed

    def _value(self, frame: Frame, formula: Formula, stage: str) -> Made:
        return self.values.formula(frame, dict(frame.names), formula, self.of.rule.target, stage)

    def _bind_lets(self, frame: Frame) -> None:
        self.values.bind_lets(frame, without_index(self.of.lets()), f"{self.of.rule.target}.")

    def _over(self, block: Block, frame: Frame, kept: str, grouped: bool, inside: Inside) -> None:
        """A loop over what the stages left: items or groups, each in a frame of its own."""
        levels = self.body.levels
        positions = [self.module.fresh("i") for _ in range(1 if grouped else len(levels))]
        items = [self.module.fresh("t") for _ in levels]
        base, key, own_key = self.module.fresh("g"), self.module.fresh("k"), self.module.fresh("k")
        entry = f"(({', '.join(positions)},), ({', '.join(items)},), {base}, {own_key})"
        with block.under(f"for {key}, {entry} in left_items({kept}):"):
            at = frame.inner(base if grouped else items[-1], (*frame.items, *positions), grouped)
            if grouped:
                at.bind("item", items[-1])
                at.bind("items", at.member("items"))
            for level, item in zip(levels, items, strict=True):
                at.bind(level.name, item, AS_IS, owns_item=not grouped and item == items[-1])
            if self.body.nested and not grouped:
                for level, position in zip(levels, positions, strict=True):
                    at.bind_position(f"{level.name}_index", position)
            if grouped or self.of.reads_key():
                at.bind("key", own_key, COMPUTED if self._computes_key() else AS_IS)
            inside(block, at, key, entry)

    def _computes_key(self) -> bool:
        return any(self.values.levels.of(formula.tree, {}) == COMPUTED for formula in self.body.group)
