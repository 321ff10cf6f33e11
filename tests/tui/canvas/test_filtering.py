import pytest

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, CanvasLink
from mapbench.tui.canvas.filtering import Filter, Finder
from mapbench.tui.canvas.joins import Joins
from mapbench.tui.canvas.rows import Rows


def field(path, **more):
    path = tuple(path.split("."))
    return CanvasField(path, path[-1], sum(name != "*" for name in path) - 1, **more)


SOURCES = (
    field("id"),
    field("zip", gone=""),
    field("lines", kind="list"),
    field("lines.*.sku"),
    field("lines.*.price"),
    field("Total"),
)
TARGETS = (
    field("number", required=True),
    field("postcode"),
    field("items", kind="list"),
    field("items.*.article", required=True),
    field("items.*.total"),
)
LINKS = (
    CanvasLink("number", (("id",),), ("number",)),
    CanvasLink("postcode", (("zip",), ("id",)), ("postcode",), "broken", gone=(("zip",),)),
    CanvasLink("article", (("lines", "*", "sku"),), ("items", "*", "article"), "suggested"),
)


@pytest.fixture
def find():
    content = CanvasContent(SOURCES, TARGETS, LINKS)
    finder = Finder(content, Joins(content, Rows(SOURCES), Rows(TARGETS)))

    def found(**wanted):
        hits = finder.hits(Filter(**wanted))
        return hits and tuple(
            [content.fields(side)[at].name for at in sorted(hits[side])] for side in (SOURCE, TARGET)
        )

    return found


def test_no_filter_hides_nothing(find):
    assert find() is None
    assert find(text="  ") is None


def test_text_is_looked_for_in_names_and_paths_of_both_panes_in_any_case(find):
    assert find(text="TOTAL") == (["Total"], ["total"])
    assert find(text="lines pri") == (["price"], [])
    assert find(text="lines[*].price") == (["price"], [])


def test_what_is_linked_to_a_hit_stays_with_all_of_its_link(find):
    assert find(text="sku") == (["sku"], ["article"])
    assert find(text="postcode") == (["id", "zip"], ["postcode"])


def test_unmapped_shows_what_no_rule_reads_or_writes(find):
    assert find(unmapped=True) == (["sku", "price", "Total"], ["article", "total"])


def test_required_shows_required_targets_and_what_feeds_them(find):
    assert find(required=True) == (["id", "sku"], ["number", "article"])


def test_broken_shows_broken_rules_with_all_they_read(find):
    assert find(broken=True) == (["id", "zip"], ["postcode"])


def test_toggles_add_up_and_text_narrows_them(find):
    assert find(broken=True, required=True) == (["id", "zip", "sku"], ["number", "postcode", "article"])
    assert find(text="number", required=True) == (["id"], ["number"])
