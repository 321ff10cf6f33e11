"""The lock file of an environment."""

import pytest
from tests.packages import shop

from mapbench.packages.errors import LockError
from mapbench.packages.locks import read_lock, write_lock
from mapbench.packages.package import load

ONE, TWO = "1" * 64, "2" * 64


def test_lines_are_read_and_comments_are_not(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text(f"# production\n\n{ONE}  a-1-1.0.0.mapkg\nsha256:{TWO}  b-1.0.0-rc.1.mapkg\n")
    assert [(one.mapping, one.version) for one in read_lock(lock)] == [("a-1", "1.0.0"), ("b", "1.0.0-rc.1")]


@pytest.mark.parametrize(
    "line", ["x", f"{ONE}", "abc  a-1.0.0.mapkg", f"{ONE}  a.mapkg", f"{ONE}  a-1.0.0.mapkg\x1b[31m"]
)
def test_a_line_that_is_none_is_refused_with_its_number(tmp_path, line):
    lock = tmp_path / "lock"
    lock.write_text(f"# first\n{line}\n")
    with pytest.raises(LockError, match="Line 2") as told:
        read_lock(lock)
    assert told.value.message.isprintable()


def test_what_runs_is_written_in_place_of_what_ran(package, tmp_path):
    manifest, lock = load(package).manifest, tmp_path / "lock"
    assert write_lock(lock, manifest, ONE) is None
    assert lock.read_text() == f"{ONE}  web-order-1.0.0.mapkg\n"
    lock.write_text(f"# ours\n{TWO}  web-order-0.9.0.mapkg\n{TWO}  web-order-2-1.0.0.mapkg\n")
    assert write_lock(lock, manifest, ONE).version == "0.9.0"
    assert lock.read_text() == f"# ours\n{ONE}  web-order-1.0.0.mapkg\n{TWO}  web-order-2-1.0.0.mapkg\n"


def test_another_package_of_a_version_that_runs_is_not_locked(package, tmp_path):
    lock = tmp_path / "lock"
    lock.write_text(f"{TWO}  web-order-1.0.0.mapkg\n")
    with pytest.raises(LockError, match="says 2222"):
        write_lock(lock, load(package).manifest, ONE)
    assert lock.read_text() == f"{TWO}  web-order-1.0.0.mapkg\n"


def test_a_draft_is_never_the_one_that_is_locked(tmp_path):
    from mapbench.packages.verify import verify

    path = shop.export(shop.write(tmp_path), draft=True).path
    (tmp_path / "lock").write_text(f"{load(path, allow_draft=True).digest}  web-order-1.0.0.mapkg\n")
    with pytest.raises(LockError):
        verify(path, tmp_path / "lock")
