"""Pauses are kept short while the workbench runs, and only then."""

import gc
import sys

from mapbench.tui.pauses import short_pauses


def test_all_objects_are_seldom_looked_at_and_threads_wait_for_each_other_shortly():
    before = gc.get_threshold(), sys.getswitchinterval()
    with short_pauses():
        first, second, third = gc.get_threshold()
        assert first * second * third >= 10_000_000
        assert sys.getswitchinterval() < before[1]
    assert (gc.get_threshold(), sys.getswitchinterval()) == before
