"""The mapping file: what the compiler reads. Paths and formulas stay text, constants stay plain Python."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mapbench.model.base import NOT_NULL, UNSET, FileModel, Id, Json, Paths, Shape, Text, Texts, Version


class Parameter(Shape):
    """A value that is given when the mapping runs; formulas see it as `params.NAME`."""

    type: Literal["string", "integer", "number", "boolean", "array", "object"] = Field(
        default="string",
        description="The JSON type of the parameter; what is given on the command line is converted.",
    )
    default: Json = Field(
        default=UNSET, description="The value where none is given; without it one has to be given."
    )
    secret: bool = Field(
        default=False, description="Accepted only where a function asks for a secret; never shown."
    )
    note: Text = Field(default=None, description="What it is for.")


class Condition(Shape):
    """A formula that takes true, false, null or missing, with the sources it reads."""

    source: Paths = Field(default=None, description="One path, seen as `value`, or paths by name.")
    formula: str = Field(description="The condition; null and missing count as false.")


def _as_condition(value: Any) -> Any:
    if isinstance(value, str):
        return {"formula": value}
    if not isinstance(value, dict | Condition):
        raise PydanticCustomError("text_or_map", "expected text or a map")
    return value


#: A condition; a text alone is its formula.
AnyCondition = Annotated[
    Condition | None, NOT_NULL, BeforeValidator(_as_condition, json_schema_input_type=str | Condition)
]


class Case(Shape):
    """One branch: the first whose `when` is true gives its value or formula."""

    when: str = Field(description="The condition, a formula.")
    value: Json = Field(default=UNSET, description="A constant.")
    formula: Text = Field(default=None, description="A formula, instead of a constant.")
    note: Text = Field(default=None, description="Why this branch is there.")


#: Branches; the first that is true counts.
Cases = Annotated[list[Case] | None, NOT_NULL]
#: A table's name, or its entries.
Table = Annotated[str | dict[str, Json] | None, NOT_NULL]


class CopyAll(Shape):
    """Fields spread into the rule's scope as they are, before the other rules."""

    from_: Text = Field(default=None, alias="from", description="A path; left out: the current item.")
    except_: list[str] = Field(default_factory=list, alias="except", description="Names that are not copied.")
    rename: dict[str, str] = Field(
        default_factory=dict, description="New names, by the old ones; no two fields may meet under one name."
    )


class LetValue(Shape):
    """A named value, computed when first used and at most once."""

    source: Paths = Field(default=None, description="One path, seen as `value`, or paths by name.")
    formula: Text = Field(default=None, description="The formula that makes the value.")
    lookup: Table = Field(default=None, description="A table's name, or its entries.")
    reverse: bool = Field(default=False, description="Use the table backwards.")
    constant: Json = Field(default=UNSET, description="The value itself.")
    cases: Cases = Field(default=None, description="Branches; the first that is true gives the value.")
    otherwise: Json = Field(default=UNSET, description="A constant, where no case is true.")
    default: Json = Field(default=UNSET, description="The value in place of missing, null or a lookup miss.")
    note: Text = Field(default=None, description="What the value means.")


