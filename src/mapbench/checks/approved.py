"""MB804 and MB805: released packages that an environment asks an approval for, and that have none which counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.material import Material
from mapbench.errors import MapbenchError, Problem

if TYPE_CHECKING:
    from mapbench.checks.material import Subject
    from mapbench.packages.approvals import Approval
    from mapbench.packages.manifest import Manifest
    from mapbench.project.environments import Environment

_ENVIRONMENT = "environment: production\nsigners: allowed_signers\nlock: production.lock\napprovals: {roles: [finance]}\n"
_SIGNERS = (
    "# the key of whoever may approve, with their name and roles\nida@example.com,finance ssh-ed25519 AAAA…\n"
)
_NOTHING = "# a package without attestations/finance-….json\n"
_OVER = '# a package with attestations/finance-….json:\n{"role": "finance", "decision": "approve", "until": "2026-01-31", …}\n'
_GOOD = '# a package with attestations/finance-….json, signed by ida:\n{"role": "finance", "decision": "approve", "until": "2099-01-31", …}\n'


@dataclass(frozen=True, slots=True)
class _Role:
    """A role that an environment asks for and that nobody has approved for: why it is asked, and what there is of it."""

    subject: Subject
    environment: Environment
    package: str
    role: str
    why: str
    there: tuple[Approval, ...]

    @property
    def stale(self) -> bool:
        """Whether it was approved, but too long ago or by the author."""
        from mapbench.packages.errors import AuthorError, ExpiredError

        return any(isinstance(one.refused, ExpiredError | AuthorError) for one in self.there)


def approvals_are_there(material: Material) -> Said:
    """MB804 for each role that an environment asks for and that has not approved the newest released package."""
    for one in _roles(material):
        if isinstance(one, Unchecked):
            yield one
        elif not one.stale:
            said = next(
                (f": {known.refused.message}" for known in one.there if known.refused is not None), "."
            )
            hint = f"`mapbench approve dist/{one.package} --role {one.role}`, by somebody who may."
            yield _finding(
                "MB804",
                one,
                f"{one.role} has not approved {one.package} for {one.environment.name}{said}",
                hint,
            )


def approvals_count(material: Material) -> Said:
    """MB805 for each of these roles whose approval is over, or was given by whoever made the change."""
    for one in _roles(material):
        if isinstance(one, _Role) and one.stale:
            refused = next(known.refused for known in one.there if known.refused is not None)
            message = f"What {one.role} approved in {one.package} does not count in {one.environment.name}: {refused.message}"
            yield _finding("MB805", one, message, refused.hint)


def _finding(code: str, one: _Role, message: str, hint: str) -> Finding:
    subject = one.subject
    place = subject.loaded.mapping.document.position(("version",))
    return Finding(code, f"{subject.id}/{one.environment.name}/{one.role}", message, hint, place, one.role)


def _roles(material: Material) -> Iterator[_Role | Unchecked]:
    from mapbench.packages.publish import ENDING, versions
    from mapbench.project.environments import environments_around

    project = material.project
    if project is None:
        return
    environments = list(environments_around(project.folder))
    for subject in material.subjects if environments else ():
        released = versions(project.folder / "dist", subject.id)
        if released:
            path = project.folder / "dist" / f"{subject.id}-{released[0]}{ENDING}"
            for environment in environments:
                yield from _asked(material, subject, environment, path)


def _asked(
    material: Material, subject: Subject, environment: Environment | Problem, path: Path
) -> Iterator[_Role | Unchecked]:
    if isinstance(environment, Problem):
        yield Unchecked("MB804", subject.id, f"an environment is refused: {environment}")
        return
    try:
        asked, found = _judged(material, environment, path)
    except (MapbenchError, OSError) as refused:
        yield Unchecked(
            "MB804", f"{subject.id}/{environment.name}", f"{path.name} cannot be looked at: {refused}"
        )
        return
    for role, why in asked.items():
        if not any(one.counts for one in found if one.role == role):
            yield _Role(
                subject, environment, path.name, role, why, tuple(one for one in found if one.role == role)
            )


def _judged(
    material: Material, environment: Environment, path: Path
) -> tuple[dict[str, str], list[Approval]]:
    """The roles that are asked for whatever changed, and the approvals of a package."""
    from mapbench.packages.approvals import Trust, approvals
    from mapbench.packages.contents import check_sums, read_files
    from mapbench.packages.manifest import read_manifest
    from mapbench.packages.signatures import Signers
    from mapbench.review.asking import roles_asked

    files = read_files(path)
    digest = check_sums(files)
    manifest: Manifest = read_manifest(files)
    moment = datetime.combine(material.today, time(12), UTC)
    trust = Trust(Signers(environment.signers.read_bytes(), moment), environment.signers.name)
    return roles_asked(environment.model.approvals, manifest, None), approvals(files, digest, trust)


RULES = (
    Rule(
        "MB804",
        "error",
        "Approval missing",
        "Who owns what a change reaches has to have seen it before it runs; a package that nobody approved is one person's word.",
        {
            "../environments/production.yaml": _ENVIRONMENT,
            "../environments/allowed_signers": _SIGNERS,
            "dist/shop-order-2.0.0.mapkg": _NOTHING,
        },
        {"dist/shop-order-2.0.0.mapkg": _GOOD},
        approvals_are_there,
        keyed=True,
    ),
    Rule(
        "MB805",
        "error",
        "Approval expired or by the author alone",
        "An approval that is over speaks of circumstances that are gone, and the author's own says nothing that was not known.",
        {
            "../environments/production.yaml": _ENVIRONMENT,
            "../environments/allowed_signers": _SIGNERS,
            "dist/shop-order-2.0.0.mapkg": _OVER,
        },
        {"dist/shop-order-2.0.0.mapkg": _GOOD},
        approvals_count,
        keyed=True,
    ),
)
