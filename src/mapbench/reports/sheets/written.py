"""The rules of a mapping's file with their whole targets: where a row of a sheet belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mapbench.language.paths import PathError, parse_target, path_text
from mapbench.model.documents import KeyPath

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as its file has it: its target with those around it (`*` stands for `copy_all`), key path, and content."""

    target: str
    names: Names
    at: KeyPath
    rule: dict[str, Any]


def written(data: Any) -> list[Written]:
    """Every rule of a mapping in file order, each before those inside it; what cannot be read as a rule is left out."""
    return list(_rules(data.get("rules") if isinstance(data, dict) else None, (), ("rules",)))


def _rules(rules: Any, prefix: Names, at: KeyPath) -> Iterator[Written]:
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, dict):
            continue
        here = (*at, index)
        if "copy_all" in rule:
            yield Written(f"{path_text(prefix)}.*" if prefix else "*", (*prefix, "*"), here, rule)
            continue
        names = names_of(rule.get("target"))
        if names is None:
            continue
        whole = (*prefix, *names)
        yield Written(path_text(whole), whole, here, rule)
        yield from _rules(rule.get("rules"), whole, (*here, "rules"))


def names_of(target: Any) -> Names | None:
    """The names of a target path; None for what is none."""
    try:
        return parse_target(target) if isinstance(target, str) else None
    except PathError:
        return None


def scope_for(names: Names, rules: list[Written]) -> tuple[KeyPath, Names]:
    """Where a new rule goes: the key path of the list of rules, and its target within that list."""
    best: Written | None = None
    for one in rules:
        inside = isinstance(one.rule.get("rules"), list) and one.names == names[: len(one.names)]
        if inside and len(one.names) < len(names) and (best is None or len(one.names) > len(best.names)):
            best = one
    return (("rules",), names) if best is None else ((*best.at, "rules"), names[len(best.names) :])
