import pytest

from mapbench.connect.http.payload import guessed


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ([{"id": 1}], "$[*]"),
        ({"orders": [{"id": 1}], "next": None}, "$.orders[*]"),
        ({"@graph": [{"id": 1}]}, "$['@graph'][*]"),
        ({"ok": True, "result": {"sales": [{"id": 1}], "errors": []}}, "$.result.sales[*]"),
        ({"data": {"page": {"items": [{"lines": [{"id": 1}]}]}}}, "$.data.page.items[*]"),
        ({"orders": [{"id": 1}], "customers": [{"id": 1}]}, "$"),
        ({"id": 1, "tags": ["a"]}, "$"),
        ("text", "$"),
    ],
)
def test_records_are_looked_for_at_the_only_list_of_objects_nearest_the_top(payload, path):
    assert guessed(payload) == path
