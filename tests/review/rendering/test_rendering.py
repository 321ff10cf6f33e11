"""A review on a terminal, in Markdown, in HTML."""

import re

import pytest
from tests.review.versions import replaced, ruled, side
from tests.test_sinks import HOSTILE, MARKDOWN, Tags, controls

from mapbench.review.rendering.layout import Foreign, Page, Row, Section, page_of
from mapbench.review.rendering.markdown import as_markdown
from mapbench.review.rendering.page import as_html
from mapbench.review.rendering.text import as_text
from mapbench.review.review import review
from mapbench.review.wording import differing

CHANGED = {
    **ruled(
        ("version: 1.0.0", "version: 1.0.1"),
        ("default: guest", "default: '  nobody '"),
        ("index + 1", "index"),
    ),
    **replaced("lookups/state.yaml", ("OPEN}", "OPEN, never: N}")),
    **replaced("systems/web.yaml", ("owner: order-ops", "owner: dana")),
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    old, new = (side(tmp_path_factory.mktemp("side"), changed) for changed in (None, CHANGED))
    return page_of(review(old, new))


def test_sections_come_in_the_order_of_the_format(page):
    assert [one.title for one in page.sections] == [
        "Why",
        "Behaviour",
        "Rules",
        "Lookups",
        "Governance",
        "Coverage",
        "Made records",
    ]


def test_a_terminal_shows_verdict_numbers_examples_with_their_types_and_who_to_ask(page):
    text = as_text(page)
    assert text.splitlines()[0] == "web-order: undecided, at least minor; declared 1.0.0 → 1.0.1"
    assert "2 of 3 records come out differently." in text
    assert "~ name in 1 of 3; because of rule name; ask order-ops" in text
    assert 'odd@1/ä 2.json "guest" → "··nobody·"' in text
    assert "web.order/1.json 1 → 0" in text
    assert "~ governance source.owner" in text
    assert "? no fixture exercises lookup state ['never']" in text


def test_no_change_is_one_line(old):
    assert as_text(page_of(review(old, old))) == "web-order: no change, version 1.0.0\n"


def test_markdown_says_the_same_with_everything_foreign_in_code(page):
    text = as_markdown([page])
    assert text.startswith("## `web-order`\n\n**undecided, at least minor; declared `1.0.0` → `1.0.1`**\n")
    assert "- **changed** `name` in 1 of 3; because of `rule name`; ask `order-ops`\n" in text
    assert '  - `odd@1/ä 2.json` `"guest"` → `"··nobody·"`\n' in text


def test_html_is_one_page_that_asks_for_nothing_and_runs_nothing(page):
    text = as_html([page], "old → new")
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|img|iframe|form)\b|\b(src|href|on\w+)=", text)
    assert "<code>name</code> in 1 of 3" in text


def hostile_page():
    rows = tuple(
        Row((Foreign(text), " → ", Foreign(text)), "~", number % 2) for number, text in enumerate(HOSTILE)
    )
    return Page(HOSTILE[0], Row(("verdict ", Foreign(HOSTILE[2]))), (Section("Rules", rows),))


def test_hostile_texts_steer_no_terminal():
    lines = as_text(hostile_page()).split("\n")
    assert [controls(line) for line in lines] == [[]] * len(lines)
    assert not [line for line in lines if line.startswith("::")]


def test_hostile_texts_make_no_markdown_but_code():
    text = as_markdown([hostile_page()])
    kinds = {child.type for token in MARKDOWN.parse(text) for child in token.children or [token]}
    assert not kinds & {
        "link_open",
        "image",
        "html_inline",
        "html_block",
        "fence",
        "code_block",
        "table_open",
        "em_open",
        "s_open",
    }
    assert not [line for line in text.split("\n") if line.startswith("::")]


def test_hostile_texts_make_no_element():
    tags, plain = Tags(), Tags()
    tags.feed(as_html([hostile_page()], HOSTILE[15]))
    harmless = Page("x", Row(("verdict ", Foreign("x"))), (Section("Rules", tuple(
        Row((Foreign("x"), " → ", Foreign("x")), "~", number % 2) for number in range(len(HOSTILE))
    )),))  # fmt: skip
    plain.feed(as_html([harmless], "x"))
    assert tags.found == plain.found


def test_markdown_fits_a_comment_keeps_governance_and_counts_the_rest():
    many = tuple(Row(("rule ", Foreign("x" * 200))) for _ in range(1_000))
    owners = tuple(Row(("owner ", Foreign("y" * 20))) for _ in range(100))
    sections = (Section("Behaviour", many), Section("Rules", many), Section("Governance", owners, whole=True))
    text = as_markdown([Page("m", Row(("major",)), sections)])
    assert len(text) < 65_536
    assert text.count("owner `") == 100
    assert re.search(r"… and \d+ more lines: see `mapbench diff`", text)
    assert text.index("Behaviour") < text.index("Governance")


def rows(count, words):
    return tuple(Row(("row ", Foreign(words))) for _ in range(count))


@pytest.mark.parametrize(
    ("mappings", "count", "length"), [(1, 5_000, 200), (300, 3, 200), (5_000, 1, 20), (2, 3_000, 1)]
)
def test_markdown_fits_a_comment_whatever_changes(mappings, count, length):
    names = ("Why", "Behaviour", "Rules", "Governance", "Made records")
    sections = tuple(Section(name, rows(count, "`x" * length), name == "Governance") for name in names)
    text = as_markdown(Page(f"m{number}", Row(("major",)), sections) for number in range(mappings))
    assert 50_000 < len(text) < 65_536
    assert re.search(r"… and [\d,]+ more (lines|mappings): see `mapbench diff`\n", text)
    assert "### Governance" in text or mappings == 5_000


def test_where_room_is_scarce_the_most_important_of_all_mappings_comes_first():
    sections = tuple(
        Section(name, rows(20, "x" * 50)) for name in ("Why", "Behaviour", "Rules", "Tests and fixtures")
    )
    text = as_markdown([Page(name, Row(("major",)), sections) for name in "ab"], room=4_000)
    assert text.count("### Why") == 2
    assert text.count("### Tests and fixtures") == 0


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ({"b": 2}, {"b": 3})),
        (["A", "B"], ["A", "C"], (["B"], ["C"])),
        (["A", "B"], ["B", "A"], (["A", "B"], ["B", "A"])),
        ([1], [1.0], ([1], [1.0])),
        ([{"when": "x", "value": 1}, {"when": "y"}], [{"when": "x", "value": 2}, {"when": "y"}], ([{"value": 1}], [{"value": 2}])),
        ([{"a": 1}], [{"a": 1}, {"b": 2}], ([{"a": 1}], [{"a": 1}, {"b": 2}])),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, ({"a": {"b": 1}}, {"a": {"c": 1}})),
        ("x", "y", ("x", "y")),
    ],
)  # fmt: skip
def test_of_what_was_and_is_only_what_differs_is_told(was, now, told):
    assert differing(was, now) == told
    assert differing(now, was) == told[::-1]


def test_lines_fold_below_their_beginning_and_lose_no_character():
    rows = (Row(("a", Foreign(" b" * 60)), "~", 1), Row((Foreign("x" * 150),)))
    text = as_text(Page("m", Row(("verdict " * 20,)), (Section("Rules", rows),)), width=60)
    assert max(map(len, text.splitlines())) <= 60
    assert "".join(text.split()) == "".join(
        as_text(Page("m", Row(("verdict " * 20,)), (Section("Rules", rows),))).split()
    )
