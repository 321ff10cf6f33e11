"""A mapping as program.json holds it: the shape of the mapping file, paths as segments, decoded strictly.

These stand in for the models of `model/mapping.py`, attribute for attribute, so that one resolver serves both; a runtime
needs no more than this. What the file leaves out is None or, where null would mean something, UNSET.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

#: Keys at which null is a value.
_NULL_MEANS: Final = frozenset({"default", "constant", "otherwise", "value", "on_error", "when_empty"})
#: Keys whose empty value is the same as none.
_EMPTY_IS_NONE: Final = frozenset({"let", "reverse"})
_NAMES: Final = {"as_": "as", "from_": "from", "except_": "except"}


class Written(Struct, forbid_unknown_fields=True, omit_defaults=True, dict=True, rename=_NAMES):
    """What all shapes share: `model_fields_set` answers which keys the file has, as the models' does."""

    @cached_property
    def model_fields_set(self) -> frozenset[str]:
        return frozenset(name for name in self.__struct_fields__ if self._has(name))

    def _has(self, name: str) -> bool:
        value = getattr(self, name)
        if value is None or value is UNSET:
            return value is None and name in _NULL_MEANS
        return name not in _EMPTY_IS_NONE or bool(value)


class Parameter(Written):
    """A declared parameter."""

    type: Literal["string", "integer", "number", "boolean", "array", "object"] = "string"
    default: Any = UNSET
    secret: bool = False


class Condition(Written):
    """A formula with its sources."""

    formula: str
    source: Any = None


class Case(Written):
    """One branch."""

    when: str
    value: Any = UNSET
    formula: str | None = None


class CopyAll(Written):
    """A spread."""

    from_: Any = None
    except_: list[str] = field(default_factory=list)
    rename: dict[str, str] = field(default_factory=dict)


class LetValue(Written):
    """A named value."""

    source: Any = None
    formula: str | None = None
    lookup: str | dict[str, Any] | None = None
    reverse: bool = False
    constant: Any = UNSET
    cases: list[Case] | None = None
    otherwise: Any = UNSET
    default: Any = UNSET


class Rule(Written):
    """One rule. In the file `target` is a list of names; the reader makes it text, as it does with paths."""

    target: Any = None
    source: Any = None
    each: Any = None
    as_: str | None = None
    let: dict[str, LetValue] = field(default_factory=dict)
    where: str | None = None
    sort: str | list[str] | None = None
    unique: str | None = None
    group: str | list[str] | None = None
    limit: Annotated[int, Meta(ge=0)] | None = None
    keyed_by: str | None = None
    on_duplicate: Literal["error", "first", "last"] | None = None
    on_item_error: Literal["drop"] | None = None
    when_empty: Literal["omit"] | UnsetType | None = UNSET
    when: Condition | None = None
    formula: str | None = None
    lookup: str | dict[str, Any] | None = None
    reverse: bool = False
    constant: Any = UNSET
    cases: list[Case] | None = None
    otherwise: Any = UNSET
    rules: list[Rule] | None = None
    copy_all: CopyAll | None = None
    unmapped: str | None = None
    default: Any = UNSET
    on_error: Literal["default", "omit"] | UnsetType | None = UNSET
    owner: str | None = None


class End(Written):
    """The source or the target: its reference, and its schema's file in the package, if it has one."""

    reference: str
    schema: str | None = None


class Function(Written):
    """A function of the project that the mapping uses."""

    name: str
    parameters: list[str]
    formula: str


class Table(Written):
    """A table that the mapping uses. `entries` names its file; without one it is filled when the package is run.

    `key` and `column` are the columns of rows that fill it (no `column`: the whole row).
    """

    name: str
    on_miss: Literal["error", "missing", "null", "keep", "value"] = "error"
    value: Any = None
    owner: str | None = None
    entries: str | None = None
    dataset: str | None = None
    key: str | None = None
    column: str | None = None


class Assertion(Written):
    """An assertion of the target entity."""

    that: str
    message: str
    owner: str | None = None


class Mapping(Written):
    """The whole of program.json."""

    language: int
    mapping: str
    owner: str | None = None
    source: End | None = None
    target: End | None = None
    params: dict[str, Parameter] = field(default_factory=dict)
    each: Any = None
    as_: str | None = None
    group: str | list[str] | None = None
    group_all: bool = False
    let: dict[str, LetValue] = field(default_factory=dict)
    skip_when: Condition | None = None
    rules: list[Rule] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)
