"""A fault in words, and as JSON."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson

from mapbench.engine.values import MISSING, UNSET
from mapbench.errors import Place
from mapbench.trials.verdicts import Fault

_SHOWN = 200


def told(fault: Fault) -> list[str]:
    """A fault as lines: the target, then what was expected, what came, the rule and its errors, indented."""
    lines = [fault.message or fault.target or "the record"]
    if fault.message and fault.target:
        lines = [f"{fault.target}: {fault.message}"]
    if fault.expected is not UNSET:
        lines.append(f"  expected  {shown(fault.expected)}")
    if fault.actual is not UNSET:
        lines.append(f"  actual    {shown(fault.actual)}")
    if fault.rule is not None:
        lines.append(f"  rule      {near(fault.rule.place)}  {fault.rule.words}")
    for error in fault.errors:
        owner = f" (owner {error.owner})" if error.owner else ""
        lines.append(f"  error     {error.target}: {error.message} [{error.code}]{owner}")
    for one in fault.softened:
        lines.append(f"  softened  {one.code} -> {one.how}")
    if fault.hint:
        lines.append(f"  hint      {fault.hint}")
    return lines


def fault_json(fault: Fault) -> dict[str, Any]:
    """A fault as JSON: `expected` and `actual` are left out where there is nothing, or no value."""
    found: dict[str, Any] = {"target": fault.target, "message": fault.message or None}
    for name, value in (("expected", fault.expected), ("actual", fault.actual)):
        if value is not UNSET and value is not MISSING:
            found[name] = orjson.Fragment(_json(value))
    if fault.rule is not None:
        found["rule"] = {
            "target": fault.rule.target,
            "place": near(fault.rule.place),
            "text": fault.rule.words,
        }
    found["errors"] = [error.as_json() for error in fault.errors]
    found["hint"] = fault.hint
    return found


def shown(value: Any) -> str:
    """A value on one line, with missing told apart from null."""
    if value is MISSING:
        return "missing"
    text = _json(value).decode()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def near(place: Place) -> str:
    """A place with its file as seen from the folder we are in."""
    file = place.file
    if file and Path(file).is_absolute():
        relative = os.path.relpath(file)
        file = file if relative.startswith("..") else relative
    return str(Place(file, place.line, place.column))


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
