from decimal import Decimal

import pytest

from mapbench.engine.values import MISSING
from mapbench.workspace.shown import shown
from mapbench.workspace.views import Shown


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("plain", "plain", "text"),
        ("[bold]no markup[/]", "[bold]no markup[/]", "text"),
        ("a\nb\tc\x1b[31m\x7f", "a␊b␉c␛[31m␡", "text"),
        ("evil\u202etxt\u2066\u200b\x85\ufeff", "evil�txt����", "text"),
        ("\u2028\ud800", "␊�", "text"),
        ("👩\u200d🔧 Zoë 日本", "👩\u200d🔧 Zoë 日本", "text"),
        ("", "", "text"),
        (0, "0", "number"),
        (2.0, "2", "number"),
        (Decimal("1.10"), "1.10", "number"),
        (float("nan"), "nan", "number"),
        (True, "true", "bool"),
        (None, "null", "null"),
        (MISSING, "missing", "missing"),
        ([1], "1 item", "list"),
        ([], "0 items", "list"),
        ({"a": 1, "b": 2}, "2 fields", "object"),
    ],
)
def test_a_value_is_one_safe_line(value, text, kind):
    assert shown(value) == Shown(text, kind)


def test_a_long_text_is_cut_to_200_characters():
    found = shown("x" * 1_000_000).text
    assert (len(found), found[-1]) == (200, "…")


def test_a_number_beyond_all_bounds_is_no_error():
    assert shown(10**5000).kind == "number"
