"""Which fields of one side have a row: folding, and what a filter leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mapbench.tui.canvas.content import CanvasField, Path


class Rows:
    """The rows of one pane, from the first to the last, scrolled or not.

    `lines` holds the index of the field in each row. `row` holds for each field the row that stands for it: its own, that of the
    folded field around it, or -1 where a filter hides it. A filter shows what it found even below folded fields; what a person
    folds while it is on is forgotten with it.
    """

    def __init__(self, fields: Sequence[CanvasField]) -> None:
        self.fields = fields
        self.index: dict[Path, int] = {field.path: i for i, field in enumerate(fields)}
        self.parent, self.end = _tree([field.depth for field in fields])
        self._folded: set[int] = set()
        self._folded_in_filter: set[int] = set()
        self._kept: bytearray | None = None
        self.lines: list[int] = []
        self.row: list[int] = []
        self._build()

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def folded(self) -> set[int]:
        """The folded fields that count at the moment."""
        return self._folded if self._kept is None else self._folded_in_filter

    def has_children(self, at: int) -> bool:
        """Whether a field can be folded."""
        return self.end[at] > at + 1

    def row_of(self, path: Path) -> int:
        """The row that stands for a path, -1 for none."""
        at = self.index.get(path)
        return -1 if at is None else self.row[at]

    def path_at(self, row: int) -> Path | None:
        """The path of the field in a row, None outside."""
        return self.fields[self.lines[row]].path if 0 <= row < len(self.lines) else None

    def inside(self, at: int) -> range:
        """A field and everything below it."""
        return range(at, self.end[at])

    def stands_for(self, row: int) -> range:
        """The fields whose wires end in a row: its own, and below a folded field all of its children."""
        at = self.lines[row]
        return self.inside(at) if at in self.folded else range(at, at + 1)

    def fold(self, at: int) -> bool:
        """Folds a field; False where there is nothing to fold."""
        if at in self.folded or not self.has_children(at):
            return False
        self.folded.add(at)
        self._build()
        return True

    def unfold(self, at: int) -> bool:
        """Unfolds a field; False where it was not folded."""
        if at not in self.folded:
            return False
        self.folded.remove(at)
        self._build()
        return True

    def fold_paths(self, paths: Iterable[Path]) -> None:
        """Folds exactly these fields: what a canvas remembers when its content is replaced."""
        self._folded = {at for at in map(self.index.get, paths) if at is not None and self.has_children(at)}
        self._build()

    def folded_paths(self) -> tuple[Path, ...]:
        """The fields folded by a person, without those of a filter."""
        return tuple(self.fields[at].path for at in sorted(self._folded))

    def reveal(self, at: int) -> bool:
        """Unfolds everything around a field; whether anything had to be."""
        around, up = set(), self.parent[at]
        while up >= 0:
            around.add(up)
            up = self.parent[up]
        if not around & self.folded:
            return False
        self.folded.difference_update(around)
        self._build()
        return True

    def keep(self, hits: Iterable[int] | None) -> None:
        """Shows only these fields and those around them; None shows all."""
        self._folded_in_filter = set()
        self._kept = None if hits is None else self._with_ancestors(hits)
        self._build()

    def _with_ancestors(self, hits: Iterable[int]) -> bytearray:
        kept, parent = bytearray(len(self.fields)), self.parent
        for hit in hits:
            at = hit
            while at >= 0 and not kept[at]:
                kept[at] = 1
                at = parent[at]
        return kept

    def _build(self) -> None:
        total, folded, kept, end = len(self.fields), self.folded, self._kept, self.end
        lines: list[int] = []
        row = [-1] * total
        at = 0
        while at < total:
            if kept is not None and not kept[at]:
                at = end[at]
                continue
            row[at] = len(lines)
            lines.append(at)
            if at in folded:
                row[at : end[at]] = [row[at]] * (end[at] - at)
                at = end[at]
            else:
                at += 1
        self.lines, self.row = lines, row


def _tree(depths: Sequence[int]) -> tuple[list[int], list[int]]:
    """For each field its parent, -1 at the root, and the index after its last descendant."""
    parent, end = [-1] * len(depths), [len(depths)] * len(depths)
    open_: list[int] = []
    for at, depth in enumerate(depths):
        while open_ and depths[open_[-1]] >= depth:
            end[open_.pop()] = at
        parent[at] = open_[-1] if open_ else -1
        open_.append(at)
    return parent, end
