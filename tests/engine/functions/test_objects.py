from decimal import Decimal

from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.values import MISSING

OBJECT = {"b": 1, "a": None}


def test_entries() -> None:
    gives("entries", (OBJECT, [{"key": "b", "value": 1}, {"key": "a", "value": None}]), ({}, []))
    wrong_kinds("entries", 0, {}, taken=("object",))
    spends("entries", {str(n): n for n in range(10)}, elements=30)


def test_from_entries() -> None:
    gives(
        "from_entries",
        ([{"key": "a", "value": 1}, {"key": 2, "value": None}, {"key": "gone"}], {"a": 1, "2": None}),
        ([], {}),
    )
    gives(
        "from_entries",
        ([{"key": True, "value": 1}, {"key": Decimal("1.0"), "value": 2}], {"true": 1, "1": 2}),
    )
    fails("from_entries", "duplicate-key", ([{"key": 1, "value": 1}, {"key": "1", "value": 2}],))
    fails("from_entries", "type", ([{"value": 1}],), ([{"key": None}],), (["a"],), ([{"key": []}],))
    spends("from_entries", [{"key": str(n), "value": n} for n in range(10)], elements=10)


def test_keys() -> None:
    gives("keys", (OBJECT, ["b", "a"]), ({}, []))
    wrong_kinds("keys", 0, {}, taken=("object",))
    spends("keys", OBJECT, elements=2)


def test_values() -> None:
    gives("values", (OBJECT, [1, None]), ({}, []))
    wrong_kinds("values", 0, {}, taken=("object",))
    spends("values", OBJECT, elements=2)


def test_merge() -> None:
    gives(
        "merge",
        (OBJECT, {"a": 2}, {"c": 3}, {"b": 1, "a": 2, "c": 3}),
        ({}, {}),
        ({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"y": 2}}),
        ({"a": 1}, None, None),
    )
    fails("merge", "type", ({}, []), ([], {}), ({}, {}, "x"))
    spends("merge", OBJECT, OBJECT, elements=4)
    assert OBJECT == {"b": 1, "a": None}


def test_pick() -> None:
    gives("pick", (OBJECT, ["a", "x", "b"], {"a": None, "b": 1}), (OBJECT, [], {}), (OBJECT, "b", {"b": 1}))
    fails("pick", "type", (OBJECT, [1]), (OBJECT, {}))
    wrong_kinds("pick", 0, {}, [], taken=("object",))


def test_omit() -> None:
    gives("omit", (OBJECT, ["a", "x"], {"b": 1}), (OBJECT, [], OBJECT), (OBJECT, "b", {"a": None}))
    fails("omit", "type", (OBJECT, [None]), (OBJECT, 1))
    wrong_kinds("omit", 0, {}, [], taken=("object",))


def test_rename_keys() -> None:
    gives(
        "rename_keys",
        (OBJECT, {"b": "x"}, {"x": 1, "a": None}),
        (OBJECT, {"b": "a", "a": "b"}, {"a": 1, "b": None}),
        (OBJECT, {"y": "z"}, OBJECT),
    )
    fails("rename_keys", "duplicate-key", (OBJECT, {"b": "a"}))
    fails("rename_keys", "type", (OBJECT, {"b": 1}), (OBJECT, ["b"]))
    wrong_kinds("rename_keys", 0, {}, {}, taken=("object",))
    assert call("rename_keys", MISSING, {}) is MISSING
