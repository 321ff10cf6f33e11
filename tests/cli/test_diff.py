import json
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from tests.packages import shop
from tests.test_sinks import HOSTILE, MARKDOWN, Tags

NOBODY = shop.edited("mappings/web-order.yaml", "default: guest", "default: nobody")


@pytest.fixture
def project(tmp_path, monkeypatch):
    shop.write(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def changed(tmp_path, project):
    return shop.write(tmp_path / "changed", NOBODY)


def commit(folder):
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], check=True, cwd=folder)  # fmt: skip


def test_two_project_folders_are_compared_and_differ_with_exit_1(mapbench, project, changed):
    answer = mapbench("diff", ".", "../changed")
    assert answer.exit_code == 1
    assert answer.stdout.startswith("web-order: minor required, to 1.1.0; still declared 1.0.0\n")
    assert "~ name in 1 of 3; because of rule name; ask order-ops" in answer.stdout


def test_the_same_is_exit_0(mapbench, project):
    answer = mapbench("diff", ".", "web-order")
    assert (answer.exit_code, answer.stdout) == (0, "web-order: no change, version 1.0.0\n")
    assert "They are the same." in answer.stderr


def test_another_spelling_is_the_same(mapbench, project, tmp_path):
    shop.write(
        tmp_path / "other",
        shop.edited("mappings/web-order.yaml", "formula: text(value)", "formula: text( value )"),
    )
    assert mapbench("diff", ".", "../other").exit_code == 0


def test_a_package_a_tree_and_a_mapping_file_are_versions_too(mapbench, project, changed, tmp_path):
    package = mapbench("export", "web-order").stdout.strip()
    with zipfile.ZipFile(package) as packed:
        packed.extractall(tmp_path / "tree")
    for old in (package, tmp_path / "tree", "mappings/web-order.yaml"):
        assert mapbench("diff", old, ".").exit_code == 0
        assert mapbench("diff", old, "../changed/mappings/web-order.yaml").exit_code == 1


def test_a_git_revision_of_a_folder_and_of_a_package_is_read(mapbench, project, tmp_path):
    mapbench("export", "web-order")
    commit(tmp_path)
    shop.write(project, NOBODY)
    for old in ("HEAD:shop", "main:shop", "HEAD:./", "HEAD", "HEAD:shop/dist/web-order-1.0.0.mapkg"):
        answer = mapbench("diff", old, ".")
        assert (answer.exit_code, "~ name in 1 of 3" in answer.stdout) == (1, True), old
    assert mapbench("diff", "HEAD:shop", "main:shop").exit_code == 0


@pytest.mark.parametrize("reference", ["nowhere", "HEAD:nowhere", "--output=x:y", ":", "nobody:shop", "docs"])
def test_what_is_no_version_is_exit_2_with_a_hint(mapbench, project, reference):
    answer = mapbench("diff", "--", reference, ".")
    assert answer.exit_code == 2
    assert "error:" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_damaged_package_is_exit_2(mapbench, project):
    Path("a.mapkg").write_bytes(b"PK")
    assert mapbench("diff", "a.mapkg", ".").exit_code == 2


def test_a_mapping_that_only_one_side_has_is_said(mapbench, project, changed):
    shutil.copy(changed / "mappings/web-order.yaml", changed / "mappings/other.yaml")
    text = (
        (changed / "mappings/other.yaml").read_text("utf-8").replace("mapping: web-order", "mapping: other")
    )
    (changed / "mappings/other.yaml").write_text(text, "utf-8")
    answer = mapbench("diff", ".", "../changed")
    assert "other: the mapping is new" in answer.stdout
    assert "other: the mapping is gone" in mapbench("diff", "../changed", ".").stdout


def test_json_holds_verdict_behaviour_and_edits(mapbench, project, changed):
    answer = mapbench("diff", ".", "../changed", "--format", "json")
    found = json.loads(answer.stdout)
    (one,) = found["mappings"]
    assert (answer.exit_code, found["differs"]) == (1, True)
    assert (one["bump"]["level"], one["bump"]["needed"], one["bump"]["sufficient"]) == (
        "minor",
        "1.1.0",
        False,
    )
    assert one["behaviour"]["fields"][0]["examples"] == [
        {"record": "odd@1/ä 2.json", "path": "name", "was": "guest", "now": "nobody"}
    ]
    assert one["edits"] == [
        {"kind": "change", "part": "rule", "subject": "name", "was": {"default": "guest"}, "now": {"default": "nobody"}, "exercised": 2}
    ]  # fmt: skip


def test_markdown_and_html_are_written(mapbench, project, changed):
    assert mapbench("diff", ".", "../changed", "--format", "markdown").stdout.startswith("## `web-order`\n")
    assert mapbench("diff", ".", "../changed", "--format", "html").stdout.startswith("<!doctype html>\n")


def test_downstream_is_the_new_project(mapbench, project, changed):
    erp = "mapping: order-erp\nversion: 1.0.0\nowner: ledger\nsource: order@2\nrules:\n- {target: n, source: name, lookup: {guest: 1, Ann: 2}}\n"
    for folder in (project, changed):
        (folder / "mappings/order-erp.yaml").write_text(erp)
    answer = mapbench("diff", ".", "../changed")
    assert "! 1 record: accepted before, rejected now, n lookup-miss; ask ledger" in answer.stdout
    assert "major required" in answer.stdout.splitlines()[0]


