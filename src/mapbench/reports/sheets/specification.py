"""The specification of a mapping: what stands on its sheets, whatever file they are written into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mapbench.reports.sheets.cells import EDITABLE, cells_of
from mapbench.reports.sheets.samples import samples_of
from mapbench.reports.sheets.words import in_words
from mapbench.reports.sheets.written import Written, written
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.trials.walking import field_below, schema_of

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram
    from mapbench.project.project import Project
    from mapbench.schemas.fields import Field

#: The columns of the rules, in their order; those in `EDITABLE`, and the target, are read back.
COLUMNS: Final = (
    "target", "type", "required", "source", "rule", "formula", "condition", "lookup", "default", "note", "owner", "status",
    "sample in", "sample out",
)  # fmt: skip
RULES: Final = "Rules"
ABOUT: Final = "About"
TABLE: Final = "Lookup "
HOW: Final = (
    ("white columns", "are yours: source, formula, condition, lookup, default, note, owner, status"),
    ("grey columns", "explain, and are not read back"),
    ("a new row", "is a new rule: its target, and a source, formula or lookup"),
    ("a deleted row", "proposes to delete the rule"),
    ("bring it back", "mapbench import FILE.xlsx --into MAPPING"),
)


@dataclass(frozen=True)
class Specification:
    """One mapping as sheets: facts about it, a row of cells by column for each rule, its tables by name."""

    mapping: str
    version: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[dict[str, str], ...]
    tables: dict[str, dict[str, str]] = field(default_factory=dict)


def specification(loaded: LoadedProgram) -> Specification:
    """The specification of a mapping that loads, with samples from the fixtures of its source, where there are some."""
    file, data = loaded.mapping.file, loaded.mapping.document.data
    samples, target = samples_of(loaded), schema_of(loaded, "target")
    rules = written(data)
    inside = {
        one.names: ANY_KEY if "keyed_by" in one.rule else ANY_ITEM for one in rules if "each" in one.rule
    }
    rows = tuple(
        _row(one, _field(target, one.names, inside), samples.get(one.target, ("", ""))) for one in rules
    )
    tables = tables_of(loaded.mapping.project, rules, data) if loaded.mapping.project is not None else {}
    return Specification(file.mapping, file.version or "", tuple(_facts(loaded, data)), rows, tables)


def _row(one: Written, place: Field | None, samples: tuple[str, str]) -> dict[str, str]:
    kind = "" if place is None else _type(place)
    required = "yes" if place is not None and place.required else "no" if place is not None else ""
    found = {
        "target": one.target, "type": kind, "required": required, "rule": in_words(one.rule),
        "sample in": samples[0], "sample out": samples[1], **cells_of(one.rule),
    }  # fmt: skip
    return {name: found[name] for name in COLUMNS}


def _field(target: Field | None, names: tuple[str, ...], inside: dict[tuple[str, ...], str]) -> Field | None:
    """The field of a target; `inside` says of the lists and maps around it how their items are reached."""
    for index, name in enumerate(names):
        if name == "*":
            return None
        target = field_below(target, (name,))
        step = inside.get(names[: index + 1]) if index + 1 < len(names) else None
        if target is not None and step is not None:
            target = target.items if step == ANY_ITEM else target.children.get(ANY_KEY)
    return target


def _type(field: Field) -> str:
    words = sorted(field.types) if len(field.types) < 5 else ["anything"]
    text = " or ".join(words) + (f" ({field.format})" if field.format else "")
    return f"{text} or null" if field.nullable and words != ["anything"] else text


def _facts(loaded: LoadedProgram, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in (
        "mapping",
        "title",
        "version",
        "owner",
        "source",
        "target",
        "note",
        "skip_when",
        "each",
        "group",
    ):
        if name in data:
            yield name, _said(data[name])
    for name, parameter in data.get("params", {}).items():
        yield f"parameter {name}", _said(parameter)
    for name, value in data.get("let", {}).items():
        yield f"named value {name}", in_words(value) if isinstance(value, dict) else _said(value)
    source = loaded.mapping.file.source
    if source is not None and loaded.mapping.project is not None:
        yield "fixtures", str(len(loaded.mapping.project.fixtures(source)))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def tables_of(project: Project, rules: list[Written], data: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The tables with rows of their own that the rules name, as cells; those filled from a dataset have none here."""
    from mapbench.errors import MapbenchError
    from mapbench.reports.sheets.cells import value_text

    lets = [value for value in (data.get("let") or {}).values() if isinstance(value, dict)]
    named = {str(one.get("lookup")) for one in [*(rule.rule for rule in rules), *lets]}
    found: dict[str, dict[str, str]] = {}
    for name in sorted(named & set(project.ids("lookup"))):
        try:
            _, model = project.lookup(name)
            if model.dataset is None:
                found[name] = {key: value_text(value) for key, value in project.table(name).items()}
        except MapbenchError:
            continue
    return found


def editable(row: dict[str, str]) -> dict[str, str]:
    """The cells of a row that are read back."""
    return {name: row[name] for name in EDITABLE}
