"""All rules as statements: scopes with their targets as a tree, objects, collections and spreads."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from msgspec import Struct, field

from mapbench.engine.code import Block
from mapbench.engine.collection_code import CollectionCode
from mapbench.engine.frames import Frame
from mapbench.engine.program import NOTHING, Collection, Object, Rule, Scope, Spread, Value
from mapbench.engine.value_rule_code import ValueRuleCode, frame_names

#: The key order of an object: its names, and the orders of what is below them. None: leave the order alone.
Order = dict[str, Any] | None


class Branch(Struct, eq=False):
    """Targets of one scope as a tree: a rule at a leaf, or more targets below a name."""

    rule: Rule | None = None
    below: dict[str, Branch] = field(default_factory=dict)


def branches(rules: tuple[Rule, ...]) -> dict[str, Branch]:
    """The rules of a scope by the names of their targets, in their order."""
    top = Branch()
    for rule in rules:
        at = top
        for name in rule.names:
            at = at.below.setdefault(name, Branch())
        at.rule = rule
    return top.below


class RuleCode(ValueRuleCode, eq=False):
    """Writes the rules of one generated function."""

    def finish_item(self, block: Block, scope: Scope, out: str) -> None:
        """What remains to be asked of an item that has been made: nothing, where the whole output is validated."""

    def scope(
        self, block: Block, frame: Frame, scope: Scope, out: str, prefix: str = "", order: Order = None
    ) -> None:
        """Statements that fill the object `out` from the rules of a scope, led by the reads they share."""
        body = Block()
        self.values.bind_lets(frame, scope.lets, prefix)
        self.fill(body, frame, scope, out, order)
        block.include(frame.head)
        block.include(body)

    def fill(self, block: Block, frame: Frame, scope: Scope, out: str, order: Order = None) -> None:
        """The same without named values and reads: the frame's owner places these."""
        if scope.spread is not None:
            self._spread(block, frame, scope.spread, out)
        self._branches(block, frame, branches(scope.rules), out, scope.spread is not None)
        if scope.spread is not None and order:
            block.add(f"arrange({out}, {self.values.module.constant(order)})")

    def _branches(self, block: Block, frame: Frame, tree: dict[str, Branch], out: str, spread: bool) -> None:
        for name, branch in tree.items():
            if branch.rule is not None:
                self.rule(block, frame, branch.rule, f"{out}[{name!r}]")
                continue
            inner = self.values.module.fresh("o")
            block.add(f"{inner} = inside({out}, {name!r})" if spread else f"{inner} = {{}}")
            self._branches(block, frame, branch.below, inner, spread)
            with block.under(f"if {inner}:"):
                block.add(f"{out}[{name!r}] = {inner}")

    def rule(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        """Statements for one rule; `place` is the expression it assigns to."""
        if isinstance(rule.body, Value):
            self.value_rule(block, frame, rule, place)
        else:
            self._scoped_rule(block, frame, rule, place)

    def _scoped_rule(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        """An object or collection rule, under its `when`."""
        write = self._object if isinstance(rule.body, Object) else self._collection
        if rule.when is None:
            write(block, frame, rule, place)
            return
        test = self.values.condition(
            frame, frame_names(self.values, frame, rule), rule.when, rule.target, "when"
        )
        variable = self.values.module.fresh("w")
        with block.under("try:"):
            block.add(f"{variable} = {test.code}")
        self.caught(block, frame, rule, place)
        with block.under("else:"), block.under(f"if {variable}:"):
            write(block, frame, rule, place)

    def _object(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        body = rule.body
        assert isinstance(body, Object)
        out = self.values.module.fresh("o")
        if body.source is None:
            self._object_around(block, frame, rule, body.scope, out, place)
            return
        source = frame.read(body.source)
        self._absent(block, frame, rule, place, f"if {source} is M or {source} is None:", source)
        with block.under(f"elif type({source}) is not dict:"):
            self.failed(block, frame, rule, place, f"not_an_object({source})")
        with block.under("else:"):
            block.add(f"{out} = {{}}")
            self.scope(
                block,
                frame.inner(source, base_is_object=True),
                body.scope,
                out,
                f"{rule.target}.",
                rule.order,
            )
            self._put_made(block, frame, rule, place, out)

    def _object_around(
        self, block: Block, frame: Frame, rule: Rule, scope: Scope, out: str, place: str
    ) -> None:
        """An object without a scope of its own: it is there if anything goes into it."""
        inner = frame
        block.add(f"{out} = {{}}")
        if scope.lets:
            inner = frame.inner(frame.base, base_is_object=frame.base_is_object)
            self.scope(block, inner, scope, out, f"{rule.target}.", rule.order)
        else:
            self.fill(block, frame, scope, out, rule.order)
        with block.under(f"if {out}:"):
            self._put_made(block, frame, rule, place, out)
        if rule.default is not NOTHING:
            with block.under("else:"):
                self.put_default(block, frame, rule, place)

    def _put_made(self, block: Block, frame: Frame, rule: Rule, place: str, out: str) -> None:
        """Store an object or list that was made; one that breaks the schema is what `on_error` says."""
        if rule.check is None or not self._softens(rule):
            block.add(f"{place} = {self.noted(frame, rule, out)}")
            return
        check = self.values.module.constant(rule.check, "check")
        with block.under(f"if {check}({out}):"):
            block.add(f"{place} = {self.noted(frame, rule, out)}")
        with block.under("else:"):
            self.failed(block, frame, rule, place, f"Invalid({out})")

    def _absent(self, block: Block, frame: Frame, rule: Rule, place: str, head: str, variable: str) -> None:
        """What a missing or null scope gives."""
        with block.under(head):
            if rule.default is not NOTHING:
                self.put_default(block, frame, rule, place)
            elif variable != "M":
                with block.under(f"if {variable} is None:"):
                    if rule.nullable:
                        block.add(f"{place} = None")
                    elif rule.required:
                        block.add(f"P.append(({self.number(rule)}, {frame.position}, None))")

    def failed(self, block: Block, frame: Frame, rule: Rule, place: str, failure: str) -> None:
        """Note a failure that is known without an exception."""
        block.add(f"x = {failure}")
        self.softened(block, frame, rule, place, f"E.append(({self.number(rule)}, {frame.position}, x))")

    def _collection(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        body = rule.body
        assert isinstance(body, Collection)
        result = self.values.module.fresh("o")
        writer = CollectionCode(self, rule, body, self.number(rule))
        inner = Block()
        test, arranged = writer.write(inner, frame, result, place)
        with inner.under(f"if {arranged} is not None:") if arranged else nullcontext():
            self._store_collection(inner, frame, rule, place, result)
        if test is None:
            block.include(inner)
            return
        self._absent(block, frame, rule, place, f"if {test} is M or {test} is None:", test)
        with block.under(f"elif type({test}) is not list:"):
            self.failed(block, frame, rule, place, f"not_a_list({test})")
        with block.under("else:"):
            block.include(inner)

    def _store_collection(self, block: Block, frame: Frame, rule: Rule, place: str, result: str) -> None:
        if rule.when_empty == "keep":
            self._put_made(block, frame, rule, place, result)
            return
        with block.under(f"if {result}:"):
            self._put_made(block, frame, rule, place, result)
        with block.under("else:"):
            empty = self.values.module.fresh("w")
            block.add(f"{empty} = {'None' if rule.when_empty == 'null' else 'M'}")
            self._absent(block, frame, rule, place, "if True:", empty)

    def _spread(self, block: Block, frame: Frame, spread: Spread, out: str) -> None:
        module, number = self.values.module, self.number(spread)
        source = frame.base if spread.path is None else frame.read(spread.path)
        leave_out, rename = module.constant(spread.leave_out), module.constant(dict(spread.rename))
        test = "True"
        if spread.when is not None:
            test = self.values.condition(frame, dict(frame.names), spread.when, spread.target, "when").code
        with block.under("try:"), block.under(f"if {test}:"):
            block.add(f"spread({out}, {source}, {leave_out}, {rename})")
        with block.under("except Exception as x:"):
            block.add(f"E.append(({number}, {frame.position}, x))")
