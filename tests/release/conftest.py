"""Two versions of the shop's package, people with keys, and an environment that belongs to operations."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.packages import shop
from tests.packages.signed import approved, person

from mapbench.packages.package import load
from mapbench.project.environments import read_environment
from mapbench.release.promotion import Promotion, promotion

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
NEXT = {
    "mappings/web-order.yaml": shop.FILES["mappings/web-order.yaml"]
    .replace("version: 1.0.0", "version: 1.1.0")
    .replace("default: guest", "default: nobody")
}


@pytest.fixture(scope="session")
def people(tmp_path_factory):
    """Ida, Ben and Dana, with their keys."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: person(folder, f"{name}@example.com") for name in ("ida", "ben", "dana")}


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A folder with both versions."""
    folder = tmp_path_factory.mktemp("released")
    for name, files in (("old", {}), ("new", NEXT)):
        shop.export(shop.write(folder / name, files), folder)
    return folder


@dataclass
class Place:
    """An environment with a folder of packages; `ask` whether one may run there."""

    folder: Path
    people: dict

    def package(self, version: str) -> Path:
        return self.folder / "dist" / f"web-order-{version}.mapkg"

    def put(self, name: str, text: str) -> None:
        (self.folder / "environments" / name).write_text(text)

    def declare(self, **approvals) -> None:
        keys = "".join(f"  {key}: {value}\n" for key, value in approvals.items())
        said = f"approvals:\n{keys}" if keys else ""
        self.put(
            "production.yaml",
            f"environment: production\nsigners: allowed_signers\nlock: production.lock\n{said}",
        )

    def runs(self, version: str) -> None:
        self.put("production.lock", f"{load(self.package(version)).digest}  web-order-{version}.mapkg\n")

    def approve(self, version: str, who: str, role: str = "order-ops", **said) -> None:
        approved(self.package(version), self.people[who], role, **said)

    def ask(self, version: str = "1.1.0", author: str = "dana@example.com", reading=()) -> Promotion:
        environment = read_environment(self.folder / "environments" / "production.yaml")
        authors = frozenset([author] if author else [])
        return promotion(self.package(version), environment, reading, authors, NOON)


@pytest.fixture
def place(tmp_path, released, people):
    """1.0.0 runs; the owner has to approve what comes next, and Ida may."""
    shutil.copytree(released, tmp_path / "dist", ignore=shutil.ignore_patterns("old", "new"))
    (tmp_path / "environments").mkdir()
    found = Place(tmp_path, people)
    found.declare()
    found.put("allowed_signers", people["ida"].line("order-ops") + people["ben"].line("finance"))
    found.runs("1.0.0")
    return found
