"""Recording what a mapping makes of a fixture."""

import pytest
from tests.tui.small_project import write_project

from mapbench.errors import MapbenchError
from mapbench.workspace.recording import recorded_case
from mapbench.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    with Workspace.open(write_project(tmp_path)) as opened:
        yield opened


def test_an_output_becomes_a_case_that_passes(workspace):
    from mapbench.trials.suite import run_cases

    workspace.do(recorded_case(workspace, "shop-order", "2.json", "an open order"))
    results = {one.name: one.passed for one in run_cases(["shop-order"], workspace.folder).results}
    assert results == {"a paid order": True, "an open order": True}


def test_a_rejected_record_is_recorded_with_its_errors(workspace):
    command = recorded_case(workspace, "shop-order", "3.json", "a total in words")
    assert command.case["expect_errors"] == [{"target": "total", "code": "bad-number"}]


def test_a_name_that_is_taken_is_refused(workspace):
    with pytest.raises(MapbenchError, match="a case 'a paid order' already"):
        recorded_case(workspace, "shop-order", "1.json", "a paid order")
