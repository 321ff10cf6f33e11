"""Why a path text is refused, and how long paths may be."""

from __future__ import annotations

from typing import Final

from mapbench.errors import MapbenchError

LENGTH_LIMIT: Final = 2000


class PathError(MapbenchError):
    """A path text was refused. `column` is the 0-based offset into the text where the trouble begins."""

    def __init__(self, message: str, hint: str, column: int) -> None:
        super().__init__(message, hint)
        self.column = column

    def __reduce__(self) -> tuple[type[PathError], tuple[str, str, int]]:
        return PathError, (self.message, self.hint, self.column)
