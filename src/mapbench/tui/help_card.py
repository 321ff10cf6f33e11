"""F1: what the focused widget is for, its marks, its keys, the mouse, the same on the command line; `?`: all keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from mapbench.tui.card import Card, CardLines
from mapbench.tui.entries import all_entries
from mapbench.tui.glyphs import MARKS, mark
from mapbench.tui.help import Help
from mapbench.tui.keymap import KEYS_FILE
from mapbench.tui.lines import Column, Line, Lines

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench

_HALF: Final = 42
_KEY: Final = 9

Pair = tuple[str, str]


class HelpCard(Card[bool | None]):
    """The help of one widget; the answer is True where all keys are wanted."""

    DEFAULT_CSS = """
    HelpCard > .card { width: 87; padding: 0 1; }
    HelpCard VerticalScroll { height: auto; background: $raised; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("f1", "close", "Close", show=False, id="help.close"),
        Binding("question_mark", "all", "All keys", show=False, id="help.all"),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("esc", "close"), ("?", "all keys"))

    def __init__(self, of: Help, groups: list[tuple[str, list[Pair]]], ids: str) -> None:
        super().__init__(f"Help {mark('middot')} {of.title}")
        self.of = of
        self.groups = groups
        self.ids = ids

    def inside(self) -> ComposeResult:
        """One text, which scrolls where the screen is small."""
        with VerticalScroll():
            yield Static()

    def on_resize(self) -> None:
        """As wide and as high as there is room."""
        self.query_one(VerticalScroll).styles.max_height = max(self.size.height - 2, 1)
        half = max(min(_HALF, (self.size.width - 5) // 2), 1)
        self.query_one("VerticalScroll > Static", Static).update(Content("\n").join(self._lines(half)))

    def action_all(self) -> None:
        """Goes on to the list of all keys."""
        self.dismiss(True)

    def _lines(self, half: int) -> Iterator[Content]:
        yield Content.styled(self.of.what, "$strong")
        if self.of.more:
            yield Content.styled(self.of.more, "$muted")
        if self.of.marks:
            yield from [Content(""), Content.styled("MARKS", "$muted"), *_marks(self.of.marks, half)]
        yield Content("")
        yield from _columns(self.groups, half)
        if self.of.mouse:
            yield from [Content(""), Content.assemble(("MOUSE   ", "$muted"), self.of.mouse)]
        yield Content.styled("─" * (2 * half - 1), "$hairline")
        if self.of.command:
            yield Content.assemble(("COMMAND LINE", "$muted"), "   the same, in text or JSON")
            yield from (Content.styled(line, "$wire-2") for line in self.of.command.splitlines())
            yield Content("")
        yield Content.assemble(("keys are yours to change: ", "$muted"), KEYS_FILE)
        if self.ids:
            yield Content.assemble(("binding id of this pane:  ", "$muted"), self.ids)


_STYLES: Final = {
    "mapped": "$ok", "constant": "$ok", "ok": "$ok", "required": "$warn", "warning": "$warn", "error": "$error",
    "suggested": "$suggest",
}  # fmt: skip


def _marks(marks: tuple[Pair, ...], half: int) -> Iterator[Content]:
    styles = {mark(name): style for name, style in _STYLES.items()}
    marks = tuple((mark(sign) if sign in MARKS else sign, meaning) for sign, meaning in marks)
    half = min(half, 32)
    for left, right in zip_longest(marks[::2], marks[1::2], fillvalue=("", "")):
        parts: list[Any] = []
        for sign, meaning in (left, right):
            parts += [(sign, styles.get(sign, "$text")), f" {meaning}".ljust(max(half - len(sign), 1))]
        yield Content.assemble(*parts).rstrip()


def _columns(groups: list[tuple[str, list[Pair]]], half: int) -> Iterator[Content]:
    """Groups of keys in two columns, every second line on another ground."""
    left, right = _shared_out(groups)
    for number, pair in enumerate(zip_longest(left, right)):
        cells = [_cell(one, half) for one in pair]
        line = Content("").join(cells)
        shaded = number % 2 and any(one is not None and one[1] is not None for one in pair)
        yield line.stylize_before("on $cursor") if shaded else line


_Row = tuple[str, str | None]


def _shared_out(groups: list[tuple[str, list[Pair]]]) -> tuple[list[_Row], list[_Row]]:
    """The groups as two columns of about the same length; a group's name is a row without a second part."""
    rows: list[list[_Row]] = [[(title, None), *keys, ("", None)] for title, keys in groups if keys]
    if len(rows) == 1:
        (title, _), *keys, _ = rows[0]
        half = (len(keys) + 1) // 2
        return [(title, None), *keys[:half]], [("", None), *keys[half:]]
    heights = [sum(map(len, rows[:count])) for count in range(len(rows) + 1)]
    first = min(range(1, len(rows)), key=lambda count: max(heights[count], heights[-1] - heights[count]))
    left = [row for group in rows[:first] for row in group]
    return left, [row for group in rows[first:] for row in group]


def _cell(row: _Row | None, half: int) -> Content:
    if row is None:
        return Content(" " * half)
    key, does = row
    if does is None:
        return Content.styled(f"{key:<{half}}", "$muted")
    room = max(half - max(_KEY, len(key) + 1) - 1, 1)
    text = does if len(does) <= room else does[: room - 1] + mark("more")
    return Content.assemble(
        (f"{key:<{_KEY}}" if len(key) < _KEY else f"{key} ", "bold $accent"), f"{text:<{room}} "
    )


def help_of(bench: Workbench) -> HelpCard:
    """The help of what has the focus: of the widget, or else of what is nearest around it."""
    focused = bench.frame.focused
    chain: list[DOMNode] = list(focused.ancestors_with_self) if focused is not None else [bench.frame, bench]
    said = (getattr(node, "help", None) for node in chain)
    of = next((one for one in said if isinstance(one, Help)), None) or _general(bench)
    groups, ids = grouped(bench, chain)
    return HelpCard(of, groups, ids)


def grouped(bench: Workbench, chain: list[DOMNode]) -> tuple[list[tuple[str, list[Pair]]], str]:
    """The keys that work here, by the group that they name; and the ids of the nearest bindings as one pattern."""
    groups: dict[str, list[Pair]] = {}
    ids: list[str] = []
    seen: set[str] = set()
    taken: set[str] = set()
    for node in chain:
        for binding in _declared(node):
            if binding.id is None or binding.id in seen or not binding.description:
                continue
            seen.add(binding.id)
            keys = set(binding.key.split(","))
            if keys <= taken:
                continue
            taken |= keys
            area = binding.id.partition(".")[0]
            title = "EVERYWHERE" if area == "app" else "LOOKING AROUND" if area == "list" else "KEYS"
            if binding.group is not None:
                title = binding.group.description.upper()
            if area not in {"app", "list"}:
                ids.append(binding.id)
            if not binding.id.startswith("app.go."):
                groups.setdefault(title, []).append((bench.keys_of(binding.id, binding.key), _does(binding)))
    groups.setdefault("EVERYWHERE", []).insert(0, ("1 to 5", "go to a place"))
    order = sorted(groups.items(), key=lambda group: (group[0] == "EVERYWHERE", group[0] == "LOOKING AROUND"))
    return order, f"{ids[0].rpartition('.')[0]}.*" if ids else ""


def _does(binding: Binding) -> str:
    """What a binding does, in words that fit a column."""
    first, newline, _ = binding.tooltip.partition("\n")
    does = first if first and (newline or len(first) <= _HALF - _KEY - 2) else binding.description
    return does[:1].lower() + does[1:]


def _declared(node: DOMNode) -> Iterable[Binding]:
    for owner in type(node).__mro__:
        yield from (one for one in vars(owner).get("BINDINGS", ()) if isinstance(one, Binding))


def _general(bench: Workbench) -> Help:
    label = dict(bench.labels()).get(bench.place_id, "")
    return Help(label, "Five places, a digit each; the keys that work here stand in the last row.")


class AllKeys(Card[None]):
    """Every command with its keys and its id, by place."""

    DEFAULT_CSS = """
    AllKeys > .card { width: 100; height: 36; max-height: 100%; }
    AllKeys Lines { background: $raised; }
    """
    BINDINGS: ClassVar[list[Any]] = [Binding("question_mark", "close", "Close", show=False, id="keys.close")]

    def inside(self) -> ComposeResult:
        """The list."""
        yield CardLines(Column(16), Column(), Column(34), header=("keys", "command", "binding id"))

    def on_mount(self) -> None:
        """Fills it."""
        bench: Any = self.app
        lines = [
            Line(((bench.keys_of(one.id, one.keys), "accent bold"), one.text, (one.id, "muted")), one.id)
            for one in all_entries(bench)
        ]
        self.query_one(Lines).show(lines)
        self.query_one(Lines).focus()
