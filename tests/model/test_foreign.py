"""Documents that others wrote: read quickly, whatever YAML allows, bounded in what aliases make of them."""

import pytest

from mapbench.errors import LoadError
from mapbench.model.foreign import foreign_json, foreign_yaml


def test_yaml_of_every_kind_becomes_plain_values():
    text = b"""\xef\xbb\xbf# a comment
a: &x {k: 1, no: yes}
b: [*x, 0x10, 1.5, ~, "null", 2026-01-31, .inf]
200: |
  two
  lines
c: {<<: *x, k: 2}
"""
    assert foreign_yaml(text, "d.yaml") == {
        "a": {"k": 1, "no": "yes"},
        "b": [{"k": 1, "no": "yes"}, 16, 1.5, None, "null", "2026-01-31", ".inf"],
        "200": "two\nlines\n",
        "c": {"no": "yes", "k": 2},
    }
    assert foreign_yaml(b"", "d.yaml") is None
    assert foreign_yaml(b"a: 1\n---\nb: 2\n", "d.yaml") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a: 1\nb: [1, 2\nc: 3\n", 2, "not closed"),
        (b"a: *nobody\n", 1, "alias"),
        (b"? [a, b]\n: 1\n", 1, "key"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        (b"a: &a [*a]\n", 1, "alias"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_with_its_line(content, line, said):
    with pytest.raises(LoadError, match=said) as refused:
        foreign_yaml(content, "d.yaml")
    assert refused.value.problems[0].place.line == line


def test_aliases_cannot_make_a_file_larger_than_memory():
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    with pytest.raises(LoadError, match="too large"):
        foreign_yaml("\n".join(lines).encode(), "d.yaml")


def test_json_that_cannot_be_read_is_told_with_its_line():
    assert foreign_json(b'\xef\xbb\xbf{"a": [1e400, 2]}', "d.json") == {"a": [float("inf"), 2]}
    with pytest.raises(LoadError, match="comma") as refused:
        foreign_json(b'{"a": 1,\n "b": 2,\n}', "d.json")
    assert refused.value.problems[0].place.line == 2
