from mapbench.engine.compiler import compile_program
from mapbench.language.resolve import resolve
from mapbench.model.mapping import MappingFile


def attempts(record, **keys):
    mapping = MappingFile.model_validate({"mapping": "m", **keys})
    mapper = compile_program(resolve(mapping)).bind()
    return [(outcome.status, made) for outcome, made in mapper.attempts(record)]


def test_a_rejected_record_comes_with_what_was_made_of_it():
    rules = [{"target": "a", "source": "x"}, {"target": "b", "source": "x", "formula": "decimal(value)"}]
    assert attempts({"x": "no"}, rules=rules) == [("rejected", {"a": "no"})]


def test_each_item_has_its_own_attempt_and_a_skipped_one_is_empty():
    rules = [{"target": "a", "source": "x"}]
    found = attempts({"l": [{"x": 1}, {"x": 2}]}, rules=rules, each="l[*]", skip_when="item.x > 1")
    assert found == [("accepted", {"a": 1}), ("skipped", {})]
