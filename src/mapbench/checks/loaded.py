"""MB000: files that cannot be loaded, and mappings that are refused. Nothing else can be said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.material import Material
from mapbench.errors import Place, Problem
from mapbench.model.nearest import did_you_mean

_CODE = re.compile(r"MB[0-9]{3}")
_FILE = "mappings/shop-order.yaml"
_GOOD = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n"


def files_load(material: Material) -> Said:
    """MB000 for everything that loading refuses and that no other check tells."""
    for problem in (*material.problems, *_codes_of_no_check(material)):
        if problem.code == "MB508" and not _is_off(material, problem.code):
            continue
        yield Finding(
            "MB000",
            _subject(material, problem),
            problem.message,
            problem.hint,
            problem.place,
            _owner(material, problem),
            "error",
        )


def _is_off(material: Material, code: str) -> bool:
    model = material.project.file.model if material.project is not None else None
    return model is not None and dict(model.checks).get(code) == "off"


def _codes_of_no_check(material: Material) -> Iterator[Problem]:
    """Codes that `checks:` and waivers name and that no check could have."""
    from mapbench.checks.running import RULES

    project = material.project
    if project is None:
        return
    levels, waivers = project.file, project.waivers
    named: list[tuple[str, Place]] = []
    if levels.model is not None and levels.document is not None:
        document = levels.document
        named += [(code, document.key_position(("checks", code))) for code in levels.model.checks]
    if waivers is not None and waivers.model is not None and waivers.document is not None:
        at = () if isinstance(waivers.document.data, list) else ("waivers",)
        for number, one in enumerate(waivers.model.waivers):
            place = waivers.document.position((*at, number, "finding"))
            named.append((one.finding.partition("/")[0], place))
    for code, place in named:
        if not _CODE.fullmatch(code):
            yield Problem(f"There is no check {code!r}.", did_you_mean(code.upper(), RULES), place)


def _subject(material: Material, problem: Problem) -> str:
    file = problem.place.file
    if file is None:
        return "project"
    if material.project is None:
        return Path(file).name
    folder = material.project.folder.resolve()
    path = Path(file).resolve()
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name


def _owner(material: Material, problem: Problem) -> str | None:
    """The owner that the file itself names, as far as it can be read; else the project's lead."""
    if material.project is None:
        return None
    for loaded in material.project.all_files():
        if problem.place.file is not None and loaded.path == Path(problem.place.file):
            data = loaded.document.data if loaded.document is not None else None
            if isinstance(data, dict) and isinstance(data.get("owner"), str):
                return str(data["owner"])
    lead = material.project.file.model
    return lead.lead if lead is not None else None


RULES = (
    Rule(
        "MB000",
        "error",
        "File that does not load",
        "A file that cannot be loaded takes everything with it that names it: nothing of it can be run, tested or checked.",
        {_FILE: _GOOD + "- {target: status, sauce: status}\n"},
        {_FILE: _GOOD + "- {target: status, source: status}\n"},
        files_load,
    ),
)
