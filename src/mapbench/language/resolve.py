"""A mapping file becomes a program, or every reason why it is refused, each with its place and a way out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.language.classified import Classified
from mapbench.language.collections import Collections
from mapbench.language.environment import Environment
from mapbench.language.problems import Problems
from mapbench.language.rules import Rules
from mapbench.language.scopes import RESERVED, Place
from mapbench.language.targets import Checks, order_of
from mapbench.language.values import Values, params_of
from mapbench.schemas.fields import Field, Schema

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.model.mapping import MappingFile

__all__ = ["Environment", "resolve"]

_ROOT = "$"
_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def resolve(
    mapping: MappingFile, environment: Environment | None = None, document: Document | None = None
) -> p.Program:
    """The program of a mapping. `document` gives problems their line and column.

    Raises `LoadError` with every problem: unknown names and functions, wrong arguments, two bodies, duplicate targets, a
    target that a closed schema lacks, bad paths, circles, anything beyond the limits.
    """
    return Resolver(mapping, environment or Environment(), Problems(document)).program()


class Resolver:
    """Resolves one mapping; what is refused is collected and raised at the end."""

    def __init__(self, mapping: MappingFile, environment: Environment, problems: Problems) -> None:
        self.mapping = mapping
        self.environment = environment
        self.problems = problems
        self.values = Values(environment, problems, params_of(mapping))
        self.values.classified = Classified(_schema(environment.source_schema))
        self.target = _schema(environment.target_schema)
        self.checks = Checks(self.target) if self.target is not None else None
        self.rules = Rules(self.values, self.checks)

    def program(self) -> p.Program:
        """The program. Raises LoadError with every problem."""
        self._check_params()
        place = self._record_place()
        each, place = self._each(place)
        scope = self.rules.scope(self.mapping.rules, self.mapping.let, place, ())
        inner = place.with_written(self.mapping.let)
        skip_when = None
        if self.mapping.skip_when is not None:
            skip_when = self.values.condition(self.mapping.skip_when, inner, ("skip_when",))
        group = self._group()
        assertions = self._assertions()
        functions = self._functions()
        self.problems.finish()
        owner = self.mapping.owner
        return p.Program(
            mapping=self.mapping.mapping, scope=scope, owner=owner, parameters=self._parameters(),
            tables=tuple(self.values.tables.values()), functions=functions, patterns=tuple(self.values.patterns), skip_when=skip_when, each=each, group=group,
            group_is_list=isinstance(self.mapping.group, list), group_all=self.mapping.group_all,
            target=None if self.checks is None else self.checks.target(order_of(self.checks.validator.schema.root)),
            assertions=assertions,
        )  # fmt: skip

    def _record_place(self) -> Place:
        source = _schema(self.environment.source_schema)
        root: Field | None = None if source is None else source.root
        if self.mapping.group is not None or self.mapping.group_all:
            return Place(
                names={"key": False, "items": False},
                target=self._target_root(),
                described=self.target is not None,
            )
        return Place(source=root, record=root, target=self._target_root(), described=self.target is not None)

    def _target_root(self) -> Field | None:
        return None if self.target is None else self.target.root

    def _each(self, place: Place) -> tuple[p.Collection | None, Place]:
        if self.mapping.each is None:
            if self.mapping.as_ is not None:
                self.problems.add(
                    ("as",), "`as` names the item of `each`.", "Add `each: items[*]`, or remove it."
                )
            return None, place
        levels, inner, nested = Collections(self.rules).levels(self.mapping, place, ())
        return p.Collection(levels, nested), inner.with_implicit(["index"])

    def _group(self) -> tuple[p.Formula, ...]:
        group = self.mapping.group
        if group is None:
            return ()
        if self.mapping.group_all:
            self.problems.add(
                ("group_all",), "`group` and `group_all` do not go together.", "Keep one of them."
            )
        if not group:
            self.problems.add(("group",), "`group` has no formula.", "Write `group: FIELD`, or remove it.")
        if isinstance(group, str):
            return (self.values.formula(group, Place(), ("group",), _ROOT),)
        return tuple(self.values.formula(text, Place(), ("group", n), _ROOT) for n, text in enumerate(group))

    def _assertions(self) -> tuple[p.Assertion, ...]:
        found = []
        for assertion in self.environment.assertions:
            values = replace(self.values, problems=Problems(assertion.document))
            formula = values.formula(assertion.that, Place(), assertion.key_path, _ROOT)
            self._refuse_unknown_fields(formula, values.problems, assertion.key_path)
            self.problems.found.extend(values.problems.found)
            found.append(p.Assertion(formula, assertion.message, assertion.owner))
        return tuple(found)

    def _refuse_unknown_fields(
        self, formula: p.Formula, problems: Problems, at: tuple[str | int, ...]
    ) -> None:
        """Bare names of an assertion are fields of the output; one that a closed schema lacks is a mistake."""
        root = self._target_root()
        for node in x.walk(formula.tree):
            if root is None or not isinstance(node, x.Member) or not isinstance(node.object, x.Name):
                continue
            if node.object.name != _ROOT or root.child(node.name) is not None or root.admits(node.name):
                continue
            near = root.nearest(node.name)
            hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(root.order())}."
            problems.add(at, f"The output has no field {node.name}.", hint, node.span[0])

    def _functions(self) -> tuple[p.ProjectFunction, ...]:
        """The functions of the project that the mapping calls, directly or through others; none calls itself."""
        done: dict[str, p.ProjectFunction] = {}
        for name in list(self.values.called):
            self._function(name, (), done)
        return tuple(done.values())

    def _function(self, name: str, above: tuple[str, ...], done: dict[str, p.ProjectFunction]) -> None:
        if name in done:
            return
        written = self.environment.functions[name]
        problems = Problems(written.document)
        if name in CATALOGUE:
            message = f"{name} is a function of the catalogue already."
            problems.add(("function",), message, "Give the project's function another name.")
        if name in above:
            ring = " → ".join([*above[above.index(name) :], name])
            problems.add(
                ("formula",),
                f"The function {name} calls itself: {ring}.",
                "A function may call others, never itself.",
            )
            self.problems.found.extend(problems.found)
            return
        wrong = [parameter for parameter in written.parameters if Place().clash(parameter)]
        if wrong or len(set(written.parameters)) < len(written.parameters):
            problems.add(
                ("parameters",), f"The parameters of {name} cannot be named so.", "Use different plain names."
            )
        values = Values(self.environment, problems, {}, self.values.tables)
        formula = values.formula(written.formula, Place().with_written(written.parameters), ("formula",))
        self.problems.found.extend(problems.found)
        for other in values.called:
            self._function(other, (*above, name), done)
        done[name] = p.ProjectFunction(name, written.parameters, formula)

    def _check_params(self) -> None:
        from mapbench.model.given import given

        for name in self.mapping.params:
            if not name.isidentifier() or name in RESERVED or name.startswith("__"):
                self.problems.add(
                    ("params", name), f"{name} cannot be the name of a parameter.", "Use a plain name."
                )
            if given(self.mapping.params[name], "default"):
                self._check_default(name, self.mapping.params[name].type, self.mapping.params[name].default)

    def _check_default(self, name: str, type_: str, default: Any) -> None:
        wrong_bool = isinstance(default, bool) and type_ != "boolean"
        if default is not None and (wrong_bool or not isinstance(default, _KINDS[type_])):
            hint = "Write a default of its type, or another `type`."
            self.problems.add(("params", name, "default"), f"The default of {name} is no {type_}.", hint)

    def _parameters(self) -> tuple[p.Parameter, ...]:
        from mapbench.model.given import given

        return tuple(
            p.Parameter(name, one.type, one.secret, one.default if given(one, "default") else p.NOTHING)
            for name, one in self.mapping.params.items()
        )


def _schema(document: dict[str, Any] | Schema | None) -> Schema | None:
    return document if document is None or isinstance(document, Schema) else Schema(document)
