"""Who is asked to approve a package, and which changed values they have to name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.review.versions import LEVELS

if TYPE_CHECKING:
    from mapbench.model.environment import Asked
    from mapbench.packages.manifest import Manifest
    from mapbench.review.review import Review


def roles_asked(asked: Asked, manifest: Manifest, review: Review | None) -> dict[str, str]:
    """The roles that an environment asks to approve a package, each with why, in words.

    `review` is the package against the one that runs there, None where none does.
    """
    found: dict[str, str] = dict.fromkeys(asked.roles, "approves every package")
    if asked.owner:
        owners = [manifest.owner, review.old.manifest.owner if review is not None else None]
        for owner in filter(None, owners):
            found.setdefault(owner, f"owns {manifest.mapping}")
    if asked.affected and review is not None:
        for reason in review.bump.reasons:
            if reason.owner is not None and reason.level in LEVELS and reason.level != "patch":
                found.setdefault(reason.owner, f"owns {reason.about}")
    return found


def changed_values(review: Review | None) -> list[str]:
    """The target paths where a value became another one: an approval has to name each."""
    if review is None:
        return []
    return sorted(one.field for one in review.fields if one.hows.get("value"))
