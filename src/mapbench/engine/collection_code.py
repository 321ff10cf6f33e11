"""Collections as loops: the stages in their fixed order, then the body once per item or group that is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mapbench.engine.code import Block, Module
from mapbench.engine.expressions import free_names
from mapbench.engine.frames import Binding, Frame
from mapbench.engine.levels import AS_IS
from mapbench.engine.paths import Path, Wildcard
from mapbench.engine.program import Collection, Named, Rule
from mapbench.engine.program_walk import reads_name
from mapbench.engine.stage_code import StageCode
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
        return bool(
            body.sort or body.unique or body.group or body.limit is not None or body.keyed_by is not None
        )

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
            block.add(
                f"{self.positions} = []", f"P.append(({self.number}, {frame.position}, {self.positions}))"
            )
        if self.staged:
            arranged = self._stages().write(block, frame, source, result, place)
        else:
            index = self.module.fresh("n")
            block.add(f"{index} = -1")
            self.loops(
                block, frame, source, lambda inner, at: self.item(inner, at, index, result, staged=False)
            )
        return source, arranged

    def _stages(self) -> StageCode:
        if self.rules.quick:
            from mapbench.engine.quick_stages import QuickStageCode, are_plain

            if are_plain(self.body, self.reads_key()):
                return QuickStageCode(self)
        return StageCode(self)

    def _shifts(self) -> bool:
        body = self.body
        dropped = (
            self.drops or body.formula is not None or body.where is not None or body.keyed_by is not None
        )
        return self.staged or dropped or len(body.levels) > 1

    def loops(self, block: Block, frame: Frame, source: str | None, inside: Inside, level: int = 0) -> None:
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
        self.loops(body, frame, source, inside, level)
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
        if isinstance(path.segments[-1], Wildcard) and self.reads_key():
            return frame.walk(path, keyed=True), self.module.fresh("k")
        return frame.read(path), None

    def reads_key(self) -> bool:
        """Whether a formula reads the key of an iterated object: in a grouped body, `key` is the group's."""
        body = self.body
        if body.group:
            stages = (body.where, *(order.formula for order in body.sort), body.unique, *body.group)
            return any(formula is not None and "key" in free_names(formula.tree) for formula in stages)
        return self.keyed or reads_name(self.rule, "key")

    def lets(self) -> tuple[Named, ...]:
        """The named values of the items."""
        return self.body.scope.lets if self.body.scope is not None else self.body.lets

    def guard(self, block: Block) -> AbstractContextManager[None]:
        """`try:`, but in the quick function, which gives up at the first failure."""
        return nullcontext() if self.rules.quick else block.under("try:")

    def caught(self, block: Block, frame: Frame) -> None:
        """`except`: an item's failure drops it, or is noted; either way the next item follows."""
        if self.rules.quick:
            return
        with block.under("except Exception as x:"):
            if self.drops:
                with block.under(f"if soften(S, {self.number}, {frame.position}, x, 'drop'):"):
                    block.add("continue")
            block.add(f"E.append(({self.number}, {frame.position}, x))", "continue")

    def where(self, block: Block, frame: Frame, around: Mapping[str, Binding] | None = None) -> None:
        """The first stage. It comes before items are numbered, so its `index` is the one of `around`, the names outside."""
        if self.body.where is None:
            return
        names = dict(frame.names)
        if around is not None:
            names.pop("index", None)
            names |= {"index": around["index"]} if "index" in around else {}
        test = self.rules.values.condition(frame, names, self.body.where, self.rule.target, "where")
        with self.guard(block), block.under(f"if not {test.code}:"):
            block.add("continue")
        self.caught(block, frame)

    def item(
        self, block: Block, frame: Frame, index: str, result: str, staged: bool, key: str | None = None
    ) -> None:
        """The body for one item: where (unless done), index, lets, and its rules or formula."""
        inner, around = Block(), dict(frame.names)
        frame.bind_position("index", index)
        values = self.rules.values
        values.bind_lets(frame, self.lets(), f"{self.rule.target}.")
        if not staged:
            self.where(inner, frame, around)
        inner.add(f"{index} += 1")
        key = key if self.body.keyed_by is not None else None
        if self.body.formula is not None:
            self._formula_item(inner, frame, result, key)
        else:
            self._object_item(inner, frame, result, key)
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
        made = values.formula(frame, names, formula, self.rule.target, is_output=True)
        variable = self.module.fresh("w")
        with self.guard(block):
            block.add(f"{variable} = {self._in_order(finished(made))}")
            if self.drops and self.rule.check_item is not None:
                check = self.module.constant(self.rule.check_item, "check")
                with block.under(f"if {variable} is not M and not {check}({variable}):"):
                    block.add(f"raise Invalid({variable})")
        self.caught(block, frame)
        with block.under(f"if {variable} is not M:"):
            self._keep(block, frame, result, key, variable)

    def _item_order(self) -> Any:
        order = self.rule.order
        return order["items" if self.body.keyed_by is None else "rest"] if isinstance(order, dict) else None

    def _in_order(self, code: str) -> str:
        """An item's value with its keys in the order of the target schema."""
        order = self._item_order()
        return code if order is None else f"ordered({code}, {self.module.constant(order)})"

    def _object_item(self, block: Block, frame: Frame, result: str, key: str | None) -> None:
        scope, out = self.body.scope, self.module.fresh("o")
        assert scope is not None
        block.add(f"{out} = {{}}")
        if self.drops:
            before = self.module.fresh("n")
            block.add(f"{before} = len(E)" if self.rules.quick else f"{before} = len(E), len(P)")
        self.rules.fill(block, frame, scope, out, self._item_order())
        if self.drops:
            self._drop(block, frame.position, out, before)
        self.rules.finish_item(block, scope, out)
        self._keep(block, frame, result, key, out)

    def _drop(self, block: Block, position: str, out: str, before: str) -> None:
        check = (
            "False"
            if self.rule.check_item is None
            else f"not {self.module.constant(self.rule.check_item, 'check')}({out})"
        )
        if self.rules.quick:
            block.add(f"if len(E) > {before} or {check}:", "    return None")
            return
        with block.under(f"if len(E) > {before}[0] or {check}:"):
            block.add(
                f"drop_item(S, {self.number}, {position}, E, P, {before}, InvalidItem({out}))", "continue"
            )
