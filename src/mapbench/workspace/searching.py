"""One search over fields, mappings, fixtures, findings and functions; a first sign says which: `@ : # ! =`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mapbench.errors import MapbenchError
from mapbench.workspace.function_help import functions_known
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.rows import rows_of
from mapbench.workspace.shown import line
from mapbench.workspace.views import Hit, Hits, Opened

if TYPE_CHECKING:
    from mapbench.checks.findings import Finding
    from mapbench.project.project import Project

#: The most that a search answers with.
MOST_HITS: Final = 200
_found: list[tuple[Project, date, list[Finding]]] = []


def search(workspace: Opened, text: str, today: date | None = None) -> Hits:
    """What fits a text, best first. `@` fields, `:` mappings, `#` fixtures, `!` findings, `=` functions; without a sign all but findings.

    Findings are those of `today` (waivers end); to find them all checks run once per state of the project. Raises nothing.
    """
    kinds: dict[str, Callable[[], Iterator[Hit]]] = {
        ":": lambda: _mappings(workspace),
        "@": lambda: _fields(workspace),
        "#": lambda: _fixtures(workspace),
        "=": lambda: _functions(workspace),
        "!": lambda: _findings(workspace, today or datetime.now(UTC).date()),
    }
    wanted = text[:1] if text[:1] in kinds else ""
    things = [hit for sign in (wanted or ":@#=") for hit in kinds[sign]()]
    word = text[len(wanted) :].strip()
    if not word:
        return Hits(tuple(things[:MOST_HITS]), len(things))
    judged = ((*fits(word, hit.name), hit) for hit in things)
    scored = [(score, hit, places) for score, places, hit in judged if places]
    scored.sort(key=lambda one: (-one[0], len(one[1].name), one[1].name))
    return Hits(tuple(replace(hit, matched=places) for _, hit, places in scored[:MOST_HITS]), len(things))


def fits(word: str, name: str) -> tuple[float, tuple[int, ...]]:
    """How well a word fits a name, and which characters of it do; no characters where it does not fit.

    Letters in a row count most, more so at the beginning of a word; else the letters in their order.
    """
    low, sought = name.lower(), word.lower()
    if len(low) != len(name):
        low = name
    best = -1.0
    at, start = -1, low.find(sought)
    while start >= 0:
        begins = start == 0 or not low[start - 1].isalnum()
        score = 100 + 50 * begins + (20 if start + len(sought) == len(low) else 0)
        if score > best:
            best, at = score, start
        start = low.find(sought, start + 1)
    if at >= 0:
        return best, tuple(range(at, at + len(sought)))
    return _scattered(sought.replace(" ", ""), low)


def _scattered(sought: str, low: str) -> tuple[float, tuple[int, ...]]:
    places: list[int] = []
    for letter in sought:
        found = low.find(letter, places[-1] + 1 if places else 0)
        if found < 0:
            return 0.0, ()
        places.append(found)
    gaps = sum(b - a > 1 for a, b in pairwise(places))
    return max(50.0 - 5 * gaps, 1.0), tuple(places)


def _opened(workspace: Opened) -> Iterator[OpenMapping]:
    for mapping in workspace.project.ids("mapping"):
        try:
            yield open_mapping(workspace, mapping)
        except MapbenchError:
            continue


def _mappings(workspace: Opened) -> Iterator[Hit]:
    for opened in _opened(workspace):
        file = opened.salvaged.file
        sentence = " · ".join(
            filter(None, [file.title, f"{file.source or '?'} → {file.target or '?'}", file.owner])
        )
        yield Hit("mapping", opened.id, 0, line(sentence), {"mapping": opened.id})


def _fields(workspace: Opened) -> Iterator[Hit]:
    """The fields of every source and target, with the first mapping that has them."""
    seen = set()
    for opened in _opened(workspace):
        with opened.lock:
            sides = (("source", opened.source), ("target", opened.target))
        for which, side in sides:
            if side.schema is None or side.reference in seen:
                continue
            seen.add(side.reference)
            area = f"{side.reference}: "
            for row in rows_of(side.schema):
                plain = ".".join(name for name in row.path if name not in {"*", "{}"})
                sentence = " · ".join(filter(None, [row.type, row.description, row.owner]))
                yield Hit(
                    "field",
                    line(area + plain),
                    len(area),
                    line(sentence),
                    {"mapping": opened.id, which: row.path},
                )


def _fixtures(workspace: Opened) -> Iterator[Hit]:
    for opened in _opened(workspace):
        area = f"{opened.id}: "
        for name in opened.fixture_names:
            sentence = f"a sample of {opened.salvaged.file.source}"
            yield Hit(
                "fixture",
                line(area + name),
                len(area),
                line(sentence),
                {"mapping": opened.id, "fixture": name},
            )


def _functions(workspace: Opened) -> Iterator[Hit]:
    for one in functions_known(workspace.project):
        yield Hit("function", one.signature, 0, line(f"{one.help} {one.example}"), {"function": one.text})


def _findings(workspace: Opened, today: date) -> Iterator[Hit]:
    project = workspace.project
    known = next((found for held, day, found in _found if held is project and day == today), None)
    if known is None:
        from mapbench.checks.running import check

        try:
            known = check(project, (), today).findings
        except MapbenchError:
            known = []
        _found[:] = [*_found[-1:], (project, today, known)]
    mappings = set(project.ids("mapping"))
    for one in known:
        area = f"{one.code}: "
        mapping, _, target = one.subject.partition("/")
        thing = {"finding": one.fingerprint}
        if mapping in mappings:
            thing |= {"mapping": mapping}
            thing |= {"target": target} if target else {}
        sentence = " · ".join(filter(None, [one.subject, one.owner, one.hint]))
        yield Hit("finding", line(area + one.message), len(area), line(sentence), thing)
