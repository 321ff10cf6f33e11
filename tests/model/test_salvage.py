import pytest

from mapbench.errors import LoadError
from mapbench.model.advice import veiled
from mapbench.model.documents import Document
from mapbench.model.loading import load, load_mapping
from mapbench.model.salvage import rule_from, salvage


def read(text):
    return salvage(Document.parse(text), "m")


def test_refused_rules_keep_their_numbers_and_give_up_their_bodies():
    found = read("mapping: m\nrules:\n- {target: a, sauce: b}\n- {target: c, source: d}\n")
    assert [(rule.target, rule.source) for rule in found.file.rules] == [("a", None), ("c", "d")]
    assert [at for at, _ in found.refused] == [("rules", 0)]


def test_a_rule_inside_another_is_left_out_alone():
    found = read(
        "mapping: m\nrules:\n- target: a\n  rules:\n  - {target: b, source: 5}\n  - {target: c, source: d}\n"
    )
    assert [at for at, _ in found.refused] == [("rules", 0, "rules", 0)]
    assert found.file.rules[0].rules[1].source == "d"


def test_of_broken_yaml_the_part_before_the_damage_is_read():
    found = read("mapping: m\nrules:\n- {target: a, source: b}\n- {target: [\n- {target: c, source: d}\n")
    assert [rule.target for rule in found.file.rules] == ["a"]
    assert [at for at, _ in found.refused] == [()]


@pytest.mark.parametrize(
    "text", ["", "5", "[", "mapping: UP", "rules: {}", "format: 99", "mapping: m\nparams: 5\n"]
)
def test_there_is_always_a_mapping(text):
    assert read(text).file.mapping == "m"


def test_a_rule_being_typed_is_read_alone():
    assert rule_from({"target": "a", "source": "b"}).source == "b"
    with pytest.raises(LoadError, match="sauce"):
        rule_from({"target": "a", "sauce": "b"})


def test_a_number_out_of_its_bounds_is_told_with_what_they_leave(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("mapping: m\nrules:\n- {target: a, each: x, limit: -1, formula: item}\n")
    with pytest.raises(LoadError) as refused:
        load_mapping(path)
    assert refused.value.problems[0].hint == "Write 0 or more."


@pytest.mark.parametrize(
    "auth",
    [
        "{type: bearer, token: 'hunter2hunter2' x}",
        "{type: basic, user: a, password: hunter2hunter2, x",
        "{type: basic, user: a, password: 4711471147}",
    ],
)
def test_the_line_as_it_should_be_shows_no_secret(auth):
    with pytest.raises(LoadError) as refused:
        load("system", Document.parse(f"system: s\nconnection:\n  type: http\n  auth: {auth}\n"))
    told = " ".join(f"{one.message} {one.hint}" for one in refused.value.problems)
    assert "hunter2" not in told
    assert "4711" not in told


def test_a_reference_to_a_variable_is_shown():
    assert veiled("Write it as: token: ${TOKEN}") == "Write it as: token: ${TOKEN}"
    assert veiled("Write it as: - {secret: true, a: [b]}") == "Write it as: - {secret: true, a: [b]}"
