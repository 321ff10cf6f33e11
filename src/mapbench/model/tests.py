"""The tests file: test cases of one mapping, given and expect."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mapbench.errors import RECORD_ERROR_CODES
from mapbench.model.base import NOT_NULL, UNSET, FileModel, Json, Shape, Text


def _known_code(value: Any) -> Any:
    if isinstance(value, str) and value not in RECORD_ERROR_CODES:
        raise PydanticCustomError(
            "literal_error", "unknown code", {"expected": ", ".join(RECORD_ERROR_CODES)}
        )
    return value


Code = Annotated[
    str | None,
    NOT_NULL,
    BeforeValidator(_known_code),
    Field(json_schema_extra={"enum": list(RECORD_ERROR_CODES)}),
]


class Given(Shape):
    """What goes in: exactly one of fixture and record."""

    fixture: Text = Field(default=None, description="A file under `fixtures/`.")
    record: Json = Field(default=UNSET, description="The record itself.")
    params: dict[str, Json] = Field(default_factory=dict, description="Values of parameters, by name.")
    lookups: dict[str, dict[str, Json]] = Field(
        default_factory=dict, description="Entries of tables, by name."
    )
    now: Text = Field(default=None, description="What `now()` gives; left out: 2000-01-01T00:00:00Z.")


class ExpectedError(Shape):
    """An error that a record has to be rejected with; keys left out may be anything."""

    target: Text = Field(default=None, description="The target path without indexes, or $.")
    code: Code = Field(default=None, description="The error's code.")
    item: Annotated[list[int] | None, NOT_NULL] = Field(default=None, description="Indexes of the item.")
    owner: Text = Field(default=None, description="The team that has to act.")
    message: Text = Field(default=None, description="The whole message.")


class TestCase(Shape):
    """One case: a record and what becomes of it."""

    __test__ = False  # the name is the contract's word, not pytest's

    name: str = Field(description="What the case shows, in words.")
    given: Given = Field(description="What goes in.")
    expect: Json = Field(
        default=UNSET,
        description="The output, in the keys named; under a mapping's `each`, a list of outputs.",
    )
    absent: list[str] = Field(default_factory=list, description="Target paths that must not be there.")
    exact: bool = Field(default=False, description="Compare the whole output, not the keys named.")
    expect_error: Annotated[ExpectedError | None, NOT_NULL] = Field(
        default=None, description="An error the record is rejected with."
    )
    expect_errors: Annotated[list[ExpectedError] | None, NOT_NULL] = Field(
        default=None, description="Several errors the record is rejected with."
    )
    expect_skipped: bool = Field(default=False, description="The record is skipped.")
    note: Text = Field(default=None, description="Anything a reader should know.")
    owner: Text = Field(default=None, description="The team that asked for it.")
    ticket: Text = Field(default=None, description="Where it was asked for.")


class TestsFile(FileModel):
    """The test cases of the mapping whose id is the file's stem."""

    __test__ = False

    tests: list[TestCase] = Field(description="The cases, in the order they are run.")
