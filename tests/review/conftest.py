import pytest
from tests.review import versions


@pytest.fixture(scope="session")
def old(tmp_path_factory):
    """The shop as it is; nobody writes to it."""
    return versions.side(tmp_path_factory.mktemp("old"))


@pytest.fixture
def new(tmp_path):
    """Makes the shop with some files changed."""
    return lambda changed=None: versions.side(tmp_path, changed)
