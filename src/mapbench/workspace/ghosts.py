"""Fields of a source that are gone: which those are, since when, where they stood, and what they may be called now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mapbench.trials.spots import settled
from mapbench.workspace.rows import type_word, with_named
from mapbench.workspace.views import FieldView, Path, RenameView

if TYPE_CHECKING:
    from mapbench.drift.standing import Standing
    from mapbench.workspace.open_mapping import OpenMapping


def gone_paths(opened: OpenMapping, reads: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The rows that are read, and those among them that are gone.

    A field is gone that the endpoint gave no longer when it was last asked, or that the pin does not have, unless that answer has it.
    """
    schema, standing = opened.source.pinned, opened.standing
    settled_ = dict.fromkeys(settled(path, schema) for path in reads)
    gone = tuple(path for path, lacks in settled_ if _is_gone(standing, path, lacks))
    return tuple(path for path, _ in settled_ if path), gone


def _is_gone(standing: Standing | None, path: Path, lacks: bool) -> bool:
    if standing is None:
        return lacks
    return standing.left(path) is not None or (lacks and standing.seen(path) is None)


def with_ghosts(
    rows: tuple[FieldView, ...], opened: OpenMapping, gone: Iterable[Path], named: Iterable[Path]
) -> tuple[FieldView, ...]:
    """The rows with those that are gone, as ghosts that say since when, and those `named` that the pin does not have yet."""
    standing, lost = opened.standing, tuple(dict.fromkeys(gone))
    after = {
        path: (*path[:-1], str(left.was["after"]))
        for path in lost
        if standing is not None and (left := standing.left(path)) is not None and left.was.get("after")
    }
    found = with_named(rows, named, lost, after)
    return tuple(_told(row, standing, lost) for row in found)


def _told(row: FieldView, standing: Standing | None, lost: tuple[Path, ...]) -> FieldView:
    left = standing.left(row.path) if standing is not None else None
    around = left is not None and any(path[: len(row.path)] == row.path for path in lost)
    if row.path in lost or row.gone is not None or around:
        return replace(row, gone=since_text(left.since) if left is not None else "", type="gone")
    if row.type == "any" and standing is not None and (seen := standing.seen(row.path)) is not None:
        return replace(row, type=type_word(seen))
    return row


def since_text(at: str) -> str:
    """`since 14 Nov`."""
    from mapbench.drift.evidence import day_text

    return f"since {day_text(at).rpartition(' ')[0]}" if at else ""


def renamed_to(renames: Iterable[RenameView], gone: Iterable[Path]) -> list[Path]:
    """Where gone fields may be now, with what lies around them there."""
    return [
        (*one.new, *path[len(one.old) :])
        for path in gone
        for one in renames
        if path[: len(one.old)] == one.old
    ]


def renames_for(opened: OpenMapping, gone: Iterable[Path], read: Iterable[Path]) -> tuple[RenameView, ...]:
    """What gone fields may be called now: of a field below one that is renamed, that one's place."""
    standing, schema = opened.standing, opened.source.pinned
    if standing is None or schema is None:
        return ()
    tops = [left.path if (left := standing.left(path)) is not None else path for path in gone]
    found = standing.renames(schema, tops, read)
    return tuple(RenameView(one.old, one.new, one.strength, one.reason) for one in found)
