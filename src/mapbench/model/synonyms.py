"""The synonyms file: words that mean the same in the names of this project's fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from mapbench.model.base import FileModel

#: Words and phrases of one meaning.
Group = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=2)]


class SynonymsFile(FileModel):
    """Groups of words and phrases that mean the same; suggestions read each as the first of its group."""

    synonyms: list[Group] = Field(
        default_factory=list,
        description="Groups of at least two words or phrases; a word stands in one group only.",
        examples=[[["zip", "postcode", "postal code"]]],
    )

    @field_validator("synonyms")
    @classmethod
    def _once(cls, groups: list[list[str]]) -> list[list[str]]:
        seen: dict[str, int] = {}
        for number, group in enumerate(groups):
            for word in group:
                if seen.setdefault(word.casefold(), number) != number:
                    raise ValueError(f"expected {word!r} in one group only")
        return groups
