"""The marks of the workbench by what they mean, each one cell wide, and their stand-ins for plain terminals."""

from __future__ import annotations

from typing import Final

#: Meaning: mark, and the mark of the setting `glyphs: plain`.
MARKS: Final[dict[str, tuple[str, str]]] = {
    "mapped": ("●", "*"),
    "constant": ("◆", "="),
    "unmapped": ("○", "o"),
    "required": ("!", "!"),
    "suggested": ("╌", "~"),
    "ok": ("✓", "√"),
    "error": ("✗", "x"),
    "warning": ("▲", "^"),
    "none": ("–", "-"),  # noqa: RUF001  # a dash is the mark
    "added": ("+", "+"),
    "changed": ("~", "~"),
    "removed": ("-", "-"),
    "unfolded": ("▾", "v"),
    "folded": ("▸", ">"),
    "above": ("▴", "^"),
    "below": ("▾", "v"),
    "right": ("►", "►"),
    "left": ("◄", "◄"),
    "bar": ("▌", "|"),
    "caret": ("▏", "|"),
    "formula": ("ƒ", "f"),
    "current": ("▸", ">"),
    "full": ("━", "#"),
    "half": ("╸", "#"),
    "tally": ("■", "#"),
    "hatch": ("╱", "/"),  # noqa: RUF001  # a line of the hatch
    "from": ("←", "<"),
    "to": ("→", ">"),
    "more": ("…", "…"),
    "middot": ("·", "·"),
}
_plain = False


def use_plain(plain: bool) -> None:
    """Chooses the marks for this process: the full set, or the one that old terminals and CJK locales have."""
    global _plain  # noqa: PLW0603  # one terminal, one set of marks
    _plain = plain


def is_plain() -> bool:
    """Whether the plain marks are in use."""
    return _plain


def mark(meaning: str) -> str:
    """The mark for a meaning; KeyError for one that has none."""
    return MARKS[meaning][1 if _plain else 0]
