"""Formulas as Python expressions. Every node becomes one expression; the meaning of absence is in the functions it calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct, field

from mapbench.engine import expressions as x
from mapbench.engine.absence import call_code
from mapbench.engine.code import Module, literal
from mapbench.engine.frames import Binding
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.levels import COMPUTED, Levels
from mapbench.engine.operation_code import counts, find_code, operation
from mapbench.engine.values import MISSING

COMPARISONS: Final = {"<": "less", "<=": "less_or_equal", ">": "greater", ">=": "greater_or_equal"}
_BOOLEAN: Final = (x.Compare, x.Both, x.Either, x.Not)

#: Wraps the code of a node so that its value is recorded (tracing); None leaves code as it is.
Watch = Callable[[x.Node, str], str]


class ExpressionCode(Struct, eq=False):
    """Writes the expressions of one formula.

    `names` is what it sees. `used` collects the local variables the code reads, so that it can be moved into a function
    of its own. `project` and `tables` give the names of the generated functions that stand for them.
    """

    module: Module
    names: dict[str, Binding]
    levels: Levels
    project: dict[str, str]
    tables: dict[str, str]
    watch: Watch | None = None
    used: set[str] = field(default_factory=set)
    depth: int = 0

    def write(self, node: x.Node) -> str:
        """The expression for a node."""
        code = _WRITERS[type(node)](self, node)
        return (
            code if self.watch is None or isinstance(node, x.Constant | x.Chain) else self.watch(node, code)
        )

    def condition(self, node: x.Node) -> str:
        """The expression for a node in a place that needs true or false."""
        code = self.write(node)
        if isinstance(node, _BOOLEAN):
            return code
        return (
            f"({code} is True or {code} is not False and truth({code}))"
            if code.isidentifier()
            else f"truth({code})"
        )

    def level(self, node: x.Node) -> int:
        """How the value of a node has to be written."""
        return self.levels.of(node, {name: binding.level for name, binding in self.names.items()})

    def local(self, variable: str) -> str:
        """A local variable, noted as used."""
        self.used.add(variable)
        return variable

    def _constant(self, node: x.Constant) -> str:
        return literal(node.value)

    def _name(self, node: x.Name) -> str:
        binding = self.names[node.name]
        self.used |= binding.variables
        return binding.code

    def _param(self, node: x.Param) -> str:
        return f"PARAMS[{node.name!r}]"

    def _member(self, node: x.Member) -> str:
        if isinstance(node.object, x.Name):
            owner = self.names[node.object.name].frame
            if owner is not None:
                return self.local(owner.member(node.name))
        inner = self.write(node.object)
        if inner.isidentifier():
            return f"({inner}.get({node.name!r}, M) if type({inner}) is dict else no_field({inner}))"
        return f"field({inner}, {node.name!r})"

    def _element(self, node: x.Element) -> str:
        return f"element({self.write(node.object)}, {self.write(node.index)})"

    def _cut(self, node: x.Cut) -> str:
        parts = ["None" if part is None else self.write(part) for part in (node.start, node.stop, node.step)]
        code = f"cut({self.write(node.object)}, {', '.join(parts)})"
        return f"kept(B, {code})" if self.depth else code

    def _call(self, node: x.Call) -> str:
        function = CATALOGUE[node.function]
        if function.lazy and not all(map(self._harmless, node.arguments[1:])):
            return (
                f"first_there({', '.join(f'lambda: {self.write(argument)}' for argument in node.arguments)})"
            )
        skips = function.absence == "aggregate"
        codes = [
            self._loop(a, "") if skips and isinstance(a, x.Loop) and self.watch is None else self.write(a)
            for a in node.arguments
        ]
        if function.spells:
            levels = [self.level(argument) for argument in node.arguments]
            codes = [
                f"rounded({c})" if level == COMPUTED else c for c, level in zip(codes, levels, strict=True)
            ]
        code = call_code(self.module, function, node.arguments, codes)
        makes = not function.grows and function.returns in {"text", "list", "object", "any", "names"}
        return f"kept(B, {code})" if self.depth and makes else code

    def _harmless(self, node: x.Node) -> bool:
        """Whether evaluating a node early costs nothing and cannot fail."""
        if isinstance(node, x.Member):
            return self._harmless(node.object)
        if isinstance(node, x.Name):
            return self.names[node.name].code.isidentifier()
        return isinstance(node, x.Constant | x.Param)

    def _project_call(self, node: x.ProjectCall) -> str:
        codes = [self.write(argument) for argument in node.arguments]
        return f"{self.project[node.function]}({', '.join([self.local('S'), *codes])})"

    def _lookup(self, node: x.LookupCall) -> str:
        key = self.write(node.key)
        if self.level(node.key) == COMPUTED:
            key = f"rounded({key})"
        if node.otherwise is None:
            return find_code(self.tables[node.table], key, self.local("S"))
        return f"{self.tables[node.table]}_or({key}, lambda: {self.write(node.otherwise)})"

    def _attempt(self, node: x.Attempt) -> str:
        return f"attempt(lambda: {self.write(node.value)}, lambda: {self.write(node.fallback)})"

    def _binary(self, node: x.Binary) -> str:
        left, right = self.write(node.left), self.write(node.right)
        if counts(node, self.names):
            return f"({left} {node.operator} {right})"
        return operation(node.operator, left, right)

    def _chain(self, node: x.Chain) -> str:
        """Each operation as a function of what is left of it: Python reads no expressions nested as deep as chains are long."""
        so_far = self.module.fresh("a")
        steps = []
        for operator, right, span in node.rest:
            code = operation(operator, so_far, self.write(right))
            steps.append(
                f"lambda {so_far}: {code if self.watch is None else self.watch(x.Node(span=span), code)}"
            )
        return f"chained({self.write(node.first)}, [{', '.join(steps)}])"

    def _sign(self, node: x.Sign) -> str:
        return f"{'negate' if node.operator == '-' else 'positive'}({self.write(node.operand)})"

    def _compare(self, node: x.Compare) -> str:
        parts, left = [], node.first
        for operator, right in node.rest:
            parts.append(self._comparison(operator, left, right))
            left = right
        return parts[0] if len(parts) == 1 else f"({' and '.join(parts)})"

    def _comparison(self, operator: str, left: x.Node, right: x.Node) -> str:
        if operator in {"==", "!="}:
            code = self._equality(left, right)
            return code if operator == "==" else f"(not {code})"
        if operator in {"in", "not in"}:
            return f"({'not ' if operator == 'not in' else ''}is_in({self.write(left)}, {self.write(right)}))"
        first, second = self.write(left), self.write(right)
        call = f"{COMPARISONS[operator]}({first}, {second})"
        if first.isidentifier() and isinstance(right, x.Constant) and type(right.value) in {int, float}:
            return (
                f"({first} {operator} {second} if type({first}) is int or type({first}) is float else {call})"
            )
        return call

    def _equality(self, left: x.Node, right: x.Node) -> str:
        if isinstance(right, x.Constant):
            if right.value is None:
                return f"({self.write(left)} is None)"
            if type(right.value) is str:
                return f"({self.write(left)} == {right.value!r})"
        return f"equal({self.write(left)}, {self.write(right)})"

    def _both(self, node: x.Both) -> str:
        return f"({' and '.join(self.condition(part) for part in node.parts)})"

    def _either(self, node: x.Either) -> str:
        return f"({' or '.join(self.condition(part) for part in node.parts)})"

    def _not(self, node: x.Not) -> str:
        return f"(not {self.condition(node.operand)})"

    def _choice(self, node: x.Choice) -> str:
        return f"({self.write(node.then)} if {self.condition(node.test)} else {self.write(node.otherwise)})"

    def _format(self, node: x.Format) -> str:
        parts = []
        for part in node.parts:
            if isinstance(part, str):
                parts.append(repr(part))
                continue
            code = self.write(part)
            if self.level(part) == COMPUTED:
                parts.append(f"part_of(rounded({code}))")
            else:
                parts.append(
                    f"({code} if type({code}) is str else part_of({code}))"
                    if code.isidentifier()
                    else f"part_of({code})"
                )
        return f"counted(B, ''.join(({', '.join(parts)},)))" if parts else "''"

    def _list(self, node: x.ListOf) -> str:
        codes = [self.write(element) for element in node.elements]
        code = f"[{', '.join(codes)}]"
        sure = all(
            isinstance(element, x.Constant) and element.value is not MISSING for element in node.elements
        )
        return code if sure else f"present(B, {code})"

    def _object(self, node: x.ObjectOf) -> str:
        pairs = [f"({self.write(key)}, {self.write(value)})" for key, value in node.pairs]
        return f"object_of(B, [{', '.join(pairs)}])"

    def _loop(self, node: x.Loop, found: str = "found") -> str:
        """A comprehension; `found` leaves missing elements out, which aggregates do themselves."""
        outer = self.names
        self.names = dict(outer)
        first = self.write(node.clauses[0].iterable)
        iterable = node.clauses[0].iterable
        sure = self.watch is None and isinstance(iterable, x.Name) and outer[iterable.name].is_list
        start = first if sure else self.module.fresh("z")
        clauses = [
            self._clause(clause, "" if position else start) for position, clause in enumerate(node.clauses)
        ]
        self.depth += 1
        element = self.write(node.element)
        if found and isinstance(node.element, x.Name | x.Member):
            element = f"kept(B, {element})"
        self.depth -= 1
        body = element if node.key is None else f"({self.write(node.key)}, {element})"
        self.names = outer
        make = found if node.key is None else "object_of"
        listed = f"[{body} {' '.join(clauses)}]"
        made = f"{make}({'B, ' if make == 'object_of' else ''}{listed})" if make else listed
        return made if sure else f"loop({first}, lambda {start}: {made})"

    def rounded(self, node: x.Call, written: str) -> str:
        """`round(it, digits)` as `written`, the name of a function, gives it."""
        return f"{written}({self.write(node.arguments[0])})"

    def iterable(self, node: x.Node) -> str:
        """The expression that a comprehension iterates after its first list."""
        return self.write(node)

    def _clause(self, clause: x.Clause, start: str) -> str:
        level = self.level(clause.iterable)
        iterable = start or self.iterable(clause.iterable)
        variable = self.module.fresh("q")
        self.names[clause.name] = Binding(variable, frozenset(), level)
        tests = "".join(f" if {self.condition(test)}" for test in clause.conditions)
        return f"for {variable} in elements(B, {iterable}){tests}"


_WRITERS: Final[dict[type, Callable[[ExpressionCode, Any], str]]] = {
    x.Constant: ExpressionCode._constant,
    x.Name: ExpressionCode._name,
    x.Param: ExpressionCode._param,
    x.Member: ExpressionCode._member,
    x.Element: ExpressionCode._element,
    x.Cut: ExpressionCode._cut,
    x.Call: ExpressionCode._call,
    x.ProjectCall: ExpressionCode._project_call,
    x.LookupCall: ExpressionCode._lookup,
    x.Attempt: ExpressionCode._attempt,
    x.Binary: ExpressionCode._binary,
    x.Chain: ExpressionCode._chain,
    x.Sign: ExpressionCode._sign,
    x.Compare: ExpressionCode._compare,
    x.Both: ExpressionCode._both,
    x.Either: ExpressionCode._either,
    x.Not: ExpressionCode._not,
    x.Choice: ExpressionCode._choice,
    x.Format: ExpressionCode._format,
    x.ListOf: ExpressionCode._list,
    x.ObjectOf: ExpressionCode._object,
    x.Loop: ExpressionCode._loop,
}
