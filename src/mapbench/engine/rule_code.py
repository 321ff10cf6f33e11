"""Rules as statements: each stores into the object under construction, or notes why it cannot.

The generated function has these variables beside its own: `E` errors, `S` what was softened, `P` positions and nulls that
matter only when the output turns out to be invalid, `T` the trace. Each entry names its rule by number.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from msgspec import Struct, field

from mapbench.engine import expressions as x
from mapbench.engine.code import Block, literal
from mapbench.engine.collection_code import CollectionCode
from mapbench.engine.frames import Binding, Frame
from mapbench.engine.program import NOTHING, Collection, Object, Rule, Scope, Spread, Value
from mapbench.engine.value_code import Made, ValueCode, finished


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


class RuleCode(Struct, eq=False):
    """Writes the rules of one generated function; `rules` numbers them."""

    values: ValueCode
    rules: list[Rule | Spread] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    quick: bool = False

    def finish_item(self, block: Block, scope: Scope, out: str) -> None:
        """What remains to be asked of an item that has been made: nothing, where the whole output is validated."""

    def number(self, rule: Rule | Spread) -> int:
        """The number under which errors name a rule."""
        if id(rule) not in self.numbers:
            self.numbers[id(rule)] = len(self.rules)
            self.rules.append(rule)
        return self.numbers[id(rule)]

    def scope(self, block: Block, frame: Frame, scope: Scope, out: str, prefix: str = "", order: Order = None) -> None:
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
            self._value_rule(block, frame, rule, place)
        else:
            self._scoped_rule(block, frame, rule, place)

    def made(self, frame: Frame, rule: Rule, value: Value) -> tuple[Made, str]:
        """The value of a rule, and the expression of what is written of it."""
        made = self.values.value(frame, value, rule.target, rule.default is not NOTHING)
        code = finished(made)
        if rule.order is not None and value.formula is None and not value.cases and value.constant is NOTHING:
            code = f"ordered({code}, {self.values.module.constant(rule.order)})"
        if rule.when_empty != "keep":
            code = f"unless_empty({code}, {'None' if rule.when_empty == 'null' else 'M'})"
        return made, code

    def _value_rule(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        value = rule.body
        assert isinstance(value, Value)
        made, code = self.made(frame, rule, value)
        checked = rule.check is not None and self._softens(rule)
        if rule.when is None and not made.fails and not checked:
            self._store_directly(block, frame, rule, place, code, value)
            return
        variable = self.values.module.fresh("w")
        with block.under("try:"):
            self._guarded(block, frame, rule, f"{variable} = {code}", variable, checked)
        self._caught(block, frame, rule, place)
        with block.under("else:"):
            self.store(block, frame, rule, place, variable, made, value)

    @staticmethod
    def _softens(rule: Rule) -> bool:
        """Whether an error of the rule can end otherwise than in a rejection."""
        return rule.on_error == "default" or (rule.on_error != "reject" and not rule.strict)

    def put_default(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        """Store the default; a null that the schema refuses is left out."""
        self._put_constant(block, frame, rule, place, rule.default)

    def _put_constant(self, block: Block, frame: Frame, rule: Rule, place: str, value: object) -> None:
        if value is not None or rule.nullable:
            block.add(f"{place} = {self._noted(frame, rule, literal(value))}")
        else:
            block.add(f"P.append(({self.number(rule)}, {frame.position}, None))" if rule.required else "pass")

    def _store_directly(self, block: Block, frame: Frame, rule: Rule, place: str, code: str, value: Value) -> None:
        if value.constant is not NOTHING and value.lookup is None:
            by_default = value.constant is None and rule.default is not NOTHING
            self._put_constant(block, frame, rule, place, rule.default if by_default else value.constant)
            return
        if not code.isidentifier():
            variable = self.values.module.fresh("w")
            block.add(f"{variable} = {code}")
            code = variable
        self.store(block, frame, rule, place, code, None, value)

    def _guarded(self, block: Block, frame: Frame, rule: Rule, compute: str, variable: str, checked: bool) -> None:
        """The value under `when`, and its check where an invalid value may be softened."""
        if rule.when is None:
            block.add(compute)
            self._check(block, rule, variable, checked)
            return
        test = self.values.condition(frame, frame_names(self.values, frame, rule), rule.when, rule.target, "when")
        with block.under(f"if {test.code}:"):
            block.add(compute)
            self._check(block, rule, variable, checked)
        with block.under("else:"):
            block.add(f"{variable} = U")

    def _check(self, block: Block, rule: Rule, variable: str, checked: bool) -> None:
        if checked:
            check = self.values.module.constant(rule.check, "check")
            with block.under(f"if {variable} is not M and {variable} is not None and not {check}({variable}):"):
                block.add(f"raise Invalid({variable})")

    def _caught(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        number = self.number(rule)
        reject = f"E.append(({number}, {frame.position}, x))"
        with block.under("except Exception as x:"):
            if rule.default is not NOTHING and rule.on_error != "default":
                with block.under("if is_miss(x):"):
                    self.put_default(block, frame, rule, place)
                with block.under("else:"):
                    self.softened(block, frame, rule, place, reject)
            else:
                self.softened(block, frame, rule, place, reject)

    def softened(self, block: Block, frame: Frame, rule: Rule, place: str, reject: str) -> None:
        """What becomes of the error `x`: noted by the statement `reject`, or taken as `on_error` says."""
        how = rule.on_error
        if not self._softens(rule):
            block.add(reject)
            return
        with block.under(f"if soften(S, {self.number(rule)}, {frame.position}, x, {how!r}):"):
            if how == "default" and rule.default is not NOTHING:
                self.put_default(block, frame, rule, place)
            elif how == "null" and rule.nullable and not rule.required:
                block.add(f"{place} = None")
        with block.under("else:"):
            block.add(reject)

    def store(
        self, block: Block, frame: Frame, rule: Rule, place: str, variable: str, made: Made | None, value: Value | None
    ) -> None:
        """Assign a value that may be missing, null, or U (not now), as the table of the five states says."""
        tests = [] if rule.when is None else [f"{variable} is not U"]
        noted = self._noted(frame, rule, variable)
        always = value is not None and value.formula is not None and isinstance(value.formula.tree, x.Format)
        if always and not value.lookup:  # type: ignore[union-attr]
            self._under(block, tests, f"{place} = {noted}")
        elif rule.default is not NOTHING:
            head = f"if {' and '.join([*tests, f'({variable} is M or {variable} is None)'])}:"
            with block.under(head):
                self.put_default(block, frame, rule, place)
            block.add(f"elif {' and '.join(tests)}:" if tests else "else:", f"    {place} = {noted}")
        elif rule.nullable:
            self._under(block, [*tests, f"{variable} is not M"], f"{place} = {noted}")
        else:
            self._under(block, [*tests, f"{variable} is not M", f"{variable} is not None"], f"{place} = {noted}")
            if rule.required:
                block.add(f"elif {variable} is None:", f"    P.append(({self.number(rule)}, {frame.position}, None))")

    def _under(self, block: Block, tests: list[str], line: str) -> None:
        if tests:
            block.add(f"if {' and '.join(tests)}:", f"    {line}")
        else:
            block.add(line)

    def _noted(self, frame: Frame, rule: Rule, code: str) -> str:
        tracing = self.values.tracing
        if tracing is None:
            return code
        number = tracing.number(rule.target, "result", rule.target, None)
        return f"step(T, {number}, {frame.position}, {code})"

    def _scoped_rule(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        """An object or collection rule, under its `when`."""
        write = self._object if isinstance(rule.body, Object) else self._collection
        if rule.when is None:
            write(block, frame, rule, place)
            return
        test = self.values.condition(frame, frame_names(self.values, frame, rule), rule.when, rule.target, "when")
        variable = self.values.module.fresh("w")
        with block.under("try:"):
            block.add(f"{variable} = {test.code}")
        self._caught(block, frame, rule, place)
        with block.under("else:"), block.under(f"if {variable}:"):
            write(block, frame, rule, place)

    def _object(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        body = rule.body
        assert isinstance(body, Object)
        out = self.values.module.fresh("o")
        if body.source is None:
            block.add(f"{out} = {{}}")
            if body.scope.lets:
                self.scope(block, frame.inner(frame.base, base_is_object=frame.base_is_object), body.scope, out, f"{rule.target}.", rule.order)
            else:
                self.fill(block, frame, body.scope, out, rule.order)
            with block.under(f"if {out}:"):
                block.add(f"{place} = {self._noted(frame, rule, out)}")
            self._absent(block, frame, rule, place, "else:", "M")
            return
        source = frame.read(body.source)
        self._absent(block, frame, rule, place, f"if {source} is M or {source} is None:", source)
        with block.under(f"elif type({source}) is not dict:"):
            self.failed(block, frame, rule, place, f"not_an_object({source})")
        with block.under("else:"):
            block.add(f"{out} = {{}}")
            self.scope(block, frame.inner(source, base_is_object=True), body.scope, out, f"{rule.target}.", rule.order)
            block.add(f"{place} = {self._noted(frame, rule, out)}")

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
            block.add(f"{place} = {self._noted(frame, rule, result)}")
            return
        with block.under(f"if {result}:"):
            block.add(f"{place} = {self._noted(frame, rule, result)}")
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


def frame_names(values: ValueCode, frame: Frame, rule: Rule) -> dict[str, Binding]:
    """The names that the condition of a rule sees: those of the frame and the rule's own sources."""
    sources = rule.body.sources if isinstance(rule.body, Value | Collection) else ()
    return values.names(frame, (*sources, *rule.when_sources), rule.target)
