"""How many different values there were, in bounded memory: the values with the smallest hashes.

What is kept depends only on the set of values, so sketches merge in any order; it doubles as a small, fair sample.
Source of the estimate: "k minimum values", Bar-Yossef et al., 2002; with 256 kept the error is about 6 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

_KEPT = 256
_RANGE = 1 << 32
_SPREAD = 0x9E3779B1


class Sketch:
    """Distinct values, estimated. `limit` is the hash from which on a value need not be added."""

    __slots__ = ("kept", "limit")

    def __init__(self) -> None:
        self.kept: dict[int, Any] = {}
        self.limit = _RANGE

    def add(self, hashed: int, value: Any) -> None:
        if hashed >= self.limit or hashed in self.kept:
            return
        self.kept[hashed] = value[:64] if isinstance(value, str) else value
        if len(self.kept) >= 2 * _KEPT:
            self._shrink()

    def update(self, kept: Mapping[int, Any]) -> None:
        for hashed, value in kept.items():
            self.add(hashed, value)

    def distinct(self) -> tuple[int, bool]:
        """The number of different values, and whether it is exact."""
        self._shrink()
        if len(self.kept) < _KEPT:
            return len(self.kept), True
        return round((_KEPT - 1) * _RANGE / max(self.kept)), False

    def sample(self, count: int) -> list[Any]:
        """A few of the values, always the same ones for the same set of values."""
        return [self.kept[hashed] for hashed in sorted(self.kept)[:count]]

    def _shrink(self) -> None:
        if len(self.kept) >= _KEPT:
            self.kept = {hashed: self.kept[hashed] for hashed in sorted(self.kept)[:_KEPT]}
            self.limit = max(self.kept)


def hash_text(text: str) -> int:
    """A 32-bit hash of a text, the same in every process."""
    return (crc32(text.encode("utf-8", "surrogatepass"), 1) + 1) * _SPREAD % _RANGE


def hash_number(number: Any) -> int:
    """A 32-bit hash of a number, the same in every process; 1 and 1.0 are one number."""
    mixed = hash(number) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return mixed >> 32
