"""The systems with their datasets, and what is known of the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Column, Line, Lines, Part
from mapbench.tui.pane import Pane
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.workspace.connecting import DatasetView, SystemView

#: Mark and colour of each health.
HEALTH: Final[dict[str, tuple[str, str]]] = {
    "ok": ("ok", "ok"),
    "warning": ("warning", "warn"),
    "error": ("error", "error"),
    "none": ("none", "muted"),
    "unasked": ("unmapped", "muted"),
}
_LABEL: Final = 8


class SystemsPane(Pane):
    """Systems, folded or not, with their datasets; below them who answers for the one under the cursor, and what it promises."""

    DEFAULT_CSS = """
    SystemsPane Static { height: auto; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    SystemsPane #promises { border-top: solid $hairline; }
    SystemsPane #material { border-top: solid $hairline; }
    """
    help: ClassVar[Help] = Help(
        "systems",
        "Every system with its datasets, and how the last request to each went.",
        "enter on a dataset sends its request, on a system it folds. n makes a system from an address.",
        (("ok", "as pinned"), ("warning", "new fields, no pin, or the quota is used up"), ("error", "it drifted, or the last request failed"),
         ("unmapped", "not asked yet"), ("none", "not read")),
        mouse="a click chooses, a second one sends",
        command="mapbench connect SYSTEM.DATASET",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.views: tuple[SystemView, ...] = ()
        self.folded: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        yield Lines(Column(), Column(11, right=True), opens="send")
        yield Static(id="promises")
        yield Static(id="material")

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    def show(self, views: tuple[SystemView, ...], reference: str) -> None:
        """Shows the systems, with the cursor on a dataset."""
        self.views = views
        self.entitle("Systems", str(len(views)))
        datasets = sum(len(view.datasets) for view in views)
        self.subtitle_with(f"{datasets} dataset{'' if datasets == 1 else 's'}")
        system = reference.partition(".")[0]
        if self.lines.key != ("system", system):
            self.folded -= {system}
        self.lines.show(list(self._lines()), self._key(reference, system))
        self.show_facts()

    def _key(self, reference: str, system: str) -> tuple[str, str] | None:
        if system in self.folded or self.lines.key == ("system", system):
            return "system", system
        return ("dataset", reference) if reference else None

    def toggle(self, system: str) -> None:
        """Folds or unfolds a system."""
        self.folded = self.folded ^ {system}
        self.lines.show(list(self._lines()), ("system", system))

    def show_facts(self) -> None:
        """Shows what is known of the system, and the dataset, under the cursor."""
        kind, name = self.lines.key or ("", "")
        view = next((one for one in self.views if one.id == name.partition(".")[0]), None)
        dataset = next((one for one in view.datasets if one.reference == name), None) if view else None
        facts = view.facts if view is not None else ()
        self.query_one("#promises", Static).update(Content("\n").join([_fact(*one) for one in facts]))
        material = self.query_one("#material", Static)
        material.display = kind == "dataset" and dataset is not None
        if dataset is not None:
            material.update(Content("\n").join(_material(dataset)))

    def _lines(self) -> Any:
        for view in self.views:
            sign = mark("folded" if view.id in self.folded else "unfolded") if view.datasets else " "
            name: tuple[Part, ...] = ((f"{sign} ", "muted"), (view.id, "strong bold"))
            yield Line((name, _health(view.health, view.word)), ("system", view.id))
            for one in view.datasets if view.id not in self.folded else ():
                yield Line((f"  {one.name}", (mark(HEALTH[one.health][0]), HEALTH[one.health][1])), ("dataset", one.reference))  # fmt: skip


def _health(health: str, word: str) -> Part:
    meaning, colour = HEALTH[health]
    return f"{mark(meaning)} {word}", colour


def _fact(label: str, text: str) -> Content:
    if label == "owner" and not text:
        return Content.assemble((f"{label:<{_LABEL}}", "$muted"), (f"{mark('error')} no owner", "$error"))
    return Content.assemble((f"{label:<{_LABEL}}", "$muted"), (safe(text, 80), "$text" if label else "$muted"))  # fmt: skip


def _material(one: DatasetView) -> list[Content]:
    pin = f"{one.pinned} fields" if one.pinned is not None else "not pinned"
    used = f"{len(one.used_by)} mapping{'' if len(one.used_by) == 1 else 's'}"
    facts = (("fixtures", str(one.fixtures)), ("schema", pin), ("used by", used))
    return [Content.assemble((f"{label:<10}", "$muted"), f"{text:>14}") for label, text in facts]
