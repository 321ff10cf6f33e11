from pathlib import Path

import pytest
from tests.packages import shop

from mapbench.packages.archive import unpack


@pytest.fixture(scope="session")
def package(tmp_path_factory) -> Path:
    """The shop's package; nobody writes to it."""
    return shop.export(shop.write(tmp_path_factory.mktemp("shop"))).path


@pytest.fixture
def files(package) -> dict[str, bytes]:
    """Its files, to change."""
    return unpack(package.read_bytes())
