"""Edits of a rule in its pane: what enter, new, delete and move do to the line under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mapbench.tui.lines import Lines
from mapbench.tui.map.edit_line import EditLine
from mapbench.tui.map.rule_lines import FACTS, STAGES, written

if TYPE_CHECKING:
    from mapbench.tui.map.rule_pane import RulePane

_LABELS = {key: label for key, label, _ in (*FACTS, *STAGES)}
#: Keys whose value is text as typed; the others are read as YAML.
_TEXTS = {"where", "unique", "keyed_by", "when", "owner", "ticket", "status", "note", "unmapped", "each"}
_LISTS = {"sort", "group"}


def edit(pane: RulePane, lines: Lines, key: Any) -> None:
    """Lets the line of a key be typed anew."""
    rule = pane.rule
    if rule is None:
        return
    if isinstance(key, tuple) and key[:1] == ("case",):
        _edit_case(pane, lines, key[1])
    elif isinstance(key, tuple) and key[:1] == ("row",):
        _edit_row(pane, lines, key[1])
    elif isinstance(key, str):
        line = pane.query_one(EditLine)
        now = rule.written.get(key, ...)
        line.ask(_LABELS[key], _typed(key, now), lines, lambda text: _keep(pane, key, text))


def new_line(pane: RulePane) -> None:
    """A new branch behind the one under the cursor, or a new row of the table."""
    rule, lines = pane.rule, pane.query_one("#body", Lines)
    if rule is None:
        return
    if rule.kind == "cases":
        cases = list(rule.written.get("cases") or [])
        at = min(_case_at(lines) + 1, len(cases))
        _ask_case(pane, lines, {}, lambda case: _cases(pane, [*cases[:at], case, *cases[at:]]))
    elif rule.kind == "lookup":
        line = pane.query_one(EditLine)
        line.ask("key", "", lines, lambda key: _edit_row(pane, lines, key) if key else None)


def delete_line(pane: RulePane) -> None:
    """Takes out the branch, the row or the fact under the cursor of the list that has the focus."""
    rule, focused = pane.rule, pane.app.focused
    if rule is None or not isinstance(focused, Lines):
        return
    key = focused.key
    if isinstance(key, tuple) and key[:1] == ("case",):
        cases = list(rule.written.get("cases") or [])
        if key[1] < len(cases):
            del cases[key[1]]
            _cases(pane, cases)
        else:
            pane.post_message(pane.Changed({"otherwise": ...}))
    elif isinstance(key, tuple) and key[:1] == ("row",):
        _row(pane, key[1], ...)
    elif isinstance(key, str) and key in rule.written and key != "each":
        pane.post_message(pane.Changed({key: ...}))


def move_line(pane: RulePane, by: int) -> None:
    """Moves the branch under the cursor up (-1) or down (1)."""
    rule, lines = pane.rule, pane.query_one("#body", Lines)
    cases = list((rule.written.get("cases") if rule is not None else None) or [])
    here = _case_at(lines)
    there = here + by
    if 0 <= here < len(cases) and 0 <= there < len(cases):
        cases[here], cases[there] = cases[there], cases[here]
        lines.key = ("case", there)
        _cases(pane, cases)


def read(text: str) -> Any:
    """A value as typed: YAML, so that 12 is a number, null is null, and 'x' a text; what does not parse is text."""
    from mapbench.model.documents import Document

    document = Document.parse(text)
    return text if document.problems else document.data


def _typed(key: str, value: Any) -> str:
    if value is ...:
        return ""
    if isinstance(value, dict) and key == "when":
        return str(value.get("formula", ""))
    if isinstance(value, list) and key in _LISTS | {"each"}:
        return ", ".join(map(str, value))
    return value if isinstance(value, str) and key in _TEXTS | _LISTS else written(value)


def _keep(pane: RulePane, key: str, text: str) -> None:
    rule = pane.rule
    if rule is None:
        return
    value: Any = ...
    if text.strip():
        value = _value(key, text, rule.written.get(key, ...))
    if key == "each" and value is ...:
        return
    pane.post_message(pane.Changed({key: value}))


def _value(key: str, text: str, now: Any) -> Any:
    if key == "when" and isinstance(now, dict):
        return {**now, "formula": text}
    if key == "each" and isinstance(now, list):
        return [part.strip() for part in text.split(",")]
    if key in _TEXTS:
        return text
    if key in _LISTS:
        return [part.strip() for part in text.split(", ")]
    return read(text)


def _edit_case(pane: RulePane, lines: Lines, number: int) -> None:
    rule = pane.rule
    cases = list((rule.written.get("cases") if rule is not None else None) or [])
    if rule is None:
        return
    if number < len(cases):
        _ask_case(
            pane,
            lines,
            cases[number],
            lambda case: _cases(pane, [*cases[:number], case, *cases[number + 1 :]]),
        )
        return
    now = rule.written.get("otherwise", ...)
    text = "" if now is ... else written(now)

    def keep(typed: str) -> None:
        pane.post_message(pane.Changed({"otherwise": read(typed) if typed.strip() else ...}))

    pane.query_one(EditLine).ask("otherwise", text, lines, keep)


def _ask_case(pane: RulePane, lines: Lines, case: dict[str, Any], then: Any) -> None:
    """First the condition, then the value: a constant, or a formula behind `=`."""
    line = pane.query_one(EditLine)
    now = f"={case['formula']}" if "formula" in case else written(case["value"]) if "value" in case else ""

    def valued(when: str, text: str) -> None:
        body = {"formula": text[1:].strip()} if text.startswith("=") else {"value": read(text)}
        kept = {key: value for key, value in case.items() if key not in {"when", "value", "formula"}}
        then({"when": when, **body, **kept})

    def conditioned(when: str) -> None:
        if when.strip():
            line.ask("then (=ƒ)", now, lines, lambda text: valued(when, text))

    line.ask("when", str(case.get("when", "")), lines, conditioned)


def _edit_row(pane: RulePane, lines: Lines, key: str) -> None:
    now = pane.table.get(key, ...)
    text = "" if now is ... else written(now)
    pane.query_one(EditLine).ask(key[:11], text, lines, lambda typed: _row(pane, key, read(typed)))


def _row(pane: RulePane, key: str, value: Any) -> None:
    rule = pane.rule
    table = rule.written.get("lookup") if rule is not None else None
    if isinstance(table, dict):
        rows = {one: other for one, other in {**table, key: value}.items() if other is not ...}
        pane.post_message(pane.Changed({"lookup": rows}))
    elif isinstance(table, str):
        pane.post_message(pane.RowChanged(table, key, value))


def _cases(pane: RulePane, cases: list[Any]) -> None:
    pane.post_message(pane.Changed({"cases": cases}))


def _case_at(lines: Lines) -> int:
    key = lines.key
    return key[1] if isinstance(key, tuple) and key[:1] == ("case",) else -1
