"""`mapbench format`: files sorted and normalised."""

from __future__ import annotations

from pathlib import Path

import click

from mapbench.cli.output import counted, data, say
from mapbench.cli.project import Project, pass_project
from mapbench.errors import LoadError, Problem


@click.command("format")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--check", is_flag=True, help="Change nothing; exit 1 with the names of files that would change."
)
@pass_project
def command(project: Project, files: tuple[Path, ...], check: bool) -> int:
    """Sort and normalise files.

    Rules go into the order of the target schema, keys into the order of the published schema. Without FILE, every
    YAML file of the project.
    """
    from mapbench.project.tidying import tidied, yaml_files

    changed: list[Path] = []
    problems: list[Problem] = []
    chosen = files or tuple(yaml_files(project.require()))
    for path in chosen:
        try:
            document, text = tidied(path, project.find())
        except LoadError as error:
            problems += error.problems
            continue
        if text != document.text():
            changed.append(path)
            if not check:
                document.replace_text(text)
                document.save()
    data("".join(f"{path}\n" for path in changed))
    if problems:
        raise LoadError(problems)
    say(_summary(len(changed), len(chosen), check))
    return 1 if check and changed else 0


def _summary(changed: int, chosen: int, check: bool) -> str:
    if not changed:
        return f"{counted(chosen, 'file')}, nothing to change."
    return f"{counted(changed, 'file')} of {chosen:,} {'would change' if check else 'changed'}."
