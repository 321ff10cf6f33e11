"""MB609: fixtures that show no null, empty or odd case. F1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapbench.checks.examples import FIXTURE_FILE
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import system_of
from mapbench.checks.material import Material, records_in
from mapbench.errors import Place

_LONG = 200
_ORDER = '{"id": %s, "email": %s, "status": %s, "total_price": "1.50"}\n'


def samples_are_odd(material: Material) -> Said:
    """MB609 for every dataset that a mapping reads and whose fixtures are all alike."""
    project = material.project
    if project is None:
        return
    seen = set()
    for subject in material.subjects:
        source = subject.loaded.mapping.file.source
        if source is None or system_of(source) is None or source in seen:
            continue
        seen.add(source)
        files = sorted((project.folder / "fixtures" / source).glob("*.*"))
        records = [record for path in files for record in records_in(path)]
        lacks = list(_lacks(records, any(path.suffix == ".csv" for path in files)))
        if records and lacks:
            yield Finding(
                "MB609",
                source,
                f"Nowhere in the fixtures of {source} is {', or '.join(lacks)}; life will bring it.",
                f"Capture more, or write one by hand into fixtures/{source}/.",
                Place(str(files[0]), 1, 1),
                subject.owner(),
            )


def _lacks(records: list[Any], table: bool) -> Iterator[str]:
    values = [value for record in records for value in _scalars(record)]
    keys = [frozenset(record) for record in records if isinstance(record, dict)]
    empty = any(_is_empty(value) for value in values)
    if not (None in values or len(set(keys)) > 1 or (table and empty)):
        yield "a null or missing value"
    if not empty:
        yield "an empty text, list or object"
    if not any(_is_odd(value) for value in values):
        yield "an odd one (another script, blanks around, a zero or negative number, a very long text)"


def _scalars(value: Any) -> Iterator[Any]:
    """Every value of a record that holds no other: scalars, and empty lists and objects."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if not inner:
        yield value
    for member in inner:
        yield from _scalars(member)


def _is_empty(value: Any) -> bool:
    return value in ([], {}) or (isinstance(value, str) and not value.strip())


def _is_odd(value: Any) -> bool:
    if isinstance(value, str):
        return not value.isascii() or value != value.strip() or len(value) > _LONG or "\n" in value
    return isinstance(value, int | float) and not isinstance(value, bool) and value <= 0


RULES = (
    Rule(
        "MB609",
        "warning",
        "Fixtures without a null, empty or odd case",
        "Mappings fail on the record that nobody thought of; samples that are all alike never show it.",
        {
            FIXTURE_FILE: _ORDER % (1, '"a@example.com"', '"paid"'),
            "fixtures/shop.order/2.json": _ORDER % (2, '"b@example.com"', '"open"'),
        },
        {
            FIXTURE_FILE: _ORDER % (1, '"é@example.com"', '"paid"'),
            "fixtures/shop.order/2.json": _ORDER % (0, "null", '""'),
        },
        samples_are_odd,
    ),
)
