"""MB000: files that cannot be loaded, and mappings that are refused. Nothing else can be said of them."""

from __future__ import annotations

from pathlib import Path

from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.material import Material
from mapbench.errors import Problem

_FILE = "mappings/shop-order.yaml"
_GOOD = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n"


def files_load(material: Material) -> Said:
    """MB000 for everything that loading refuses."""
    for problem in material.problems:
        yield Finding(
            "MB000",
            _subject(material, problem),
            problem.message,
            problem.hint,
            problem.place,
            _owner(material, problem),
            "error",
        )


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
