"""A mapping on its way out: what its package would do differently from the one before, what blocks it, and the export itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.workspace.dry_runs import baselines, run_all
from mapbench.workspace.package_changes import (
    OtherChange,
    PathChange,
    ReaderChange,
    RuleChange,
    other_changes,
    path_changes,
    reader_changes,
    rule_changes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mapbench.project.programs import LoadedProgram
    from mapbench.release.gate import Obstacle
    from mapbench.release.settling import Settled
    from mapbench.workspace.views import Opened


@dataclass(frozen=True, slots=True)
class PackageView:
    """What a package of the mapping as it stands would be. `baseline` is None for a first release; then nothing is compared.

    `released` says that this very version lies in `dist/` already: `same` that it is this content.
    """

    mapping: str
    revision: int
    version: str
    owner: str | None
    baseline: str | None
    versions: tuple[str, ...]
    behaviour: tuple[PathChange, ...]
    differing: int
    records: int
    rules: tuple[RuleChange, ...]
    others: tuple[OtherChange, ...]
    readers: tuple[ReaderChange, ...]
    blocks: tuple[Obstacle, ...]
    warnings: tuple[tuple[str, str, str], ...]
    tests: tuple[int, int]
    released: bool
    same: bool
    digest: str
    does: tuple[str, ...]
    settled: Settled

    @property
    def outgoing(self) -> str:
        """The version it would go out with: the declared one, or the computed one where that was released already."""
        return self.settled.version

    @property
    def file(self) -> str:
        """The name the package would have."""
        return f"{self.mapping}-{self.outgoing}.mapkg"


def package_view(workspace: Opened, mapping: str, baseline: str | None = None) -> PackageView:
    """Everything a reviewer asks before a package goes out. Raises MapbenchError for a mapping that is refused."""
    from mapbench.packages.build import build, sealed
    from mapbench.packages.contents import digest_of, read_files
    from mapbench.packages.ingredients import gather
    from mapbench.project.programs import load_program
    from mapbench.release.settling import settle
    from mapbench.review.downstream import readers
    from mapbench.review.sides import Side

    loaded = load_program(mapping, workspace.folder)
    version = loaded.mapping.file.version or "0.0.0"
    versions = baselines(workspace, mapping)
    given = gather(loaded)
    new = build(given)
    lying = read_files(_path(workspace, mapping, version)) if version in versions else None
    if lying is not None:
        given.changes = lying.get("CHANGES.md", b"")
    same = lying is not None and _same(lying, sealed(given, dict(new)))
    against = baseline or next((one for one in versions if one != version or not same), None)
    old = Side(read_files(_path(workspace, mapping, against))) if against else None
    file = loaded.mapping.file
    reading = list(readers(workspace.project, file.target, file.mapping))
    settled = settle(Side(new), old, reading)
    review = settled.review
    blocks, warnings, tests = _state(workspace, mapping)
    blocks = (*blocks, *_version_block(loaded, settled))
    return PackageView(
        mapping, workspace.revision, version, loaded.program.owner, against, tuple(versions), path_changes(review),
        review.behaviour.compared.changed if review else 0,
        review.behaviour.compared.records if review else len(run_all(workspace, mapping).done.trials), rule_changes(review),
        other_changes(review), reader_changes(review, reading), blocks, warnings, tests, lying is not None, same, digest_of(new), _does(new), settled,
    )  # fmt: skip


def export(workspace: Opened, mapping: str, *, draft: bool = False) -> tuple[Path, bool]:
    """Writes the package into `dist/`: its path, and whether it was written (False: it lay there already).

    Raises MapbenchError where something blocks it, or another version has to be declared first; OSError where it cannot be
    written.
    """
    from mapbench.packages.ingredients import gather
    from mapbench.packages.publish import publish
    from mapbench.project.programs import load_program
    from mapbench.release.exporting import export as release
    from mapbench.release.gate import obstacles
    from mapbench.release.settling import refusal

    loaded = load_program(mapping, workspace.folder)
    found = obstacles(loaded, datetime.now(UTC).date())
    if found and not draft:
        hint = f"{found[0].subject}: {found[0].message}"
        raise MapbenchError(f"{len(found)} finding{'' if len(found) == 1 else 's'} block the export.", hint)
    folder = workspace.folder / "dist"
    if draft:
        return publish(gather(loaded, draft=True), folder).path, True
    exported = release(loaded, folder, frozen=True)
    if exported.published is None:
        raise MapbenchError(*refusal(exported.settled))
    return exported.published.path, exported.published.status == "written"


def _version_block(loaded: LoadedProgram, settled: Settled) -> tuple[Obstacle, ...]:
    """What keeps the version from going out, as one more finding."""
    from mapbench.release.gate import Obstacle
    from mapbench.release.settling import refusal

    if settled.goes:
        return ()
    place = loaded.mapping.document.position(("version",))
    return (Obstacle(f"version {settled.version}", *refusal(settled), place, loaded.program.owner),)


def _path(workspace: Opened, mapping: str, version: str) -> Path:
    return workspace.folder / "dist" / f"{mapping}-{version}.mapkg"


def _same(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> bool:
    return all(old.get(name) == content for name, content in new.items())


def written_rules(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The rules of a package by target path, as its mapping file has them, each without the rules inside it."""
    from mapbench.model.documents import Document

    data = Document.parse(files["mapping.yaml"].decode()).data
    found: dict[str, dict[str, Any]] = {}
    ahead: list[tuple[str, Any]] = [("", data.get("rules"))]
    while ahead:
        prefix, rules = ahead.pop(0)
        for rule in rules or []:
            target = prefix + str(rule.get("target", "*"))
            found[target] = {key: value for key, value in rule.items() if key != "rules"}
            ahead.append((f"{target}.", rule.get("rules")))
    return found


def _said(rule: Mapping[str, Any]) -> str:
    import orjson

    parts = []
    for key, value in rule.items():
        if key not in {"target", "owner", "note"} or len(rule) == 1:
            text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
            parts.append(f"{key} {text}")
    return ", ".join(parts)


def _state(
    workspace: Opened, mapping: str
) -> tuple[tuple[Obstacle, ...], tuple[tuple[str, str, str], ...], tuple[int, int]]:
    from mapbench.checks.running import check
    from mapbench.project.programs import load_program
    from mapbench.release.gate import obstacles
    from mapbench.trials.suite import run_cases

    today = datetime.now(UTC).date()
    report = check(workspace.project, [mapping], today)
    warnings = tuple((one.code, one.subject, one.message) for one in report.findings if one.level == "warning")  # fmt: skip
    blocks = tuple(obstacles(load_program(mapping, workspace.folder), today))
    results = run_cases([mapping], workspace.folder).results
    return blocks, warnings, (sum(one.passed for one in results), len(results))


def _does(new: Mapping[str, bytes]) -> tuple[str, ...]:
    return tuple(f"{target}  {_said(rule)}" for target, rule in written_rules(new).items())
