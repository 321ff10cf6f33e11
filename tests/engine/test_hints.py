import pytest

from mapbench.engine.values import Failure
from mapbench.errors import RECORD_ERROR_CODES

#: Their hints are found where they are made: what the schema, a table or the mapping says.
OWN = {
    "missing",
    "null",
    "schema",
    "assertion",
    "bad-date",
    "bad-number",
    "lookup-miss",
    "not-grouped",
    "number-range",
    "raised",
    "internal",
}


@pytest.mark.parametrize("code", sorted(set(RECORD_ERROR_CODES) - OWN))
def test_an_error_whose_maker_knows_no_way_out_has_a_general_one(code):
    assert Failure(code, "It failed.").hint.endswith(".")
    assert Failure(code, "It failed.", hint="Do this.").hint == "Do this."


def test_what_a_mapping_raises_has_its_own_words_only():
    assert Failure("raised", "No email.").hint == ""
