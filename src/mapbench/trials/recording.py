"""An output becomes a test case: what comes out today is what is expected from now on."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.engine.outcomes import Outcome
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.project.programs import LoadedProgram


def recorded(name: str, given: dict[str, Any], outcomes: list[Outcome], per_item: bool) -> dict[str, Any]:
    """The case as its file will have it. Raises MapbenchError where nothing came out that could be expected."""
    case: dict[str, Any] = {"name": name, "given": given}
    accepted = [_plain(outcome.output) for outcome in outcomes if outcome.status == "accepted"]
    errors = [error for outcome in outcomes for error in outcome.errors]
    if accepted and (not errors or per_item):
        case["expect"] = accepted if per_item or len(accepted) > 1 else accepted[0]
    if errors:
        case["expect_errors"] = [{"target": error.target, "code": error.code} for error in errors]
    elif not accepted:
        if not outcomes:
            raise MapbenchError("Nothing came out that a case could expect.", "Give a record.")
        case["expect_skipped"] = True
    return case


def append_case(loaded: LoadedProgram, path: Path, case: dict[str, Any]) -> int:
    """Puts a case at the end of a tests file, made if it is not there; returns its line.

    Nothing that stands is changed. Raises MapbenchError for a name that the file has already, LoadError for a broken file.
    """
    from mapbench.model.documents import Document

    known = path.exists()
    document = with_case(Document.read(path) if known else None, path, case)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(path)
    return document.position(("tests", len(document.require()["tests"]) - 1)).line or 1


def with_case(document: Document | None, path: Path, case: dict[str, Any]) -> Document:
    """A document of tests with a case at its end; a new one for `path` where there is none. Raises like `append_case`."""
    from mapbench.model.documents import Document
    from mapbench.model.loading import load
    from mapbench.model.writing import item_lines

    if document is None:
        document = Document.parse("\n".join(["tests:", *item_lines(case)]) + "\n", path)
    else:
        tests = load("tests", document)
        if any(one.name == case.get("name") for one in tests.tests):
            raise MapbenchError(
                f"There is a case {case['name']!r} already.",
                "Choose another name.",
                document.position(("tests",)),
            )
        document.set(("tests", len(tests.tests)), case)
    load("tests", document)
    return document


def tests_path(loaded: LoadedProgram) -> Path:
    """Where the cases of a mapping stand: in the project's `tests`, else in a folder `tests` beside the mapping."""
    mapping = loaded.mapping
    name = f"{mapping.file.mapping}.yaml"
    if mapping.project is not None:
        return mapping.project.folder / "tests" / name
    return Path(mapping.document.file or ".").parent / "tests" / name


def _plain(value: Any) -> Any:
    """An output as a YAML file can say it: exact numbers as JSON writes them."""
    if isinstance(value, Decimal):
        return (
            int(value)
            if value == value.to_integral_value() and value.as_tuple().exponent == 0
            else float(value)
        )
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, list) else value
