"""The quick function: straight on for records that are accepted as they are, and gives up on everything else.

It keeps no account of errors, positions or softening: at the first thing out of the ordinary it returns None, and the record
goes through the plain function, which says exactly what happened. What it returns is certainly valid: each value is proven
where it is stored, or the whole output is checked at the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from mapbench.engine.code import GIVE_UP, Block, literal
from mapbench.engine.collection_code import CollectionCode
from mapbench.engine.frames import Frame
from mapbench.engine.key_order import ordered
from mapbench.engine.program import NOTHING, Collection, Object, Proof, Rule, Scope, Value
from mapbench.engine.rule_code import Order, RuleCode, branches
from mapbench.engine.value_rule_code import frame_names


class QuickCode(RuleCode, eq=False):
    """Writes the quick function; `proven` turns false when some part of the output can only be judged as a whole."""

    quick: bool = True
    described: bool = False
    proven: bool = True

    def share(self, block: Block) -> None:
        """Let the finished function remember what it would compute twice."""
        block.lines = shared(block.lines)

    def fill(self, block: Block, frame: Frame, scope: Scope, out: str, order: Order = None) -> None:
        """Statements that fill an object; afterwards every name that is required is there."""
        if scope.spread is not None:
            self._spread(block, frame, scope.spread, out)
        self._branches(block, frame, branches(scope.rules), out, scope.spread is not None)
        if scope.spread is not None and order:
            block.add(f"arrange({out}, {self.values.module.constant(order)})")
        if scope.required is None:
            self.proven = not self.described

    def scope(
        self, block: Block, frame: Frame, scope: Scope, out: str, prefix: str = "", order: Order = None
    ) -> None:
        """The same with named values and reads, and with what is required of the object that is made."""
        super().scope(block, frame, scope, out, prefix, order)
        self.finish_item(block, scope, out)

    def finish_item(self, block: Block, scope: Scope, out: str) -> None:
        """Give up where a required name is not in an object that has been made."""
        stored = [rule.names for rule in scope.rules if _always_stores(rule)]
        sure = {names[:depth] for names in stored for depth in range(1, len(names) + 1)}
        for names in scope.required or ():
            if names in sure:
                continue
            if len(names) == 1:
                block.add(f"if {names[0]!r} not in {out}:", f"    {GIVE_UP}")
            else:
                parent = f"{out}.get({names[0]!r})" + "".join(f".get({name!r}, {{}})" for name in names[1:-1])
                block.add(f"if {names[0]!r} in {out} and {names[-1]!r} not in {parent}:", f"    {GIVE_UP}")

    def rule(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        """Statements for one rule, under its `when`."""
        if rule.when is None:
            self._write(block, frame, rule, place)
            return
        test = self.values.condition(
            frame, frame_names(self.values, frame, rule), rule.when, rule.target, "when"
        )
        with block.under(f"if {test.code}:"):
            self._write(block, frame, rule, place)

    def _write(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        if rule.proof is None:
            self.proven = not self.described
        if isinstance(rule.body, Object):
            self._object(block, frame, rule, place)
        elif isinstance(rule.body, Collection):
            self._collection(block, frame, rule, place)
        else:
            self._value(block, frame, rule, rule.body, place)

    def _value(self, block: Block, frame: Frame, rule: Rule, value: Value, place: str) -> None:
        if value.constant is not NOTHING and value.lookup is None:
            if value.constant is None and rule.nullable and rule.default is NOTHING:
                block.add(f"{place} = None")
            elif value.constant is not None and _fits(rule.proof, value.constant):
                block.add(f"{place} = {self.constant(rule, value.constant)}")
            else:
                variable = self.values.module.fresh("w")
                block.add(f"{variable} = {self.constant(rule, value.constant)}")
                self._store(block, rule, variable, place)
            return
        made, code = self.made(frame, rule, value)
        if not code.isidentifier():
            variable = self.values.module.fresh("w")
            block.add(f"{variable} = {code}")
            code = variable
        self._store(block, rule, code, place, made.form)

    def _store(self, block: Block, rule: Rule, variable: str, place: str, form: str | None = None) -> None:
        """Store a proven value; null and missing as the table of the five states says; else give up."""
        proof = rule.proof or Proof("any")
        absent = f"{variable} is M or {variable} is None"
        if proof.kind == "any":
            block.add(f"if {absent}:")
            self._absent_value(block, rule, variable, place)
            block.add("else:", f"    {place} = {variable}")
            return
        block.add(f"if {self._proof(proof, variable, form)}:", f"    {place} = {variable}", f"elif {absent}:")
        self._absent_value(block, rule, variable, place)
        block.add("else:", f"    {GIVE_UP}")

    def constant(self, rule: Rule, value: object) -> str:
        """A constant of a rule in the key order of the target schema."""
        return literal(value if rule.order is None else ordered(value, rule.order))

    def _absent_value(self, block: Block, rule: Rule, variable: str, place: str) -> None:
        if rule.default is not NOTHING:
            sure = (
                rule.default is None
                or rule.proof is None
                or rule.proof.kind == "any"
                or _fits(rule.proof, rule.default)
            )
            block.add(
                f"    {place} = {self.constant(rule, rule.default)}"
                if sure and (rule.default is not None or rule.nullable)
                else f"    {GIVE_UP}"
            )
        elif rule.strict and rule.nullable:
            block.add(f"    if {variable} is M:", f"        {GIVE_UP}", f"    {place} = None")
        elif rule.strict:
            block.add(f"    {GIVE_UP}")
        elif rule.nullable:
            block.add(f"    if {variable} is None:", f"        {place} = None")
        else:
            block.add("    pass")

    def _proof(self, proof: Proof, variable: str, form: str | None) -> str:
        module = self.values.module
        known_form = "date-time" if form == "utc" else form
        if proof.kind == "check" or (proof.form is not None and proof.form != known_form):
            assert proof.check is not None
            made = proof.check()
            check = module.constant(made, "check")
            if proof.repeats:
                known = module.constant(Known(made), "known")
                return f"({known}[{variable}] if type({variable}) is str else {_there(variable)} and {check}({variable}))"
            return f"{_there(variable)} and {check}({variable})"
        tests = [_TYPES[proof.kind].format(variable)]
        if proof.enum is not None:
            tests.append(f"{variable} in {module.constant(proof.enum, 'enum')}")
        if proof.low is not None:
            tests.append(f"{variable} >= {literal(proof.low)}")
        if proof.high is not None:
            tests.append(f"{variable} <= {literal(proof.high)}")
        if proof.shortest:
            tests.append(f"len({variable}) >= {proof.shortest}")
        if proof.longest is not None:
            tests.append(f"len({variable}) <= {proof.longest}")
        if proof.form == "date-time" and form != "utc":
            tests.append(f"is_stamp({variable})")
        return " and ".join(tests)

    def _object(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        body = rule.body
        assert isinstance(body, Object)
        out = self.values.module.fresh("o")
        if body.source is None:
            block.add(f"{out} = {{}}")
            inner = frame.inner(frame.base, base_is_object=frame.base_is_object)
            super().scope(block, inner, body.scope, out, f"{rule.target}.", rule.order)
            with block.under(f"if {out}:"):
                self.finish_item(block, body.scope, out)
                block.add(f"{place} = {out}")
            if rule.default is not NOTHING:
                block.add("else:", f"    {GIVE_UP}")
            return
        source = frame.read(body.source)
        with block.under(f"if type({source}) is dict:"):
            block.add(f"{out} = {{}}")
            self.scope(
                block,
                frame.inner(source, base_is_object=True),
                body.scope,
                out,
                f"{rule.target}.",
                rule.order,
            )
            block.add(f"{place} = {out}")
        self._no_scope(block, rule, source, place)

    def _no_scope(self, block: Block, rule: Rule, source: str, place: str) -> None:
        if rule.default is not NOTHING:
            block.add("else:", f"    {GIVE_UP}")
            return
        block.add(f"elif {source} is None:", f"    {place} = None" if rule.nullable else "    pass")
        block.add(f"elif {source} is not M:", f"    {GIVE_UP}")

    def _collection(self, block: Block, frame: Frame, rule: Rule, place: str) -> None:
        body = rule.body
        assert isinstance(body, Collection)
        if self.described and (
            body.keyed_by is not None or body.formula is not None or body.on_item_error == "drop"
        ):
            self.proven = False
        result = self.values.module.fresh("o")
        inner = Block()
        source, _ = CollectionCode(self, rule, body, self.number(rule)).write(inner, frame, result, place)
        if source is None:
            block.include(inner)
            self._store_list(block, rule, place, result)
            return
        with block.under(f"if type({source}) is list:"):
            block.include(inner)
            self._store_list(block, rule, place, result)
        self._no_scope(block, rule, source, place)

    def _store_list(self, block: Block, rule: Rule, place: str, result: str) -> None:
        if rule.when_empty == "keep":
            block.add(f"{place} = {result}")
            return
        block.add(f"if {result}:", f"    {place} = {result}", "else:")
        block.add(
            f"    {place} = None"
            if rule.when_empty == "null" and rule.nullable and rule.default is NOTHING
            else f"    {GIVE_UP}"
        )


class Known(dict[str, bool]):
    """Which short texts a check has let through or not: codes repeat from record to record."""

    def __init__(self, check: Callable[[Any], bool]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, value: str) -> bool:
        fits = self._check(value)
        if len(value) < 40 and len(self) < 4096:
            self[value] = fits
        return fits


def _there(variable: str) -> str:
    return f"{variable} is not M and {variable} is not None"


_TYPES = {
    "text": "type({0}) is str",
    "whole": "type({0}) is int",
    "number": "(type({0}) is float or type({0}) is int)",
    "boolean": "({0} is True or {0} is False)",
    "made": "type({0}) in (dict, list)",
}


def _always_stores(rule: Rule) -> bool:
    """Whether the quick function, unless it gives up, has stored the rule's value."""
    return isinstance(rule.body, Value) and rule.when is None and (rule.strict or rule.default is not NOTHING)


def _fits(proof: Proof | None, value: object) -> bool:
    """Whether a default or a constant is proven before any record."""
    return proof is not None and proof.check is not None and proof.check()(value)


_CALL = re.compile(r"(?<![\w.])([fgs]_\w+)\((v\d+)\)")


def shared(lines: list[str]) -> list[str]:
    """The lines of a function in which a call that is written twice is made once: `call(v1)` is remembered beside `v1`."""
    counts = Counter(match[0] for line in lines if "lambda" not in line for match in _CALL.finditer(line))
    twice = {call: f"m{number}" for number, (call, count) in enumerate(counts.items()) if count > 1}
    result = []
    for line in lines:
        plain = "lambda" not in line
        result.append(_CALL.sub(lambda match: _remembered(match[0], twice), line) if plain else line)
        variable, assigned, _ = line.strip().partition(" = ")
        if assigned:
            pad = line[: len(line) - len(line.lstrip())]
            result.extend(
                f"{pad}{name} = U" for call, name in twice.items() if call.endswith(f"({variable})")
            )
    return result


def _remembered(call: str, twice: dict[str, str]) -> str:
    name = twice.get(call)
    return call if name is None else f"({name} if {name} is not U else ({name} := {call}))"
