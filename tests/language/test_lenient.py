from mapbench.engine.compiler import compile_program
from mapbench.language.environment import Environment
from mapbench.language.lenient import One, read
from mapbench.model.mapping import MappingFile, Rule


def readable(rules, **keys):
    return read(MappingFile.model_validate({"mapping": "m", "rules": rules, **keys}), Environment())


def output(program, record):
    return compile_program(program).bind().outcomes(record)[0].output


def test_what_is_refused_is_left_out_and_the_rest_runs():
    found = readable([{"target": "a", "source": "x"}, {"target": "b", "source": "x", "formula": "nope"}])
    assert output(found.program, {"x": 1}) == {"a": 1}
    assert [(at, problem.message) for at, problem in found.problems] == [
        (("rules", 1, "formula"), "Unknown name nope.")
    ]


def test_what_needs_a_refused_named_value_is_left_out_too():
    lets = {"bad": {"formula": "nope"}, "worse": {"formula": "bad + 1"}, "good": {"formula": "1"}}
    found = readable([{"target": "a", "formula": "worse"}, {"target": "b", "formula": "good"}], let=lets)
    assert output(found.program, {}) == {"b": 1}


def test_records_that_cannot_be_made_leave_no_program():
    assert readable([{"target": "a", "source": "x"}], each="[[").program is None


def test_one_rule_comes_with_what_is_around_it_and_what_it_needs():
    inner = [{"target": "b", "formula": "n + item.x"}, {"target": "c", "source": "y"}]
    lets = {"n": {"formula": "10"}, "unused": {"formula": "1"}}
    found = readable(
        [{"target": "a", "each": "l[*]", "rules": inner}, {"target": "d", "source": "z"}], let=lets
    )
    one = found.one(("rules", 0, "rules", 0))
    assert isinstance(one, One)
    program = found.around(one)
    assert [let.name for let in program.scope.lets] == ["n"]
    assert output(program, {"l": [{"x": 1, "y": 2}], "z": 3}) == {"a": [{"b": 11}]}


def test_a_draft_is_refused_at_its_exact_characters():
    found = readable([{"target": "a", "source": "x"}])
    draft = Rule.model_validate({"target": "a", "source": "x", "formula": "value + nope"})
    assert [(one.key, one.span) for one in found.refusals(("rules", 0), draft)] == [(("formula",), (8, 12))]
