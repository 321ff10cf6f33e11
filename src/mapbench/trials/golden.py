"""Golden outputs: what came out of every fixture on the day somebody looked, one line per outcome, in a file of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mapbench.engine.texts import exact_text
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError, Place
from mapbench.trials.comparing import Difference, differences

if TYPE_CHECKING:
    from mapbench.trials.dry_run import DryRun, Trial


def write_golden(done: DryRun, path: Path) -> None:
    """Writes the outcomes. Raises OSError."""
    path.write_bytes(b"".join(_line(trial) + b"\n" for trial in done.trials))


def against_golden(done: DryRun, path: Path) -> list[tuple[str, list[Difference]]]:
    """What differs from the golden outputs, by the record's name. Raises MapbenchError for a file that holds none, OSError."""
    golden = dict(map(_named, _lines(path)))
    now = {trial.name: orjson.loads(_line(trial)) for trial in done.trials}
    found = []
    for name in [*golden, *(name for name in now if name not in golden)]:
        differing = list(differences(golden.get(name, MISSING), now.get(name, MISSING), exact=True))
        if differing:
            found.append((name, differing))
    return found


def exact_json(value: Any, option: int = 0) -> bytes:
    """A value as JSON, exact numbers digit by digit."""
    return orjson.dumps(value, _exact, option)


def _exact(value: Any) -> Any:
    if type(value) is Decimal and value.is_finite():
        return orjson.Fragment(exact_text(value).encode())
    raise TypeError(f"{type(value).__name__} is no JSON")


def _line(trial: Trial) -> bytes:
    """The outcome without its sentences: those may be worded better one day."""
    shown = trial.as_json()
    if "errors" in shown:
        shown["errors"] = [
            {key: error[key] for key in ("code", "target", "item", "owner")} for error in shown["errors"]
        ]
    return exact_json({"record": trial.name, **shown})


def _lines(path: Path) -> list[Any]:
    try:
        return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
    except orjson.JSONDecodeError as error:
        raise MapbenchError(
            "The file holds no golden outputs.",
            "Name a file that `dry-run --golden` wrote, or one that is not there yet.",
            Place(str(path), error.lineno),
        ) from None


def _named(line: Any) -> tuple[str, Any]:
    if not isinstance(line, dict) or not isinstance(line.get("record"), str):
        raise MapbenchError(
            "The file holds no golden outputs.", "Each line of it is an object with a `record`."
        )
    return line["record"], line
