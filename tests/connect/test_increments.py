import pytest

from mapbench.connect.increments import newest
from mapbench.store.workspace import WorkspaceDatabase


@pytest.mark.parametrize(
    ("values", "before", "expected"),
    [
        (["2026-01-02", "2026-03-01", "2026-02-01"], None, "2026-03-01"),
        (["2026-03-01T10:00:00+02:00", "2026-03-01T09:30:00Z"], None, "2026-03-01T09:30:00Z"),
        (["2026-03-01"], "2026-04-01", "2026-04-01"),
        ([9, 10, 2], None, 10),
        ([9.5, 10], 11, 11),
        (["9", "10"], None, "9"),
        ([5], "2026-04-01", 5),
        ([None, True, [], {}, "", float("nan")], None, None),
        ([], 7, 7),
    ],
)
def test_the_newest_value(values, before, expected):
    assert newest("at", [{"at": value} for value in values] + [{}], before) == expected


def test_a_field_may_lie_deeper():
    assert newest("meta.at", [{"meta": {"at": 3}}, {"meta": None}], None) == 3


def test_it_is_kept_per_dataset(tmp_path):
    with WorkspaceDatabase.open(tmp_path) as workspace:
        workspace.increments.put("shop.order", "2026-03-01")
        workspace.increments.put("shop.order", "2026-03-02")
        workspace.increments.put("crm.contact", 7)
    with WorkspaceDatabase.open(tmp_path) as workspace:
        found = [workspace.increments.find(name) for name in ("shop.order", "crm.contact", "erp.invoice")]
    assert found == ["2026-03-02", 7, None]