class Rule(Shape):
    """What goes into one target: exactly one of source, formula, lookup, constant, cases, rules, unmapped, copy_all."""

    target: Text = Field(
        default=None, description="The path the rule writes, names only; unique in its scope."
    )
    source: Paths = Field(
        default=None,
        description="One path, seen as `value` (alone: a copy), or paths by the names formulas see.",
    )
    each: Texts = Field(
        default=None, description="A path to iterate, or a list of `PATH as NAME` for nested loops."
    )
    as_: Text = Field(
        default=None, alias="as", description="The name formulas give the item, instead of `item`."
    )
    let: dict[str, LetValue] = Field(default_factory=dict, description="Named values of this scope.")
    where: Text = Field(default=None, description="Stage 1, a formula: items for which it is true stay.")
    sort: Texts = Field(default=None, description="Stage 2, formulas; a leading - is descending.")
    unique: Text = Field(default=None, description="Stage 3, a formula: the first item of each value stays.")
    group: Texts = Field(
        default=None, description="Stage 4, formulas: the body runs once per `{key, items}`."
    )
    limit: Annotated[int | None, NOT_NULL] = Field(
        default=None, ge=0, description="Stage 5: at most so many items."
    )
    keyed_by: Text = Field(default=None, description="Stage 6, a formula: an object by this key, not a list.")
    on_duplicate: Annotated[Literal["error", "first", "last"] | None, NOT_NULL] = Field(
        default=None, description="What a key that comes twice does under `keyed_by`; an error if not said."
    )
    on_item_error: Annotated[Literal["drop"] | None, NOT_NULL] = Field(
        default=None, description="`drop` leaves a bad item out, counted; otherwise it rejects the record."
    )
    when_empty: Literal["omit"] | None = Field(
        default=None, description="`omit` or null in place of an empty result; otherwise []."
    )
    when: AnyCondition = Field(
        default=None, description="A condition; not true, and the rule yields missing."
    )
    formula: Text = Field(default=None, description="An expression over the sources and names in scope.")
    lookup: Table = Field(
        default=None,
        description="A table's name, or its entries, applied to the source or to what the formula gives.",
    )
    reverse: bool = Field(default=False, description="Use the table backwards; it has to be one-to-one.")
    constant: Json = Field(default=UNSET, description="The value itself; null counts as a value.")
    cases: Cases = Field(default=None, description="Branches; the first that is true gives the value.")
    otherwise: Json = Field(default=UNSET, description="A constant, where no case is true; else missing.")
    rules: Annotated[list[Rule] | None, NOT_NULL] = Field(
        default=None, description="The rules of the object, or of each item."
    )
    copy_all: Annotated[CopyAll | None, NOT_NULL] = Field(
        default=None, description="Fields spread into this scope; explicit rules win."
    )
    unmapped: Text = Field(default=None, description="Why nothing is written to this target.")
    default: Json = Field(default=UNSET, description="The value in place of missing, null or a lookup miss.")
    on_error: Literal["default", "omit"] | None = Field(
        default=None,
        description="In place of an error: `default`, null or `omit`; otherwise the record is rejected.",
    )
    note: Text = Field(default=None, description="Anything a reader should know.")
    owner: Text = Field(default=None, description="The team that answers for this rule.")
    ticket: Text = Field(default=None, description="Where the rule was asked for.")
    status: Text = Field(default=None, description="How far the rule is, in the team's own words.")


class MappingFile(FileModel):
    """One mapping: from records of a source to records of a target."""

    mapping: Id = Field(description="The mapping's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    version: Version = Field(default=None, description="Semantic version of the mapping.")
    owner: Text = Field(default=None, description="The team that answers for it.")
    source: Text = Field(
        default=None, description="A dataset, `system.dataset`, or an entity, `entity@major`."
    )
    target: Text = Field(
        default=None, description="A dataset, `system.dataset`, or an entity, `entity@major`."
    )
    note: Text = Field(default=None, description="Anything a reader should know.")
    params: dict[str, Parameter] = Field(default_factory=dict, description="Values given when it runs.")
    each: Texts = Field(default=None, description="A path: one output record per item.")
    as_: Text = Field(default=None, alias="as", description="The name formulas give the item of `each`.")
    group: Texts = Field(
        default=None,
        description="Formulas: neighbouring records of equal keys become one record `{key, items}`.",
    )
    group_all: bool = Field(default=False, description="The whole input becomes one record `{key, items}`.")
    let: dict[str, LetValue] = Field(default_factory=dict, description="Named values of the record.")
    skip_when: AnyCondition = Field(default=None, description="A condition; true, and the record is skipped.")
    rules: list[Rule] = Field(default_factory=list, description="What goes where.")
