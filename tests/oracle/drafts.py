"""An object while its rules fill it, and what it lacks when they are done."""

from __future__ import annotations

from typing import Any

from tests.oracle.places import Error, Place, target_text

Names = tuple[str, ...]


class Draft:
    """`nulls` and `deferred` are errors of required targets if their parent is made; `touched`: an invalid value went in."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.made: dict[str, Any] = {}
        self.touched = False
        self.nulls: list[Names] = []
        self.deferred: list[tuple[Names, list[Error]]] = []
        self._parents: list[Names] = [()]
        self._spread: list[str] = []
        self._came: list[str] = []

    def spread(self, name: str, value: Any) -> None:
        self.made[name] = value
        self._spread.append(name)
        self._came.append(name)

    def make_parents(self, names: Names) -> dict[str, Any]:
        """The object that a target goes into."""
        whole = self.made
        for depth, name in enumerate(names[:-1], 1):
            inner = whole.get(name)
            whole[name] = dict(inner) if isinstance(inner, dict) else {}
            whole = whole[name]
            self._parents.append(names[:depth])
        return whole

    def put(self, names: Names, value: Any) -> None:
        self.make_parents(names)[names[-1]] = value
        if len(names) == 1 and names[0] in self._spread:
            self._spread.remove(names[0])

    def lacking(self, known: list[Error]) -> list[Error]:
        """Errors of required targets that got nothing, and of spread fields, beside those already known."""
        closed = self.place.shape.schema.get("additionalProperties") is False
        found = [self.place.inside(("*",)).error("schema")] if closed and self._unknown() else []
        found += [
            self.place.inside(names).error("null") for names in self.nulls if names[:-1] in self._parents
        ]
        for names, errors in self.deferred:
            found += errors if names[:-1] in self._parents else []
        for name in self._spread:
            inner = self.place.inside((name,))
            found += [inner.error(code, where) for code, where in inner.shape.findings(self.made[name])]
        for parent in self._parents:
            for name in self.place.shape.field(*parent).required:
                if name not in self._at(parent) and not self._known((*parent, name), [*known, *found]):
                    found.append(self.place.inside((*parent, name)).error("missing"))
        return list(dict.fromkeys(found))

    def reasons(self, names: tuple[str | int, ...]) -> list[Error]:
        """Why a target got nothing, where its rule had an error or null."""
        found = [error for target, errors in self.deferred if target == names for error in errors]
        return found + [self.place.inside(target).error("null") for target in self.nulls if target == names]

    def _unknown(self) -> list[str]:
        return [name for name in self._spread if name not in self.place.shape.schema.get("properties", {})]

    def arranged(self, targets: list[Names]) -> dict[str, Any]:
        """What was made, explicit targets in the order of their rules, behind what was spread before them."""
        spread = [name for name in self._came if name in self.made]
        return _arranged(self.made, [*((name,) for name in spread), *targets])

    def _at(self, names: Names) -> Any:
        whole = self.made
        for name in names:
            whole = whole[name]
        return whole

    def _known(self, names: Names, errors: list[Error]) -> bool:
        return covered(target_text(self.place.prefix + names), self.place.item, errors)


def covered(target: str, item: tuple[int, ...], errors: list[Error]) -> bool:
    """Whether an error already stands at a target or inside it."""
    return any(
        (error.target == target or error.target.startswith(f"{target}.")) and error.item[: len(item)] == item
        for error in errors
    )


def _arranged(made: dict[str, Any], targets: list[Names]) -> dict[str, Any]:
    first = list(dict.fromkeys(target[0] for target in targets))
    names = [name for name in made if name not in first] + [name for name in first if name in made]
    below = {name: [target[1:] for target in targets if target[0] == name and target[1:]] for name in first}
    return {name: _arranged(made[name], below[name]) if below.get(name) else made[name] for name in names}
