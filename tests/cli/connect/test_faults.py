"""The command against sample endpoints with faults switched on: a sentence, a hint, and nothing given away."""

import pytest
from tests.cli.connect.values import KEYS, assert_nowhere

from mapbench.sandbox.faults import Fault
from mapbench.store.workspace import WorkspaceDatabase


@pytest.mark.parametrize(
    "case",
    [
        (Fault("slow", seconds=5), ["--timeout", "200ms"], "gave no whole answer in 0.2 s"),
        (Fault("500"), [], "failed with status 500"),
        (Fault("429"), [], "asked too often"),
        (Fault("cut"), [], "breaks off"),
        (Fault("html"), [], "a web page"),
        (Fault("redirect"), [], "sends on from"),
        (Fault("next-link"), [], "(a next link); nothing was sent there"),
        (Fault("expired"), [], "It says: The token has expired."),
    ],
    ids=lambda case: case[0].name,
)
def test_each_ends_in_a_sentence_and_a_hint(connect, endpoints, project, case):
    fault, options, said = case
    endpoints.faults.append(fault)
    answer = connect("shop.order", "--capture", "20", *options)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert said in answer.stderr
    assert "  hint: " in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (project / "fixtures").exists()
    assert_nowhere(KEYS.values(), [project.parent], answer.stderr)


def test_a_fault_that_passes_is_tried_again(connect, endpoints):
    endpoints.faults.append(Fault("500", times=2))
    answer = connect("shop.order")
    assert answer.exit_code == 0
    assert "Trying again (3 of 3)." in answer.stderr


def test_gzip_is_read(connect, endpoints):
    endpoints.faults.append(Fault("gzip"))
    assert "10 records" in connect("shop.order").stdout


def test_one_dataset_failing_leaves_the_others(connect, endpoints):
    endpoints.faults.append(Fault("html", times=1))
    answer = connect("shop")
    assert answer.exit_code == 2
    assert "shop.product  GET" in answer.stdout
    assert "a web page" in answer.stderr


def test_what_failed_is_in_the_history(connect, endpoints, project):
    endpoints.faults.append(Fault("html"))
    connect("shop.order")
    with WorkspaceDatabase.open(project) as workspace:
        (kept,) = workspace.requests.latest("shop.order")
    assert (kept.code, kept.status, kept.body) == ("html", 200, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.order"], "has no system 'nowhere'"),
        (["shop.ordr"], "Did you mean 'shop.order'?"),
        (["erp.sales-order"], "is written to (POST), not read"),
        (["shop.order", "--timeout", "soon"], "a time is a number and a unit"),
    ],
)
def test_what_cannot_be_asked(connect, endpoints, words, said):
    answer = connect(*words)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert endpoints.requests == []
