"""The canonical entity file: the meaning that systems agree on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from mapbench.model.base import NOT_NULL, FileModel, Id, Shape, Text, Texts, Version


class Assertion(Shape):
    """A condition over the output's own fields that every accepted record satisfies."""

    that: str = Field(description="The condition, a formula.")
    message: Text = Field(default=None, description="What a rejected record is told.")
    note: Text = Field(default=None, description="Why it has to hold.")


class EntityFile(FileModel):
    """One canonical entity; mappings name it `entity@major`."""

    entity: Id = Field(description="The entity's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    version: Version = Field(description="Semantic version; a breaking schema change is a major.")
    owner: Text = Field(default=None, description="The team that answers for it.")
    system_of_record: Texts = Field(
        default=None, description="The system whose word counts; naming two is a finding."
    )
    key: list[str] = Field(default_factory=list, description="The fields that tell records apart.")
    compatibility: Annotated[Literal["backward", "forward", "full", "none"] | None, NOT_NULL] = Field(
        default=None, description="What a new version has to be compatible with."
    )
    assert_: list[Assertion] = Field(
        default_factory=list, alias="assert", description="What every accepted record satisfies."
    )
    schema_: dict[str, Any] = Field(
        alias="schema",
        description="JSON Schema 2020-12, verbatim; fields may carry x-owner, x-system-of-record, x-classification.",
    )
    note: Text = Field(default=None, description="Anything a reader should know.")

    @property
    def major(self) -> int:
        """The first number of the version: what mappings name."""
        return int(str(self.version).split(".", 1)[0])
