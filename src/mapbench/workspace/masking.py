"""Records as they may be on a screen, and what a capture would write in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mapbench.connect.redact.redactor import Redaction
    from mapbench.workspace.sending import Answered

At = tuple[str | int, ...]
Steps = tuple[str, ...]
_DOTS: Final = "••••"
#: How each kind is replaced, as briefly as a column allows.
_HOW: Final = {
    "email": "mask, example.com", "phone": "mask, same form", "name": "stand-in, stable", "address": "stand-in, stable",
    "card": "right check digit", "iban": "right check digits", "secret": "removed, same form", "number": "mask, same form",
    "birthday": "another day", "ip": "no real network", "place": "another place",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A field that a capture does not write as it came: its path, what is written, `pii` or `secret`, why, and how."""

    path: str
    at: At
    becomes: Any
    flag: str
    because: str
    method: str


def masked_records(answer: Answered) -> list[Any]:
    """The real records with every value that a capture would replace under dots; of a secret not even a letter is shown."""
    secret = {one.steps for one in answer.kept.redactions if one.classification == "secret"}
    pairs = zip(answer.real, answer.kept.records, strict=True)
    return [_masked(real, kept, (), secret) for real, kept in pairs]


def capture_rows(answer: Answered, number: int) -> list[CaptureRow]:
    """What a capture of a record replaces, in the record's order; what is null where others hold something personal, too."""
    if not 0 <= number < len(answer.real):
        return []
    reasons = {one.steps: one for one in answer.kept.redactions}
    owners = _owners(answer)
    return list(_rows(answer.real[number], answer.kept.records[number], (), reasons, owners))


def generic(at: At) -> Steps:
    """The steps of a place, `*` for the items of lists."""
    return tuple("*" if isinstance(step, int) else step for step in at)


def path_of(at: At) -> str:
    """A place as people read it: `line_items[0].sku`."""
    text = ""
    for step in at:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _masked(real: Any, kept: Any, steps: Steps, secret: set[Steps]) -> Any:
    if isinstance(real, dict) and isinstance(kept, dict):
        if len(real) != len(kept):
            return kept
        pairs = zip(real.values(), kept.items(), strict=True)
        return {name: _masked(value, made, (*steps, name), secret) for value, (name, made) in pairs}
    if isinstance(real, list) and isinstance(kept, list) and len(real) == len(kept):
        return [_masked(one, made, (*steps, "*"), secret) for one, made in zip(real, kept, strict=True)]
    if real == kept and type(real) is type(kept):
        return real
    return _DOTS if steps in secret or not isinstance(real, str) else _dotted(real)


def _dotted(text: str) -> str:
    name, at, _ = text.strip().rpartition("@")
    if at and name and " " not in name:
        return f"{name[0]}{_DOTS[1:]}@{_DOTS[1:]}"
    return f"{text.strip()[:1]}{_DOTS}"


def _rows(
    real: Any, kept: Any, at: At, reasons: Mapping[Steps, Redaction], owners: Mapping[Steps, str]
) -> Iterator[CaptureRow]:
    if isinstance(real, dict) and isinstance(kept, dict) and len(real) == len(kept):
        for value, (name, made) in zip(real.values(), kept.items(), strict=True):
            yield from _rows(value, made, (*at, name), reasons, owners)
    elif isinstance(real, list) and isinstance(kept, list) and len(real) == len(kept):
        for number, (value, made) in enumerate(zip(real, kept, strict=True)):
            yield from _rows(value, made, (*at, number), reasons, owners)
    else:
        reason = reasons.get(generic(at))
        if reason is None and real == kept:
            return
        if real != kept or real is None:
            yield _row(at, real, kept, reason, owners)


def _row(at: At, real: Any, kept: Any, reason: Redaction | None, owners: Mapping[Steps, str]) -> CaptureRow:
    flag = reason.classification if reason is not None else "pii"
    method = "already null" if real is None else _HOW[reason.kind] if reason is not None else "another value"
    return CaptureRow(path_of(at), at, kept, flag, _because(at, reason, owners), method)


def _because(at: At, reason: Redaction | None, owners: Mapping[Steps, str]) -> str:
    from mapbench.connect.redact.redactor import BY_NAME, BY_REPEAT, BY_SCHEMA, BY_VALUE

    owner = owners.get(generic(at))
    if owner is not None:
        return f"declared, {owner}" if owner else "declared"
    words = {
        BY_NAME: "by its name",
        BY_VALUE: "by its value",
        BY_SCHEMA: "declared",
        BY_REPEAT: "stands elsewhere too",
    }
    return words.get(reason.why, reason.why) if reason is not None else "in its key"  # fmt: skip


def _owners(answer: Answered) -> dict[Steps, str]:
    """The places that the pinned schema classifies, with the owner that it names."""
    from mapbench.schemas.fields import Schema

    if not answer.pinned:
        return {}
    return {
        field.path: field.owner or ""
        for field in Schema(answer.pinned).walk()
        if field.classification in ("pii", "secret")
    }
