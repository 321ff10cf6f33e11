"""Versions of the shop's mapping as packages hold them, made in a folder and read as sides."""

from pathlib import Path

from tests.packages import shop

from mapbench.packages.build import build
from mapbench.packages.ingredients import gather
from mapbench.project.programs import load_program
from mapbench.review.sides import Side

MAPPING = "mappings/web-order.yaml"


def side(folder: Path, changed: dict[str, str] | None = None) -> Side:
    """The shop with some files changed."""
    shop.write(folder, changed)
    return Side(build(gather(load_program("web-order", folder))))


def replaced(name: str, *pairs: tuple[str, str]) -> dict[str, str]:
    """One file of the shop with texts replaced."""
    text = shop.FILES[name]
    for old, new in pairs:
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    return {name: text}


def ruled(*pairs: tuple[str, str]) -> dict[str, str]:
    """The mapping with texts replaced."""
    return replaced(MAPPING, *pairs)
