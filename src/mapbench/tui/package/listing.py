"""A pane of Package with one list."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from mapbench.tui.lines import Column, Lines
from mapbench.tui.pane import Pane


class Listing(Pane):
    """A pane with one list."""

    columns: ClassVar[tuple[Column, ...]] = (Column(),)
    header: ClassVar[tuple[str, ...]] = ()
    opens: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        yield Lines(*self.columns, header=self.header, opens=self.opens)

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(Lines)
