"""The pipelines of docs/ci.md, line by line, in a repository with a pull request; and their results as build servers read them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from ruamel.yaml import YAML
from tests.packages import shop

PAGE = (Path(__file__).parents[1] / "docs" / "ci.md").read_text("utf-8")
#: What a line needs that no test has: a package index, GitHub.
ELSEWHERE = ("python -m pip ", "gh ")


def pipelines():
    """The lines of each pipeline, by its name."""
    github, gitlab = (
        YAML(typ="safe").load(text)
        for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    )
    job = gitlab["mappings"]
    lines = {
        "github": [step["run"] for step in github["jobs"]["mappings"]["steps"] if "run" in step],
        "gitlab": [*job["before_script"], *job["script"]],
    }
    return {name: [line for line in found if not line.startswith(ELSEWHERE)] for name, found in lines.items()}


def git(folder, *words):
    named = ["git", "-c", "user.name=x", "-c", "user.email=x@y", *words]
    subprocess.run(named, cwd=folder, check=True, capture_output=True)


def typed(line, folder, **more):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **more}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def checkout(tmp_path):
    """A clone of a project with a release, on the branch of a pull request that changes a rule and declares 1.1.0."""
    origin = shop.write(tmp_path / "origin")
    assert typed("mapbench export web-order", origin).returncode == 0
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "released")
    git(tmp_path, "clone", "-q", "origin", "checkout")
    folder = tmp_path / "checkout"
    git(folder, "checkout", "-qb", "nobody")
    changed = shop.edited("mappings/web-order.yaml", "default: guest", "default: nobody")
    changed = {name: text.replace("version: 1.0.0", "version: 1.1.0") for name, text in changed.items()}
    changed |= shop.edited("tests/web-order.yaml", "name: guest", "name: nobody")
    for name, text in changed.items():
        (folder / name).write_text(text, "utf-8")
    git(folder, "commit", "-qam", "nobody")
    return folder


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_every_line_of_a_pipeline_does_what_it_is_for(name, checkout, tmp_path):
    given = {
        "GITHUB_BASE_REF": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "RUNNER_TEMP": str(tmp_path),
    }  # fmt: skip
    for line in pipelines()[name]:
        ran = typed(line, checkout, **given)
        assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
    review = tmp_path / "summary.md" if name == "github" else checkout / "review.html"
    assert "name" in review.read_text("utf-8")
    packages = tmp_path / "packages" if name == "github" else checkout / "packages"
    assert [path.name for path in packages.iterdir()] == ["web-order-1.1.0.mapkg"]
    suites = [suite for path in checkout.glob("*-results.xml") for suite in ET.parse(path).iter("testsuite")]
    assert {"web-order"} <= {suite.get("name") for suite in suites}
    for suite in suites:
        cases = list(suite.iter("testcase"))
        assert suite.get("tests") == str(len(cases))
        assert all(case.get("name") and case.get("classname") for case in cases)


def test_a_pipeline_stops_where_something_is_wrong(checkout):
    path = checkout / "tests/web-order.yaml"
    path.write_text(path.read_text("utf-8").replace("name: nobody", "name: somebody"), "utf-8")
    given = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    failed = [line for line in pipelines()["gitlab"] if typed(line, checkout, **given).returncode]
    assert len(failed) == 2
    assert failed[0].startswith("mapbench test --junit")
    assert "mapbench export" in failed[1]


def test_the_one_command_sets_git_diff_up(checkout):
    (command,) = re.findall(r"^\$ (git config .*)$", PAGE, re.MULTILINE)
    assert typed(command, checkout).returncode == 0
    (checkout / "dist/web-order-1.0.0.mapkg").unlink()
    assert typed("git diff -- dist", checkout).stdout == "dist/web-order-1.0.0.mapkg is gone\n\n"
