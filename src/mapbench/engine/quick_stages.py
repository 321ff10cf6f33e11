"""Stages of the quick function where they are plain: one loop, and then sort or group, and limit.

Nothing has to be known of an item but the item itself: positions are for errors, and errors make the quick function give up.
"""

from __future__ import annotations

from mapbench.engine.code import Block
from mapbench.engine.frames import Frame
from mapbench.engine.levels import AS_IS
from mapbench.engine.program import Collection
from mapbench.engine.stage_code import StageCode

#: In place of the position of an item that is not counted.
_NOWHERE = "0"


def are_plain(body: Collection, reads_key: bool) -> bool:
    """Whether the stages of a collection can be written so."""
    several = len(body.levels) > 1 or body.nested or bool(body.sort and body.group)
    return not (several or reads_key or body.unique is not None or body.keyed_by is not None)


class QuickStageCode(StageCode, eq=False):
    """Writes plain stages: groups as they come, or the items with one list of keys for each order."""

    columns: tuple[str, ...] = ()

    def write(self, block: Block, frame: Frame, source: str | None, result: str, place: str) -> str:
        """Statements for all stages and the body; returns the variable of what is left."""
        body, kept = self.body, self.module.fresh("s")
        block.add(f"{kept} = {'{}' if body.group else '[]'}")
        self.columns = tuple(self.module.fresh("s") for _ in body.sort)
        block.add(*(f"{column} = []" for column in self.columns))
        self.collect(block, frame, source, kept)
        if body.sort:
            descending = [order.descending for order in body.sort]
            block.add(f"{kept} = sort_columns({kept}, [{', '.join(self.columns)}], {descending!r})")
        if body.group:
            block.add(f"{kept} = groups_of(B, {kept}, {body.group_is_list}, {self._computes_key()})")
        if body.limit is not None:
            block.add(f"{kept} = {kept}[:{body.limit}]")
        block.add(f"B.take_elements(len({kept}))")
        index = self.module.fresh("n")
        block.add(f"{index} = -1")
        if body.group:
            self._over(
                block, frame, kept, True,
                lambda inner, at, key, _: self.of.item(inner, at, index, result, staged=True, key=key),
            )  # fmt: skip
        else:
            self._over_items(block, frame, kept, index, result)
        return kept

    def _collected(self, block: Block, frame: Frame, kept: str) -> None:
        inner, body = Block(), self.body
        if not body.group:
            self._bind_lets(frame)
        self.of.where(inner, frame)
        item = frame.names[body.levels[0].name].code
        if body.group:
            self._grouped(inner, frame, kept, item)
        else:
            for column, order in zip(self.columns, body.sort, strict=True):
                inner.add(f"{column}.append({self._value(frame, order.formula, 'sort').code})")
            inner.add(f"{kept}.append({item})")
        block.include(frame.head)
        block.include(inner)

    def _grouped(self, block: Block, frame: Frame, kept: str, item: str) -> None:
        keys = [self.module.fresh("k") for _ in self.body.group]
        for key, formula in zip(keys, self.body.group, strict=True):
            block.add(f"{key} = {self._value(frame, formula, 'group').code}")
        marks = [f"({key} if type({key}) is str else identity({key}))" for key in keys]
        mark, group = self.module.fresh("k"), self.module.fresh("g")
        block.add(f"{mark} = {marks[0]}" if len(marks) == 1 else f"{mark} = ({', '.join(marks)})")
        block.add(f"{group} = {kept}.get({mark})")
        block.add(f"if {group} is None:", f"    {kept}[{mark}] = ([{', '.join(keys)}], ({item},), [{item}])")
        block.add("else:", f"    {group}[2].append({item})")

    def _over_items(self, block: Block, frame: Frame, kept: str, index: str, result: str) -> None:
        item = self.module.fresh("t")
        with block.under(f"for {item} in {kept}:"):
            at = frame.inner(item, (*frame.items, _NOWHERE))
            at.bind(self.body.levels[0].name, item, AS_IS, owns_item=True)
            self.of.item(block, at, index, result, staged=True)