def test_what_is_compared_are_two(mapbench, project):
    for words in ((), (".",), (".", ".", ".")):
        answer = mapbench("diff", *words)
        assert (answer.exit_code, "OLD and NEW" in answer.stderr) == (2, True)


def test_folders_packages_trees_and_revisions_are_compared_with_each_other(
    mapbench, project, changed, tmp_path
):
    package = Path(mapbench("export", "web-order").stdout.strip())
    with zipfile.ZipFile(package) as packed:
        packed.extractall(tmp_path / "tree")
    commit(tmp_path)
    olds = (".", package, tmp_path / "tree", "main:shop", "main:tree", f"main:shop/{package}", "web-order")
    news = ("../changed", "main:changed", "../changed/mappings/web-order.yaml")
    found = {(str(old), new): mapbench("diff", old, new, "--format", "json") for old in olds for new in news}
    told = {
        pair: json.loads(one.stdout)["mappings"][0]["behaviour"]["fields"][0]["field"]
        for pair, one in found.items()
    }
    assert set(told.values()) == {"name"}
    assert {one.exit_code for one in found.values()} == {1}


@pytest.fixture
def driven(mapbench, project):
    """A repository of the shop in which `git diff` asks mapbench about packages, set up as the docs say."""
    mapbench("export", "web-order")
    commit(project)
    command = f"'{sys.executable}' -m mapbench diff --git-driver"
    subprocess.run(["git", "config", "diff.mapbench.command", command], cwd=project, check=True)
    (project / ".gitattributes").write_text("*.mapkg diff=mapbench\n")

    def asked(*words):
        ran = subprocess.run(["git", "diff", *words, "--", "dist"], cwd=project, capture_output=True, text=True, check=False)  # fmt: skip
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    return asked


def test_git_diff_says_what_a_new_package_does_differently_from_the_one_before(mapbench, project, driven):
    shop.write(project, NOBODY | shop.edited("tests/web-order.yaml", "name: guest", "name: nobody"))
    mapbench("export", "web-order")
    subprocess.run(["git", "add", "dist"], cwd=project, check=True)
    told = driven("--cached")
    assert told.startswith("dist/web-order-1.1.0.mapkg is new, after web-order-1.0.0.mapkg\n")
    assert "~ name in 1 of 3; because of rule name; ask order-ops" in told


def test_git_diff_tells_packages_that_changed_are_damaged_or_gone(mapbench, project, changed, driven):
    package = project / "dist/web-order-1.0.0.mapkg"
    package.write_bytes(b"PK")
    assert "web-order-1.0.0.mapkg cannot be compared: " in driven()
    mapbench("-C", changed, "export", "web-order", "-o", project / "dist", "--draft")
    (project / "dist/web-order-1.0.0.draft.mapkg").replace(package)
    assert "changed\nweb-order: minor required" in driven()
    package.unlink()
    assert driven() == "dist/web-order-1.0.0.mapkg is gone\n\n"


def test_whatever_git_asks_the_driver_ends_with_0(mapbench, project):
    for words in ((), ("x",), ("x", "/dev/null", ".", ".", "nowhere", ".", ".")):
        assert mapbench("diff", "--git-driver", *words).exit_code == 0


def test_nothing_in_a_project_steers_what_a_diff_is_written_to(mapbench, project, tmp_path):
    plain = [text for text in HOSTILE if not re.search("[\ud800-\udfff\U00010000-\U0010ffff]", text)]
    keys = [text for text in plain if text.strip() and len(text) < 200]
    entries = "".join(f"  {json.dumps(key)}: {json.dumps(key + '!')}\n" for key in ["paid", "open", *keys])
    hostile = {
        "lookups/state.yaml": f"lookup: state\nowner: order-ops\nentries:\n{entries}on_miss: error\n",
        "tests/web-order.yaml": "tests:\n"
        + "".join(f"- name: {json.dumps(key)}\n  given: {{record: {{id: 1}}}}\n  expect: {{order_id: '1'}}\n" for key in keys),
        "fixtures/web.order/2.json": json.dumps({"id": 2, "state": keys[0], "items": []}),
    }  # fmt: skip
    shop.write(tmp_path / "hostile", hostile)
    told = {
        name: mapbench("diff", ".", "../hostile", "--format", name)
        for name in ("text", "markdown", "html", "json")
    }
    assert {one.exit_code for one in told.values()} == {1}, told["text"].stderr
    for name in ("text", "markdown", "html"):
        text = told[name].stdout
        assert not [
            char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char != "\n"
        ]
        assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    tags = Tags()
    tags.feed(told["html"].stdout)
    assert {tag for tag, _ in tags.found} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "article",
        "section",
        "p",
        "ul",
        "li",
        "b",
        "code",
    }
    kinds = {
        child.type for token in MARKDOWN.parse(told["markdown"].stdout) for child in token.children or [token]
    }
    assert not kinds & {
        "link_open",
        "image",
        "html_inline",
        "html_block",
        "fence",
        "code_block",
        "table_open",
        "em_open",
    }
    assert len(json.loads(told["json"].stdout)["mappings"][0]["edits"]) > len(keys)
