"""What `/` and its toggles leave of both panes."""

from __future__ import annotations

from dataclasses import dataclass

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, Path
from mapbench.tui.canvas.joins import Joins

SIDES = (SOURCE, TARGET)


@dataclass(frozen=True, slots=True)
class Filter:
    """Words looked for in paths, all of them, in any case; and the toggles, of which one is enough.

    `required` asks for required targets and what feeds them.
    """

    text: str = ""
    unmapped: bool = False
    required: bool = False
    broken: bool = False

    def toggled(self, what: str) -> Filter:
        """The same with one of the toggles, by its name, the other way round."""
        return Filter(
            self.text,
            self.unmapped != (what == "unmapped"),
            self.required != (what == "required"),
            self.broken != (what == "broken"),
        )

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.unmapped or self.required or self.broken)


class Finder:
    """Finds the fields of a content; what it looks through is prepared once."""

    def __init__(self, content: CanvasContent, joins: Joins) -> None:
        self._joins = joins
        self._texts = {side: [written(one.path).casefold() for one in content.fields(side)] for side in SIDES}
        self._marks = {side: [content.mark(side, one) for one in content.fields(side)] for side in SIDES}
        self._fields = {side: content.fields(side) for side in SIDES}

    def hits(self, wanted: Filter) -> dict[str, set[int]] | None:
        """The fields found on each side, with what is linked to them; None where nothing is asked."""
        if not wanted:
            return None
        found = {side: self._found(side, wanted) for side in SIDES}
        linked = self._joins.joined_to(found)
        return {side: found[side] | linked[side] for side in SIDES}

    def _found(self, side: str, wanted: Filter) -> set[int]:
        texts = self._texts[side]
        found: list[int] | range = range(len(texts))
        for word in looked_for(wanted.text):
            found = [at for at in found if word in texts[at]]
        if not (wanted.unmapped or wanted.required or wanted.broken):
            return set(found)
        marks, fields = self._marks[side], self._fields[side]
        return {at for at in found if _asked(side, fields[at], marks[at], wanted)}


def _asked(side: str, field: CanvasField, mark: str, wanted: Filter) -> bool:
    if wanted.unmapped and mark in {"unmapped", "open", "suggested"}:
        return True
    if wanted.required and side == TARGET and field.required:
        return True
    return wanted.broken and mark == "broken"


def looked_for(text: str) -> list[str]:
    """The words of a filter as they stand in paths."""
    return text.casefold().replace("[*]", "").replace("[]", "").split()


def written(path: Path) -> str:
    """A path as people write it: names with dots, without the steps that have no row."""
    return ".".join(name for name in path if name not in {"*", "{}"})
