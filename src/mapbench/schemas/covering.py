"""A second opinion: whether one schema takes all that another takes, asked of the validating library."""

from __future__ import annotations

from typing import Any, Literal

from mapbench.schemas.fields import Schema

Answer = Literal["yes", "no", "unknown"]
#: Above this many subschemas the library is not asked: its time may grow out of bounds.
_LARGEST = 2_000


def covers(wide: Schema, narrow: Schema) -> Answer:
    """Whether every value that fits `narrow` fits `wide`. "unknown" is no yes: the library did not decide."""
    import jsonschema_rs

    if max(len(wide.document.places), len(narrow.document.places)) > _LARGEST:
        return "unknown"
    try:
        made: list[Any] = [jsonschema_rs.canonicalize(one.document.root) for one in (wide, narrow)]
        answer = str(made[0].covers(made[1]))
    except (ValueError, RecursionError):
        return "unknown"
    return "yes" if answer == "yes" else "no" if answer == "no" else "unknown"


def relation(old: Schema, new: Schema) -> Literal["same", "tightens", "loosens", "both", "undetermined"]:
    """What became of the values that are taken, by the second opinion alone."""
    answers = covers(new, old), covers(old, new)
    if "unknown" in answers:
        return "undetermined"
    table: dict[tuple[str, str], Literal["same", "tightens", "loosens", "both"]] = {
        ("yes", "yes"): "same", ("yes", "no"): "loosens", ("no", "yes"): "tightens", ("no", "no"): "both",
    }  # fmt: skip
    return table[answers]
