"""What the target schema says about a rule: whether the target exists, must be there, may be null, and its key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from mapbench.engine.program import Target, Violation
from mapbench.language.classified import holds_classified
from mapbench.schemas.ordering import order_tree
from mapbench.schemas.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from mapbench.schemas.fields import Field, Schema

Explain: TypeAlias = "Callable[[Any], list[Violation]]"


class TargetFacts(Struct, frozen=True):
    """What the schema knows of one target; the defaults are those of a mapping without a schema."""

    field: Field | None = None
    known: bool = False
    required: bool = False
    strict: bool = False
    nullable: bool = True
    owner: str | None = None
    sensitive: bool = False


class MissingTargetError(Exception):
    """The schema has no such target: message and hint."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def facts(
    scope: Field | None, described: bool, names: tuple[str, ...], prefix: tuple[str, ...] = ()
) -> TargetFacts:
    """Facts of the target `names` below `scope`. Raises `MissingTargetError` for one that a closed schema lacks."""
    if scope is None or not described:
        return TargetFacts()
    here: Field | None = scope
    strict, owner = True, None
    for depth, name in enumerate(names):
        assert here is not None
        child = here.child(name)
        if child is None:
            _refuse_unknown(here, (*prefix, *names[: depth + 1]))
            return TargetFacts(owner=owner)
        strict = strict and child.required
        owner = child.owner or owner
        here = child
    assert here is not None
    sensitive = holds_classified(here)
    return TargetFacts(here, True, here.required, strict, here.nullable, owner, sensitive)


def _refuse_unknown(parent: Field, names: tuple[str, ...]) -> None:
    name, where = names[-1], ".".join(names[:-1]) or "the target schema"
    if parent.kind == "scalar":
        raise MissingTargetError(
            f"{where} is no object, so it has no field {name}.", f"Write to {where} itself."
        )
    if parent.kind == "array":
        raise MissingTargetError(
            f"{where} is a list, so it has no field {name}.", f"Write a rule for {where} with `each`."
        )
    if parent.admits(name):
        return
    near = parent.nearest(name)
    hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(parent.order()) or 'no fields'}."
    raise MissingTargetError(f"{where} has no field {name}.", hint)


def below(target: TargetFacts, keyed: bool, collection: bool) -> Field | None:
    """The field that the rules inside an object or collection rule write into."""
    if target.field is None or not collection:
        return target.field
    return target.field.children.get("{}") if keyed else target.field.items


class Checks:
    """Validators of fields, made once each."""

    def __init__(self, schema: Schema) -> None:
        self.validator = Validator(schema)
        self._parts: dict[str, Callable[[Any], bool]] = {}

    def of(self, field: Field) -> Callable[[Any], bool]:
        """The quick check of a value of a field."""
        if field.pointer not in self._parts:
            self._parts[field.pointer] = self.validator.at(field).is_valid
        return self._parts[field.pointer]

    def quick(self, field: Field) -> Callable[[], Callable[[Any], bool]]:
        """What makes the same check without a guard, when it is needed: it may raise ValueError for what is no JSON."""
        return lambda: self.validator.at(field).check

    def explain(self, field: Field) -> Explain:
        """Why a value of a field is not valid."""
        return _explain(self.validator.at(field))

    def target(self, order: Any) -> Target:
        """The whole schema as the engine needs it."""
        return Target(self.validator.is_valid, _explain(self.validator), order, self._owner_of)

    def _owner_of(self, names: tuple[str, ...]) -> str | None:
        """The `x-owner` of a target, or of what is around it."""
        here: Field | None = self.validator.schema.root
        owner = None
        for name in names:
            while here is not None and here.kind == "array":
                here = here.items
            here = None if here is None else here.child(name) or here.children.get("{}")
            owner = (here.owner if here is not None else None) or owner
        return owner


def _explain(validator: Validator) -> Explain:
    def violations(output: Any) -> list[Violation]:
        return [
            Violation(v.path, v.code, v.message, v.expected, v.actual, v.missing)
            for v in validator.violations(output)
        ]

    return violations


def order_of(field: Field | None) -> Any:
    """The key order of what is copied to a field, or None where the schema says nothing."""
    return None if field is None else order_tree(field)
