"""A mapping on its way out."""

import pytest
from tests.tui.small_project import write_project

from mapbench.errors import MapbenchError
from mapbench.workspace.commands.project_files import DeclareVersion
from mapbench.workspace.commands.rules import DeleteRules, EditRule
from mapbench.workspace.packaging import export, package_view
from mapbench.workspace.workspace import Workspace

WRONG = "tests:\n- {name: wrong, given: {fixture: shop.order/1.json}, expect: {order_id: nine}}\n"


@pytest.fixture
def workspace(tmp_path):
    with Workspace.open(write_project(tmp_path)) as opened:
        yield opened


def test_a_first_release_has_nothing_to_compare_with_and_says_what_it_does(workspace):
    view = package_view(workspace, "shop-order")
    assert (view.baseline, view.behaviour, view.rules, view.released) == (None, (), (), False)
    assert any(line.startswith("order_id") for line in view.does)


def test_what_is_exported_is_released_and_the_same(workspace):
    path, written = export(workspace, "shop-order")
    assert (path.name, written) == ("shop-order-1.0.0.mapkg", True)
    view = package_view(workspace, "shop-order")
    assert (view.released, view.same) == (True, True)
    assert export(workspace, "shop-order") == (path, False)


def test_a_comment_makes_no_other_behaviour_but_another_package(workspace):
    export(workspace, "shop-order")
    file = workspace.folder / "mappings/shop-order.yaml"
    file.write_text("# a comment\n" + file.read_text())
    workspace.notice()
    view = package_view(workspace, "shop-order")
    assert (view.released, view.same, view.baseline) == (True, False, "1.0.0")
    assert (view.behaviour, view.outgoing, view.blocks) == ((), "1.0.1", ())


def test_a_version_that_is_too_low_blocks_and_the_computed_one_has_to_be_declared(workspace):
    export(workspace, "shop-order")
    workspace.do(EditRule("shop-order", ("rules", 1), {"cases": [{"when": "spent >= 100", "value": "rich"}]}))
    assert package_view(workspace, "shop-order").outgoing == "1.1.0"
    with pytest.raises(MapbenchError, match="has to be"):
        export(workspace, "shop-order")
    workspace.do(DeclareVersion("shop-order", "1.0.1"))
    assert [block.subject for block in package_view(workspace, "shop-order").blocks] == ["version 1.0.1"]
    with pytest.raises(MapbenchError, match="too low"):
        export(workspace, "shop-order")


def test_behaviour_and_rules_are_told_against_the_released_version(workspace):
    export(workspace, "shop-order")
    workspace.do(DeclareVersion("shop-order", "1.1.0"))
    workspace.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
    workspace.do(DeleteRules("shop-order", (("rules", 2),)))
    view = package_view(workspace, "shop-order")
    assert (view.baseline, view.differing, view.records) == ("1.0.0", 2, 3)
    told = {(one.target, one.example.sign, one.records) for one in view.behaviour}
    assert told == {("order_id", "~", ("1.json", "2.json")), ("status", "-", ("1.json", "2.json"))}
    assert [(one.sign, one.target) for one in view.rules] == [("~", "order_id"), ("-", "status")]
    assert view.rules[0].was == "formula text(value)"


def test_a_failing_test_blocks(tmp_path):
    with Workspace.open(write_project(tmp_path, **{"tests/shop-order.yaml": WRONG})) as workspace:
        view = package_view(workspace, "shop-order")
        assert [block.subject for block in view.blocks] == ["test 'wrong'"]
        assert view.tests == (0, 1)
        with pytest.raises(MapbenchError, match="1 finding block"):
            export(workspace, "shop-order")
        assert not (workspace.folder / "dist").exists()


def test_where_a_change_comes_from_whom_to_ask_and_who_reads_it_is_told(tmp_path):
    reader = "mapping: order-out\nversion: 1.0.0\nowner: ledger\nsource: order@1\nrules:\n- {target: n, source: order_id, lookup: {'1': one, '2': two}}\n"
    with Workspace.open(write_project(tmp_path, **{"mappings/order-out.yaml": reader})) as workspace:
        export(workspace, "shop-order")
        workspace.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
        view = package_view(workspace, "shop-order")
    (path,) = view.behaviour
    assert (path.sources, path.causes, path.owner) == ((("id", 1),), ("rule order_id",), "order-ops")
    (one,) = view.readers
    assert (one.mapping, one.owner, one.said, one.bad) == (
        "order-out",
        "ledger",
        "lookup-miss, 2 records",
        True,
    )
    assert (view.settled.level, view.outgoing) == ("major", "2.0.0")
