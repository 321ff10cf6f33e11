"""A rule as lines: its sources, its facts, the branches of its cases, the stages of its collection, the rows of its table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Cell, Line, Part
from mapbench.tui.map.wording import dotted, value_cell
from mapbench.workspace.views import FixtureValues, MappingView, RuleView

#: The facts of a rule in the order they are shown: key in the file, label, and what is said where there is none.
FACTS: Final = (
    ("lookup", "lookup", "none"),
    ("constant", "constant", "none"),
    ("unmapped", "unmapped", "no"),
    ("default", "default", "none"),
    ("on_error", "on error", "reject"),
    ("when", "when", "always"),
    ("owner", "owner", "the mapping's"),
    ("ticket", "ticket", "none"),
    ("status", "status", "none"),
    ("note", "note", "none"),
)
#: The stages of a collection, in the order they run.
STAGES: Final = (
    ("each", "for each", ""),
    ("where", "keep where", "all"),
    ("sort", "sort by", "as they come"),
    ("unique", "unique by", "no, keep all"),
    ("group", "group by", "no"),
    ("limit", "limit", "none"),
    ("keyed_by", "keyed by", "no, a list"),
    ("when_empty", "if empty", "an empty list [ ]"),
)
_BAR: Final = 9
#: A label and its fact where several stand in a row.
_LABEL: Final = 10
_SAID: Final = 10


def written(value: Any) -> str:
    """A value of the file as one types it: text plain where that reads back as text, all else as JSON."""
    from mapbench.model.writing import flow_text, scalar_text

    if isinstance(value, dict | list):
        return flow_text(value)
    return scalar_text(value)


def source_lines(rule: RuleView, view: MappingView, values: FixtureValues | None) -> list[Line]:
    """Each source: its name, the field it is, its type, its value in the current fixture."""
    types = {field.path: field.type for field in view.source_fields}
    names = _source_names(rule.written.get("source"))
    lines = []
    for number, path in enumerate(rule.sources):
        name = names[number] if number < len(names) else ""
        label = "" if number else "sources" if len(rule.sources) > 1 else "source"
        gone = path in rule.gone
        value: Cell = ""
        if gone:
            value = ("gone", "error")
        elif values is not None and path in values.source:
            value = value_cell(values.source[path])
        where: Part = (f"{mark('from')} {dotted(path)}", "error" if gone else "muted")
        lines.append(
            Line(
                (
                    (label, "muted"),
                    (name or ("value" if rule.written.get("source") else mark("middot")), "strong"),
                    where,
                    (types.get(path, ""), "muted"),
                    value,
                ),
                path,
            )
        )
    return lines


def fact_lines(rule: RuleView) -> list[Line]:
    """The facts of a rule, each in a line with the key it has in the file."""
    return [Line(((label, "muted"), said), key) for key, label, said in _facts(rule)]


def short_facts(rule: RuleView, width: int) -> list[Line]:
    """The facts of a rule side by side in `width` cells, as far as they fit; nothing to edit."""
    rows: list[list[Part]] = [[]]
    for _, label, (text, words) in _facts(rule):
        part = [(f"{label:<{_LABEL}}", "muted"), (f"{text:<{_SAID}} ", words)]
        used = sum(len(piece) for piece, _ in rows[-1])
        if rows[-1] and (len(text) > _SAID or used + _LABEL + _SAID > width):
            rows.append([])
        rows[-1] += part
    return [Line((row[0], (*row[1:-1], (row[-1][0].rstrip(), row[-1][1])))) for row in rows if row]


def _facts(rule: RuleView) -> list[tuple[str, str, Part]]:
    found = []
    for key, label, none in FACTS:
        value = rule.written.get(key, ...)
        if key in {"lookup", "constant", "unmapped"} and value is ...:
            continue
        if key == "owner" and value is ...:
            said: Part = (rule.owner or "nobody", "text" if rule.owner else "error")
        else:
            said = (none, "muted") if value is ... else (_fact(value), "text")
        found.append((key, label, said))
    return found


def case_lines(rule: RuleView, decided: Sequence[int], view_of: int) -> list[Line]:
    """The branches of `cases`: when, then, and how many fixtures each decides; then what that means in words.

    `decided` counts by branch, the last number for none of them; () where it is not known yet. `view_of` is what they add up to.
    """
    cases = rule.written.get("cases") or []
    most = max(decided, default=0) or 1
    lines = [
        Line(
            (
                ("   when", "muted"),
                ("then", "muted"),
                ("items" if "*" in rule.target else "fixtures", "muted"),
            )
        ),
        *(_case_line(number, case, decided, most) for number, case in enumerate(cases)),
        _otherwise_line(rule.written.get("otherwise", ...), decided, len(cases), most),
        Line(),
        Line((("The first line that is true decides; null is not true.", "muted"),)),
    ]
    return [*lines, *_reached(decided, len(cases), view_of)]


def stage_lines(rule: RuleView, left: Mapping[str, int]) -> list[Line]:
    """A collection in sentences, with the items that are left after each stage in the current fixture."""
    lines = []
    before: int | None = None
    for key, label, none in STAGES:
        value = rule.written.get(key, ...)
        said: Part = (none, "muted") if value is ... else (_stage(key, value, rule.written), "text")
        count = left.get(key, before if before is not None else None)
        lost = before - count if before is not None and count is not None else 0
        number: list[Part] = [(f"-{lost}  ", "warn")] if lost else []
        number += [(f"{count:,}" + (" items" if key == "each" else " left" if lost else ""), "text" if lost else "muted")] if count is not None else []  # fmt: skip
        lines.append(Line(((label, "muted"), said, tuple(number) or ""), key))
        before = count
    name = rule.written.get("as", "item")
    lets = rule.written.get("let")
    names = [name, "index", *(lets if isinstance(lets, dict) else ()), "$ (the record)"]
    lines += [Line(rule=True), Line((("in scope", "muted"), "  ".join(map(str, names))))]
    return lines


def table_lines(rows: Mapping[str, Any]) -> list[Line]:
    """A lookup table: key and value of each row."""
    head = Line((("key", "muted"), ("value", "muted")))
    return [head, *(Line((key, (written(value), "wire-2")), ("row", key)) for key, value in rows.items())]


def _source_names(source: Any) -> list[str]:
    return list(source) if isinstance(source, dict) else ["value"] if source else []


def _fact(value: Any) -> str:
    if isinstance(value, dict) and "formula" in value:
        return str(value["formula"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _case_line(number: int, case: Any, decided: Sequence[int], most: int) -> Line:
    case = case if isinstance(case, dict) else {}
    then: Part = (f"{mark('to')} {written(case['value'])}", "wire-2") if "value" in case else (f"{mark('to')} {case.get('formula', '')}", "text")  # fmt: skip
    when = ((f"{number + 1}  ", "muted"), (str(case.get("when", "")), "text"))
    return Line((when, then, _decides(decided, number, most)), ("case", number))


def _otherwise_line(value: Any, decided: Sequence[int], number: int, most: int) -> Line:
    then = ("missing", "muted") if value is ... else (written(value), "wire-2")
    cells = (("   otherwise", "muted"), ((f"{mark('to')} ", "muted"), then), _decides(decided, number, most))
    return Line(cells, ("case", number))


def _decides(decided: Sequence[int], number: int, most: int) -> tuple[Part, ...]:
    if number >= len(decided):
        return ()
    count = decided[number]
    bar = mark("tally") * max(round(count / most * _BAR), 1 if count else 0)
    return (f"{count:>3}  ", "text" if count else "warn"), (bar, "edge")


def _reached(decided: Sequence[int], branches: int, total: int) -> list[Line]:
    if not decided or not total:
        return []
    silent = [number + 1 for number in range(branches) if number < len(decided) and not decided[number]]
    if not silent:
        return [Line(((f"{mark('ok')} every line is reached by a fixture", "ok"),))]
    said = f"{mark('warning')} line {', '.join(map(str, silent))} is reached by no fixture"
    return [Line(((said, "warn"),))]


def _stage(key: str, value: Any, rule: Mapping[str, Any]) -> str:
    if key == "each":
        paths = value if isinstance(value, list) else [value]
        said = " and ".join(str(path) for path in paths)
        return f"{rule['as']} in {said.removesuffix('[*]')}" if "as" in rule else said
    if key == "sort":
        return ", then ".join(map(_sorted, value if isinstance(value, list) else [value]))
    if key == "when_empty":
        return "null" if value is None else "leave it out"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _sorted(formula: Any) -> str:
    text = str(formula)
    return f"{text.removeprefix('-')} high to low" if text.startswith("-") else text


def reads(rule: RuleView) -> str:
    """How many fields a rule reads, in words."""
    count = len(rule.sources)
    return f"reads {count} field{'' if count == 1 else 's'}" if count else "reads no field"


def placeholder(rule: RuleView) -> str:
    """What an empty formula means for a rule."""
    if rule.kind == "const":
        return "a constant stands here; a formula would replace it"
    return "copied as it is; type a formula to change it" if rule.kind in {"copy", "lookup"} else ""
