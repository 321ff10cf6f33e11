"""Rules that make a single value, as statements: each stores the value, or notes why it cannot.

The generated function has these variables beside its own: `E` errors, `S` what was softened, `P` positions and nulls that
matter only when the output turns out to be invalid, `T` the trace. Each entry names its rule by number.
"""

from __future__ import annotations

from msgspec import Struct, field

from mapbench.engine import expressions as x
from mapbench.engine.code import Block, literal
from mapbench.engine.frames import Binding, Frame
from mapbench.engine.key_order import ordered
from mapbench.engine.program import NOTHING, Collection, Rule, Spread, Value
from mapbench.engine.value_code import Made, ValueCode, finished


class ValueRuleCode(Struct, eq=False):
    """Writes rules with a value; `rules` numbers the rules of one generated function."""

    values: ValueCode
    rules: list[Rule | Spread] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    quick: bool = False

    def number(self, rule: Rule | Spread) -> int:
        """The number under which errors name a rule."""
        if id(rule) not in self.numbers:
            self.numbers[id(rule)] = len(self.rules)
            self.rules.append(rule)
        return self.numbers[id(rule)]

    def made(self, frame: Frame, rule: Rule, value: Value) -> tuple[Made, str]:
        """The value of a rule, and the expression of what is written of it."""
        made = self.values.value(frame, value, rule.target, rule.default is not NOTHING, is_output=True)
        code = finished(made)
        if rule.order is not None:
            code = f"ordered({code}, {self.values.module.constant(rule.order)})"
        if rule.when_empty != "keep":
            code = f"unless_empty({code}, {'None' if rule.when_empty == 'null' else 'M'})"
        return made, code

    def value_rule(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        """Statements for one rule with a value; `place` is the expression it assigns to."""
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
        self.caught(block, frame, rule, place)
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
            made = literal(value if rule.order is None else ordered(value, rule.order))
            block.add(f"{place} = {self.noted(frame, rule, made)}")
        else:
            block.add(f"P.append(({self.number(rule)}, {frame.position}, None))" if rule.required else "pass")

    def _store_directly(
        self, block: Block, frame: Frame, rule: Rule, place: str, code: str, value: Value
    ) -> None:
        if value.constant is not NOTHING and value.lookup is None:
            by_default = value.constant is None and rule.default is not NOTHING
            self._put_constant(block, frame, rule, place, rule.default if by_default else value.constant)
            return
        if not code.isidentifier():
            variable = self.values.module.fresh("w")
            block.add(f"{variable} = {code}")
            code = variable
        self.store(block, frame, rule, place, code, None, value)

    def _guarded(
        self, block: Block, frame: Frame, rule: Rule, compute: str, variable: str, checked: bool
    ) -> None:
        """The value under `when`, and its check where an invalid value may be softened."""
        if rule.when is None:
            block.add(compute)
            self._check(block, rule, variable, checked)
            return
        test = self.values.condition(
            frame, frame_names(self.values, frame, rule), rule.when, rule.target, "when"
        )
        with block.under(f"if {test.code}:"):
            block.add(compute)
            self._check(block, rule, variable, checked)
        with block.under("else:"):
            block.add(f"{variable} = U")

    def _check(self, block: Block, rule: Rule, variable: str, checked: bool) -> None:
        if checked:
            check = self.values.module.constant(rule.check, "check")
            with block.under(
                f"if {variable} is not M and {variable} is not None and not {check}({variable}):"
            ):
                block.add(f"raise Invalid({variable})")

    def caught(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        number = self.number(rule)
        reject = f"E.append(({number}, {frame.position}, x))"
        with block.under("except Exception as x:"):
            if rule.default is not NOTHING:
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
        self,
        block: Block,
        frame: Frame,
        rule: Rule,
        place: str,
        variable: str,
        made: Made | None,
        value: Value | None,
    ) -> None:
        """Assign a value that may be missing, null, or U (not now), as the table of the five states says."""
        tests = [] if rule.when is None else [f"{variable} is not U"]
        noted = self.noted(frame, rule, variable)
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
            self._under(
                block, [*tests, f"{variable} is not M", f"{variable} is not None"], f"{place} = {noted}"
            )
            if rule.required:
                block.add(
                    f"elif {variable} is None:",
                    f"    P.append(({self.number(rule)}, {frame.position}, None))",
                )

    def _under(self, block: Block, tests: list[str], line: str) -> None:
        if tests:
            block.add(f"if {' and '.join(tests)}:", f"    {line}")
        else:
            block.add(line)

    def noted(self, frame: Frame, rule: Rule, code: str) -> str:
        tracing = self.values.tracing
        if tracing is None:
            return code
        number = tracing.number(rule.target, "result", rule.target, None)
        return f"step(T, {number}, {frame.position}, {code})"


def frame_names(values: ValueCode, frame: Frame, rule: Rule) -> dict[str, Binding]:
    """The names that the condition of a rule sees: those of the frame and the rule's own sources."""
    sources = rule.body.sources if isinstance(rule.body, Value | Collection) else ()
    return values.names(frame, (*sources, *rule.when_sources), rule.target)
