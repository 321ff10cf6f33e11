"""Dry runs of an open project, and what came out differently."""

import pytest
from tests.tui.small_project import write_project

from mapbench.errors import MapbenchError
from mapbench.workspace.commands.rules import EditRule
from mapbench.workspace.dry_runs import added, baselines, changes, input_of, run_all, run_package
from mapbench.workspace.packaging import export
from mapbench.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    with Workspace.open(write_project(tmp_path)) as opened:
        yield opened


def statuses(ran):
    return {trial.name: trial.outcome.status for trial in ran.done.trials}


def test_every_fixture_has_an_outcome_and_is_told_of(workspace):
    told = []
    ran = run_all(workspace, "shop-order", lambda *done: told.append(done))
    assert statuses(ran) == {"1.json": "accepted", "2.json": "accepted", "3.json": "rejected"}
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert ran.complete


def test_a_run_that_is_cancelled_is_not_complete_and_not_in_the_history(workspace):
    from mapbench.store.workspace import WorkspaceDatabase

    seen = []
    ran = run_all(workspace, "shop-order", lambda *done: seen.append(done), lambda: len(seen) >= 1)
    assert (ran.complete, len(ran.done.trials)) == (False, 1)
    with WorkspaceDatabase.open(workspace.folder) as database:
        assert database.runs.latest("shop-order") == []


def test_errors_are_gathered_by_rule_with_the_way_out(workspace):
    [error] = run_all(workspace, "shop-order").errors()
    assert (error.target, error.code, error.records) == ("total", "bad-number", ("3.json",))
    assert error.message
    assert error.hint


def test_what_changed_is_told_by_path_with_both_values(workspace):
    before = run_all(workspace, "shop-order")
    workspace.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
    after = run_all(workspace, "shop-order")
    found = changes(before.done, after.done)
    assert {name: [(one.sign, one.shown, one.was, one.now) for one in of] for name, of in found.items()} == {
        "1.json": [("~", "order_id", "1", "1!")],
        "2.json": [("~", "order_id", "2", "2!")],
    }


def test_an_outcome_that_changed_is_a_change_of_the_whole_record(workspace):
    before = run_all(workspace, "shop-order")
    workspace.do(EditRule("shop-order", ("rules", 3), {"formula": "1"}))
    found = changes(before.done, run_all(workspace, "shop-order").done)
    assert [(one.shown, one.was, one.now) for one in found["3.json"]] == [("outcome", "rejected", "accepted")]


def test_records_that_were_not_there_before_are_new_and_no_change(workspace):
    before = run_all(workspace, "shop-order")
    (workspace.folder / "fixtures/shop.order/4.json").write_text('{"id": 4}')
    after = run_all(workspace, "shop-order")
    assert added(before.done, after.done) == {"4.json"}
    assert "4.json" not in changes(before.done, after.done)


def test_nothing_to_compare_with_is_no_change(workspace):
    ran = run_all(workspace, "shop-order")
    assert (changes(None, ran.done), added(None, ran.done)) == ({}, set())


def test_a_released_package_is_a_baseline(workspace):
    assert baselines(workspace, "shop-order") == []
    export(workspace, "shop-order")
    assert baselines(workspace, "shop-order") == ["1.0.0"]


def test_the_same_fixtures_go_through_a_released_package(workspace):
    export(workspace, "shop-order")
    workspace.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
    old = run_package(workspace, "shop-order", "1.0.0")
    assert set(changes(old, run_all(workspace, "shop-order").done)) == {"1.json", "2.json"}


def test_the_record_that_went_in_is_given_back(workspace):
    ran = run_all(workspace, "shop-order")
    assert input_of(ran, "1.json")["id"] == 1
    assert input_of(ran, "nothing") is None


def test_a_mapping_that_is_refused_says_so(workspace):
    workspace.do(EditRule("shop-order", ("rules", 0), {"formula": "text(valu)"}))
    with pytest.raises(MapbenchError):
        run_all(workspace, "shop-order")
