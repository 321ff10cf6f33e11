"""What is enough to be certain that an output is valid, as far as a schema is plain: types, enums, bounds, names.

The engine's quick function asks these instead of validating the whole output. Whatever a schema says beyond them leaves the
answer to the validator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mapbench.engine.program import Collection, Object, Proof, Rule, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from mapbench.language.targets import Checks
    from mapbench.schemas.fields import Field

_NOTES: Final = frozenset({
    "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "nullable",
    "$comment", "$schema", "$id", "$defs", "definitions",
})  # fmt: skip
_OBJECT: Final = _NOTES | {"type", "properties", "required", "additionalProperties"}
_ARRAY: Final = _NOTES | {"type", "items"}
_SCALAR: Final = _NOTES | {"type", "enum", "minimum", "maximum", "format", "minLength", "maxLength"}
_KINDS: Final = {"string": "text", "integer": "whole", "number": "number", "boolean": "boolean"}
ANYTHING: Final = Proof("any")


def made_by(body: Value | Object | Collection) -> str | None:
    """What a rule makes from parts: an object, a list (keyed: an object, too), or nothing of the kind."""
    if isinstance(body, Value):
        return None
    return "object" if isinstance(body, Object) or body.keyed_by is not None else "array"


def proof_of(field: Field | None, described: bool, made: str | None, checks: Checks | None) -> Proof | None:
    """The proof for what a rule writes to a field; None where there is no such proof.

    `made` is "object" or "array" for what a rule makes from parts that are proven one by one.
    """
    if not described or checks is None or field is None:
        return None if described and made else ANYTHING
    raw = _resolved(field)
    if field.conditional or raw is None:
        return None
    if made is not None:
        plain = _only(raw, _OBJECT if made == "object" else _ARRAY) and made in field.types
        return Proof("made") if plain and (made == "object" or isinstance(raw.get("items"), dict)) else None
    check = checks.quick(field)
    return _scalar(field, raw, check) or Proof("check", check=check, repeats="pattern" in raw)


def _scalar(field: Field, raw: dict[str, Any], check: Callable[[], Callable[[Any], bool]]) -> Proof | None:
    if not _only(raw, _SCALAR) or len(field.types - {"integer"} or field.types) != 1:
        return None
    form = raw.get("format")
    if form not in {None, "date-time", "date"}:
        return None
    types = {"number"} if "number" in field.types else field.types
    kind = _KINDS.get(next(iter(types)))
    enum = raw.get("enum")
    if kind is None or (enum is not None and kind != "text"):
        return None
    texts = None if enum is None else frozenset(value for value in enum if type(value) is str)
    low, high = raw.get("minimum"), raw.get("maximum")
    if (low is not None or high is not None) and kind not in {"whole", "number"}:
        return None
    sized = "minLength" in raw or "maxLength" in raw
    if kind != "text" and (form or sized):
        return None
    return Proof(kind, texts, low, high, raw.get("minLength", 0), raw.get("maxLength"), form, check)  # type: ignore[arg-type]


def required_names(scope: Field | None, rules: list[Rule]) -> tuple[tuple[str, ...], ...] | None:
    """The required names of the objects that rules of one scope make; None where such an object's schema is not plain."""
    if scope is None:
        return ()
    containers: dict[tuple[str, ...], Field | None] = {(): scope}
    for rule in rules:
        for depth in range(1, len(rule.names)):
            above = containers[rule.names[: depth - 1]]
            containers[rule.names[:depth]] = None if above is None else above.child(rule.names[depth - 1])
    found: list[tuple[str, ...]] = []
    for names, field in containers.items():
        if field is None:
            continue
        raw = _resolved(field)
        if raw is None or field.conditional or field.kind != "object" or not _only(raw, _OBJECT):
            return None
        if isinstance(raw.get("additionalProperties"), dict):
            return None
        found.extend((*names, name) for name in raw.get("required", ()))
    return tuple(found)


def _only(raw: dict[str, Any], allowed: frozenset[str]) -> bool:
    return all(key in allowed or key.startswith("x-") for key in raw)


def _resolved(field: Field) -> dict[str, Any] | None:
    """The schema of a field behind references that say nothing else."""
    raw: Any = field.raw
    seen = 0
    while isinstance(raw, dict) and "$ref" in raw and seen < 20:
        if not _only({key: value for key, value in raw.items() if key != "$ref"}, _NOTES):
            return None
        raw, seen = field.schema.document.resolve(raw), seen + 1
    return raw if isinstance(raw, dict) and "$ref" not in raw else None
