"""`mapbench diff`: what one version of a mapping does that another does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from mapbench.cli.output import data, format_option, progress, say, styled, terminal_width
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.release.comparing import Comparison
    from mapbench.review.rendering.layout import Page, Style

_COLOURS: Final = {"add": "green", "remove": "red", "change": "yellow", "good": "green", "bad": "red"}


@click.command("diff")
@click.argument("references", metavar="OLD NEW", nargs=-1)
@click.option("--git-driver", is_flag=True, help="What `git diff` calls for packages; see docs/ci.md.")
@format_option("text", "markdown", "html", "json")
@pass_project
def command(project: Project, /, references: tuple[str, ...], git_driver: bool, output_format: str) -> int:
    """Say what a change does to records, other mappings and owners.

    OLD and NEW are packages, unpacked packages, project folders, mappings, or these at a git revision: main:projects/shop.
    Exit code 1: they differ.
    """
    if git_driver:
        return _driven(references)
    if len(references) != 2:
        raise click.UsageError("This takes two: OLD and NEW.")
    from mapbench.release.comparing import compare

    old, new = references
    with progress("comparing", None, "records") as advance:
        last = 0

        def told(done: int, _all: int) -> None:
            nonlocal last
            advance(max(done - last, 0))
            last = done

        found = compare(old, new, project.find(), told)
    data(_rendered(found, output_format, f"{old} → {new}"))
    if not found.differs:
        say("They are the same.")
    return 1 if found.differs else 0


def _driven(words: tuple[str, ...]) -> int:
    """Answers git, which stops at a driver that ends with anything but 0."""
    from mapbench.release.git_driver import driven
    from mapbench.sinks import for_terminal

    one = driven(words)
    data(styled(f"{for_terminal(one.path)} {for_terminal(one.said)}", bold=True) + "\n")
    if one.found.reviews:
        data(_rendered(one.found, "text", ""))
    data("\n")
    return 0


def _rendered(found: Comparison, output_format: str, title: str) -> str | bytes:
    if output_format == "json":
        import orjson

        from mapbench.trials.golden import exact_json

        return exact_json(found.as_json(), orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    from mapbench.review.rendering.layout import page_of
    from mapbench.review.rendering.markdown import as_markdown
    from mapbench.review.rendering.page import as_html
    from mapbench.review.rendering.text import as_text

    pages = [
        *_only(found),
        *(page_of(one) for one in found.reviews if one.differs or len(found.reviews) == 1),
    ]
    if output_format == "markdown":
        return as_markdown(pages)
    if output_format == "html":
        return as_html(pages, title)
    return "\n".join(as_text(page, _painted, terminal_width()) for page in pages)


def _only(found: Comparison) -> list[Page]:
    """Mappings that only one side has."""
    from mapbench.review.rendering.layout import Page, Row

    gone = [Page(name, Row(("the mapping is gone",), style="bad"), ()) for name in found.removed]
    return [*gone, *(Page(name, Row(("the mapping is new",), style="good"), ()) for name in found.added)]


def _painted(text: str, style: Style) -> str:
    if style == "muted":
        return styled(text, dim=True)
    return styled(text, fg=_COLOURS[style]) if style in _COLOURS else text
