"""The function file: one named formula with its owner and examples."""

from __future__ import annotations

from pydantic import Field

from mapbench.model.base import UNSET, FileModel, Id, Json, Shape, Text


class Example(Shape):
    """A call and what it gives; without `expect` it gives missing."""

    given: list[Json] = Field(description="The arguments, in order.")
    expect: Json = Field(default=UNSET, description="What the call gives; left out: missing.")
    note: Text = Field(default=None, description="What the example shows.")


class FunctionFile(FileModel):
    """One function of the project; formulas call it with `_` for each dash of its id."""

    function: Id = Field(description="The function's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    owner: Text = Field(default=None, description="The team that answers for it.")
    parameters: list[str] = Field(default_factory=list, description="The names of its arguments, in order.")
    formula: str = Field(description="Its body: an expression over the parameters.")
    examples: list[Example] = Field(default_factory=list, description="Calls and what they give.")
    note: Text = Field(default=None, description="Anything a reader should know.")
