"""What people get wrong in JSON files is told where it was made."""

import pytest

from mapbench.errors import Place
from mapbench.model.documents import Document

RULE = "Check commas, quotes and brackets."


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence", "hint"),
    [
        ('{"a": 1,\n "b": 2,\n}', 2, 8, "A comma stands before this }, and nothing follows it.", "Delete the comma."),
        ('{"a": [1, 2,]}', 1, 12, "A comma stands before this ], and nothing follows it.", "Delete the comma."),
        ('{"a": 1\n "b": 2}', 1, 8, "A comma is missing here.", "Put a comma between two entries."),
        ('{"a": {"b": 1,\n "c": 2}', 1, 1, "The { that opens here is not closed.", "Close it where it ends."),
        ('{"a": [1, 2}', 1, 12, "This } closes what another bracket opened.", "Count the brackets and braces."),
        ('{"a": "x\n}', 1, 7, "The quote that opens here is not closed in its line.", "Close it where the text ends."),
        ("{'a': 1}", 1, 2, "JSON takes double quotes only.", 'Write it between " and ".'),
        ("{a: 1}", 1, 2, "a is nothing that JSON knows.", 'Write "a".'),
        ('{"a": True}', 1, 7, "True is nothing that JSON knows.", "Write true."),
        ('{"a": None}', 1, 7, "None is nothing that JSON knows.", "Write null."),
        ('{\n// x\n"a": 1}', 2, 1, "JSON has no comments.", "Delete it, or write a key such as $comment."),
        ('{"a": 1}}', 1, 9, "The JSON ends before this, and more follows.", RULE),
        ('{"a": {"type": 1},\n "b": {"type": 1, "type": 2},\n "c": {"type": 3}}', 2, 19, "The key 'type' stands here twice.", "It stands first in line 2."),
        ('{"a": "NaN",\n "b": NaN}', 2, 7, "NaN is no number in JSON.", "Write a number, or null."),
        ('{"a": }', 1, 7, "This is not JSON: Expecting value.", RULE),
    ],
)  # fmt: skip
def test_a_slip_in_json_is_told_where_it_was_made(
    text: str, line: int, column: int, sentence: str, hint: str
) -> None:
    [problem] = Document.parse(text, "s.json").problems
    assert (sentence, hint, Place("s.json", line, column)) == (problem.message, problem.hint, problem.place)
