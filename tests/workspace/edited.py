"""A copy of the example project that is edited, and what an edit changed in it."""

import difflib
import shutil
from pathlib import Path

from mapbench.errors import MapbenchError
from mapbench.workspace.workspace import Workspace

STOREFRONT = Path(__file__).parents[2] / "projects" / "storefront"
MAPPING = "shopify-order"
FILE = f"mappings/{MAPPING}.yaml"


def copy_of_storefront(folder):
    return Path(shutil.copytree(STOREFRONT, folder / "storefront"))


def contents(folder):
    """Every file of a project as bytes, but for the workspace database."""
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(".mapbench/")}


class Edited:
    """A project with a workspace on it; `do` gives the lines that a command takes out and puts in."""

    def __init__(self, folder):
        self.folder = folder
        self.workspace = Workspace.open(folder)

    def do(self, command, file=FILE):
        before = contents(self.folder)
        step = self.workspace.do(command)
        after = contents(self.folder)
        assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == set(step.files)
        return changed(before.get(file, b""), after.get(file, b""))

    def refused(self, command):
        """The sentence and the hint with which a command is refused; nothing is changed by it."""
        before, done = contents(self.folder), self.workspace.done
        try:
            self.workspace.do(command)
        except MapbenchError as error:
            assert (contents(self.folder), self.workspace.done) == (before, done)
            return f"{error.message} {error.hint}"
        raise AssertionError("it was done")

    def at(self, target, inner=None, mapping=MAPPING):
        """The key path of the rule of a target, and of one inside it."""
        rules = self.workspace.project.mapping(mapping)[1].rules
        index = next(number for number, rule in enumerate(rules) if rule.target == target)
        if inner is None:
            return ("rules", index)
        inside = [rule.target for rule in rules[index].rules]
        return ("rules", index, "rules", inside.index(inner))


def changed(before, after):
    """The lines that go and the lines that come, in the order of the file; their line ends have to be kept."""
    lines = [text.decode().split("\n") for text in (before, after)]
    found = list(difflib.unified_diff(*lines, n=0, lineterm=""))[2:]
    return [line for line in found if not line.startswith("@@")]
