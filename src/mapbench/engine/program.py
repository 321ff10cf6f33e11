"""A program: one mapping with every path parsed, every formula checked and every question to the schema answered.

The language room makes it from files, the packages room from a package; `engine.compiler` turns it into a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from msgspec import Struct, field

from mapbench.engine.expressions import Node
from mapbench.engine.paths import Path
from mapbench.engine.values import UNSET

NOTHING: Final[Any] = UNSET
OnError = Literal["reject", "null", "omit", "default"]


class Formula(Struct, frozen=True):
    """A formula as written and as checked."""

    text: str
    tree: Node


class Source(Struct, frozen=True):
    """A named path of a rule; a plain source is named `value`."""

    name: str
    path: Path


class Table(Struct, frozen=True):
    """A lookup table a program uses. `on_miss` is error, missing, null, keep or value (then `value` is given).

    `entries` is None for a table that is filled when the program is bound; an `inline` one stands in its rule. `rows` says that a whole row comes back.
    """

    name: str
    entries: Mapping[str, Any] | None = None
    on_miss: Literal["error", "missing", "null", "keep", "value"] = "error"
    value: Any = None
    owner: str | None = None
    reverse_of: str | None = None
    inline: bool = False


class Lookup(Struct, frozen=True):
    """The lookup step of a rule: after the source or formula."""

    table: str


class Case(Struct, frozen=True):
    """One line of `cases`: a condition, and a constant (`formula` is None) or a formula."""

    when: Formula
    value: Any = None
    formula: Formula | None = None


class Value(Struct, frozen=True):
    """How a single value is made: exactly one of constant, cases, formula, source (a copy); then the lookup, if any."""

    sources: tuple[Source, ...] = ()
    formula: Formula | None = None
    lookup: Lookup | None = None
    constant: Any = NOTHING
    cases: tuple[Case, ...] = ()
    otherwise: Any = NOTHING


class Named(Struct, frozen=True):
    """A `let` value."""

    name: str
    value: Value
    when: Formula | None = None
    default: Any = NOTHING


class Scope(Struct, frozen=True):
    """Rules that share a place: named values, an optional spread, and the rules in target-schema order.

    `required` lists the names that must be in the objects the rules make, each with the names above it in this scope; None
    where the schema says more of these objects than which names they have.
    """

    lets: tuple[Named, ...] = ()
    rules: tuple[Rule, ...] = ()
    spread: Spread | None = None
    required: tuple[tuple[str, ...], ...] | None = None


class Spread(Struct, frozen=True):
    """`copy_all`: fields of an object go into the scope first. `path` None is the current item."""

    path: Path | None
    leave_out: frozenset[str] = frozenset()
    rename: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    when: Formula | None = None
    target: str = "*"


class Object(Struct, frozen=True):
    """An object rule: its source, if any, is the scope of its rules."""

    source: Path | None
    scope: Scope


class Level(Struct, frozen=True):
    """One loop of a collection: the list it iterates and the name of its item."""

    path: Path
    name: str


class Order(Struct, frozen=True):
    """One key of `sort`."""

    formula: Formula
    descending: bool


class Collection(Struct, frozen=True):
    """A collection rule: loops, stages in their fixed order, and a body of rules or a formula per item."""

    levels: tuple[Level, ...]
    nested: bool = False
    where: Formula | None = None
    sort: tuple[Order, ...] = ()
    unique: Formula | None = None
    group: tuple[Formula, ...] = ()
    group_is_list: bool = False
    limit: int | None = None
    keyed_by: Formula | None = None
    on_duplicate: Literal["error", "first", "last"] = "error"
    scope: Scope | None = None
    sources: tuple[Source, ...] = ()
    formula: Formula | None = None
    lets: tuple[Named, ...] = ()
    on_item_error: Literal["reject", "drop"] = "reject"


class Proof(Struct, frozen=True):
    """What makes a value other than null certainly valid, cheap enough to be asked for every record.

    `kind` is a Python type test: text, whole, number, boolean; "any" for everything, "made" for objects and lists whose
    parts are proven one by one, "check" for the schema's own check. `form` is the format of a text, "date" or "date-time";
    `check` makes the check that settles it where the formula does not; `repeats` says that its answers for texts are worth keeping.
    """

    kind: Literal["text", "whole", "number", "boolean", "any", "made", "check"]
    enum: frozenset[Any] | None = None
    low: float | None = None
    high: float | None = None
    shortest: int = 0
    longest: int | None = None
    form: str | None = None
    check: Callable[[], Callable[[Any], bool]] | None = None
    repeats: bool = False


class Rule(Struct, frozen=True):
    """One rule. `names` is its target path within its scope, `target` the whole path from the record (without indexes).

    `required`, `strict`, `nullable`, `check` and `check_item` come from the target schema: whether the target must be there
    where its parent is, and in every case; whether it may be null; and the checks of a value and of an item of it (None:
    anything goes). `proof` is enough for certainty (None: only the whole output tells). `order` is the key order of what is copied. `redacted` values are not shown in errors.
    """

    target: str
    names: tuple[str, ...]
    body: Value | Object | Collection
    when: Formula | None = None
    when_sources: tuple[Source, ...] = ()
    when_empty: Literal["keep", "omit", "null"] = "keep"
    default: Any = NOTHING
    on_error: OnError = "reject"
    owner: str | None = None
    required: bool = False
    strict: bool = False
    nullable: bool = True
    check: Callable[[Any], bool] | None = None
    check_item: Callable[[Any], bool] | None = None
    violations: Callable[[Any], list[Violation]] | None = None
    item_violations: Callable[[Any], list[Violation]] | None = None
    proof: Proof | None = None
    order: Any = None
    redacted: bool = False


class Assertion(Struct, frozen=True):
    """A condition over an output."""

    formula: Formula
    message: str
    owner: str | None = None


class ProjectFunction(Struct, frozen=True):
    """A named formula of the project over its parameters."""

    name: str
    parameters: tuple[str, ...]
    formula: Formula


class Parameter(Struct, frozen=True):
    """A declared parameter: its JSON type, whether it is secret, and its default."""

    name: str
    type: str = "string"
    secret: bool = False
    default: Any = NOTHING


class Violation(Struct, frozen=True):
    """What a schema says against an output. `path` holds keys and list positions; `missing` names an absent property."""

    path: tuple[str | int, ...]
    code: str
    message: str
    expected: str | None
    actual: Any
    missing: str | None = None


def _nobody(_names: tuple[str, ...]) -> None:
    """In place of a schema that names owners."""


class Target(Struct, frozen=True):
    """The target schema as the engine needs it: a quick check, the reasons when it fails, the key order, owners."""

    check: Callable[[Any], bool]
    violations: Callable[[Any], list[Violation]]
    order: Any = None
    owner_of: Callable[[tuple[str, ...]], str | None] = _nobody


class Program(Struct, frozen=True):
    """A mapping ready to be compiled. `patterns` lists the parameters that functions take as patterns: (parameter, function)."""

    mapping: str
    scope: Scope
    owner: str | None = None
    parameters: tuple[Parameter, ...] = ()
    tables: tuple[Table, ...] = ()
    functions: tuple[ProjectFunction, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    skip_when: tuple[tuple[Source, ...], Formula] | None = None
    each: Collection | None = None
    group: tuple[Formula, ...] = ()
    group_is_list: bool = True
    group_all: bool = False
    target: Target | None = None
    assertions: tuple[Assertion, ...] = ()
