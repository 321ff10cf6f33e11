"""Profiles of Hypothesis: `make test` is quick and repeatable, `make test-long` looks further."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("MAPBENCH_LONG"))

settings.register_profile(
    "quick", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile("long" if LONG else "quick")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A background job of a shell is deaf to Ctrl-C, and so would be the commands that tests press it on.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if LONG:
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: make test-long"))
