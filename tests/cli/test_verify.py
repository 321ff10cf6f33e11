import json
import shutil
from pathlib import Path

import pytest
from tests.packages import shop

from mapbench.packages.archive import pack, unpack


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return shop.export(shop.write(tmp_path / "shop"), tmp_path)


def test_a_whole_package_is_verified(mapbench, package):
    answer = mapbench("verify", package.path)
    assert (answer.exit_code, answer.stdout) == (0, f"web-order 1.0.0  sha256:{package.digest}\n")
    assert "verified: 17 files" in answer.stderr


def test_the_unpacked_one_is_too(mapbench, package):
    shutil.unpack_archive(package.path, "tree", "zip")
    answer = mapbench("verify", "tree", "--format", "json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "verified": True, "package": "web-order-1.0.0", "digest": package.digest, "draft": False,
    }  # fmt: skip


def test_a_changed_one_is_refused_with_its_code_file_and_way_out(mapbench, package):
    files = unpack(package.path.read_bytes())
    package.path.write_bytes(pack({**files, "mapping.yaml": files["mapping.yaml"] + b"#"}))
    answer = mapbench("verify", package.path)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "The file mapping.yaml was changed" in answer.stderr
    assert "[sum]" in answer.stderr
    assert "hint:" in answer.stderr
    found = json.loads(mapbench("verify", package.path, "--format", "json").stdout)
    assert (found["verified"], found["code"], found["file"]) == (False, "sum", "mapping.yaml")


def test_what_is_no_package_is_exit_1_and_what_is_not_there_exit_2(mapbench, package):
    Path("a.mapkg").write_text("hello")
    assert mapbench("verify", "a.mapkg").exit_code == 1
    assert mapbench("verify", "shop").exit_code == 1
    assert mapbench("verify", "none.mapkg").exit_code == 2


def test_the_lock_file_is_held_against_the_digest(mapbench, package):
    Path("good").write_text(f"{package.digest}  web-order-1.0.0.mapkg\n")
    Path("bad").write_text(f"{'0' * 64}  web-order-1.0.0.mapkg\n")
    assert mapbench("verify", package.path, "--lock", "good").exit_code == 0
    answer = mapbench("verify", package.path, "--lock", "bad")
    assert answer.exit_code == 1
    assert "[lock]" in answer.stderr
    assert mapbench("verify", package.path, "--lock", "none").exit_code == 2


def test_a_draft_is_verified_and_said_to_be_one(mapbench, tmp_path):
    path = shop.export(shop.write(tmp_path), draft=True).path
    answer = mapbench("verify", path)
    assert answer.exit_code == 0
    assert "It is a draft" in answer.stderr
