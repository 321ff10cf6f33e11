"""What is wrong with a value, in words: read from the validator's errors, one violation for each.

Sentences never quote the value; `actual` does, shortened, so that it can be redacted by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def read_violations(errors: Iterable[Any], value: Any = None) -> list[Violation]:
    """Violations that the library found in a value, without repetitions, in its order."""
    return list(dict.fromkeys(violation for error in errors for violation in _read(error, value)))


def unreadable(value: Any, error: Exception) -> Violation:
    """The violation of a value that JSON cannot hold, such as a date or half a surrogate pair."""
    reason = (
        "has a character that UTF-8 cannot write" if isinstance(error, UnicodeError) else "is no JSON value"
    )
    return Violation((), "type", f"The value {reason}.", "a JSON value", shortened(value))


def _read(error: Any, value: Any) -> list[Violation]:
    keyword, path = error.kind.name, path_of(error, value)
    if keyword in {"anyOf", "oneOf"}:
        return _read_branches(error, path, value)
    if keyword == "propertyNames":
        return [_of_a_name(path, inner) for inner in _read(error.kind.error, value)]
    return [_single(error, keyword, path)]


def _single(error: Any, keyword: str, path: Path) -> Violation:
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


def _of_a_name(path: Path, inner: Violation) -> Violation:
    message = f"A name in {path_text(path, 'the object')} should be {inner.expected}."
    return Violation(path, "propertyNames", message, inner.expected, inner.actual)


def _read_branches(error: Any, path: Path, value: Any) -> list[Violation]:
    """The most telling reason why no branch fits: the errors of the only one that comes near, else of all together."""
    keyword, depth = error.kind.name, len(error.instance_path)
    branches = [branch for branch in error.kind.context if branch]
    if keyword == "oneOf" and (not branches or "more than one" in error.message):
        message = f"{path_text(path)} should fit one alternative only, but fits several."
        return [Violation(path, keyword, message, "one alternative only", shortened(error.instance))]
    near = [branch for branch in branches if not any(_is_misfit(e, depth) for e in branch)]
    if len(near) > 1:
        near = [branch for branch in near if not any(_is_tag(e, depth) for e in branch)] or near
    if len(near) == 1:
        return read_violations(near[0], value)
    if not near:
        misfits = [e for branch in branches for e in branch if _is_misfit(e, depth)]
        return [_no_kind_fits(error, path, [found for e in misfits for found in _read(e, value)])]
    return [_none_fits(error, path, [read_violations(branch, value) for branch in near])]


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


def _no_kind_fits(error: Any, path: Path, parts: list[Violation]) -> Violation:
    expected = either(part.expected for part in parts)
    message = f"{path_text(path)} should be {expected}, not {KINDS[kind_of(error.instance)]}."
    return Violation(path, "type", message, expected, shortened(error.instance))


def _none_fits(error: Any, path: Path, near: list[list[Violation]]) -> Violation:
    closest = min(near, key=len)[0]
    first = [branch[0] for branch in near]
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


def path_of(error: Any, value: Any) -> Path:
    """The path of an error in the value that was validated: the library's own lacks every empty name."""
    path = tuple(error.instance_path)
    places = list(_places(path, value))
    if len(places) < 2:
        return places[0] if places else path
    shown = error.verbose_message
    return next((place for place in places if f"On instance{_spelt(place)}:\n" in shown), path)


def _places(path: Path, value: Any) -> Iterator[Path]:
    """The places in a value that a path may stand for, when empty names were lost from it."""
    if not path:
        yield ()
    elif isinstance(value, dict) and str(path[0]) in value:
        yield from ((path[0], *rest) for rest in _places(path[1:], value[str(path[0])]))
    elif isinstance(value, list | tuple) and isinstance(path[0], int) and path[0] < len(value):
        yield from ((path[0], *rest) for rest in _places(path[1:], value[path[0]]))
    if isinstance(value, dict) and "" in value:
        yield from (("", *rest) for rest in _places(path, value[""]))


def _spelt(path: Path) -> str:
    """A path as the library's long message has it."""
    names = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "".join(
        f"[{name}]" if isinstance(part, int) else f'["{name}"]'
        for part, name in zip(path, names, strict=True)
    )
