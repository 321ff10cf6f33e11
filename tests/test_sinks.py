"""One escaping function for each sink, against the same hostile texts."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mapbench.sinks import (
    for_annotation,
    for_annotation_property,
    for_html,
    for_junit,
    for_junit_attribute,
    for_markdown,
    for_screen,
    for_terminal,
)

HOSTILE = [
    "\x1b[2J\x1b]0;title\x07", "\x1b]8;;https://evil.example\x1b\\link", "\r\nnew line\n\n# heading", "\x00\x08\x7f\x9b31m",
    "::error file=a::owned", "\n::error::owned", "@team", "#1", "owner/repo#2", "GH-3", "deadbeefdeadbeef", "https://evil.example",
    "www.evil.example", "[a](javascript:alert(1))", "![a](https://evil.example/x.png)", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "</code></li><script>", "`code` ``more`` ```", "``` \n fence\n```", "| a | b |\n|---|---|",
    "- item", "1. item", "> quote", "    indented", "**bold** _it_ ~~gone~~", "&lt;b&gt; &#64;team", '" onmouseover="x', "' x='",
    "\u202eevil\u202c", "\u200bhidden\ufeff", "\u2066x\u2069", "\u2028line\u2029", "\ud800", "\U000e0001tag", "a" * 5_000, "", " ", "`", "``",
    "$$math$$", "<!-- comment -->", ":smile:", "\\`", "\\",
]  # fmt: skip
#: Any text, and hostile ones put together.
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join),
)
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def controls(text):
    return [char for char in text if ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0]


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))

    def handle_endtag(self, tag):
        self.found.append((tag, "end"))

    def handle_comment(self, data):
        self.found.append(("comment", data))

    def handle_data(self, data):
        self.text += data


@given(TEXTS)
def test_nothing_moves_the_cursor_hides_or_turns_on_a_terminal(text):
    shown = for_terminal(text)
    assert controls(shown) == []
    assert not re.search(
        "[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]", shown
    )
    assert len(shown.splitlines()) <= 1


@given(TEXTS)
def test_in_markdown_it_is_one_code_span_and_nothing_else(text):
    tokens = MARKDOWN.parse(f"- **was** {for_markdown(text)} → end\n")
    (inline,) = (one for one in tokens if one.type == "inline")
    assert [
        one.type for one in inline.children if one.type not in ("text", "strong_open", "strong_close")
    ] == ["code_inline"]
    assert inline.children[-1].content == " → end"
    assert [one.type for one in tokens if one.level == 0] == ["bullet_list_open", "bullet_list_close"]


@given(TEXTS, TEXTS)
def test_two_in_one_line_do_not_meet(one, other):
    (inline,) = (
        t for t in MARKDOWN.parse(f"- {for_markdown(one)} → {for_markdown(other)}\n") if t.type == "inline"
    )
    assert [t.type for t in inline.children] == ["code_inline", "text", "code_inline"]


@given(TEXTS)
def test_in_html_it_is_text_inside_an_element_and_an_attribute(text):
    shown = for_html(text)
    tags = Tags()
    tags.feed(f'<code title="{shown}">{shown}</code>')
    tags.close()
    assert tags.found == [("code", [("title", for_terminal(text))]), ("code", "end")]
    assert tags.text == for_terminal(text)


@given(TEXTS, TEXTS)
def test_an_annotation_is_one_command_whatever_it_says(text, name):
    line = f"::error file={for_annotation_property(name)},title={for_annotation_property(text)}::{for_annotation(text)}"
    assert len(line.splitlines()) == 1
    assert controls(line) == []
    properties, _, said = line.removeprefix("::error ").partition("::")
    assert [part.partition("=")[0] for part in properties.split(",")] == ["file", "title"]
    decoded = said.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert decoded.split("\n") == [for_terminal(part, 10_000) for part in text.split("\n")]


@given(TEXTS, TEXTS)
def test_junit_stays_well_formed_and_says_what_was_said(text, name):
    root = ET.fromstring(f"<case name={for_junit_attribute(name)}>{for_junit(text)}</case>")
    assert list(root) == []
    for said, shown in ((text, root.text or ""), (name, root.get("name"))):
        assert shown.split("\n") == [for_terminal(part, 10_000) for part in said.split("\n")]


@given(TEXTS)
def test_whole_lines_on_a_terminal_keep_our_styles_and_nothing_that_steers(text):
    shown = for_screen(f"\x1b[31m{text}\x1b[0m\tend\n")
    assert shown.startswith("\x1b[31m")
    assert shown.endswith("\x1b[0m\tend\n")
    rest = re.sub("\x1b\\[(?:[0-3]|3[0-7]|9[0-7])m", "", shown)
    assert [char for char in controls(rest) if char not in "\n\t"] == []
    assert not re.search("[\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", rest)


def test_a_terminal_keeps_joined_emoji_and_loses_titles_and_concealment():
    assert for_screen("👩\u200d🔧") == "👩\u200d🔧"
    assert for_screen("\x1b[8mhidden\x1b]0;title\x07") == "␛[8mhidden␛]0;title␇"


@pytest.mark.parametrize("escape", [for_terminal, for_markdown, for_html])
def test_a_long_text_is_cut_and_says_so(escape):
    assert "…" in escape("a" * 5_000)
    assert len(escape("a" * 5_000)) < 500


def test_plain_words_stay_readable():
    assert for_terminal("Zoë bought 3 × café") == "Zoë bought 3 × café"
    assert for_markdown("status") == "`status`"
