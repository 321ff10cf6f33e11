"""Whatever is edited, the file then holds exactly what was asked for, and everything else as it was."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mapbench.model.documents import Document
from mapbench.model.writing import block_lines, flow_text

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["no", "012", "1e5", "a b", "x: y", "#text", "items[*].x", "- a", "@id", "null", "", "a\nb\n", "it's", '"q"',
         "2027-03-01", "12:30", "f\"{a}\"", "a #b", "{a: b}", "~", "true", "\\d", "...", "---", "=", "<<", "\ufeff", " "]
    ),
)  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
MAPS = st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4)
FILES = [
    "a: 1  # one\nb:\n- x\n# about y\n- {y: 1, z: [2, 3]}\nc:\n  d: |\n    text\n\n    more\n  e: 'q'   # end\n\nf: {}\n",
    "a:\n  - b: 1\n    c: \"x\n      y\"\n  - - 1\n    - 2\n\n  # tail\nd:\ne: >-\n  folded\n  text\n# last\n",
    '{"a": 1, "b": {"c": [1, 2]}, d}\n',
    "- 1\n- a: 2\n  b:\n  - 3\n-\n- x\n",
    "a: 1\r\nb:\r\n- c: 2\r\n  d: 3\r\n",
]  # fmt: skip


def paths(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, value in items for found in paths(value, (*path, key)))]


def same(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


@given(VALUES)
def test_what_is_written_is_what_is_read(value: Any) -> None:
    assert same(Document.parse("x: " + flow_text(value)).data) == same({"x": value})
    if isinstance(value, dict | list):
        assert same(Document.parse("\n".join(block_lines(value)) + "\n").data) == same(value)
        assert same(Document.parse("\n".join(block_lines(value, flush=False)) + "\n").data) == same(value)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_edits_give_what_was_asked_for(data: st.DataObject) -> None:
    document = Document.parse(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 3))):
        expected = json.loads(json.dumps(document.data))
        path = data.draw(st.sampled_from(paths(expected)))
        parent = expected
        for part in path[:-1]:
            parent = parent[part]
        action = data.draw(st.sampled_from(["set", "new", "remove"]))
        if action == "remove" and path:
            document.remove(path)
            del parent[path[-1]]
        else:
            here = parent[path[-1]] if path else expected
            value = data.draw(VALUES)
            if action == "new" and isinstance(here, dict):
                key = data.draw(TEXTS)
                document.set((*path, key), value)
                here[key] = value
            elif path:
                document.set(path, value)
                parent[path[-1]] = value
        assert same(document.data) == same(expected)


@settings(deadline=None)
@given(st.data())
def test_one_scalar_changed_leaves_every_other_line(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(FILES[:2]))
    document = Document.parse(text)
    scalars = [p for p in paths(document.data) if p and not isinstance(at(document.data, p), dict | list)]
    path = data.draw(st.sampled_from(scalars))
    value = data.draw(st.one_of(st.integers(), TEXTS.filter(lambda one: "\n" not in one)))
    document.set(path, value)
    kept = set(document.text().split("\n"))
    gone = [line for line in text.split("\n") if line not in kept]
    source = at(Document.parse(text).data, path)
    assert len(gone) <= (4 if isinstance(source, str) and (" " in source or "\n" in source) else 1)


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        data = data[part]
    return data
