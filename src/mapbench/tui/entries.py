"""Every command of the workbench, gathered from the bindings of its places; those not yet visited, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Final

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen

from mapbench.tui.places import PLACES

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench

_ROOM: Final = "mapbench.tui"
_FIRST_RUN: Final = "first_run"
#: Ways of moving about, which nobody looks up as commands.
_MOVES: Final = {"app.palette", "app.cancel"}


@dataclass(frozen=True, slots=True)
class Command:
    """A command without a key, in the `KEYLESS` of the application, a place or a widget."""

    id: str
    action: str
    name: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as the palette shows it. `owner` is the class whose action it is, `place` where it lives ("": anywhere)."""

    id: str
    area: str
    name: str
    sentence: str
    keys: str
    action: str
    owner: type[DOMNode]
    place: str

    @property
    def text(self) -> str:
        """What is searched: "map: Link fields"."""
        return f"{self.area}: {self.name}"


def entry_of(binding: Binding | Command, owner: type[DOMNode]) -> Entry | None:
    """The entry of a binding; None where it has no id of ours. A tooltip of two lines is a name and a sentence."""
    area = (binding.id or "").partition(".")[0].replace("-", "_")
    if area not in PLACES and area not in {"app", _FIRST_RUN}:
        return None
    place = "" if area == "app" else "overview" if area == _FIRST_RUN else area
    if isinstance(binding, Command):
        name, sentence, keys = binding.name, binding.sentence, ""
    else:
        first, newline, second = binding.tooltip.partition("\n")
        name, sentence = (first, second) if newline else (binding.description, first)
        keys = binding.key
    shown = area.replace("_", " ")
    name = name[:1].upper() + name[1:]
    return Entry(str(binding.id), shown, name, sentence, keys, binding.action, owner, place)


@cache
def widget_classes(modals: bool = False) -> tuple[type[DOMNode], ...]:
    """Every class of this room that has bindings or commands of its own; imports all of it."""
    found: dict[type[DOMNode], None] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.__name__:
                own = vars(value)
                if ("BINDINGS" in own or "KEYLESS" in own) and (modals or not issubclass(value, ModalScreen)):
                    found[value] = None
    return tuple(found)


def _modules() -> Iterator[Any]:
    room = import_module(_ROOM)
    for folder in iter_modules(room.__path__, f"{_ROOM}."):
        module = import_module(folder.name)
        yield module
        if folder.ispkg:
            for inner in iter_modules(module.__path__, f"{folder.name}."):
                yield import_module(inner.name)


def declared() -> Iterator[Binding | Command]:
    """Every binding and command with an id, of modals and lists too: what a person's keys may name."""
    for owner in widget_classes(modals=True):
        yield from bindings_of(owner)


def bindings_of(owner: type[DOMNode]) -> Iterator[Binding | Command]:
    """What a class itself declares, in its order."""
    own = vars(owner)
    yield from (one for one in own.get("BINDINGS", ()) if isinstance(one, Binding) and one.id)
    yield from own.get("KEYLESS", ())


def all_entries(bench: Workbench) -> list[Entry]:
    """Every command, each once: those of the places in their order, then those of the application."""
    found: dict[str, Entry] = {}
    for owner in widget_classes():
        for binding in bindings_of(owner):
            entry = entry_of(binding, owner)
            if entry is not None and _belongs(entry, bench.workspace is not None):
                found.setdefault(entry.id, entry)
    order = {place: number for number, place in enumerate([*PLACES, ""])}
    return sorted(found.values(), key=lambda entry: order[entry.place])


def _belongs(entry: Entry, opened: bool) -> bool:
    if entry.id in _MOVES:
        return False
    if entry.id.startswith(_FIRST_RUN):
        return not opened
    return opened or not entry.place


def node_of(bench: Workbench, entry: Entry) -> DOMNode | None:
    """The widget whose action an entry is: the one in the focused chain, else one of the place in view."""
    if issubclass(type(bench), entry.owner):
        return bench
    focused = bench.frame.focused
    chain = focused.ancestors_with_self if focused is not None else []
    near = [node for node in chain if isinstance(node, entry.owner)]
    place = bench.place
    if near or place is None:
        return near[0] if near else None
    if isinstance(place, entry.owner):
        return place
    there = [node for node in place.query("*") if isinstance(node, entry.owner)]
    return next((node for node in there if node.display), there[0] if there else None)


async def run_entry(bench: Workbench, entry: Entry) -> None:
    """Goes to where a command lives, focuses what it belongs to, and does it."""
    if entry.place and bench.place_id != entry.place:
        await bench.open_place(entry.place, {})
    node = node_of(bench, entry)
    if node is None:
        bench.notify(f"{entry.text} has nothing to work on yet.", markup=False)
        return
    focused = bench.frame.focused
    if getattr(node, "focusable", False) and (focused is None or node not in focused.ancestors_with_self):
        bench.frame.set_focus(node)  # type: ignore[arg-type]  # what can be focused is a widget
    await bench.run_action(entry.action, node)
