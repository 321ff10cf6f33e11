"""Why a package may not run somewhere, or why nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mapbench.errors import MapbenchError


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not, or why nobody can tell: a code, a sentence, a way out, and the role that has to act, where one has."""

    code: str
    message: str
    hint: str = ""
    role: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "hint": self.hint, "role": self.role}


def reason_of(refused: MapbenchError, role: str | None = None) -> Reason:
    """What refuses a package, as a reason."""
    return Reason(getattr(refused, "code", "package"), refused.message, refused.hint, role)
