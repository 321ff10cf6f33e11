import json

import pytest

from mapbench.model.kinds import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_printed_as_json_schema(mapbench, kind):
    answer = mapbench("schema", kind)
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["title"] == f"mapbench {kind} file"


def test_without_a_kind_they_are_listed(mapbench):
    answer = mapbench("schema")
    assert (answer.exit_code, answer.stdout.split()) == (0, list(KINDS))


def test_an_unknown_kind_names_the_nearest(mapbench):
    answer = mapbench("schema", "mappings")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "Did you mean 'mapping'?" in answer.stderr
