"""What the canvas asks of whoever owns it: it changes no mapping itself."""

from __future__ import annotations

from collections.abc import Hashable

from textual.message import Message

from mapbench.tui.canvas.content import Path


class RowSelected(Message):
    """The cursor came to a field."""

    def __init__(self, side: str, path: Path) -> None:
        super().__init__()
        self.side, self.path = side, path


class LinkWanted(Message):
    """These sources are to feed this target."""

    def __init__(self, sources: tuple[Path, ...], target: Path) -> None:
        super().__init__()
        self.sources, self.target = sources, target


class MoveEnd(Message):
    """The end of a link that is at `old` is to go to `path`; `side` says which end it is."""

    def __init__(self, link: Hashable, side: str, path: Path, old: Path) -> None:
        super().__init__()
        self.link, self.side, self.path, self.old = link, side, path, old


class DeleteWanted(Message):
    """These links are to go: rules to be deleted, or where there is none suggestions to be dismissed."""

    def __init__(self, links: tuple[Hashable, ...]) -> None:
        super().__init__()
        self.links = links


class AcceptWanted(Message):
    """A suggestion is to become a rule, and `more` with it; None asks for all above a strength."""

    def __init__(self, link: Hashable, more: tuple[Hashable, ...] = ()) -> None:
        super().__init__()
        self.link, self.more = link, more


class MarkChanged(Message):
    """The sources marked now, in the order in which they were marked."""

    def __init__(self, marked: tuple[Path, ...]) -> None:
        super().__init__()
        self.marked = marked
