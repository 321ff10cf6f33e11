"""What generated code calls beside operators and the catalogue: fields, loops, literals, lookups, softening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mapbench.engine import comparisons, operators, texts
from mapbench.engine.budget import Budget
from mapbench.engine.key_order import arrange, ordered
from mapbench.engine.moment_texts import day_text, is_stamp, utc_text
from mapbench.engine.path_runtime import RUNTIME
from mapbench.engine.values import MISSING, UNSET, Failure, a_kind

NO_OBJECT: Final[dict[str, Any]] = {}


class Invalid(Exception):
    """A value breaks the target schema where the rule says what to do about it."""


class InvalidItem(Invalid):
    """An item breaks the target schema where the rule drops such items."""


def members(value: Any) -> list[Any]:
    """What `*` selects from anything but a list: the values of an object, else nothing."""
    return list(value.values()) if type(value) is dict else []


def no_field(value: Any) -> Any:
    """A field of what is no object: null of null, else missing."""
    return None if value is None else MISSING


def field(value: Any, name: str) -> Any:
    """`value.name`."""
    return value.get(name, MISSING) if type(value) is dict else no_field(value)


def element(value: Any, index: Any) -> Any:
    """`value[index]`: an element, a character, or a field whose name is computed; absent where there is none."""
    if value is MISSING or index is MISSING:
        return MISSING
    if value is None or index is None:
        return None
    if type(index) is str:
        return field(value, index)
    if type(index) is int and type(value) in {list, str}:
        return value[index] if -len(value) <= index < len(value) else MISSING
    if type(index) is not int:
        raise Failure(
            "type",
            f"An index is a whole number or a name, not {a_kind(index)}.",
            expected="a whole number",
            actual=index,
        )
    raise Failure(
        "type", f"{a_kind(value).capitalize()} has no elements.", expected="a list or text", actual=value
    )


def cut(value: Any, start: Any, stop: Any, step: Any) -> Any:
    """`value[start:stop:step]` of a list or text; bounds may be null."""
    if value is None or value is MISSING:
        return value
    for bound in (start, stop, step):
        if bound is not None and type(bound) is not int:
            if bound is MISSING:
                return MISSING
            raise Failure(
                "type",
                f"A slice takes whole numbers, not {a_kind(bound)}.",
                expected="a whole number",
                actual=bound,
            )
    if type(value) not in {list, str}:
        raise Failure(
            "type", f"{a_kind(value).capitalize()} cannot be cut.", expected="a list or text", actual=value
        )
    if step == 0:
        raise Failure("arithmetic", "A slice has no step of zero.", expected="a step other than 0")
    return value[start:stop:step]


def loop(value: Any, run: Callable[[Any], Any]) -> Any:
    """A comprehension over its first list; over missing it is missing, over null null."""
    return value if value is None or value is MISSING else run(value)


def elements(budget: Budget, value: Any) -> list[Any]:
    """The list a comprehension iterates, counted against the budget; nothing where it is absent."""
    if type(value) is list:
        budget.elements -= len(value)
        if budget.elements < 0:
            budget.take_elements(0)
        return value
    if value is None or value is MISSING:
        return []
    hint = "Iterate entries(x), keys(x) or values(x)." if type(value) is dict else ""
    raise Failure(
        "not-a-list",
        f"A comprehension iterates a list, not {a_kind(value)}.",
        expected="a list",
        actual=value,
        hint=hint,
    )


def found(values: list[Any]) -> list[Any]:
    """A list without its missing elements."""
    return [value for value in values if value is not MISSING]


def present(budget: Budget, values: list[Any]) -> list[Any]:
    """The value of a list literal."""
    budget.take_elements(len(values))
    return found(values)


def object_of(budget: Budget, pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    """The value of an object literal or comprehension: missing values leave their keys out; keys are texts."""
    budget.take_elements(len(pairs))
    result = {}
    for key, value in pairs:
        if key is MISSING:
            continue
        if type(key) is not str:
            raise Failure(
                "type",
                f"An object's keys are texts, not {a_kind(key)}.",
                expected="text",
                actual=key,
                hint="Write text(key).",
            )
        if value is not MISSING:
            result[key] = value
    return result


def kept(budget: Budget, value: Any) -> Any:
    """A text, list or object that a comprehension keeps beside all others of its kind, counted."""
    if type(value) is str:
        budget.take_text(len(value))
    elif type(value) is list or type(value) is dict:
        budget.take_elements(len(value))
    return value


def counted(budget: Budget, text: str) -> str:
    """The value of an f-string, counted."""
    budget.text -= len(text)
    if budget.text < 0:
        budget.take_text(0)
    return text


def rounded(value: Any) -> Any:
    """A computed value with its fractions in 15 significant digits, where it is about to become text."""
    if type(value) is float:
        return texts.digits15(value)
    return [rounded(member) for member in value] if type(value) is list else value


def defaulted(value: Any, default: Any) -> Any:
    """`value`, or `default` where it is null or missing."""
    return default if value is None or value is MISSING else value


def unless_empty(value: Any, instead: Any) -> Any:
    """`value`, or something else for an empty list or object."""
    return instead if type(value) in {list, dict} and not value else value


def first_there(*values: Callable[[], Any]) -> Any:
    """`coalesce` and `default`: the first value that is neither null nor missing, later ones evaluated only when needed."""
    found: Any = MISSING
    for value in values:
        found = value()
        if found is not None and found is not MISSING:
            return found
    return found


def attempt(value: Callable[[], Any], fallback: Callable[[], Any]) -> Any:
    """`attempt(value, fallback)`; the growth budget of a record is final and not attempted around."""
    try:
        return value()
    except Failure as failure:
        if failure.code == "limit":
            raise
        return fallback()


def not_an_object(value: Any) -> Failure:
    """The failure of a scope or spread that is no object."""
    hint = "Iterate it with `each`." if type(value) is list else ""
    return Failure(
        "not-an-object",
        f"Fields are read from an object; this is {a_kind(value)}.",
        expected="an object",
        actual=value,
        hint=hint,
    )


def not_a_list(value: Any) -> Failure:
    """The failure of a collection over what is no list."""
    hint = "Write PATH.* to iterate an object." if type(value) is dict else ""
    return Failure(
        "not-a-list",
        f"A collection iterates a list; this is {a_kind(value)}.",
        expected="a list",
        actual=value,
        hint=hint,
    )


def is_miss(error: Exception) -> bool:
    """Whether an error is a lookup miss, which a default takes."""
    return isinstance(error, Failure) and error.code == "lookup-miss"


def soften(softened: list[Any], number: int, at: tuple[int, ...], error: Exception, how: str) -> bool:
    """Count an error that its rule takes; false for the errors that always reject (`limit`, a failure of ours)."""
    if isinstance(error, Invalid) or (isinstance(error, Failure) and error.code != "limit"):
        softened.append((number, error, how, at))
        return True
    return False


def spread(
    out: dict[str, Any], source: dict[str, Any] | None, leave_out: frozenset[str], rename: dict[str, str]
) -> None:
    """`copy_all`: fields of an object into the output, some left out, some under new names. Raises `Failure` where two meet."""
    if source is None or source is MISSING:
        return
    if type(source) is not dict:
        raise not_an_object(source)
    made: dict[str, Any] = {}
    for name, value in source.items():
        if name not in leave_out:
            new = rename.get(name, name)
            if new in made:
                raise _two_fields(new)
            made[new] = value
    out.update(made)


def _two_fields(name: str) -> Failure:
    return Failure(
        "duplicate-key",
        f"Two fields are copied to {name}.",
        expected="a field that comes once",
        actual=name,
        hint="Leave one of them out with `except`, or rename it, too.",
    )


def inside(out: dict[str, Any], name: str) -> dict[str, Any]:
    """The object explicit rules write into where a spread may have left one: a copy of it."""
    value = out.get(name)
    return dict(value) if type(value) is dict else {}


def step(trace: list[Any], number: int, position: tuple[int, ...], value: Any) -> Any:
    """Note a value on the way and pass it on."""
    trace.append((number, position, value))
    return value


#: The names generated code may use, apart from those that each binding adds (B, NOW, PARAMS, tables, constants).
NAMES: Final[dict[str, Any]] = {
    **RUNTIME,
    **{name: getattr(operators, name) for name in (
        "add", "subtract", "multiply", "divide", "floor_divide", "remainder", "negate", "positive", "chained",
    )},
    **{name: getattr(comparisons, name) for name in (
        "equal", "less", "less_or_equal", "greater", "greater_or_equal", "is_in", "truth",
    )},
    "M": MISSING, "U": UNSET, "NO_OBJECT": NO_OBJECT, "Invalid": Invalid, "InvalidItem": InvalidItem,
    "members": members, "no_field": no_field, "field": field, "element": element, "cut": cut, "loop": loop,
    "elements": elements, "found": found, "present": present, "kept": kept, "object_of": object_of, "counted": counted,
    "part_of": texts.part_of, "rounded": rounded, "written": texts.written, "written_date": texts.written_date, "written_computed": texts.written_computed,
    "defaulted": defaulted, "first_there": first_there, "unless_empty": unless_empty, "attempt": attempt, "not_an_object": not_an_object, "not_a_list": not_a_list,
    "is_miss": is_miss, "is_stamp": is_stamp, "soften": soften, "spread": spread, "inside": inside, "ordered": ordered, "arrange": arrange,
    "step": step, "utc_text": utc_text, "day_text": day_text,
}  # fmt: skip
