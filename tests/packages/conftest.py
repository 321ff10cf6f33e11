from pathlib import Path

import pytest
from tests.packages import shop, signed

from mapbench.packages.archive import unpack


@pytest.fixture(scope="session")
def package(tmp_path_factory) -> Path:
    """The shop's package; nobody writes to it."""
    return shop.export(shop.write(tmp_path_factory.mktemp("shop"))).path


@pytest.fixture
def files(package) -> dict[str, bytes]:
    """Its files, to change."""
    return unpack(package.read_bytes())


@pytest.fixture(scope="session")
def ida(tmp_path_factory) -> signed.Person:
    return signed.person(tmp_path_factory.mktemp("ida"), "ida@example.com")


@pytest.fixture(scope="session")
def ben(tmp_path_factory) -> signed.Person:
    return signed.person(tmp_path_factory.mktemp("ben"), "ben@example.com")
