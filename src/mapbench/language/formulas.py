"""Formulas: text becomes a checked tree, or an error at the exact characters.

Python's expression grammar, of which only the nodes listed here pass. Whatever is not listed is refused; nothing is ever
evaluated here. The result is the only input from which `engine` generates code.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any, Final

from mapbench.engine import expressions as x
from mapbench.engine.values import WHOLE_MAX, WHOLE_MIN
from mapbench.language import vocabulary as v
from mapbench.language.arithmetic import arithmetic
from mapbench.language.formula_text import FormulaError, Offsets, parse
from mapbench.language.meant import name_meant
from mapbench.language.vocabulary import Vocabulary
from mapbench.model.nearest import did_you_mean

__all__ = ["Checker", "Vocabulary", "check_formula"]


def check_formula(text: str, vocabulary: Vocabulary) -> x.Node:
    """The checked tree of a formula. Raises `FormulaError` naming the exact characters and the nearest valid name."""
    return Checker(text, vocabulary).node(parse(text))


class Checker:
    """Walks Python's tree once, node by node, through the list of what is allowed."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.offsets = Offsets(text)
        self.bound: list[str] = []
        self.loops = 0
        self.count = 0
        self.depth = 0

    def error(self, at: ast.expr | ast.keyword, message: str, hint: str = "") -> FormulaError:
        """A `FormulaError` at the characters of `at`."""
        return FormulaError(message, hint, *self.offsets.span(at))

    def node(self, at: ast.expr) -> x.Node:
        """The checked node for a node of Python's tree."""
        self.depth += 1
        if self.depth > v.DEEPEST_TREE:
            raise self.error(
                at, f"The formula is nested deeper than {v.DEEPEST_TREE}.", "Split it with `let`."
            )
        self.count += 1
        if self.count > v.MOST_NODES:
            raise self.error(at, f"The formula has more than {v.MOST_NODES:,} parts.", "Split it with `let`.")
        check = _CHECKS.get(type(at))
        if check is None:
            message, hint = v.REFUSED.get(
                type(at), (f"A formula has no {type(at).__name__}.", "See the list of functions.")
            )
            raise self.error(at, message, hint)
        checked = check(self, at)
        self.depth -= 1
        return checked

    def _constant(self, at: ast.Constant) -> x.Node:
        value = at.value
        if type(value) is int and not WHOLE_MIN <= value <= WHOLE_MAX:
            raise self.error(at, "The number is beyond 64 bits.", 'Write decimal("…") for larger numbers.')
        if type(value) is float and not math.isfinite(value):
            raise self.error(at, "The number is too large.", 'Write decimal("…") for larger numbers.')
        if value is not None and type(value) not in {str, int, float, bool}:
            raise self.error(
                at,
                f"A formula has no {type(value).__name__} literals.",
                "Use text, numbers, true, false, null.",
            )
        return x.Constant(value, span=self.offsets.span(at))

    def _name(self, at: ast.Name) -> x.Node:
        name, known = at.id, self.vocabulary
        span = self.offsets.span(at)
        if name in self.bound or name in known.names:
            return x.Name(name, span=span)
        if name in v.LITERALS:
            return x.Constant(v.LITERALS[name], span=span)
        if name.startswith("__"):
            raise self.error(at, "Names with two underscores are not allowed.", "Use a name in scope.")
        if known.open_fields is not None and name != "params":
            return x.Member(x.Name(known.open_fields, span=span), name, span=span)
        raise self._unknown(at, name)

    def _unknown(self, at: ast.expr, name: str) -> FormulaError:
        known = self.vocabulary
        from mapbench.engine.functions.catalogue import CATALOGUE

        if name in CATALOGUE or name in known.functions:
            return self.error(at, f"{name} is a function.", f"Call it: {name}(…), or name a source {name}.")
        if name == "params":
            return self.error(at, "Parameters are read by name.", "Write params.NAME.")
        if name in known.params:
            return self.error(at, f"Unknown name {name}.", f"Write params.{name}.")
        return self.error(at, f"Unknown name {name}.", name_meant(name, {*known.names, *self.bound}))

    def _attribute(self, at: ast.Attribute) -> x.Node:
        name = self.offsets.field_name(at)
        if name.startswith("__"):
            raise self.error(
                at, "Fields with two underscores are not allowed after a dot.", f'Write ["{name}"].'
            )
        if isinstance(at.value, ast.Name) and at.value.id == "params" and "params" not in self.bound:
            return self._param(at, name)
        return x.Member(self.node(at.value), name, span=self.offsets.span(at))

    def _param(self, at: ast.Attribute, name: str) -> x.Node:
        params = self.vocabulary.params
        if name not in params:
            hint = did_you_mean(name, params) or "Declare it under `params`."
            raise self.error(at, f"Unknown parameter {name}.", hint)
        if params[name]:
            hint = "Use it in hmac_sha256(x, secret) or pseudonym(x, secret)."
            raise self.error(at, f"The parameter {name} is secret and is not accepted here.", hint)
        return x.Param(name, span=self.offsets.span(at))

    def _subscript(self, at: ast.Subscript) -> x.Node:
        value, span = self.node(at.value), self.offsets.span(at)
        if isinstance(at.slice, ast.Slice):
            parts = [
                None if part is None else self.node(part)
                for part in (at.slice.lower, at.slice.upper, at.slice.step)
            ]
            return x.Cut(value, *parts, span=span)
        if isinstance(at.slice, ast.Constant) and type(at.slice.value) is str:
            return x.Member(value, at.slice.value, span=span)
        return x.Element(value, self.node(at.slice), span=span)

    def _unary(self, at: ast.UnaryOp) -> x.Node:
        if isinstance(at.op, ast.Invert):
            raise self.error(at, "A formula has no bit operators.", "Write not x.")
        if (
            isinstance(at.op, ast.USub)
            and isinstance(at.operand, ast.Constant)
            and at.operand.value == -WHOLE_MIN
        ):
            return x.Constant(WHOLE_MIN, span=self.offsets.span(at))
        operand, span = self.node(at.operand), self.offsets.span(at)
        if isinstance(at.op, ast.Not):
            return x.Not(operand, span=span)
        if (
            isinstance(operand, x.Constant)
            and type(operand.value) in {int, float}
            and isinstance(at.op, ast.USub)
        ):
            return x.Constant(-operand.value, span=span)
        return x.Sign("-" if isinstance(at.op, ast.USub) else "+", operand, span=span)

    def _boolean(self, at: ast.BoolOp) -> x.Node:
        parts = tuple(self.node(part) for part in at.values)
        make = x.Both if isinstance(at.op, ast.And) else x.Either
        return make(parts, span=self.offsets.span(at))

    def _compare(self, at: ast.Compare) -> x.Node:
        first = self.node(at.left)
        rest = [
            self._step(at, operator, right) for operator, right in zip(at.ops, at.comparators, strict=True)
        ]
        return x.Compare(first, tuple(rest), span=self.offsets.span(at))

    def _step(self, at: ast.Compare, operator: ast.cmpop, right: ast.expr) -> tuple[str, x.Node]:
        operand = self.node(right)
        if type(operator) in v.COMPARISONS:
            return v.COMPARISONS[type(operator)], operand
        if isinstance(operand, x.Constant) and operand.value is None:
            return ("==" if isinstance(operator, ast.Is) else "!="), operand
        raise self.error(at, "`is` goes with null only.", "Compare with ==, or use is_missing(x).")

    def _choice(self, at: ast.IfExp) -> x.Node:
        test, then, otherwise = self.node(at.test), self.node(at.body), self.node(at.orelse)
        return x.Choice(test, then, otherwise, span=self.offsets.span(at))

    def _format(self, at: ast.JoinedStr) -> x.Node:
        return x.Format(tuple(self._part(part) for part in at.values), span=self.offsets.span(at))

    def _part(self, part: ast.expr) -> str | x.Node:
        if isinstance(part, ast.Constant):
            return str(part.value)
        if not isinstance(part, ast.FormattedValue):
            raise self.error(
                part, "An f-string holds text and expressions in braces.", 'Write f"{first} {last}".'
            )
        if part.format_spec is not None or part.conversion != -1:
            hint = "Use format_number(x, 2), format_date(d, pattern) or pad_start(x, 5)."
            raise self.error(part.value, "An f-string has no format after the expression.", hint)
        return self.node(part.value)

    def _list(self, at: ast.List) -> x.Node:
        return x.ListOf(tuple(self.node(element) for element in at.elts), span=self.offsets.span(at))

    def _object(self, at: ast.Dict) -> x.Node:
        if any(key is None for key in at.keys):
            raise self.error(at, "A formula has no unpacking.", "Join objects with merge(a, b).")
        pairs = tuple(
            (self.node(key), self.node(value)) for key, value in zip(at.keys, at.values, strict=True) if key
        )
        for (key, _), written in zip(pairs, at.keys, strict=True):
            if isinstance(key, x.Constant) and type(key.value) is not str:
                raise self.error(written or at, "An object's keys are texts.", 'Write {"name": value}.')
        return x.ObjectOf(pairs, span=self.offsets.span(at))

    def _loop(self, at: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> x.Node:
        self.loops += len(at.generators)
        if self.loops > v.MOST_LOOPS:
            raise self.error(
                at, "Comprehensions are nested deeper than two.", "Name the inner list with `let`."
            )
        before = len(self.bound)
        clauses = tuple(self._clause(generator) for generator in at.generators)
        if isinstance(at, ast.DictComp):
            loop = x.Loop(self.node(at.value), clauses, self.node(at.key), span=self.offsets.span(at))
        else:
            loop = x.Loop(self.node(at.elt), clauses, span=self.offsets.span(at))
        del self.bound[before:]
        self.loops -= len(at.generators)
        return loop

    def _clause(self, generator: ast.comprehension) -> x.Clause:
        target = generator.target
        if not isinstance(target, ast.Name) or generator.is_async:
            raise self.error(
                target, "A comprehension names one variable.", "Write `for item in list`, then item.field."
            )
        iterable = self.node(generator.iter)
        if target.id.startswith("__"):
            raise self.error(
                target, "Names with two underscores are not allowed.", "Choose another loop variable."
            )
        if target.id in {*self.vocabulary.names, *self.bound, *v.LITERALS, "params"}:
            raise self.error(
                target, f"The name {target.id} is already in use here.", "Choose another loop variable."
            )
        self.bound.append(target.id)
        return x.Clause(target.id, iterable, tuple(self.node(test) for test in generator.ifs))

    def _call(self, at: ast.Call) -> x.Node:
        arguments: list[tuple[str | None, ast.expr]] = [(None, argument) for argument in at.args]
        if isinstance(at.func, ast.Attribute):
            name = self.offsets.field_name(at.func)
            arguments.insert(0, (None, at.func.value))
        elif isinstance(at.func, ast.Name):
            name = at.func.id
        else:
            raise self.error(
                at.func, "Only functions of the catalogue and the project can be called.", "Write name(x)."
            )
        for keyword in at.keywords:
            if keyword.arg is None:
                raise self.error(keyword, "A formula has no unpacking.", "Write each argument.")
            arguments.append((keyword.arg, keyword.value))
        return self.vocabulary.call(self, at, name, arguments)


_CHECKS: Final[dict[type, Callable[[Checker, Any], x.Node]]] = {
    ast.Constant: Checker._constant,
    ast.Name: Checker._name,
    ast.Attribute: Checker._attribute,
    ast.Subscript: Checker._subscript,
    ast.BinOp: arithmetic,
    ast.UnaryOp: Checker._unary,
    ast.BoolOp: Checker._boolean,
    ast.Compare: Checker._compare,
    ast.IfExp: Checker._choice,
    ast.JoinedStr: Checker._format,
    ast.List: Checker._list,
    ast.Dict: Checker._object,
    ast.ListComp: Checker._loop,
    ast.GeneratorExp: Checker._loop,
    ast.DictComp: Checker._loop,
    ast.Call: Checker._call,
}
