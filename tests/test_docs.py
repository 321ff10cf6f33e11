"""Every YAML and JSON block of the docs (`*.md`, docs/, projects/) is read, and every command shown in them is typed.

A line `$ …` of a `console` or `sh` block is a command. The commands of a page are typed from top to bottom in one fresh copy
of projects/storefront. The lines below a command are what it must write, in this order, among whatever else it writes; `…`
stands for anything. An HTML comment in the line above a block says what differs from the usual:

    <!-- exit: 1 -->            the last command of the block ends with 1; all others with 0
    <!-- not run: reason -->    shown as a skipped test, with its reason
    <!-- broken -->             this YAML or JSON cannot be read, and that is the point
    <!-- file: path -->         the block is written there before the commands below it are typed
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML, YAMLError

ROOT = Path(__file__).parents[1]
STOREFRONT = ROOT / "projects" / "storefront"
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>.*?) -->\n)?```(?P<kind>\w*)[^\n]*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)


class Block(NamedTuple):
    page: Path
    line: int
    kind: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


class Typed(NamedTuple):
    command: str
    shown: list[str]
    exit_code: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(page, text.count("\n", 0, m.start("kind")) + 1, m["kind"], m["mark"] or "", m["text"])
        for m in BLOCK.finditer(text)
    ]


def commands(block: Block) -> list[Typed]:
    found: list[Typed] = []
    for line in block.text.replace("\\\n", "").splitlines():
        if line.startswith("$ "):
            found.append(Typed(line[2:], [], 0))
        elif found and line.strip():
            found[-1].shown.append(line.strip())
    stated = re.fullmatch(r"exit: (\d+)", block.mark)
    return [*found[:-1], found[-1]._replace(exit_code=int(stated[1]))] if stated else found


PAGES = [page for where in ("*.md", "docs/**/*.md", "projects/**/*.md") for page in sorted(ROOT.glob(where))]
BLOCKS = [block for page in PAGES for block in blocks(page)]
READABLE = [block for block in BLOCKS if block.kind in {"yaml", "json"}]
SHELL = [block for block in BLOCKS if block.kind in {"console", "sh"}]
RUN = [block for block in SHELL if not block.mark.startswith("not run: ")]
TYPED_PAGES = sorted({block.page for block in RUN if commands(block)})


@pytest.mark.parametrize("block", READABLE, ids=str)
def test_every_yaml_and_json_block_is_read(block):
    def read():
        return json.loads(block.text) if block.kind == "json" else YAML(typ="safe").load(block.text)

    if block.mark == "broken":
        with pytest.raises((YAMLError, ValueError)):
            read()
    else:
        assert read() is not None


@pytest.mark.parametrize("block", [b for b in SHELL if b not in RUN], ids=str)
def test_a_command_that_is_not_run_says_why(block):
    pytest.skip(block.mark)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_says_what_it_is(block):
    assert block.kind, "name the kind of this block: console, yaml, json, text …"
    assert re.fullmatch(r"|exit: \d+|not run: .+|broken|file: \S+", block.mark), f"unknown mark: {block.mark}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_block_is_overlooked(page):
    fences = re.findall(r"^[ >]*```", page.read_text("utf-8"), re.MULTILINE)
    assert len(fences) == 2 * len(blocks(page))


@pytest.mark.parametrize("block", RUN, ids=str)
def test_every_command_is_marked_as_one(block):
    first = block.text.lstrip().splitlines()[0]
    assert first.startswith("$ "), "begin commands with `$ `, or say <!-- not run: reason --> above the block"


@pytest.mark.parametrize("page", TYPED_PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_does_what_the_page_says(page, tmp_path):
    if "ssh-keygen" in page.read_text("utf-8") and shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    folder = shutil.copytree(STOREFRONT, tmp_path / "storefront", ignore=shutil.ignore_patterns(".mapbench"))
    for block in (b for b in BLOCKS if b.page == page):
        if block.mark.startswith("file: "):
            write(folder / block.mark.removeprefix("file: "), block.text)
        for typed in commands(block) if block in RUN else ():
            check(block, typed, folder)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def check(block: Block, typed: Typed, folder: Path) -> None:
    """Types one command in the folder and compares its exit code and what it writes with the page."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", typed.command],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    where = f"{block}: $ {typed.command}\n{ran.stdout}"
    assert ran.returncode == typed.exit_code, where
    rest = ran.stdout
    for line in typed.shown:
        found = re.search(".*".join(map(re.escape, line.split("…"))), rest)
        assert found, f"not written: {line}\n{where}"
        rest = rest[found.end() :]
