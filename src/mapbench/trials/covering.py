"""How much of a mapping the fixtures and test cases reach: targets, source fields, rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.trials.coverage import unexercised
from mapbench.trials.reading import fields_read, leaves
from mapbench.trials.walking import schema_of

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram
    from mapbench.trials.dry_run import DryRun


@dataclass(frozen=True, slots=True)
class Covered:
    """How many of how many, and which are not."""

    covered: int
    total: int
    left: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"covered": self.covered, "total": self.total, "left": list(self.left)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Targets that some output has; source fields that the mapping reads; rules that a test case exercises.

    None where there is no schema, or no test case, to count by.
    """

    targets: Covered
    sources: Covered | None
    rules: Covered | None

    def as_json(self) -> dict[str, Any]:
        """The three as JSON, null for what cannot be counted."""
        return {
            "targets": self.targets.as_json(),
            "sources": self.sources and self.sources.as_json(),
            "rules": self.rules and self.rules.as_json(),
        }


def coverage_of(loaded: LoadedProgram, done: DryRun) -> Coverage:
    """The coverage of a mapping by a dry run and by its test cases. Raises LoadError for broken test cases."""
    from mapbench.project.places import written_rules

    rules = [one.target for one in written_rules(loaded.mapping) if one.rule.unmapped is None]
    targets = leaves(schema_of(loaded, "target")) or rules
    sources = leaves(schema_of(loaded, "source"))
    return Coverage(
        _covered(targets, done.fired),
        _covered(sources, fields_read(loaded)) if sources else None,
        _tested(loaded, len(rules)),
    )


def _covered(names: list[str], reached: Iterable[str]) -> Covered:
    """A name is reached by itself, or by what holds it where nothing inside is reached by name."""
    exact = set(reached)
    left = tuple(name for name in names if name not in exact and not _held(name, exact))
    return Covered(len(names) - len(left), len(names), left)


def _held(name: str, reached: set[str]) -> bool:
    parents = [name.rsplit(".", depth)[0] for depth in range(1, name.count(".") + 1)]
    return any(
        parent in reached and not any(one.startswith(f"{parent}.") for one in reached) for parent in parents
    )


def _tested(loaded: LoadedProgram, total: int) -> Covered | None:
    from mapbench.trials.cases import Cases
    from mapbench.trials.suite import cases_of

    found = cases_of(loaded)
    if found is None or not found[1].tests:
        return None
    exercised = {target for result in Cases(loaded, *found).run() for target in result.exercised}
    left = tuple(rule.target for rule in unexercised(loaded.mapping, exercised))
    return Covered(total - len(left), total, left)
