"""What the models of all file kinds share: strict shapes, free `x-` keys, and the small types used in many of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from mapbench.model.plugins import ask_for_none

ask_for_none()


class _NotNull:
    """Where a key may be left out but not be null: `source: #text` is null to YAML, and meant otherwise."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        inner: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
        return inner


NOT_NULL = _NotNull()
#: One text.
Text = Annotated[str | None, NOT_NULL]
#: One text, or several.
Texts = Annotated[str | list[str] | None, NOT_NULL]
#: One path, or paths by the names that formulas see.
Paths = Annotated[str | dict[str, str] | None, NOT_NULL]
#: Any JSON value.
Json = Any


class _Unset:
    """The one value that says a key is absent, where null means something."""

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False

    def __copy__(self) -> _Unset:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> _Unset:
        return self


UNSET = _Unset()


class Shape(BaseModel):
    """A map with known keys. Unknown keys are refused, save those beginning `x-`, which are dropped before this."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        defer_build=True,
        populate_by_name=True,
        protected_namespaces=(),
        use_attribute_docstrings=False,
        json_schema_extra={"patternProperties": {"^x-": {}}},
    )


class FileModel(Shape):
    """The top of a file: a shape that may say which number of its format it is written in."""

    format: Literal[1] | None = Field(
        default=None,
        description="The number of the file format; 1 is the only one so far, and what is meant without it.",
    )


def _to_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("expected a date such as 2027-03-01") from None
    return value


#: A day, written 2027-03-01.
Day = Annotated[date, BeforeValidator(_to_date), WithJsonSchema({"type": "string", "format": "date"})]
_DURATION = r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d|w)$"
_VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
#: What a text of each pattern looks like, as a hint.
FORMS = {
    _DURATION: "Write a number and a unit: 30s, 5m, 2h, 30d or 4w.",
    _VERSION: "Write three numbers, as in 1.4.0.",
    r"^[0-9]+(\.[0-9]+)?%$": "Write a number and %, as in 99.9%.",
    _ID: "Write small letters, digits and single dashes, as in shopify-order.",
}
#: A length of time: a number and ms, s, m, h, d or w.
Duration = Annotated[Annotated[str, Field(pattern=_DURATION, examples=["5m", "30d"])] | None, NOT_NULL]
#: Semantic version.
Version = Annotated[Annotated[str, Field(pattern=_VERSION, examples=["1.4.0"])] | None, NOT_NULL]
#: A name in kebab-case, equal to the file's stem.
Id = Annotated[str, Field(pattern=_ID, examples=["shopify-order"])]
#: How far a field may travel.
Classification = Annotated[Literal["public", "internal", "pii", "secret"] | None, NOT_NULL]
#: How much depends on it.
Tier = Annotated[Literal["revenue-critical", "operational", "informational"] | None, NOT_NULL]
#: How soon a change arrives.
Timeliness = Annotated[Literal["real-time", "near-real-time", "batch"] | None, NOT_NULL]
