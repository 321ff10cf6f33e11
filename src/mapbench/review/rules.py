"""Edits of rules, by target path: a rule that only writes another target has moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from mapbench.engine.values import MISSING
from mapbench.review.edits import Edit, Part, same
from mapbench.review.meaning import meaning, shown
from mapbench.review.places import joined

#: What people say of a rule; it is no part of what the rule does.
SAID: Final = ("owner", "note", "ticket", "status")


@dataclass(slots=True)
class WrittenRule:
    """A rule with the rules inside it. `target` is its path from the record, `body` what it does, `says` what people say of it.

    `body` holds each key as it is compared and as it is shown; `deep` is the body with all that is inside, as text.
    """

    target: str
    body: dict[str, tuple[Any, Any]]
    says: dict[str, Any]
    inner: dict[str, WrittenRule] = field(default_factory=dict)
    deep: str = ""

    @property
    def shown(self) -> dict[str, Any]:
        """The rule's keys as they stand in the file."""
        return {key: one for key, (_, one) in self.body.items()} | self.says

    def below(self) -> Iterator[WrittenRule]:
        """This rule and all inside it."""
        yield self
        for rule in self.inner.values():
            yield from rule.below()


def rules_of(program: dict[str, Any], file: Any) -> dict[str, WrittenRule]:
    """The rules of a program by target; `file` is the mapping file's data, where notes and tickets stand."""
    return _scope(program.get("rules", []), file.get("rules") if isinstance(file, dict) else None, "")


def _scope(rules: list[Any], written: Any, prefix: str) -> dict[str, WrittenRule]:
    beside = written if isinstance(written, list) and len(written) == len(rules) else [{}] * len(rules)
    return {one.target: one for one in (_rule(*pair, prefix) for pair in zip(rules, beside, strict=True))}


def _rule(rule: dict[str, Any], file: Any, prefix: str) -> WrittenRule:
    target = prefix
    for name in rule.get("target") or ():
        target = joined(target, name)
    if not rule.get("target"):
        target = f"{prefix}.*" if prefix else "*"
    body = {
        key: (meaning(value, key), shown(value, key))
        for key, value in rule.items()
        if key not in ("target", "rules", "owner")
    }
    if rule.get("rules") is not None:
        body["rules"] = (True, "…")
    beside = {**(file if isinstance(file, dict) else {}), "owner": rule.get("owner")}
    says = {key: beside[key] for key in SAID if beside.get(key) is not None}
    made = WrittenRule(target, body, says)
    made.inner = _scope(rule.get("rules") or [], beside.get("rules"), target)
    inside = sorted((one.target.removeprefix(target), one.deep) for one in made.inner.values())
    own = {key: one for key, (one, _) in body.items()}
    made.deep = orjson.dumps([own, inside], option=orjson.OPT_SORT_KEYS, default=str).decode()
    return made


def rule_edits(old: dict[str, WrittenRule], new: dict[str, WrittenRule]) -> Iterator[Edit]:
    """The edits of one scope and all inside it."""
    gone = [rule for target, rule in old.items() if target not in new]
    come = [rule for target, rule in new.items() if target not in old]
    moved = _moves(gone, come)
    for was, now in moved:
        yield Edit("move", "rule", now.target, was=was.target, now=now.target)
        for one, other in zip(
            sorted(was.below(), key=_target), sorted(now.below(), key=_target), strict=True
        ):
            yield from _says(one, other)
    for rule in _without(gone, [was for was, _ in moved]):
        yield from (Edit("remove", "rule", one.target, was=one.shown) for one in rule.below())
    for rule in _without(come, [now for _, now in moved]):
        yield from (Edit("add", "rule", one.target, now=one.shown) for one in rule.below())
    for target in sorted(old.keys() & new.keys()):
        yield from _changed(old[target], new[target])
        yield from rule_edits(old[target].inner, new[target].inner)


def _moves(gone: list[WrittenRule], come: list[WrittenRule]) -> list[tuple[WrittenRule, WrittenRule]]:
    """Rules that do the same for another target; of several alike, the first in the alphabet goes to the first."""
    pairs = []
    for deep in sorted({one.deep for one in gone} & {one.deep for one in come}):
        first, second = (
            sorted((one for one in side if one.deep == deep), key=_target) for side in (gone, come)
        )
        pairs += list(zip(first, second, strict=False))
    return pairs


def _target(rule: WrittenRule) -> str:
    return rule.target


def _without(rules: list[WrittenRule], left_out: list[WrittenRule]) -> list[WrittenRule]:
    known = {one.target for one in left_out}
    return sorted((one for one in rules if one.target not in known), key=_target)


def _changed(old: WrittenRule, new: WrittenRule) -> Iterator[Edit]:
    keys = [key for key in {**old.body, **new.body} if not _equal(old.body.get(key), new.body.get(key))]
    if keys:
        was, now = ({key: one.body[key][1] for key in keys if key in one.body} for one in (old, new))
        yield Edit("change", "rule", new.target, was=was, now=now)
    yield from _says(old, new)


def _equal(one: tuple[Any, Any] | None, other: tuple[Any, Any] | None) -> bool:
    return one is not None and other is not None and same(one[0], other[0])


def _says(old: WrittenRule, new: WrittenRule) -> Iterator[Edit]:
    """What people say of a rule; the owner is told with governance."""
    for key in SAID:
        was, now = old.says.get(key, MISSING), new.says.get(key, MISSING)
        if not same(was, now):
            part: Part = "governance" if key == "owner" else "rule"
            subject = f"rule {new.target}" if key == "owner" else new.target
            yield Edit("change", part, subject, key, was, now)
