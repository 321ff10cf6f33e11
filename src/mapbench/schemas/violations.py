"""What is wrong with a value, in words: read from the validator's errors, one violation for each.

Sentences never quote the value; `actual` does, shortened, so that it can be redacted by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from mapbench.schemas.wording import KINDS, either, expectation, kind_of, path_text, shortened

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Violation:
    """One keyword that a value breaks.

    `path` leads from the validated value to the one that is wrong; for a missing property to its parent, with its name in
    `missing`; for properties that are too many to their parent, with their names in `extra`.
    """

    path: Path
    keyword: str
    message: str
    expected: str
    actual: str
    missing: str | None = None
    extra: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code of a rejection: `type`, `missing`, or `schema` for every other keyword."""
        return {"type": "type", "required": "missing"}.get(self.keyword, "schema")


def read_violations(errors: Iterable[Any]) -> list[Violation]:
    """Violations of the library's errors, without repetitions, in its order."""
    return list(dict.fromkeys(violation for error in errors for violation in _read(error)))


def unreadable(value: Any, error: Exception) -> Violation:
    """The violation of a value that JSON cannot hold, such as a date or half a surrogate pair."""
    reason = (
        "has a character that UTF-8 cannot write" if isinstance(error, UnicodeError) else "is no JSON value"
    )
    return Violation((), "type", f"The value {reason}.", "a JSON value", shortened(value))


def _read(error: Any) -> list[Violation]:
    keyword = error.kind.name
    if keyword in {"anyOf", "oneOf"}:
        return _read_branches(error)
    if keyword == "propertyNames":
        return [_of_a_name(error, inner) for inner in _read(error.kind.error)]
    return [_single(error, keyword)]


def _single(error: Any, keyword: str) -> Violation:
    path = tuple(error.instance_path)
    if keyword == "required":
        name = error.kind.property
        message = f"{path_text((*path, name))} is required, but missing."
        return Violation(path, keyword, message, "a value", "missing", missing=name)
    if keyword in {"additionalProperties", "unevaluatedProperties"}:
        return _too_many(error, keyword, path)
    if keyword == "contains":
        keyword = str(error.schema_path[-1])
    expected = expectation(error, keyword)
    if keyword == "falseSchema":
        message = f"{path_text(path)} must not be there."
    elif keyword == "type":
        message = f"{path_text(path)} should be {expected}, not {KINDS[kind_of(error.instance)]}."
    else:
        message = f"{path_text(path)} should be {expected}."
    return Violation(path, keyword, message, expected, shortened(error.instance))


def _too_many(error: Any, keyword: str, path: Path) -> Violation:
    names = tuple(map(str, error.kind.unexpected))
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    many = (
        "properties that the schema does not have"
        if len(names) > 1
        else "a property that the schema does not have"
    )
    message = f"{path_text(path)} has {many}: {listed}."
    return Violation(path, keyword, message, "only properties of the schema", listed, extra=names)


def _of_a_name(error: Any, inner: Violation) -> Violation:
    path = tuple(error.instance_path)
    message = f"A name in {path_text(path, 'the object')} should be {inner.expected}."
    return Violation(path, "propertyNames", message, inner.expected, inner.actual)


def _read_branches(error: Any) -> list[Violation]:
    """The most telling reason why no branch fits: the errors of the only one that comes near, else of all together."""
    keyword, path = error.kind.name, tuple(error.instance_path)
    branches = [branch for branch in error.kind.context if branch]
    if keyword == "oneOf" and (not branches or "more than one" in error.message):
        message = f"{path_text(path)} should fit one alternative only, but fits several."
        return [Violation(path, keyword, message, "one alternative only", shortened(error.instance))]
    near = [branch for branch in branches if not any(_is_misfit(e, len(path)) for e in branch)]
    if len(near) > 1:
        near = [branch for branch in near if not any(_is_tag(e, len(path)) for e in branch)] or near
    if len(near) == 1:
        return read_violations(near[0])
    if not near:
        return [_no_kind_fits(error, path, branches)]
    return [_none_fits(error, path, near)]


def _is_misfit(error: Any, depth: int) -> bool:
    """Whether a branch is about another kind of value altogether."""
    if len(error.instance_path) != depth:
        return False
    options = {"const": "expected_value", "enum": "options"}.get(error.kind.name)
    if options is None:
        return bool(error.kind.name == "type")
    value = getattr(error.kind, options)
    kinds = {kind_of(option) for option in (value if error.kind.name == "enum" else [value])}
    return kind_of(error.instance) not in kinds


def _is_tag(error: Any, depth: int) -> bool:
    """Whether a branch is told from others by a property with a fixed value, and this value is another."""
    return error.kind.name in {"const", "enum"} and len(error.instance_path) == depth + 1


def _no_kind_fits(error: Any, path: Path, branches: list[list[Any]]) -> Violation:
    parts = [found for branch in branches for e in branch if _is_misfit(e, len(path)) for found in _read(e)]
    expected = either(part.expected for part in parts)
    message = f"{path_text(path)} should be {expected}, not {KINDS[kind_of(error.instance)]}."
    return Violation(path, "type", message, expected, shortened(error.instance))


def _none_fits(error: Any, path: Path, near: list[list[Any]]) -> Violation:
    closest = read_violations(near[min(range(len(near)), key=lambda i: len(near[i]))])[0]
    first = [read_violations(branch[:1])[0] for branch in near]
    alike = all(violation.path == path and not violation.missing for violation in first)
    expected = either(v.expected for v in first) if alike else f"one of {len(near)} alternatives"
    message = f"{path_text(path)} fits none of {len(near)} alternatives; of the closest: {closest.message}"
    return replace(
        closest,
        path=path,
        keyword=error.kind.name,
        message=message,
        expected=expected,
        missing=None,
        extra=(),
        actual=shortened(error.instance),
    )
