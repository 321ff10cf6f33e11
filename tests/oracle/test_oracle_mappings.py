"""What the mapping format says of whole mappings: items, groups, assertions."""

from __future__ import annotations

from tests.oracle.outcome import Setting, run

from mapbench.model.mapping import MappingFile


def test_mapping_level_each() -> None:
    mapping = MappingFile.model_validate(
        {
            "mapping": "m",
            "each": "l[*]",
            "as": "line",
            "rules": [{"target": "t", "source": "q", "formula": "1 / value"}],
        }
    )
    outcomes = run(mapping, [{"l": [{"q": 1}, {"q": 0}]}, {}])
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected", "skipped"]
    assert [tuple(error) for error in outcomes[1].errors] == [("arithmetic", "t", ())]


def test_mapping_level_group() -> None:
    mapping = MappingFile.model_validate(
        {"mapping": "m", "group": ["no"], "rules": [{"target": "n", "formula": "f'{key[0]}{count(items)}'"}]}
    )
    outcomes = run(mapping, [{"no": 1}, {"no": 1}, {"no": 2}, {"no": 1}])
    assert [(outcome.status, outcome.output) for outcome in outcomes] == [
        ("accepted", {"n": "12"}),
        ("accepted", {"n": "21"}),
        ("rejected", None),
    ]


def test_assertions() -> None:
    mapping = MappingFile.model_validate({"mapping": "m", "rules": [{"target": "a", "source": "a"}]})
    setting = Setting(assertions=["is_blank(b) or a > 1"])
    assert run(mapping, {"a": 1}, setting)[0].status == "accepted"
    [outcome] = run(mapping, {"a": 1}, Setting(assertions=["a > 1"]))
    assert [tuple(error) for error in outcome.errors] == [("assertion", "$", ())]
