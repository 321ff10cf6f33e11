"""A mapping on its way out: what its package would do differently from the one before, what blocks it, and the export itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError
from mapbench.workspace.dry_runs import Change, baselines, run_all

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mapbench.project.programs import LoadedProgram
    from mapbench.release.gate import Obstacle
    from mapbench.release.settling import Settled
    from mapbench.review.outcomes import Example
    from mapbench.review.review import Review
    from mapbench.review.sides import Side
    from mapbench.workspace.views import Opened


@dataclass(frozen=True, slots=True)
class PathChange:
    """One target path that comes out differently: in which records, and what the first of them gave before and now."""

    target: str
    records: tuple[str, ...]
    example: Change


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that is new, gone or different, with what it says before and now, as one line each."""

    sign: Literal["+", "-", "~"]
    target: str
    was: str
    now: str


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
    others: tuple[tuple[str, str], ...]
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
    settled = _settled(workspace, loaded, Side(new), old)
    review = settled.review
    blocks, warnings, tests = _state(workspace, mapping)
    blocks = (*blocks, *_version_block(loaded, settled))
    return PackageView(
        mapping, workspace.revision, version, loaded.program.owner, against, tuple(versions), _behaviour(review),
        review.behaviour.compared.changed if review else 0, len(run_all(workspace, mapping).done.trials), _rules(review),
        _others(review), blocks, warnings, tests, lying is not None, same, digest_of(new), _does(new), settled,
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


def _settled(workspace: Opened, loaded: LoadedProgram, new: Side, old: Side | None) -> Settled:
    from mapbench.release.settling import settle
    from mapbench.review.downstream import readers

    file = loaded.mapping.file
    return settle(new, old, readers(workspace.project, file.target, file.mapping))


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


def _behaviour(review: Review | None) -> tuple[PathChange, ...]:
    """The paths that differ and the outcomes that changed, the most frequent first."""
    if review is None:
        return ()
    compared = review.behaviour.compared
    found = [
        PathChange(one.field, _fixtures(one.names), _change(one.examples[0]))
        for one in compared.fields.values()
    ]
    for change in compared.outcomes.values():
        target = change.error.target if change.error is not None else "$"
        found.append(
            PathChange(target, _fixtures(change.names), Change("~", (), "outcome", change.was, change.now))
        )
    return tuple(sorted(found, key=lambda one: (-len(one.records), one.target)))


def _fixtures(names: list[str]) -> tuple[str, ...]:
    """Records as a dry run calls them: without the folder of their dataset."""
    return tuple(name.partition("/")[2] or name for name in names)


def _change(one: Example) -> Change:
    sign: Literal["+", "-", "~"] = "+" if one.was is MISSING else "-" if one.now is MISSING else "~"
    return Change(sign, (), one.path, one.was, one.now)


def _rules(review: Review | None) -> tuple[RuleChange, ...]:
    from mapbench.review.wording import said

    found = []
    for edit in review.edits if review is not None else ():
        if edit.part == "rule":
            was, now = ("" if one is MISSING else said(one) for one in (edit.was, edit.now))
            sign: Literal["+", "-", "~"] = (
                "+" if edit.kind == "add" else "-" if edit.kind == "remove" else "~"
            )
            found.append(
                RuleChange(sign, edit.subject, f"{edit.key} {was}".strip(), f"{edit.key} {now}".strip())
            )
    return tuple(sorted(found, key=lambda one: one.target))


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


def _others(review: Review | None) -> tuple[tuple[str, str], ...]:
    """What else is edited: schemas, tables, functions, governance, tests, samples."""
    from mapbench.review.wording import sign

    edits = review.edits if review is not None else ()
    signs = {"+": "+", "-": "-"}
    return tuple((signs.get(sign(one), "~"), one.name) for one in edits if one.part != "rule")


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
