"""Collections as loops: the stages in their fixed order, then the body once per item or group that is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct, field

from mapbench.engine.code import Block, Module
from mapbench.engine.expressions import free_names
from mapbench.engine.frames import Frame
from mapbench.engine.levels import AS_IS, COMPUTED
from mapbench.engine.paths import Path, Wildcard
from mapbench.engine.program import Collection, Formula, Named, Rule
from mapbench.engine.program_walk import reads_name, without_index
from mapbench.engine.value_code import finished

if TYPE_CHECKING:
    from mapbench.engine.rule_code import RuleCode


Inside = Callable[[Block, Frame], None]


class CollectionCode(Struct, eq=False):
    """Writes one collection rule. Items are numbered by their position in the list that `each` gave."""

    rules: RuleCode
    rule: Rule
    body: Collection
    number: int
    keyed: bool = False
    positions: str = ""
    current: str = ""

    def __post_init__(self) -> None:
        self.positions = self.module.fresh("p")

    @property
    def module(self) -> Module:
        """The module being generated."""
        return self.rules.values.module

    @property
    def staged(self) -> bool:
        """Whether all items have to be seen before the first is mapped."""
        body = self.body
        return bool(body.sort or body.unique or body.group or body.limit is not None or body.keyed_by is not None)

    @property
    def drops(self) -> bool:
        """Whether a bad item is left out."""
        return self.body.on_item_error == "drop"

    def write(self, block: Block, frame: Frame, result: str, place: str) -> tuple[str | None, str | None]:
        """Statements that leave the collection in `result`.

        Returns the variable to judge first (a plain path's list), and the one that is None where the stages failed.
        """
        arranged = None
        first = self.body.levels[0].path
        source = frame.read(first) if first.singular else None
        block.add(f"{result} = {'{}' if self.body.keyed_by is not None else '[]'}")
        if self._shifts() and not self.rules.quick:
            block.add(f"{self.positions} = []", f"P.append(({self.number}, {frame.position}, {self.positions}))")
        if self.staged:
            arranged = self._in_stages(block, frame, source, result, place)
        else:
            index = self.module.fresh("n")
            block.add(f"{index} = -1")
            self._loops(block, frame, source, lambda inner, at: self._item(inner, at, index, result, staged=False))
        return source, arranged

    def _shifts(self) -> bool:
        body = self.body
        dropped = self.drops or body.formula is not None or body.where is not None or body.keyed_by is not None
        return self.staged or dropped or len(body.levels) > 1

    def _loops(self, block: Block, frame: Frame, source: str | None, inside: Inside, level: int = 0) -> None:
        """The nested loops over the levels; `inside` writes what happens for each innermost item."""
        loop = self.body.levels[level]
        at, position, item = frame, self.module.fresh("i"), self.module.fresh("t")
        iterable, key = self._iterable(at, loop.path, source)
        block.add(f"{position} = -1")
        with block.under(f"for {f'{key}, {item}' if key else item} in {iterable}:"):
            block.add(f"{position} += 1")
            inner = at.inner(item, (*at.items, position))
            inner.bind(loop.name, item, AS_IS, owns_item=True)
            if key:
                inner.bind("key", key)
            if self.body.nested:
                inner.bind_position(f"{loop.name}_index", position)
            if level + 1 < len(self.body.levels):
                self._next_level(block, inner, inside, level + 1)
            else:
                inside(block, inner)

    def _next_level(self, block: Block, frame: Frame, inside: Inside, level: int) -> None:
        path = self.body.levels[level].path
        source = frame.read(path) if path.singular else None
        body = Block()
        self._loops(body, frame, source, inside, level)
        block.include(frame.head)
        frame.head = Block()
        if source is None:
            block.include(body)
            return
        with block.under(f"if type({source}) is list:"):
            block.include(body)
        with block.under(f"elif {source} is not M and {source} is not None:"):
            block.add(f"x = not_a_list({source})")
            reject = f"E.append(({self.number}, {frame.position}, x))"
            if self.drops:
                block.add(f"if not soften(S, {self.number}, {frame.position}, x, 'drop'):", f"    {reject}")
            else:
                block.add(reject)

    def _iterable(self, frame: Frame, path: Path, source: str | None) -> tuple[str, str | None]:
        if source is not None:
            return source, None
        if isinstance(path.segments[-1], Wildcard) and self._reads_key():
            return frame.walk(path, keyed=True), self.module.fresh("k")
        return frame.read(path), None

    def _reads_key(self) -> bool:
        """Whether a formula reads the key of an iterated object: in a grouped body, `key` is the group's."""
        body = self.body
        if body.group:
            stages = (body.where, *(order.formula for order in body.sort), body.unique, *body.group)
            return any(formula is not None and "key" in free_names(formula.tree) for formula in stages)
        return self.keyed or reads_name(self.rule, "key")

    def collect(self, block: Block, frame: Frame, source: str | None, kept: str) -> None:
        """Statements that append every item to `kept`, in the form of the stages."""
        self._loops(block, frame, source, lambda inner, at: self._collect(inner, at, kept))

    def _lets(self) -> tuple[Named, ...]:
        return self.body.scope.lets if self.body.scope is not None else self.body.lets

    def _stage(self, block: Block, frame: Frame, formula: Formula, stage: str) -> str:
        """The value of a stage's formula for an item, as an expression."""
        names = dict(frame.names)
        return self.rules.values.formula(frame, names, formula, self.rule.target, stage).code

    def _guard(self, block: Block) -> AbstractContextManager[None]:
        """`try:`, but in the quick function, which gives up at the first failure."""
        return nullcontext() if self.rules.quick else block.under("try:")

    def _caught(self, block: Block, frame: Frame) -> None:
        if self.rules.quick:
            return
        with block.under("except Exception as x:"):
            if self.drops:
                with block.under(f"if soften(S, {self.number}, {frame.position}, x, 'drop'):"):
                    block.add("continue")
            block.add(f"E.append(({self.number}, {frame.position}, x))", "continue")

    def _where(self, block: Block, frame: Frame) -> None:
        if self.body.where is None:
            return
        test = self.rules.values.condition(frame, dict(frame.names), self.body.where, self.rule.target, "where")
        with self._guard(block), block.under(f"if not {test.code}:"):
            block.add("continue")
        self._caught(block, frame)

    def _in_stages(self, block: Block, frame: Frame, source: str | None, result: str, place: str) -> str:
        kept = self.module.fresh("s")
        block.add(f"{kept} = []")
        self.collect(block, frame, source, kept)
        with self._guard(block):
            self._arrange(block, kept)
        if not self.rules.quick:
            with block.under("except Exception as x:"):
                reject = f"E.append(({self.number}, {frame.position}, x))"
                self.rules.softened(block, frame, self.rule, place, reject)
                block.add(f"{kept} = None")
        if self.body.keyed_by is not None:
            kept = self._keys(block, frame, kept)
        index = self.module.fresh("n")
        block.add(f"{index} = -1")
        self._over_kept(block, frame, kept, lambda inner, at, key: self._item(inner, at, index, result, staged=True, key=key))
        return kept

    def _keys(self, block: Block, frame: Frame, kept: str) -> str:
        """The last stage, `keyed_by`: what is left by its key, in order of first appearance."""
        keyed = self.module.fresh("s")
        block.add(f"{keyed} = None if {kept} is None else {{}}")
        self._over_kept(block, frame, kept, lambda inner, at, _: self._key(inner, at, keyed))
        return keyed

    def _collect(self, block: Block, frame: Frame, kept: str) -> None:
        """Keep an item with the keys of its stages: (positions, items of the loops, sort keys, unique key, group keys, key)."""
        inner = Block()
        if not self.body.group:
            self.rules.values.bind_lets(frame, without_index(self._lets()), f"{self.rule.target}.")
        self._where(inner, frame)
        body = self.body
        keys = ", ".join(self._stage(inner, frame, order.formula, "sort") for order in body.sort)
        unique = "None" if body.unique is None else self._stage(inner, frame, body.unique, "unique")
        groups = ", ".join(self._stage(inner, frame, formula, "group") for formula in body.group)
        items = ", ".join(frame.names[level.name].code for level in body.levels)
        own_key = frame.names["key"].code if "key" in frame.names and self._reads_key() and not body.group else "M"
        entry = f"({frame.position}, ({items},), [{keys}], {unique}, [{groups}], {own_key})"
        with self._guard(inner):
            inner.add(f"{kept}.append({entry})")
        self._caught(inner, frame)
        block.include(frame.head)
        block.include(inner)

    def _arrange(self, block: Block, kept: str) -> None:
        body = self.body
        if body.sort:
            block.add(f"{kept} = sort_items({kept}, {[order.descending for order in body.sort]!r})")
        if body.unique is not None:
            block.add(f"{kept} = unique_items({kept})")
        if body.group:
            names = [level.name for level in body.levels] if body.nested else None
            block.add(f"{kept} = group_items(B, {kept}, {body.group_is_list}, {names!r})")
        if body.limit is not None:
            block.add(f"{kept} = {kept}[:{body.limit}]")
        block.add(f"B.take_elements(len({kept}))")

    def _over_kept(self, block: Block, frame: Frame, kept: str, inside: Callable[[Block, Frame, str], None]) -> None:
        """A loop over what the stages left: items or groups, in a frame of their own; `inside` gets the key variable."""
        depth = 1 if self.body.group else len(self.body.levels)
        positions = [self.module.fresh("i") for _ in range(depth)]
        items = [self.module.fresh("t") for _ in self.body.levels]
        base, key = self.module.fresh("g"), self.module.fresh("k")
        places = ", ".join(positions)
        own_key = self.module.fresh("k")
        with block.under(f"for {own_key}, (({places},), ({', '.join(items)},), {base}, {key}) in left_items({kept}):"):
            at = frame.inner(base if self.body.group else items[-1], (*frame.items, *positions), bool(self.body.group))
            if self.body.group:
                at.bind("item", items[-1])
            for level, item, position in zip(self.body.levels, items, positions, strict=False):
                at.bind(level.name, item, AS_IS, owns_item=not self.body.group and item == items[-1])
                if self.body.nested and not self.body.group:
                    at.bind_position(f"{level.name}_index", position)
            if self.body.group:
                at.bind("items", at.member("items"))
            if self.body.group or self._reads_key():
                at.bind("key", key, COMPUTED)
            self.current = f"(({places},), ({', '.join(items)},), {base}, {key})"
            inside(block, at, own_key)

    def _item(self, block: Block, frame: Frame, index: str, result: str, staged: bool, key: str | None = None) -> None:
        """The body for one item: where (unless done), index, lets, and its rules or formula."""
        inner = Block()
        frame.bind_position("index", index)
        values = self.rules.values
        values.bind_lets(frame, self._lets(), f"{self.rule.target}.")
        if not staged:
            self._where(inner, frame)
        inner.add(f"{index} += 1")
        key = key if self.body.keyed_by is not None else None
        if self.body.formula is not None:
            self._formula_item(inner, frame, result, key)
        else:
            self._object_item(inner, frame, result, key)
        block.include(frame.head)
        block.include(inner)

    def _key(self, block: Block, frame: Frame, keyed: str) -> None:
        """Put an item under its key; a key that is taken is an error of the item, or decided by `on_duplicate`."""
        formula = self.body.keyed_by
        assert formula is not None
        inner = Block()
        self.rules.values.bind_lets(frame, without_index(self._lets()), f"{self.rule.target}.")
        made = self.rules.values.formula(frame, dict(frame.names), formula, self.rule.target, "keyed_by")
        code = f"rounded({made.code})" if made.level == COMPUTED else made.code
        with self._guard(inner):
            inner.add(f"put_key({keyed}, {code}, {self.current}, {self.body.on_duplicate!r})")
        self._caught(inner, frame)
        block.include(frame.head)
        block.include(inner)

    def _keep(self, block: Block, frame: Frame, result: str, key: str | None, value: str) -> None:
        block.add(f"{result}[{key}] = {value}" if key else f"{result}.append({value})")
        if self._shifts() and not self.rules.quick:
            positions = ", ".join(frame.items[-(1 if self.body.group else len(self.body.levels)) :])
            entry = f"({key}, ({positions},))" if key else f"({positions},)"
            block.add(f"{self.positions}.append({entry})")

    def _formula_item(self, block: Block, frame: Frame, result: str, key: str | None) -> None:
        values, formula = self.rules.values, self.body.formula
        assert formula is not None
        names = values.names(frame, self.body.sources, self.rule.target)
        made = values.formula(frame, names, formula, self.rule.target)
        variable = self.module.fresh("w")
        with self._guard(block):
            block.add(f"{variable} = {finished(made)}")
            if self.drops and self.rule.check_item is not None:
                check = self.module.constant(self.rule.check_item, "check")
                with block.under(f"if {variable} is not M and not {check}({variable}):"):
                    block.add(f"raise Invalid({variable})")
        self._caught(block, frame)
        with block.under(f"if {variable} is not M:"):
            self._keep(block, frame, result, key, variable)

    def _object_item(self, block: Block, frame: Frame, result: str, key: str | None) -> None:
        scope, out = self.body.scope, self.module.fresh("o")
        assert scope is not None
        block.add(f"{out} = {{}}")
        if self.drops:
            before = self.module.fresh("n")
            block.add(f"{before} = len(E)")
        order = (self.rule.order or {}).get("items") if isinstance(self.rule.order, dict) else None
        self.rules.fill(block, frame, scope, out, order)
        if self.drops:
            self._drop(block, frame.position, out, before)
        self.rules.finish_item(block, scope, out)
        self._keep(block, frame, result, key, out)

    def _drop(self, block: Block, position: str, out: str, before: str) -> None:
        check = "False" if self.rule.check_item is None else f"not {self.module.constant(self.rule.check_item, 'check')}({out})"
        with block.under(f"if len(E) > {before} or {check}:"):
            block.add(f"drop_item(S, {self.number}, {position}, E, {before})", "continue")

