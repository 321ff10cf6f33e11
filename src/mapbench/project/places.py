"""The rules of a mapping file by their target path: where each stands, and what it says in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mapbench.errors import Place

if TYPE_CHECKING:
    from mapbench.model.mapping import Rule
    from mapbench.project.programs import LoadedMapping

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class WrittenRule:
    """A rule as its file has it: its whole target path without indexes (`*` for `copy_all`), and where it stands."""

    target: str
    rule: Rule
    key_path: KeyPath
    place: Place

    @property
    def words(self) -> str:
        """What the rule does, in the words of the file: `formula: text(value)`."""
        return words_of(self.rule)


def written_rules(mapping: LoadedMapping) -> Iterator[WrittenRule]:
    """Every rule of a mapping, and the rules inside it, in file order."""
    yield from _rules(mapping, mapping.file.rules, (), ("rules",))


def find_rule(mapping: LoadedMapping, target: str) -> WrittenRule | None:
    """The rule that makes a target: its own, else the nearest one around it."""
    rules = {one.target: one for one in written_rules(mapping)}
    while target not in rules and "." in target:
        target = target.rpartition(".")[0]
    return rules.get(target)


def rule_place(mapping: LoadedMapping, target: str) -> Place | None:
    """Where the rule of a target stands; None where there is none."""
    found = find_rule(mapping, target)
    return found.place if found is not None and found.target == target else None


def words_of(rule: Rule) -> str:
    """The body of a rule in one line, as the file writes it."""
    parts = []
    if rule.each is not None:
        parts.append(f"each: {rule.each if isinstance(rule.each, str) else ', '.join(rule.each)}")
    elif rule.source is not None:
        named = rule.source if isinstance(rule.source, str) else ", ".join(rule.source.values())
        parts.append(f"source: {named}")
    if rule.formula is not None:
        parts.append(f"formula: {rule.formula}")
    if rule.lookup is not None:
        parts.append(f"lookup: {rule.lookup if isinstance(rule.lookup, str) else 'inline'}")
    if "constant" in rule.model_fields_set:
        parts.append(f"constant: {rule.constant!r}")
    if rule.cases is not None:
        parts.append(f"{len(rule.cases)} cases")
    if rule.unmapped is not None:
        parts.append(f"unmapped: {rule.unmapped}")
    if rule.copy_all is not None:
        parts.append(f"copy_all: {rule.copy_all.from_ or 'the current item'}")
    return ", ".join(parts) or "rules"


def _rules(
    mapping: LoadedMapping, rules: list[Rule], prefix: tuple[str, ...], at: KeyPath
) -> Iterator[WrittenRule]:
    from mapbench.language.paths import PathError, parse_target, path_text

    for number, rule in enumerate(rules):
        here = (*at, number)
        if rule.copy_all is not None:
            target = f"{path_text(prefix)}.*" if prefix else "*"
            yield WrittenRule(target, rule, here, mapping.document.position(here))
            continue
        try:
            names = (*prefix, *parse_target(rule.target or ""))
        except PathError:
            continue
        yield WrittenRule(path_text(names), rule, here, mapping.document.position((*here, "target")))
        if rule.rules:
            yield from _rules(mapping, rule.rules, names, (*here, "rules"))
