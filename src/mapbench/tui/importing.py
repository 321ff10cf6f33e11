"""A schema from a file: which file and for which dataset, which part of it, what changes; then one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.worker import get_current_worker

from mapbench.errors import MapbenchError
from mapbench.tui.ask import Ask, Choice, Choose, Confirm, Field
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.connect.importing.imported import Imported, SeveralParts, Wish
    from mapbench.schemas.changes import SchemaChange
    from mapbench.tui.app import Workbench

_SHOWN: Final = 12


def ask_import(bench: Workbench, dataset: str = "", file: str = "") -> None:
    """Asks for a file and a dataset; goes on with what the file holds."""
    fields = (
        Field("file", "file", file, "OpenAPI, JSON Schema, Avro, SQL, or a sample", no_file),
        Field("dataset", "as", dataset, "system.dataset, as in shopify.order", _dataset),
        Field("part", "part", "", "operation, table, definition; empty: from a list"),
        Field("records", "records", "", "where the records are: $.orders[*]; empty: guessed"),
    )

    def answered(given: dict[str, str] | None) -> None:
        if given is not None:
            from mapbench.connect.importing.imported import Wish

            wish = Wish(given["part"].strip(), given["records"].strip())
            start_import(bench, Path(given["file"].strip()).expanduser(), given["dataset"].strip(), wish)

    bench.push_screen(
        Ask("Import a schema", "Nothing is written before you have seen what changes.", *fields), answered
    )


def start_import(bench: Workbench, file: Path, dataset: str, wish: Wish) -> None:
    """Reads the file away from the screen, then asks which part is meant, or whether to pin what came."""
    worker = bench.run_worker(
        lambda: _read(bench, file, dataset, wish), thread=True, exclusive=True, group="import"
    )
    bench.busy(worker, f"reading {file.name}")


def _read(bench: Workbench, file: Path, dataset: str, wish: Wish) -> None:
    from mapbench.connect.importing.imported import SeveralParts
    from mapbench.connect.importing.importing import changes_against, import_file

    worker = get_current_worker()
    workspace = bench.workspace
    if workspace is None:
        return

    def show(what: Any, *words: Any) -> None:
        if not worker.is_cancelled:
            bench.call_from_thread(what, bench, *words)

    try:
        linked = workspace.project.schema(dataset) if dataset in workspace.project.pinned() else None
        pinned = linked.raw if linked else None
        found = import_file(file, dataset, wish, project=workspace.folder, pinned=pinned)
        changes = changes_against(pinned, found.schema)
    except SeveralParts as several:
        show(_choose, file, dataset, wish, several)
    except (MapbenchError, OSError) as error:
        show(_refuse, error)
    else:
        show(_confirm, dataset, found, changes, pinned is not None)


def _refuse(bench: Workbench, error: MapbenchError | OSError) -> None:
    bench.say(error)


def _choose(bench: Workbench, file: Path, dataset: str, wish: Wish, several: SeveralParts) -> None:
    from dataclasses import replace

    choices = [
        Choice(part.name, part.name, " ".join(filter(None, (*part.aliases, part.told))))
        for part in several.parts
    ]

    def chosen(name: str | None) -> None:
        if name is not None:
            start_import(bench, file, dataset, replace(wish, part=name))

    bench.push_screen(Choose(f"Which {several.what}?", several.message, choices), chosen)


def _confirm(
    bench: Workbench, dataset: str, found: Imported, changes: list[SchemaChange], pinned: bool
) -> None:
    from mapbench.connect.importing.importing import told
    from mapbench.schemas.fields import Schema
    from mapbench.workspace.commands.importing import ImportSchema

    fields = sum(1 for _ in Schema(found.schema).leaves())
    details = [f"from {found.source}"]
    if found.records:
        details.append(f"records: {found.records}{' (a guess)' if found.guessed else ''}")
    details += found.notes
    shown = [" ".join(told(one)) for one in changes[:_SHOWN]]
    shown += [f"and {len(changes) - _SHOWN:,} more"] if len(changes) > _SHOWN else []
    details += shown or (["It is as pinned."] if pinned else ["It is the first one."])
    command = ImportSchema(dataset, found.schema, found.dataset(), found.title, found.url)

    def answered(yes: bool | None) -> None:
        if yes:
            bench.do(
                command,
                lambda step: bench.notify(
                    step.name if step.number else "It is pinned already.", markup=False
                ),
            )

    sentence = f"Pin {fields:,} field{'' if fields == 1 else 's'} as the schema of {dataset}?"
    bench.push_screen(Confirm("Import a schema", sentence, *map(safe, details), yes="pin"), answered)


def no_file(text: str) -> str:
    """The sentence that refuses what names no file; "" for one."""
    try:
        return "" if Path(text.strip()).expanduser().is_file() else "There is no such file."
    except (OSError, RuntimeError, ValueError):
        return "There is no such file."


def _dataset(text: str) -> str:
    from mapbench.workspace.commands.importing import check_name

    try:
        check_name(text.strip())
    except MapbenchError as error:
        return error.hint
    return ""
