"""The house rules that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
ALL = SOURCES + sorted(f for folder in ("tests", "benchmarks") for f in (ROOT / folder).rglob("*.py"))
SHAPELESS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
TEXTS = {
    ".cfg",
    ".css",
    ".csv",
    ".json",
    ".jsonl",
    ".lock",
    ".md",
    ".py",
    ".tcss",
    ".toml",
    ".yaml",
    ".yml",
    "",
}
TREES = ("src", "tests", "benchmarks", "docs", "projects", "fixtures")


TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
    *TREES,
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_is_longer_than_300_lines(path):
    length = len(path.read_text("utf-8").splitlines())
    assert length <= 300


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_function_is_longer_than_40_lines(path):
    assert [f"{f.name}: {lines(f)}" for f in functions(path) if lines(f) > 40] == []


def test_nine_functions_of_ten_are_under_30_lines():
    lengths = sorted(lines(f) for path in SOURCES for f in functions(path))
    assert lengths[len(lengths) * 9 // 10] < 30


def test_modules_are_called_after_what_they_do():
    assert [name(p) for p in ALL if {p.stem.strip("_"), p.parent.name} & SHAPELESS] == []


def test_tracebacks_are_shown_in_one_place_only():
    shows = [
        name(p)
        for p in SOURCES
        if re.search(r"^\s*(import|from) traceback\b", p.read_text("utf-8"), re.MULTILINE)
    ]
    assert shows == ["src/mapbench/cli/failures.py"]


def test_no_file_knows_the_machine_it_was_written_on():
    home = re.compile(r"(?<![\w.])/(?:ho" r"me|ro" r"ot|wo" r"rk)/\w")
    files = [f for tree in TREES for f in (ROOT / tree).rglob("*") if f.suffix in TEXTS and f.is_file()]
    files += [f for f in ROOT.iterdir() if f.suffix in TEXTS and f.is_file() and f.name != ".git"]
    texts = (
        (name(f), f.read_bytes().decode("utf-8", "replace")) for f in files if "__pycache__" not in f.parts
    )
    assert [file for file, text in texts if home.search(text)] == []


def test_only_what_belongs_there_is_kept_at_the_top():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert {path.split("/")[0] for path in listed.stdout.splitlines()} <= TOP
