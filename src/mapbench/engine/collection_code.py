"""Collections as loops: the stages in their fixed order, then the body once per item or group that is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mapbench.engine.code import Block
from mapbench.engine.frames import Frame
from mapbench.engine.levels import AS_IS, COMPUTED
from mapbench.engine.paths import Path, Wildcard
from mapbench.engine.program import Collection, Formula, Named, Rule
from mapbench.engine.program_walk import reads_name
from mapbench.engine.value_code import finished

if TYPE_CHECKING:
    from mapbench.engine.rule_code import RuleCode


Inside = Callable[[Block, Frame], None]


@dataclass
class CollectionCode:
    """Writes one collection rule. Items are numbered by their position in the list that `each` gave."""

    rules: RuleCode
    rule: Rule
    body: Collection
    number: int
    keyed: bool = False
    staged: bool = field(init=False)

    def __post_init__(self) -> None:
        body = self.body
        self.staged = bool(body.sort or body.unique or body.group or body.limit is not None)
        self.module = self.rules.values.module
        self.drops = body.on_item_error == "drop"
        self.positions = self.module.fresh("p")

    def write(self, block: Block, frame: Frame, result: str) -> str | None:
        """Statements that leave the collection in `result`; returns the variable to judge first (a plain path's list)."""
        first = self.body.levels[0].path
        source = frame.read(first) if first.singular else None
        block.add(f"{result} = {'{}' if self.body.keyed_by is not None else '[]'}")
        if self._shifts() and not self.rules.quick:
            block.add(f"{self.positions} = []", f"P.append(({self.number}, {frame.position}, {self.positions}))")
        if self.staged:
            self._in_stages(block, frame, source, result)
        else:
            index = self.module.fresh("n")
            block.add(f"{index} = -1")
            self._loops(block, frame, source, lambda inner, at: self._item(inner, at, index, result, staged=False))
        return source

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
            inner.bind("item", item, AS_IS, owns_item=True)
            inner.bind(loop.name, item, AS_IS, owns_item=True)
            if key:
                inner.bind("key", key)
            if self.body.nested:
                inner.bind(f"{loop.name}_index", position)
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
            block.add(f"E.append(({self.number}, {frame.position}, not_a_list({source})))")

    def _iterable(self, frame: Frame, path: Path, source: str | None) -> tuple[str, str | None]:
        if source is not None:
            return source, None
        if isinstance(path.segments[-1], Wildcard) and self._reads_key() and not self.body.group:
            return frame.walk(path, keyed=True), self.module.fresh("k")
        return frame.read(path), None

    def _reads_key(self) -> bool:
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
                with block.under(f"if soften(S, {self.number}, x, 'drop'):"):
                    block.add("continue")
            block.add(f"E.append(({self.number}, {frame.position}, x))", "continue")

    def _where(self, block: Block, frame: Frame) -> None:
        if self.body.where is None:
            return
        test = self.rules.values.condition(frame, dict(frame.names), self.body.where, self.rule.target, "where")
        with self._guard(block), block.under(f"if not {test.code}:"):
            block.add("continue")
        self._caught(block, frame)

    def _in_stages(self, block: Block, frame: Frame, source: str | None, result: str) -> None:
        kept = self.module.fresh("s")
        block.add(f"{kept} = []")
        self.collect(block, frame, source, kept)
        with self._guard(block):
            self._arrange(block, kept)
        if not self.rules.quick:
            with block.under("except Exception as x:"):
                block.add(f"E.append(({self.number}, {frame.position}, x))", f"{kept} = []")
        index = self.module.fresh("n")
        block.add(f"{index} = -1")
        self._over_kept(block, frame, kept, index, result)

    def _collect(self, block: Block, frame: Frame, kept: str) -> None:
        """Keep an item with the keys of its stages: (positions, items of the loops, sort keys, unique key, group keys, key)."""
        inner = Block()
        if not self.body.group:
            self.rules.values.bind_lets(frame, self._lets(), f"{self.rule.target}.")
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

    def _over_kept(self, block: Block, frame: Frame, kept: str, index: str, result: str) -> None:
        depth = 1 if self.body.group else len(self.body.levels)
        positions = [self.module.fresh("i") for _ in range(depth)]
        items = [self.module.fresh("t") for _ in self.body.levels]
        base, key = self.module.fresh("g"), self.module.fresh("k")
        places = ", ".join(positions)
        with block.under(f"for ({places},), ({', '.join(items)},), {base}, {key} in left_items({kept}):"):
            at = frame.inner(base if self.body.group else items[-1], (*frame.items, *positions), bool(self.body.group))
            at.bind("item", items[-1], AS_IS, owns_item=not self.body.group)
            for level, item, position in zip(self.body.levels, items, positions, strict=False):
                at.bind(level.name, item, AS_IS, owns_item=not self.body.group and item == items[-1])
                if self.body.nested and not self.body.group:
                    at.bind(f"{level.name}_index", position)
            if self.body.group:
                at.bind("items", at.member("items"))
            if self.body.group or self._reads_key():
                at.bind("key", key, COMPUTED)
            self._item(block, at, index, result, staged=True)

    def _item(self, block: Block, frame: Frame, index: str, result: str, staged: bool) -> None:
        """The body for one item: where (unless done), index, lets, key, and its rules or formula."""
        inner = Block()
        frame.bind("index", index)
        values = self.rules.values
        values.bind_lets(frame, self._lets(), f"{self.rule.target}.")
        if not staged:
            self._where(inner, frame)
        inner.add(f"{index} += 1")
        key = self._key(inner, frame, result)
        if self.body.formula is not None:
            self._formula_item(inner, frame, result, key)
        else:
            self._object_item(inner, frame, result, key)
        block.include(frame.head)
        block.include(inner)

    def _key(self, block: Block, frame: Frame, result: str) -> str | None:
        if self.body.keyed_by is None:
            return None
        key = self.module.fresh("k")
        code = self._stage(block, frame, self.body.keyed_by, "keyed_by")
        with self._guard(block):
            block.add(f"{key} = item_key({code}, {result}, {self.body.on_duplicate == 'error'})")
        self._caught(block, frame)
        if self.body.on_duplicate == "first":
            with block.under(f"if {key} in {result}:"):
                block.add("continue")
        return key

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
            self._drop(block, out, before)
        self.rules.finish_item(block, scope, out)
        self._keep(block, frame, result, key, out)

    def _drop(self, block: Block, out: str, before: str) -> None:
        check = "False" if self.rule.check_item is None else f"not {self.module.constant(self.rule.check_item, 'check')}({out})"
        with block.under(f"if len(E) > {before} or {check}:"):
            block.add(f"drop_item(S, {self.number}, E, {before})", "continue")

