import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapbench.store.quotas import Grant
from mapbench.store.workspace import WorkspaceDatabase

START = 1_700_000_000.0


@pytest.fixture
def quotas(tmp_path):
    with WorkspaceDatabase.open(tmp_path) as workspace:
        yield workspace.quotas


def test_the_quota_is_given_and_then_no_more(quotas):
    grants = [quotas.take("shop", 40, 60, START) for _ in range(41)]
    assert grants[0] == Grant(0.0, 39)
    assert grants[39] == Grant(0.0, 0)
    assert 60 <= grants[40].wait <= 61
    assert quotas.left("shop", 40, 60, START) == 0


def test_after_the_wait_it_is_free_again(quotas):
    for _ in range(40):
        quotas.take("shop", 40, 60, START)
    wait = quotas.take("shop", 40, 60, START).wait
    assert quotas.take("shop", 40, 60, START + wait) == Grant(0.0, 39)


def test_it_is_counted_per_system(quotas):
    quotas.take("shop", 1, 60, START)
    assert quotas.take("crm", 1, 60, START).wait == 0


def test_it_is_counted_across_processes(quotas, tmp_path):
    quotas.take("shop", 2, 60, START)
    with WorkspaceDatabase.open(tmp_path) as other:
        assert other.quotas.take("shop", 2, 60, START + 1) == Grant(0.0, 0)
    assert quotas.take("shop", 2, 60, START + 2).wait > 0


def test_a_pause_holds_even_what_is_left(quotas):
    quotas.pause("shop", START + 7)
    assert quotas.take("shop", 40, 60, START) == Grant(7.0, 40)
    assert quotas.paused("shop", START + 5) == 2
    assert quotas.take("shop", 40, 60, START + 7).wait == 0


def test_a_clock_put_back_locks_nobody_out(quotas):
    quotas.take("shop", 1, 60, START)
    assert quotas.take("shop", 1, 60, START - 3600).wait == 0


@settings(max_examples=25)
@given(
    st.lists(st.floats(0, 30), min_size=5, max_size=40), st.integers(1, 5), st.sampled_from([1.0, 60.0, 0.5])
)
def test_no_span_ever_holds_more_than_the_quota(tmp_path_factory, steps, requests, span):
    now, sent = START, []
    with WorkspaceDatabase.open(tmp_path_factory.mktemp("project")) as workspace:
        for step in steps:
            now += step
            grant = workspace.quotas.take("shop", requests, span, now)
            if grant.wait:
                now += grant.wait
                assert workspace.quotas.take("shop", requests, span, now).wait == 0
            sent.append(now)
    for moment in sent:
        assert sum(moment - span < other <= moment for other in sent) <= requests
