"""A mapping on its way out: what its package would do differently from the one before, what blocks it, and the export itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.errors import MapbenchError
from mapbench.workspace.dry_runs import Change, baselines, changes, run_all, run_package

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mapbench.release.gate import Obstacle
    from mapbench.workspace.views import Opened

_FOLLOWING: Final = ("manifest.json", "SHA256SUMS", "CHANGES.md", "golden.jsonl", "lineage.json", "program.json", "mapping.yaml")  # fmt: skip


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

    @property
    def file(self) -> str:
        """The name the package would have."""
        return f"{self.mapping}-{self.version}.mapkg"


def package_view(workspace: Opened, mapping: str, baseline: str | None = None) -> PackageView:
    """Everything a reviewer asks before a package goes out. Raises MapbenchError for a mapping that is refused."""
    from mapbench.packages.build import build, sealed
    from mapbench.packages.contents import digest_of, read_files
    from mapbench.packages.ingredients import gather
    from mapbench.project.programs import load_program

    loaded = load_program(mapping, workspace.folder)
    version = loaded.mapping.file.version or "0.0.0"
    versions = baselines(workspace, mapping)
    against = baseline or next((one for one in versions if one != version), None)
    given = gather(loaded)
    new = build(given)
    old = read_files(_path(workspace, mapping, against)) if against else {}
    lying = read_files(_path(workspace, mapping, version)) if version in versions else None
    if lying is not None:
        given.changes = lying.get("CHANGES.md", b"")
    ran = run_all(workspace, mapping)
    found = changes(run_package(workspace, mapping, against), ran.done) if against else {}
    blocks, warnings, tests = _state(workspace, mapping)
    return PackageView(
        mapping, workspace.revision, version, loaded.program.owner, against, tuple(versions), _behaviour(found), len(found),
        ran.done.read, _rules(old, new) if against else (), _others(old, new) if against else (), blocks, warnings, tests,
        lying is not None, lying is not None and _same(lying, sealed(given, dict(new))), digest_of(new), _does(new),
    )  # fmt: skip


def export(workspace: Opened, mapping: str, *, draft: bool = False) -> tuple[Path, bool]:
    """Writes the package into `dist/`: its path, and whether it was written (False: it lay there already).

    Raises MapbenchError where something blocks it, OSError where it cannot be written.
    """
    from mapbench.packages.ingredients import gather
    from mapbench.packages.publish import publish
    from mapbench.project.programs import load_program
    from mapbench.release.gate import obstacles

    loaded = load_program(mapping, workspace.folder)
    found = obstacles(loaded, mapping, workspace.folder, datetime.now(UTC).date())
    if found and not draft:
        hint = f"{found[0].subject}: {found[0].message}"
        raise MapbenchError(f"{len(found)} finding{'' if len(found) == 1 else 's'} block the export.", hint)
    published = publish(gather(loaded, draft=draft), workspace.folder / "dist")
    return published.path, published.status == "written"


def _path(workspace: Opened, mapping: str, version: str) -> Path:
    return workspace.folder / "dist" / f"{mapping}-{version}.mapkg"


def _same(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> bool:
    return all(old.get(name) == content for name, content in new.items())


def _behaviour(found: Mapping[str, tuple[Change, ...]]) -> tuple[PathChange, ...]:
    by_target: dict[str, list[tuple[str, Change]]] = {}
    for record, changed in found.items():
        for one in changed:
            target = ".".join(part for part in one.path if isinstance(part, str)) or one.shown
            by_target.setdefault(target, []).append((record, one))
    made = [
        PathChange(target, tuple(dict.fromkeys(record for record, _ in pairs)), pairs[0][1])
        for target, pairs in by_target.items()
    ]
    return tuple(sorted(made, key=lambda one: (-len(one.records), one.target)))


def _rules(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[RuleChange, ...]:
    before, after = written_rules(old), written_rules(new)
    found = [RuleChange("+", target, "", _said(after[target])) for target in after if target not in before]
    found += [RuleChange("-", target, _said(before[target]), "") for target in before if target not in after]
    found += [
        RuleChange("~", target, *_different(before[target], rule))
        for target, rule in after.items()
        if target in before and before[target] != rule
    ]
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


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return _said({key: before[key] for key in keys if key in before}), _said(
        {key: after[key] for key in keys if key in after}
    )


def _said(rule: Mapping[str, Any]) -> str:
    import orjson

    parts = []
    for key, value in rule.items():
        if key not in {"target", "owner", "note"} or len(rule) == 1:
            text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
            parts.append(f"{key} {text}")
    return ", ".join(parts)


def _others(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    names = sorted({*old, *new} - set(_FOLLOWING))
    return tuple(
        ("~" if name in old and name in new else "+" if name in new else "-", name)
        for name in names
        if old.get(name) != new.get(name) and not name.startswith("attestations/")
    )


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
    blocks = tuple(obstacles(load_program(mapping, workspace.folder), mapping, workspace.folder, today))
    results = run_cases([mapping], workspace.folder).results
    return blocks, warnings, (sum(one.passed for one in results), len(results))


def _does(new: Mapping[str, bytes]) -> tuple[str, ...]:
    return tuple(f"{target}  {_said(rule)}" for target, rule in written_rules(new).items())
