"""`mapbench import`: the schema of a dataset from a document or a sample."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, data_json, format_option, say, table
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.connect.importing.imported import Imported, SeveralParts
    from mapbench.schemas.changes import SchemaChange
    from mapbench.workspace.workspace import Workspace

_SHOWN = 20


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as", "dataset", metavar="SYSTEM.DATASET", help="The dataset whose schema it is.")
@click.option(
    "--operation",
    "--table",
    "--definition",
    "--element",
    "part",
    metavar="NAME",
    help="Which one, where the file describes several: an operation by its id or as 'GET /path', a table, a definition, an element.",
)
@click.option("--body", is_flag=True, help="Of an operation: the body that is sent instead of the answer.")
@click.option(
    "--records", metavar="PATH", help="Where the records are, as in '$.orders[*]'; else it is guessed."
)
@click.option(
    "--kind",
    type=click.Choice(("openapi", "json-schema", "avro", "sql", "xsd", "sample")),
    help="What the file is, where its content does not tell.",
)
@click.option(
    "--into", "mapping", metavar="MAPPING", help="A specification sheet: propose what changed in it."
)
@click.option(
    "--accept",
    metavar="NAME",
    multiple=True,
    help="Of a sheet: take over `all`, a TARGET, TARGET:COLUMN, a table, or TABLE[KEY].",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask before a pinned schema is replaced.")
@format_option("text", "json")
@pass_project
def command(
    project: Project,
    /,
    file: Path,
    dataset: str | None,
    mapping: str | None,
    output_format: str,
    **options: Any,
) -> int:
    """Take a schema from a document or sample, or changes of a sheet.

    OpenAPI 3.0 and 3.1, JSON Schema of any draft, XML Schema, Avro, SQL tables; samples in any format that `run` reads. What changes against the
    pinned schema is shown first. The dataset is added to its system's file, and the system made, where they are missing.

    With --into, FILE is a sheet that `mapbench report mapping` wrote: what was changed in it is proposed, and what is
    accepted is written. Exit code 1: something proposed was not accepted, or a cell cannot be taken over.
    """
    if (dataset is None) == (mapping is None):
        raise click.UsageError(
            "Say what it is: --as SYSTEM.DATASET for a schema, --into MAPPING for a sheet."
        )
    if mapping is not None:
        from mapbench.cli.proposing import propose

        return propose(project.require(), file, mapping, options["accept"], output_format == "json")
    assert dataset is not None
    from mapbench.connect.importing.imported import SeveralParts

    folder = project.require()
    try:
        return _import(folder, file, dataset, output_format == "json", options)
    except SeveralParts as error:
        _show_parts(error, output_format == "json")
        raise


def _import(folder: Path, file: Path, dataset: str, as_json: bool, options: dict[str, Any]) -> int:
    from mapbench.connect.importing.imported import Wish
    from mapbench.connect.importing.importing import changes_against, import_file
    from mapbench.workspace.commands.importing import ImportSchema, check_name
    from mapbench.workspace.workspace import Workspace

    check_name(dataset)
    wish = Wish(options["part"] or "", options["records"] or "", options["body"], options["kind"])
    with Workspace.open(folder) as workspace:
        pinned = _pinned(workspace, dataset)
        found = import_file(file, dataset, wish, project=folder, pinned=pinned)
        changes = changes_against(pinned, found.schema)
        if not as_json:
            _show(found, changes, dataset, pinned is not None)
        written: tuple[str, ...] = ()
        if not options["dry_run"] and _wanted(changes, options["yes"] or as_json):
            _warn_new(workspace, dataset)
            step = workspace.do(ImportSchema(dataset, found.schema, found.dataset(), found.title, found.url))
            written = step.files
        _tell(found, changes, dataset, pinned is not None, written, as_json)
    return 0


def _pinned(workspace: Workspace, dataset: str) -> Any:
    if dataset not in workspace.project.pinned():
        return None
    linked = workspace.project.schema(dataset)
    return linked.raw if linked else None


def _warn_new(workspace: Workspace, dataset: str) -> None:
    from mapbench.model.nearest import did_you_mean

    system = dataset.partition(".")[0]
    known = workspace.project.ids("system")
    if system not in known:
        say(f"new system: {system}. It has no owner yet. {did_you_mean(system, known)}".rstrip())


def _wanted(changes: list[SchemaChange], yes: bool) -> bool:
    if not changes or yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    return click.confirm("Replace the pinned schema?", default=True, err=True)


def _show(found: Imported, changes: list[SchemaChange], dataset: str, pinned: bool) -> None:
    from mapbench.connect.importing.importing import told
    from mapbench.schemas.fields import Schema

    fields = sum(1 for _ in Schema(found.schema).leaves())
    data(f"{dataset}: {counted(fields, 'field')}, from {found.source}\n")
    if found.records:
        guess = " (a guess; --records says otherwise)" if found.guessed else ""
        data(f"records: {found.records}{guess}\n")
    for note in found.notes:
        say(note)
    if not pinned:
        return
    if not changes:
        data("As pinned.\n")
        return
    data(f"{counted(len(changes), 'change')} against the pinned schema:\n")
    data(table([(f"  {sign}", field, words) for sign, field, words in map(told, changes[:_SHOWN])]))
    if len(changes) > _SHOWN:
        data(f"  and {len(changes) - _SHOWN:,} more\n")


def _tell(
    found: Imported,
    changes: list[SchemaChange],
    dataset: str,
    pinned: bool,
    written: tuple[str, ...],
    as_json: bool,
) -> None:
    if not as_json:
        for name in written:
            data(f"Written: {name}\n")
        return
    from mapbench.connect.importing.importing import told

    rows = [dict(zip(("sign", "field", "what"), told(change), strict=True)) for change in changes]
    data_json({
        "dataset": dataset, "kind": found.kind, "source": found.source, "request": found.request or None,
        "records": found.records or None, "records_guessed": bool(found.records) and found.guessed, "key": list(found.key),
        "pinned": pinned, "changes": rows, "notes": list(found.notes), "written": list(written),
    })  # fmt: skip


def _show_parts(error: SeveralParts, as_json: bool) -> None:
    if as_json:
        data_json(
            [{"name": part.name, "aliases": list(part.aliases), "told": part.told} for part in error.parts]
        )
        return
    data(table([(part.name, ", ".join(part.aliases), part.told[:60]) for part in error.parts]))
