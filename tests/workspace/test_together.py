import sqlite3
import subprocess
import sys
import textwrap

import pytest
from tests.workspace.edited import FILE, MAPPING, contents, copy_of_storefront

from mapbench.errors import MapbenchError
from mapbench.workspace.commands.links import LinkFields
from mapbench.workspace.commands.project_files import EditSystem
from mapbench.workspace.commands.rules import EditRule
from mapbench.workspace.workspace import Workspace

LINK = LinkFields(MAPPING, ("note",), (("name",),))


def names(workspace):
    return [step.name for step in workspace.steps[: workspace.done]]


def test_a_second_workspace_sees_what_the_first_does(shop):
    with Workspace.open(shop.folder) as second:
        shop.workspace.do(LINK)
        assert second.notice().name == LINK.name
        assert second.project.mapping(MAPPING)[0].text() == (shop.folder / FILE).read_text("utf-8")
        assert (names(second), second.revision) == ([LINK.name], shop.workspace.revision)
        second.undo()
        assert shop.workspace.notice().name == LINK.name
        assert (names(shop.workspace), len(shop.workspace.steps)) == ([], 1)


def test_two_workspaces_do_not_write_over_each_other(shop):
    with Workspace.open(shop.folder) as second:
        shop.workspace.do(LINK)
        with pytest.raises(MapbenchError, match="was changed outside a moment ago"):
            second.do(EditRule(MAPPING, shop.at("tags"), {"note": "x"}))
        with pytest.raises(MapbenchError, match="was changed outside a moment ago"):
            shop.workspace.do(EditSystem("shopify", ("title",), "A")) and second.undo()
        second.undo()
        assert names(second) == [LINK.name]


def test_a_busy_workspace_is_waited_for_and_then_refused(shop, monkeypatch):
    monkeypatch.setattr("mapbench.store.database._PATIENCE", 0.01)
    other = sqlite3.connect(shop.folder / ".mapbench/workspace.lock", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(MapbenchError, match="Another process keeps the workspace database busy"):
        shop.workspace.do(LINK)
    assert shop.workspace.notice(wait=False) is None
    other.close()
    assert shop.workspace.do(LINK).number == 1


TURNS = """
    import sys
    from mapbench.errors import MapbenchError
    from mapbench.workspace.commands.project_files import EditSystem, WriteFile
    from mapbench.workspace.workspace import Workspace
    folder, name = sys.argv[1:]
    with Workspace.open(folder) as workspace:
        for number in range(10):
            for command in (WriteFile(f"notes/{name}.md", str(number)), EditSystem("crm", ("title",), f"{name} {number}")):
                while True:
                    try:
                        workspace.do(command)
                        break
                    except MapbenchError as error:
                        assert "changed outside" in error.message, error
"""


def test_processes_take_turns_and_share_one_history(tmp_path):
    folder = copy_of_storefront(tmp_path)
    before = contents(folder)
    command = [sys.executable, "-c", textwrap.dedent(TURNS), str(folder)]
    processes = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in ("one", "two")]
    said = [process.communicate()[1].decode() for process in processes]
    assert ([process.returncode for process in processes], said) == ([0, 0], ["", ""])
    with Workspace.open(folder) as workspace:
        assert workspace.done == len(workspace.steps) == 40
        assert not any(step.name.endswith("changed outside") for step in workspace.steps)
        while workspace.undo():
            pass
        assert contents(folder) == before
