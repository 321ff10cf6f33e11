"""Values against a schema: a quick yes or no, or every violation in words.

The one module that knows the validating library. Patterns run on an engine without backtracking, nothing is fetched, and
only the formats that the mapping format names are asserted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from mapbench.schemas.document import reference
from mapbench.schemas.fields import Field, Schema
from mapbench.schemas.keywords import ASSERTED_FORMATS, Node, SchemaError, join_pointer

if TYPE_CHECKING:
    from mapbench.schemas.violations import Violation

Check = Callable[[Any], bool]

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_ROOT = "urn:mapbench:schema"
_NOTED_FORMATS = [
    "time",
    "duration",
    "hostname",
    "idn-hostname",
    "idn-email",
    "ipv4",
    "ipv6",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "regex",
    "json-pointer",
    "relative-json-pointer",
]


class Validator:
    """A compiled schema. SchemaError, with the pointer, where the document is no valid schema.

    Values are JSON as Python holds it: dict, list, tuple, str, bool, int, float, Decimal, None. `check` is the library's
    own method, for whoever asks once per record; it raises ValueError for what is no JSON where the schema looks at it.
    """

    check: Check

    def __init__(self, schema: Schema | dict[str, Any] | bool) -> None:
        self.schema = schema if isinstance(schema, Schema) else Schema(schema)
        self._compiled = _compile(self.schema.document.root, self.schema.document.draft)
        self.check = self._compiled.is_valid

    def is_valid(self, value: Any) -> bool:
        """Whether a value fits; one that is no JSON value does not."""
        try:
            return self.check(value)
        except ValueError:
            return False

    def violations(self, value: Any) -> list[Violation]:
        """Everything that is wrong with a value, not just the first; [] where it fits."""
        from mapbench.schemas.violations import read_violations, unreadable

        try:
            return read_violations(self._compiled.iter_errors(value), value)
        except ValueError as error:
            return [unreadable(value, error)]

    def at(self, place: str | Field) -> Validator:
        """The validator of a part: a field, a field's pointer, or the JSON Pointer of any subschema.

        KeyError where the schema has no such part.
        """
        if isinstance(place, Field):
            return self._part(place.raw)
        field = self.schema.at(place)
        node = self.schema.document.find(place) if field is None else field.raw
        if node is None:
            raise KeyError(place)
        return self._part(node)

    def _part(self, node: Node) -> Validator:
        if node is self.schema.document.root:
            return self
        part = object.__new__(Validator)
        part.schema = self.schema
        part._compiled = _compile(self._quoted(node), self.schema.document.draft, self._registry)
        part.check = part._compiled.is_valid
        part.__dict__["_registry"] = self._registry
        return part

    @cached_property
    def _registry(self) -> Any:
        import jsonschema_rs

        draft = getattr(jsonschema_rs, _class_name(self.schema.document.draft))
        return jsonschema_rs.Registry([(_ROOT, self.schema.document.root)], draft=draft)

    def _quoted(self, node: Node) -> Node:
        """A schema that says the same from outside of the document: by reference into it."""
        if isinstance(node, bool):
            return node
        pointer = self.schema.document.pointer(node)
        if pointer is not None:
            return {"$ref": _ROOT + reference(pointer)}
        return {keyword: [self._quoted(part) for part in parts] for keyword, parts in node.items()}


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Check:
    """A test of texts against a schema's pattern, found anywhere, as JSON Schema says. SchemaError where it is refused."""
    check: Check = _compile({"pattern": pattern}, "2020-12").is_valid
    return check


def _class_name(draft: str) -> str:
    return "Draft" + draft.replace("-", "")


def _compile(node: Node, draft: str, registry: Any = None) -> Any:
    import jsonschema_rs

    make = getattr(jsonschema_rs, _class_name(draft) + "Validator")
    try:
        return make(
            node,
            formats=_formats(),
            validate_formats=True,
            registry=registry,
            pattern_options=jsonschema_rs.RegexOptions(),
            offline=True,
        )
    except jsonschema_rs.ValidationError as error:
        raise _refusal(error) from None


@lru_cache(maxsize=1)
def _formats() -> dict[str, Callable[[str], bool]]:
    """What differs from the library's own formats: most are notes only, and a UUID is one in every draft."""
    import jsonschema_rs

    uuid = jsonschema_rs.Draft202012Validator({"format": "uuid"}, validate_formats=True, offline=True)
    # The library looks Python's types up among the builtins of whoever shows it the first value. Generated code has
    # none, and then no number would be JSON for the rest of the process.
    uuid.is_valid(0)
    return {**dict.fromkeys(_NOTED_FORMATS, _anything), "uuid": uuid.is_valid}


def _anything(_: str) -> bool:
    return True


def _refusal(error: Any) -> SchemaError:
    from mapbench.schemas.violations import read_violations

    pointer = join_pointer("", *map(str, error.instance_path))
    if error.kind.name == "format" and error.kind.format == "regex":
        return SchemaError(
            f"The pattern {error.instance} is no regular expression that runs in linear time.",
            pointer,
            "Do without lookaheads, lookbehinds and backreferences, and keep repetitions small.",
        )
    reasons = read_violations([error])
    message = reasons[0].message if reasons else str(error.message)
    if pointer.endswith("/type") and isinstance(error.instance, str):
        return SchemaError(message, pointer, word=error.instance, choices=_TYPES)
    return SchemaError(message, pointer)


assert set(ASSERTED_FORMATS).isdisjoint(_NOTED_FORMATS)
