"""Reviews as one page of HTML that needs nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mapbench.review.rendering.layout import Foreign, Page, Row, Section, Text
from mapbench.sinks import for_html

_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-bottom: 1px solid; padding-bottom: .2rem; }
code { font: 13px ui-monospace, monospace; background: #8881; padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
ul { list-style: none; padding: 0; } li { padding: .15rem 0; } li.deep { padding-left: 2rem; }
.verdict { font-weight: 600; padding: .6rem .8rem; border-left: .4rem solid; }
.good, .add { color: light-dark(#116329, #56d364); } .bad, .remove { color: light-dark(#a40e26, #ff7b72); }
.change { color: light-dark(#7d4e00, #e3b341); } .muted { opacity: .75; }
li code, p code { color: light-dark(#1f2328, #e6edf3); }
b { display: inline-block; min-width: 1.2rem; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(pages: Iterable[Page], title: str) -> str:
    """The whole page; `title` is somebody's text, too."""
    body = "".join(map(_page, pages))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{for_html(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{for_html(title)}</h1>\n{body}</body>\n</html>\n"
    )


def _page(page: Page) -> str:
    verdict = f'<p class="verdict {page.verdict.style}">{_words(page.verdict.text)}</p>\n'
    return f"<article>\n<h2>{for_html(page.mapping)}</h2>\n{verdict}{''.join(map(_section, page.sections))}</article>\n"


def _section(section: Section) -> str:
    rows = "".join(map(_row, section.rows))
    return f"<section>\n<h3>{section.title}</h3>\n<ul>\n{rows}</ul>\n</section>\n"


def _row(row: Row) -> str:
    classes = f"{row.style} deep" if row.depth else row.style
    mark = f"<b>{for_html(row.mark)}</b> " if row.mark else ""
    return f'<li class="{classes}">{mark}{_words(row.text)}</li>\n'


def _words(text: Text) -> str:
    return "".join(
        f"<code>{for_html(part)}</code>" if isinstance(part, Foreign) else for_html(part) for part in text
    )
