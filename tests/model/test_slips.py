"""What people get wrong in YAML: each slip is told where it was made, in a sentence, with the line as it should be."""

import random
from pathlib import Path

import pytest

from mapbench.errors import LoadError, Place
from mapbench.model.documents import Document
from mapbench.model.loading import load

EXAMPLES = sorted((Path(__file__).parents[2] / "projects").glob("*/mappings/*.yaml"))
MOVED = "This line is indented otherwise than the lines it belongs to."
COLON = "This text holds a colon followed by a blank; it needs quotes."
MORE = "A quoted text ends here, and more follows it."
TABBED = "This line is indented with a tab; YAML takes blanks only."


def told(text: str) -> tuple[int | None, int | None, str, str]:
    document = Document.parse(text, "m.yaml")
    with pytest.raises(LoadError) as caught:
        load("mapping", document)
    problem = next(one for one in caught.value.problems if one.message != "`mapping` is missing.")
    return problem.place.line, problem.place.column, problem.message, problem.hint


def begins(char: str) -> str:
    return f"A text that begins with {char} needs quotes in YAML."


def opens(char: str) -> str:
    return f"The {char} that opens here is not closed."


def invisible(code: str, where: str) -> str:
    return f"An invisible character (U+{code}) stands {where}; YAML takes plain blanks only."


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence", "repaired"),
    [
        # quotes
        ('title: "Orders\nrules: []\n', 1, 8, opens("quote"), 'title: "Orders"'),
        ('title: "Orders\nowner: "ops"\nrules: []\n', 1, 8, opens("quote"), 'title: "Orders"'),
        ("rules:\n- {target: a, constant: 'paid}\n- {target: b, source: c}\n", 2, 25, opens("quote"), "- {target: a, constant: 'paid'}"),
        ("rules:\n- target: a\n  constant: 'it's paid'\n", 3, 17, MORE, 'constant: "it\'s paid"'),
        ('rules:\n- target: a\n  formula: "a" + b\n', 3, 15, MORE, "formula: '\"a\" + b'"),
        ("rules:\n- target: a\n  formula: \"value + \"x\"\"\n", 3, 22, MORE, "formula: 'value + \"x\"'"),
        # brackets
        ("rules:\n- target: a\n  source: {x: a, y: b\n  formula: x\n", 3, 11, opens("{"), "source: {x: a, y: b}"),
        ("rules:\n- {target: a, source: b\n- {target: c, source: d}\n", 2, 3, opens("{"), "- {target: a, source: b}"),
        ("rules:\n- {target: a, source: {x: b}\n", 2, 3, opens("{"), "- {target: a, source: {x: b}}"),
        ("rules:\n- target: a\n  sort: [x, y  # first x\n  each: b\n", 3, 9, opens("["), "sort: [x, y]  # first x"),
        ("title: x\nrules: [\n", 2, 8, opens("["), "rules: []"),
        ("rules:\n- {target: a, source: b}}\n", 2, 25, "This } closes nothing.", "- {target: a, source: b}"),
        ("rules:\n- {target: a, source: b]\n", 2, 24, "A } is expected here, not a ].", "- {target: a, source: b}"),
        ("rules:\n- {target: 'a' source: b}\n", 2, 16, "A comma is missing here.", "- {target: 'a', source: b}"),
        ('rules: [\n  {"target": "a",\n   "source": "b"}\n  {"target": "c", "source": "d"}]\n', 3, 18, "A comma is missing here.", '"source": "b"},'),
        ("rules:\n- target: a\n  source: {x: line_items[*]}\n", 3, 25, "A path with [ or * stands bare inside brackets or braces; it needs quotes there.", 'source: {x: "line_items[*]"}'),
        # blanks, colons and dashes
        ("mapping:m\nrules: []\n", 1, 9, "A blank is missing behind the colon of `mapping`.", "mapping: m"),
        ("rules:\n- target: a\n  source:b\n", 3, 10, "A blank is missing behind the colon of `source`.", "source: b"),
        ("rules:\n- {target:a, source: b}\n", 2, 4, "A blank is missing behind the colon of `target`.", "target: a"),
        ("rules:\n-target: a\n  source: b\n", 2, 2, "A blank is missing behind the dash.", "- target: a"),
        ("rules:\n- target: a\n  source b\n", 3, 9, "A colon is missing behind `source`.", "source: b"),
        ("mapping = m\nrules: []\n", 1, 8, "A colon is missing behind `mapping`.", "mapping: m"),
        ("rules:\n- target: a\n  note: Careful: old\n", 3, 16, COLON, 'note: "Careful: old"'),
        ("rules:\n- target: a\n  source:\u00a0b\n", 3, 10, invisible("00A0", "here"), "source: b"),
        # the first character of a text
        ("rules:\n- target: a\n  source: @id\n", 3, 11, begins("@"), 'source: "@id"'),
        ("rules:\n- target: a\n  source: `id`\n", 3, 11, begins("`"), 'source: "`id`"'),
        ("rules:\n- target: a\n  constant: %d\n", 3, 13, begins("%"), 'constant: "%d"'),
        ("rules:\n- target: a\n  constant: & Co\n", 3, 13, begins("&"), 'constant: "& Co"'),
        ("rules:\n- target: a\n  constant: |x\n", 3, 13, begins("|"), 'constant: "|x"'),
        ("rules:\n- target: a\n  constant: - x\n", 3, 13, begins("-"), 'constant: "- x"'),
        ("rules:\n- target: a\n  constant: *x\n", 3, 13, "A value that begins with * is an alias to YAML, which is not allowed here.", 'constant: "*x"'),
        ("rules:\n- target: a\n  constant: &x\n", 3, 13, "A value that begins with & is an anchor to YAML, which is not allowed here.", 'constant: "&x"'),
        ("rules:\n- target: a\n  constant: !x\n", 3, 13, "A value that begins with ! is a tag to YAML (!x), which is not allowed here.", 'constant: "!x"'),
        ("rules:\n- target: a\n  constant: {x} y\n", 3, 17, "What begins with { ends where that is closed, and more follows; text needs quotes.", 'constant: "{x} y"'),
        # line ends and byte order marks change nothing
        ("rules:\r\n- target: a\r\n  note: Careful: old\r\n", 3, 16, COLON, 'note: "Careful: old"'),
        ("rules:\r- target: a\r  note: Careful: old\r", 3, 16, COLON, 'note: "Careful: old"'),
        ("\ufeffrules:\n- target: a\n  note: Careful: old\n", 3, 16, COLON, 'note: "Careful: old"'),
    ],
)  # fmt: skip
def test_a_slip_is_told_where_it_was_made_with_the_line_as_it_should_be(
    text: str, line: int, column: int, sentence: str, repaired: str
) -> None:
    found = told(text)
    assert (line, column, sentence) == found[:3]
    assert f"Write it as: {repaired}" == found[3].removesuffix("; or put a text with a colon in quotes.")


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence", "hint"),
    [
        ("rules:\n- target: a\n\tsource: b\n", 3, 1, TABBED, "Replace the tab by blanks:   source: b"),
        ("rules:\n- target: a\n  \tsource: b\n", 3, 3, TABBED, "Replace the tab by blanks:   source: b"),
        ("rules:\n- target: a\n   source: b\n", 3, 4, MOVED, "Begin it in column 3, under `target` of line 2."),
        ("rules:\n- target: a\n source: b\n", 3, 2, MOVED, "Begin it in column 3, under `target` of line 2."),
        ("mapping: m\n rules: []\n", 2, 2, MOVED, "Begin it in column 1, under `mapping` of line 1."),
        ("rules:\n- target: a\nsource: b\n- target: c\n", 3, 1, MOVED, "Begin it in column 3, under `target` of line 2."),
        ("rules:\n- target: a\n  source: b\n  - target: c\n    source: d\n", 4, 3, MOVED, "Begin it in column 1, under the dash of line 2."),
        ("rules:\n- target: a\n  formula: >\nvalue\n", 4, 1, "The text of `formula` has to stand deeper than its key.", "Begin it in column 5."),
        ("rules:\n  target: a\n", 2, 3, "`rules` has to be a list; YAML reads a map here.", "Begin each element with a dash and a blank: - target: …"),
        ("- target: a\n", 1, 1, "The file has to be a map; YAML reads a list here.", "Write keys without a dash before the first one."),
        ("rules:\n- copy_all: {from: a, except: b}\n", 2, 31, "`except` has to be a list; YAML reads text here.", "Write it as: except: [b]"),
        ("rules:\n- {target: a, cases: [{wen: x, value: 1}]}\n", 2, 24, "The key `wen` is not known in `cases`.", "Did you mean 'when'?"),
        ("rules:\n- {target: a, lookup: [x, X]}\n", 2, 23, "`lookup` has to be text or a map; YAML reads a list here.", "Name a table, or write its entries: {paid: PAID}."),
        ("let:\n  a: sum(b)\nrules: []\n", 2, 6, "`a` has to be a map; YAML reads text here.", 'Write it as: a: {formula: "sum(b)"}'),
        ("rules:\n- copy_all: a\n", 2, 13, "`copy_all` has to be a map; YAML reads text here.", "Write it as: copy_all: {from: a}"),
        ("params: {a: {type: text}}\nrules: []\n", 1, 20, "`type` has to be string, integer, number, boolean, array or object, not 'text'.", "Did you mean 'string'?"),
        ("title: a\nrules: []\ntitle: b\n", 3, 1, "The key 'title' stands here twice.", "It stands first in line 1."),
        ("title: M\udcfcller\n", 1, 9, "This is not UTF-8: the byte FC (in Latin-1 it is ü) stands here.", "Save the file as UTF-8."),
        ("\udcff\udcfem\0a\0", 1, 1, "This file is UTF-16, not UTF-8.", "Save the file as UTF-8."),
        ("title: a\0b\n", 1, 9, "A character (U+0000) is not allowed in YAML.", "Delete it; where a text needs it, write \\u0000 between double quotes."),
        ("rules:\n- target: a\n\u00a0\u00a0source: b\n", 3, 1, invisible("00A0", "in this key"), "Delete it, and indent with blanks."),
        ("<<<<<<< HEAD\nmapping: m\n=======\nmapping: n\n>>>>>>> theirs\n", 1, 1, "A merge conflict was left open here.", "Keep one of the two sides, and take out the lines with <<<<<<<, ======= and >>>>>>>."),
        ("rules:\n- target: a\n  formula: \"matches(value, '\\d+')\"\n", 3, 29, "Between double quotes \\ begins an escape, and \\d is none.", "Write it in single quotes: formula: 'matches(value, ''\\d+'')'"),
        ("rules:\n- target: a\n  title: 'x\n  b: 'c' d 'e\n", 3, 10, opens("quote"), "Write it as: title: 'x'"),
    ],
)  # fmt: skip
def test_a_slip_with_another_way_out_is_told_where_it_was_made(
    text: str, line: int, column: int, sentence: str, hint: str
) -> None:
    assert (line, column, sentence, hint) == told(text)


def test_whatever_a_file_is_mangled_into_it_is_read_or_told_with_a_place() -> None:
    chance = random.Random(7)
    lost = []
    for _ in range(150):
        text = chance.choice(EXAMPLES).read_text()[:1500]
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(["", *"{}[]\"'\t:-#&*!|>%@`,\n \r\u2028\x85"]) + text[at + 1 :]
        document = Document.parse(text, "m.yaml")
        lost += [text for one in document.problems if not _inside(one.place, text) or not one.hint]
    assert lost == []


def _inside(place: Place, text: str) -> bool:
    lines = len(text.splitlines()) + 1
    return place.line is not None and place.column is not None and 1 <= place.line <= lines
