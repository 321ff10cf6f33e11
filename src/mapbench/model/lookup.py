"""The lookup file: one keyed table, written out, in a file beside it, or filled from a dataset."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mapbench.model.base import NOT_NULL, FileModel, Id, Json, Shape, Text


class MissValue(Shape):
    """A constant for keys that the table does not have."""

    value: Json = Field(description="The constant.")


class LookupFile(FileModel):
    """One table: exactly one of entries, file, dataset."""

    lookup: Id = Field(description="The table's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    owner: Text = Field(default=None, description="The team that answers for it.")
    entries: Annotated[dict[str, Json] | None, NOT_NULL] = Field(
        default=None, description="The table written out; keys compare as text."
    )
    file: Text = Field(default=None, description="A CSV or JSON file of rows, relative to this file.")
    dataset: Text = Field(
        default=None, description="A dataset, `system.dataset`, whose fixtures are the rows."
    )
    key: Text = Field(default=None, description="The column of the key, with `file` or `dataset`.")
    value: Text = Field(default=None, description="The column of the value; left out: the whole row.")
    on_miss: Literal["error", "missing", "keep"] | MissValue | None = Field(
        default="error",
        description="For a key that is not in the table: error, missing, null, keep (the key), or {value: X}.",
    )
    freeze: bool = Field(default=False, description="A package carries the rows of the dataset as they are.")
    note: Text = Field(default=None, description="Anything a reader should know.")
