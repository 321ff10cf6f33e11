"""The conversions worth trying for a pair of fields, likely ones first: texts, numbers, dates, yes and no, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.suggest.conversions import COPY, VALUE, NamedTable, Way
from mapbench.suggest.fields import Known
from mapbench.suggest.value_maps import value_map

_DAYS: Final = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y",
    "%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%Y.%m.%d",
)  # fmt: skip
_CLOCKS: Final = ("%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M:%S %p")
_MARKS: Final = ((".", ""), (",", ""), (",", "."), (".", ","), (",", " "), (".", " "), (".", "'"))
_YES_NO: Final = (
    ("yes", "no"),
    ("y", "n"),
    ("ja", "nein"),
    ("oui", "non"),
    ("si", "no"),
    ("sim", "nao"),
    ("x", ""),
    ("on", "off"),
)
#: The magnitude of moments of our time, counted in seconds and in milliseconds since 1970.
_SECONDS: Final = (1e8, 1e10)
_MILLISECONDS: Final = (1e11, 1e13)

Call = Callable[..., Any]


def ways(source: Known, target: Known, samples: Sequence[Any], tables: Sequence[NamedTable]) -> Iterator[Way]:
    """Every way from the one field to the other, in the order in which they are to be tried."""
    yield COPY
    held = {type(value) for value in samples}
    text = str in held or (not samples and "string" in source.types)
    yield from table_ways(target, samples, tables)
    if text and samples and "string" in target.types:
        yield from _tidy()
    if target.format in ("date", "date-time"):
        yield from _moments(target.format, samples, text)
    if target.enum is not None:
        yield from value_map(target, samples)
    if "boolean" in target.types:
        yield from _yes_no(samples, text)
    if text and target.types & {"number", "integer"}:
        yield from _numbers(target)
    if held & {float} and target.types == {"integer"}:
        yield _way("integer({x})", "read as a whole number", "integer")
    if not target.format and "string" in target.types and (not text or held - {str}):
        yield _way("text({x})", "as text", "text")


def _way(formula: str, words: str, function: str, *rest: Any) -> Way:
    return Way(
        words,
        lambda value: CATALOGUE[function].call(value, *rest),
        {"formula": formula.replace("{x}", VALUE)},
    )


def _tidy() -> Iterator[Way]:
    yield _way("trim({x})", "without blanks around it", "trim")
    for name, words in (("upper", "in capitals"), ("lower", "in small letters")):
        make: Call = partial(_trimmed, CATALOGUE[name].call)
        yield Way(words, make, {"formula": f"{name}(trim({VALUE}))"})


def _trimmed(call: Call, value: Any) -> Any:
    return call(CATALOGUE["trim"].call(value))


def _numbers(target: Known) -> Iterator[Way]:
    if target.types == {"integer"}:
        yield _way("integer({x})", "read as a whole number", "integer")
    for mark, group in _MARKS:
        marks = "" if (mark, group) == (".", "") else f', "{mark}"' if not group else f', "{mark}", "{group}"'
        said = "read as an exact number" + (f", {mark!r} before the decimals" if marks else "")
        if target.types == {"integer"}:
            make: Call = partial(_whole, mark, group)
            yield Way("read as a whole number", make, {"formula": f"integer(decimal({VALUE}{marks}))"})
        else:
            yield _way(f"decimal({{x}}{marks})", said, "decimal", mark, group)


def _whole(mark: str, group: str, value: Any) -> Any:
    return CATALOGUE["integer"].call(CATALOGUE["decimal"].call(value, mark, group))


def _moments(form: str, samples: Sequence[Any], text: bool) -> Iterator[Way]:
    if not text:
        yield from _epochs(form, samples)
        return
    if form == "date":
        for day in _DAYS:
            pattern = "" if day == _DAYS[0] else f', "{day}"'
            said = "read as a date" + (f" like {_example(day)}" if pattern else "")
            yield _way(f"date({{x}}{pattern})", said, "date", day)
    for pattern, zone, said in _time_patterns():
        arguments = (f', "{pattern}"' if pattern else "") + (f', zone="{zone}"' if zone else "")
        formula = f"datetime({VALUE}{arguments})"
        make: Call = partial(_time, form, pattern, zone)
        yield Way(said, make, {"formula": f"date({formula})" if form == "date" else formula})
    if form == "date-time":
        for day in _DAYS:
            formula = f'date({VALUE}, "{day}")' if day != _DAYS[0] else f"date({VALUE})"
            make = partial(_midnight, day)
            yield Way("the midnight of a date, in UTC", make, {"formula": f'datetime({formula}, zone="UTC")'})


def _time_patterns() -> Iterator[tuple[str, str, str]]:
    yield "", "", "read as a time"
    yield "", "UTC", "read as a time, in UTC"
    for day in _DAYS[1:]:
        for clock in _CLOCKS:
            for between in (" ", ", "):
                yield (
                    f"{day}{between}{clock}",
                    "UTC",
                    f"read as a time like {_example(day)} {_example(clock)}, in UTC",
                )


def _time(form: str, pattern: str, zone: str, value: Any) -> Any:
    found = CATALOGUE["datetime"].call(value, pattern, zone)
    return CATALOGUE["date"].call(found, _DAYS[0]) if form == "date" else found


def _midnight(day: str, value: Any) -> Any:
    return CATALOGUE["datetime"].call(CATALOGUE["date"].call(value, day), "", "UTC")


def _epochs(form: str, samples: Sequence[Any]) -> Iterator[Way]:
    for unit, (low, high) in (("seconds", _SECONDS), ("milliseconds", _MILLISECONDS)):
        numbers = [value for value in samples if isinstance(value, int) and not isinstance(value, bool)]
        if numbers and all(low <= value < high for value in numbers):
            formula = f"from_epoch({VALUE})" if unit == "seconds" else f'from_epoch({VALUE}, "{unit}")'
            make: Call = partial(_epoch, form, unit)
            said = f"counted in {unit} since 1970"
            yield Way(said, make, {"formula": f"date({formula})" if form == "date" else formula})


def _epoch(form: str, unit: str, value: Any) -> Any:
    found = CATALOGUE["from_epoch"].call(value, unit)
    return CATALOGUE["date"].call(found, _DAYS[0]) if form == "date" else found


def _yes_no(samples: Sequence[Any], text: bool) -> Iterator[Way]:
    parameters = CATALOGUE["boolean"].parameters
    yield _way("boolean({x})", "read as yes or no", "boolean", parameters[1].default, parameters[2].default)
    seen = {value.strip().lower() for value in samples if isinstance(value, str)}
    for yes, no in _YES_NO if text else ():
        if seen and seen <= {yes, no}:
            formula = f'boolean({VALUE}, ["{yes}"], ["{no}"])'
            yield _way(
                formula.replace(VALUE, "{x}"),
                f"{yes} is true, {no or 'blank'} is false",
                "boolean",
                [yes],
                [no],
            )


def table_ways(target: Known, samples: Sequence[Any], tables: Sequence[NamedTable]) -> Iterator[Way]:
    """Tables of the project that know nearly all the values."""
    from mapbench.engine.texts import text_of

    keys = [
        text_of(value) for value in samples if isinstance(value, str | int) and not isinstance(value, bool)
    ]
    if len(keys) < 2 or not (target.enum or target.types == {"string"}):
        return
    for table in tables:
        for name, change in (("", str), ("lower", str.lower), ("upper", str.upper)):
            known = sum(change(key.strip() if name else key) in table.entries for key in keys)
            if known * 5 >= len(keys) * 4:
                formula = {"formula": f"{name}(trim({VALUE}))"} if name else {}
                make: Call = partial(_looked_up, table, change if name else str)
                yield Way(f"looked up in {table.id}", make, {**formula, "lookup": table.id})
                break


def _looked_up(table: NamedTable, change: Call, value: Any) -> Any:
    from mapbench.engine.texts import text_of

    key = text_of(value)
    return table.entries[change(key.strip()) if change is not str else key]


def _example(pattern: str) -> str:
    from datetime import UTC, datetime

    return datetime(2026, 11, 14, 9, 12, 30, tzinfo=UTC).strftime(pattern)
