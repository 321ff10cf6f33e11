"""The waivers file: findings that somebody accepted, and until when."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from mapbench.model.base import Day, FileModel, Shape


class Waiver(Shape):
    """One accepted finding."""

    finding: str = Field(
        description="Code and subject of the finding, `CODE/subject`.", examples=["MB203/shopify-order/email"]
    )
    who: str = Field(description="The person who accepted it.")
    why: str = Field(description="The reason.")
    until: Day = Field(description="The last day on which it holds.")


class WaiversFile(FileModel):
    """A list of waivers; or a map with `format` and `waivers`."""

    model_config = ConfigDict(json_schema_extra=None)

    waivers: list[Waiver] = Field(default_factory=list, description="The accepted findings.")

    @model_validator(mode="before")
    @classmethod
    def _list_alone(cls, value: Any) -> Any:
        return {"waivers": value} if isinstance(value, list) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [whole["properties"]["waivers"], dict(whole)], "description": whole["description"]}
