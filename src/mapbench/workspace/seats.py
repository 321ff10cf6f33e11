"""Where the rule of a target stands in a mapping file, or would stand; and what a new rule says."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mapbench.errors import MapbenchError
from mapbench.language.paths import path_text
from mapbench.language.scopes import RESERVED
from mapbench.model.documents import KeyPath
from mapbench.project.ordering import target_order
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.workspace.scopes import (
    Scope,
    dotted,
    inner_scope,
    names_of,
    outer_name,
    top_scope,
    written_path,
)
from mapbench.workspace.views import Path

_MARKS: Final = (ANY_ITEM, ANY_KEY)


@dataclass(frozen=True)
class Seat:
    """The list of rules at `at`, its scope, and the rule of the target in it.

    `rest` is the target within the scope; it has a `*` where the rule of a list around it is still to be made. `index` is
    None where no rule writes the target.
    """

    at: KeyPath
    scope: Scope
    rest: Path
    index: int | None = None

    @property
    def rule(self) -> KeyPath:
        """The key path of the rule that is there."""
        assert self.index is not None
        return (*self.at, self.index)


def seat_of(mapping: Mapping[str, Any], target: Path, source: Schema | None = None) -> Seat:
    """The seat of a target. Raises MapbenchError where another rule makes what is around it, or in it, as a whole."""
    at: KeyPath = ("rules",)
    here, scope, rest = mapping, top_scope(mapping, source), target
    while True:
        found = _matching(here.get("rules"), rest, target)
        if found is None:
            return Seat(at, scope, rest)
        index, rule, names = found
        if names == rest:
            return Seat(at, scope, rest, index)
        here, scope, at = rule, inner_scope(rule, scope), (*at, index, "rules")
        rest = rest[len(names) + (1 if rule.get("each") else 0) :]


def order_of(seat: Seat, rules: Any, target: Schema | None) -> list[str]:
    """The targets of a seat's list in schema order, as its rules write them."""
    if target is None:
        return []
    rules = rules if isinstance(rules, list) else []
    written = {path_text(names): rule["target"] for rule in rules if (names := names_of(rule))}
    return [written.get(path, path) for path in target_order(target, seat.scope.target)]


def new_rule(
    rest: Path, sources: Sequence[Path], scope: Scope, body: Callable[[Scope], dict[str, Any]]
) -> dict[str, Any]:
    """The rule that brings sources to `rest`, a target within the scope, with the rules of lists around it.

    `body` says what the rule itself does, in the scope it comes to stand in. Raises MapbenchError where such a list cannot be made of the list that the sources are in.
    """
    star = next((place for place, name in enumerate(rest) if name in _MARKS), None)
    if star is None:
        return {"target": path_text(rest), **body(scope)}
    items = _list_of(rest, star, sources, scope)
    rule: dict[str, Any] = {"target": path_text(rest[:star]), "each": written_path(items, scope)}
    inner = inner_scope(rule, scope)
    rule["rules"] = [new_rule(rest[star + 1 :], sources, inner, body)]
    return rule


def body_of(sources: Sequence[Path], scope: Scope, field: Field | None) -> dict[str, Any]:
    """What a rule says that brings sources to a field: a copy of one, a formula over several."""
    outer = {source: outer_name(source, scope) for source in sources}
    if len(sources) == 1:
        formula = outer[sources[0]]
        return {"formula": formula} if formula else {"source": written_path(sources[0], scope)}
    names = source_names([source for source in sources if not outer[source]], scope)
    formula = _joined([outer[source] or names[source] for source in sources], field)
    written = {names[source]: written_path(source, scope) for source in sources if source in names}
    return {"source": written, "formula": formula} if written else {"formula": formula}


def source_names(sources: Sequence[Path], scope: Scope) -> dict[Path, str]:
    """A name for each source that formulas can say and nothing in scope has: its own, with more of its path where needed."""
    found: dict[Path, str] = {}
    for source in sources:
        parts = [re.sub(r"\W+", "_", name).strip("_") for name in source if name not in _MARKS]
        options = ["_".join(parts[-count:]) for count in range(1, len(parts) + 1)]
        options += (
            [f"{options[-1]}_{number}" for number in range(2, len(sources) + 2)] if options else ["value"]
        )
        taken = {*scope.taken, *found.values(), *RESERVED, "item", "index", "key", "items"}
        found[source] = next(name for name in map(_identifier, options) if name not in taken)
    return found


def _matching(rules: Any, rest: Path, target: Path) -> tuple[int, Mapping[str, Any], Path] | None:
    """The rule that writes `rest`, or that has rules for it."""
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        names = names_of(rule)
        if names is None:
            continue
        if names == rest:
            return index, rule, names
        if rest[: len(names)] == names:
            _refuse_whole(rule, names, rest, target)
            return index, rule, names
        if names[: len(rest)] == rest:
            raise MapbenchError(
                f"There are rules for fields inside {dotted(target)}.",
                f"Link the fields inside it, or delete the rule of {dotted((*target, *names[len(rest) :]))} first.",
            )
    return None


def _refuse_whole(rule: Mapping[str, Any], names: Path, rest: Path, target: Path) -> None:
    around = dotted(target[: len(target) - len(rest) + len(names)])
    step = rest[len(names)]
    each = ANY_KEY if "keyed_by" in rule else ANY_ITEM
    if not isinstance(rule.get("rules"), list) or (each if rule.get("each") else None) != (
        step if step in _MARKS else None
    ):
        raise MapbenchError(
            f"The rule of {around} makes the whole of it, {dotted(target)} included.",
            f"Change that rule, or delete it and link {dotted(target)} again.",
        )


def _list_of(rest: Path, star: int, sources: Sequence[Path], scope: Scope) -> Path:
    """The items, `(…, "*")`, that the list of a target is made of."""
    name = dotted((*scope.target, *rest[:star]))
    if not star or rest[star] == ANY_KEY:
        raise MapbenchError(
            f"{name} has a key for each item, and no rule yet.", "Write its rule with `each` and `keyed_by`."
        )
    inside = {source: _stars(source, scope) for source in sources}
    lists = {source[: places[0] + 1] for source, places in inside.items() if places}
    told = " and ".join(dotted(source) for source in sources)
    hint = f"Write the rule of {name} with `each`, and link again."
    if not lists:
        raise MapbenchError(f"{name} is a list without a rule, and {told} is in no list.", hint)
    deepest = max(len(places) for places in inside.values())
    if len(lists) > 1 or deepest != sum(step in _MARKS for step in rest):
        raise MapbenchError(f"{told} is in more than one list, so {name} could be made of either.", hint)
    return lists.pop()


def _stars(source: Path, scope: Scope) -> list[int]:
    """Where lists begin in a source's path, beyond those whose items the scope is in."""
    item = scope.item or ()
    start = len(item) - len(scope.prefix) if (scope.prefix + source)[: len(item)] == item else 0
    return [place for place, step in enumerate(source) if step in _MARKS and place >= start]


def _joined(names: Sequence[str], field: Field | None) -> str:
    """A first formula over several values: numbers added up, texts side by side."""
    if field is not None and field.types and field.types <= {"number", "integer"}:
        return " + ".join(names)
    if any('"' in name for name in names):
        return "[" + ", ".join(names) + "]"
    return 'f"' + " ".join(f"{{{name}}}" for name in names) + '"'


def _identifier(name: str) -> str:
    name = name if name and not name[0].isdigit() else f"_{name}".rstrip("_") or "value"
    return f"{name}_" if keyword.iskeyword(name) or name.startswith("__") or not name.isidentifier() else name
