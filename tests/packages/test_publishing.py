"""A package is written whole or not at all, and never over another of its version."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.packages import shop

from mapbench.packages.archive import pack, unpack
from mapbench.packages.publish import SameVersionError, precedence
from mapbench.packages.verify import verify

MAPPING = "mappings/web-order.yaml"
#: Stops itself the hard way: before the package is written, or when its temporary file is whole but has no name yet.
KILLED = """\
import os, signal, sys
from pathlib import Path
from tests.packages import shop
def kill(*_): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "fsync": os.fsync = kill
else: Path.replace = kill
shop.export(Path(sys.argv[1]))
"""


def changes(published):
    return unpack(published.path.read_bytes())["CHANGES.md"].decode()


def test_the_first_release_says_so(tmp_path):
    published = shop.export(shop.write(tmp_path))
    assert (published.status, published.path.name) == ("written", "web-order-1.0.0.mapkg")
    assert changes(published) == "# 1.0.0\n\n- first release\n"


def test_the_same_content_again_is_nothing_to_do(tmp_path):
    first = shop.export(shop.write(tmp_path))
    written = first.path.stat().st_mtime_ns
    again = shop.export(tmp_path)
    assert (again.status, again.digest) == ("unchanged", first.digest)
    assert first.path.stat().st_mtime_ns == written


def test_other_content_of_the_same_version_is_refused(tmp_path):
    first = shop.export(shop.write(tmp_path))
    content = first.path.read_bytes()
    shop.write(tmp_path, shop.edited(MAPPING, "default: guest", "default: nobody"))
    with pytest.raises(
        SameVersionError, match=r"golden.jsonl, lineage.json|golden.jsonl, mapping.yaml"
    ) as refused:
        shop.export(tmp_path)
    assert refused.value.exit_code == 1
    assert "mapping.yaml" in refused.value.differing
    assert first.path.read_bytes() == content


def test_the_next_version_says_what_changed(tmp_path):
    shop.export(shop.write(tmp_path))
    changed = shop.edited(MAPPING, "version: 1.0.0", "version: 1.1.0")
    changed[MAPPING] = changed[MAPPING].replace("default: guest", "default: nobody")
    changed |= shop.edited("lookups/state.yaml", "open: OPEN", "open: OPENED")
    assert changes(shop.export(shop.write(tmp_path, changed))) == (
        "# 1.1.0\n\n- rule name: changed\n- lookups/state.json: changed\n- outputs of fixtures: changed\n"
    )


def test_a_comment_is_no_change(tmp_path):
    shop.export(shop.write(tmp_path))
    changed = shop.edited(MAPPING, "version: 1.0.0", "version: 1.0.1 # again")
    assert "- nothing but the version or comments\n" in changes(shop.export(shop.write(tmp_path, changed)))


def test_changes_are_against_the_next_lower_version(tmp_path):
    for version in ("1.0.0", "1.10.0", "2.0.0-rc.1"):
        shop.export(shop.write(tmp_path, shop.edited(MAPPING, "1.0.0", version)))
    changed = shop.edited(MAPPING, "version: 1.0.0", "version: 1.9.0")
    changed[MAPPING] = changed[MAPPING].replace("- {target: region, formula: params.region}\n", "")
    assert "- rule region: removed\n" in changes(shop.export(shop.write(tmp_path, changed)))


def test_versions_are_ordered_as_semver_says():
    ordered = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.2.0",
        "1.10.0",
        "2.0.0",
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=precedence) == ordered


def test_a_draft_replaces_the_draft_before_it_and_never_a_release(tmp_path):
    released = shop.export(shop.write(tmp_path))
    first = shop.export(tmp_path, draft=True)
    shop.write(tmp_path, shop.edited(MAPPING, "default: guest", "default: nobody"))
    second = shop.export(tmp_path, draft=True)
    assert second.path == first.path != released.path
    assert second.digest != first.digest
    assert verify(released.path).digest == released.digest


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_kill_9_leaves_no_half_package(tmp_path, moment):
    shop.write(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", KILLED, str(tmp_path), moment]
    killed = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list((tmp_path / "dist").glob("*.mapkg")) == []
    published = shop.export(tmp_path)
    assert verify(published.path).digest == published.digest
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["web-order-1.0.0.mapkg"]


def test_a_broken_package_of_an_earlier_version_is_told(tmp_path):
    published = shop.export(shop.write(tmp_path))
    published.path.write_bytes(pack({}) + b"x")
    with pytest.raises(Exception, match=r"web-order-1.0.0.mapkg' cannot be read"):
        shop.export(shop.write(tmp_path, shop.edited(MAPPING, "1.0.0", "1.1.0")))
