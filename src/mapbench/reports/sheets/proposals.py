"""What a sheet that came back would change: each cell against what was written, and against the mapping as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from mapbench.model.documents import KeyPath
from mapbench.reports.sheets.cells import EDITABLE, CellError, cells_of, keys_of, value_of
from mapbench.reports.sheets.incoming import BadCell, Incoming, Row
from mapbench.reports.sheets.safe import escaped, plain, unescaped
from mapbench.reports.sheets.written import Written, names_of, scope_for, written

What = Literal["change", "add", "remove", "row"]
_BODIES = ("source", "formula", "lookup")


@dataclass(frozen=True)
class Proposal:
    """One change: of a cell of a rule, a new rule, one that goes, or a row of a table.

    `target` is the rule's (a table's name for a row), `what` the column (the key of a row); `now` and `proposed` are the
    cells. `meanwhile` is what was written where the mapping has changed since: a conflict. `keys` is what it does to a rule.
    """

    kind: What
    target: str
    what: str
    now: str
    proposed: str
    cell: str
    keys: dict[str, Any] = field(default_factory=dict, hash=False)
    meanwhile: str | None = None

    @property
    def conflict(self) -> bool:
        return self.meanwhile is not None

    @property
    def name(self) -> str:
        """What it is called on the command line: `status`, `status:default`, `order-status[paid]`."""
        if self.kind == "row":
            return f"{self.target}[{self.what}]"
        return f"{self.target}:{self.what}" if self.kind == "change" else self.target


@dataclass(frozen=True)
class Proposals:
    """All changes that a sheet proposes, in its order, and the cells that cannot be taken over; notes for the reader."""

    changes: tuple[Proposal, ...]
    bad: tuple[BadCell, ...]
    notes: tuple[str, ...] = ()


def proposals(sheet: Incoming, data: dict[str, Any], tables: dict[str, dict[str, str]]) -> Proposals:
    """What a sheet would change in a mapping (its file's data) and in its tables (their rows as cells)."""
    made = _Comparing(sheet, written(data))
    changes = [*made.rows(), *made.gone(), *made.tables(tables)]
    notes = (
        []
        if sheet.base is not None
        else ["The file does not say what was written: every difference is proposed."]
    )
    return Proposals(tuple(changes), (*sheet.bad, *made.bad), tuple(notes))


class _Comparing:
    def __init__(self, sheet: Incoming, rules: list[Written]) -> None:
        self.sheet = sheet
        self.rules = {one.target: one for one in rules}
        self.bad: list[BadCell] = []
        self.seen: dict[str, Row] = {}

    def rows(self) -> Iterator[Proposal]:
        for row in self.sheet.rows:
            target = self._target(row)
            if not target:
                self._refuse(
                    row,
                    "target",
                    "This row names no target.",
                    "Write the path of the field that the rule makes.",
                )
            elif target in self.seen:
                self._refuse(
                    row,
                    "target",
                    f"{target} stands here twice.",
                    f"Keep one row; the first is at {self.seen[target].place('target')}.",
                )
            else:
                self.seen[target] = row
                yield from (
                    self._changes(self.rules[target], row) if target in self.rules else self._new(target, row)
                )

    def _target(self, row: Row) -> str:
        text = plain(row.cells.get("target", ""))
        names = names_of(text)
        if text in self.rules or names is None:
            return text
        same = next((one.target for one in self.rules.values() if one.names == names), None)
        return same or text

    def _changes(self, one: Written, row: Row) -> Iterator[Proposal]:
        now_cells = cells_of(one.rule)
        before = (self.sheet.base or {}).get(one.target)
        for name in EDITABLE:
            if name not in self.sheet.columns:
                continue
            theirs, now = row.cells.get(name, ""), now_cells[name]
            base = now if self.sheet.base is None or before is None else before.get(name, "")
            if (
                _same(theirs, base)
                or _same(theirs, now)
                or any(bad.cell == row.place(name) for bad in self.sheet.bad)
            ):
                continue
            try:
                keys = keys_of(name, plain(theirs), one.rule)
            except CellError as error:
                self._refuse(row, name, str(error), error.hint)
                continue
            if all(one.rule.get(key, ...) == value for key, value in keys.items()):
                continue
            meanwhile = None if _same(base, now) else base
            yield Proposal("change", one.target, name, now, plain(theirs), row.place(name), keys, meanwhile)

    def _new(self, target: str, row: Row) -> Iterator[Proposal]:
        if self.sheet.base is not None and target in self.sheet.base:
            self._deleted_meanwhile(target, row)
            return
        names = names_of(target)
        if names is None:
            self._refuse(row, "target", f"{target} is no target path.", "Write names with dots between them.")
            return
        cells = {name: plain(row.cells.get(name, "")) for name in EDITABLE}
        if not any(cells[name] for name in _BODIES):
            self._refuse(
                row, "target", f"Nothing says what goes into {target}.", "Fill source, formula or lookup."
            )
            return
        rule: dict[str, Any] = {"target": target}
        for name in EDITABLE:
            try:
                found = keys_of(name, cells[name], rule) if cells[name] else {}
            except CellError as error:
                self._refuse(row, name, str(error), error.hint)
                return
            rule.update({key: value for key, value in found.items() if value is not ...})
        yield Proposal("add", target, "rule", "", _told(cells), row.place("target"), rule)

    def _deleted_meanwhile(self, target: str, row: Row) -> None:
        before = (self.sheet.base or {})[target]
        if any(
            not _same(row.cells.get(name, ""), before.get(name, ""))
            for name in EDITABLE
            if name in self.sheet.columns
        ):
            self._refuse(
                row,
                "target",
                f"The rule of {target} was deleted meanwhile, and changed here.",
                "Give the row another target, or delete it.",
            )

    def gone(self) -> Iterator[Proposal]:
        known = (
            self.rules
            if self.sheet.base is None
            else {name: one for name, one in self.rules.items() if name in self.sheet.base}
        )
        gone = [one for name, one in known.items() if name not in self.seen]
        for one in gone:
            if any(one.at[: len(other.at)] == other.at for other in gone if other is not one):
                continue
            inside = [
                name
                for name in self.seen
                if name in self.rules and self.rules[name].at[: len(one.at)] == one.at
            ]
            if inside:
                self._refuse(self.seen[inside[0]], "target", f"The row of {one.target} is gone, and rules inside it are still here.",
                             "Bring the row back, or delete those, too.")  # fmt: skip
                continue
            now = cells_of(one.rule)
            before = (self.sheet.base or {}).get(one.target)
            changed = before is not None and any(
                not _same(before.get(name, ""), now[name]) for name in EDITABLE
            )
            yield Proposal(
                "remove",
                one.target,
                "rule",
                _told(now),
                "",
                "",
                meanwhile=_told(before or {}) if changed else None,
            )

    def tables(self, tables: dict[str, dict[str, str]]) -> Iterator[Proposal]:
        for name, rows in self.sheet.tables.items():
            if name in tables:
                yield from self._table(name, rows, tables[name])

    def _table(self, name: str, rows: list[Row], cells: dict[str, str]) -> Iterator[Proposal]:
        keys = {plain(key): key for key in cells}
        now = {plain(key): text for key, text in cells.items()}
        base = {plain(key): text for key, text in self.sheet.base_tables.get(name, cells).items()}
        seen: dict[str, str] = {}
        for row in rows:
            key, theirs = plain(row.cells.get("key", "")), row.cells.get("value", "")
            if key in seen:
                hint = f"Keep one row; the first is at {seen[key]}."
                self._refuse(row, "key", f"The key {key!r} stands in this table twice.", hint)
                continue
            seen[key] = row.place("key")
            was, here = base.get(key), now.get(key)
            if any(one is not None and _same(theirs, one) for one in (was, here)):
                continue
            try:
                value = value_of(plain(theirs))
            except CellError as error:
                self._refuse(row, "value", str(error), error.hint)
                continue
            conflict = (was or "") if was != here else None
            what = keys.get(key, key)
            yield Proposal(
                "row", name, what, here or "", plain(theirs), row.place("value"), {"value": value}, conflict
            )
        for key, was in base.items():
            if key not in seen and key in now:
                conflict = None if was == now[key] else was
                yield Proposal("row", name, keys[key], now[key], "", "", {"value": ...}, conflict)

    def _refuse(self, row: Row, column: str, message: str, hint: str) -> None:
        self.bad.append(BadCell(row.place(column), message, hint))


def place_of(proposal: Proposal, data: Any) -> tuple[KeyPath, dict[str, Any]]:
    """Where a new rule goes, and the rule as it is written there."""
    at, names = scope_for(names_of(proposal.target) or (), written(data))
    from mapbench.language.paths import path_text

    return at, {**proposal.keys, "target": path_text(names)}


def _same(one: str, two: str) -> bool:
    """Whether two cells say the same; a text that was cut for its length is the same as the whole one."""
    return plain(one) == plain(two) or plain(one) == plain(unescaped(escaped(two)))


def _told(cells: dict[str, str]) -> str:
    """A rule in one line, from its cells."""
    return ", ".join(
        f"{name}: {' / '.join(cells[name].splitlines())}" for name in EDITABLE if cells.get(name)
    )
