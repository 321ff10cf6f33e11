"""One value in and one value out for each rule, from the first fixture in which the rule gave something."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from mapbench.engine.values import MISSING

if TYPE_CHECKING:
    from mapbench.engine.outcomes import Step, Trace
    from mapbench.project.programs import LoadedProgram

_LONGEST: Final = 120
_FIXTURES: Final = 40


def samples_of(loaded: LoadedProgram) -> dict[str, tuple[str, str]]:
    """What went in and what came out, by target; nothing for rules that gave nothing, or where there are no fixtures."""
    from mapbench.checks.material import Subject, UnsampledError

    try:
        sampled = Subject(loaded).sampled[:_FIXTURES]
    except UnsampledError:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for one in sampled:
        for target, pair in _pairs(one.trace).items():
            if not found.get(target, ("", ""))[1]:
                found[target] = pair
    return found


def _pairs(trace: Trace) -> dict[str, tuple[str, str]]:
    """In and out of each rule in one record; of a list's rules, those of its first item that gave something."""
    going: dict[str, dict[str, Any]] = {}
    found: dict[str, tuple[str, str]] = {}
    for step in trace.steps:
        if step.part == "source":
            going.setdefault(_key(step), {})[step.text] = step.value
        elif step.part == "result" and step.value is not MISSING and step.target not in found:
            found[step.target] = (_shown_all(list(going.get(_key(step), {}).values())), _shown(step.value))
    return found


def _key(step: Step) -> str:
    return f"{step.item} {step.target}"


def _shown_all(values: list[Any]) -> str:
    return ", ".join(map(_shown, values[:4])) if values else ""


def _shown(value: Any) -> str:
    if value is MISSING:
        return "missing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
