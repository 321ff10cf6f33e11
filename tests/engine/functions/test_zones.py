import pytest

from mapbench.engine.functions.zones import zone
from mapbench.engine.values import Failure


def test_a_wrong_zone_names_the_nearest() -> None:
    for wrong, right in (
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
    ):
        with pytest.raises(Failure) as caught:
            zone(wrong)
        assert caught.value.hint == f"Did you mean {right}?"
