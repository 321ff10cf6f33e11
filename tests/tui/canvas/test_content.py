import pytest

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, CanvasLink, Counts


def field(name, **more):
    return CanvasField((name,), name, 0, **more)


@pytest.fixture
def content():
    source = (
        field("id"),
        field("zip", gone="since 14 Nov"),
        field("plz"),
        field("lines", kind="list"),
        field("extra"),
    )
    target = (
        field("no"),
        field("code"),
        field("kind", mark="constant"),
        field("tier", required=True),
        field("lines", kind="list"),
    )
    links = (
        CanvasLink(1, (("id",),), ("no",)),
        CanvasLink(2, (("zip",), ("id",)), ("code",), "broken", gone=(("zip",),)),
        CanvasLink(3, (("plz",),), ("code",), "suggested"),
        CanvasLink(4, (("lines",),), ("lines",)),
    )
    return CanvasContent(source, target, links)


def marks(content, side):
    return [content.mark(side, one) for one in content.fields(side)]


def test_marks_come_from_the_links_of_a_field(content):
    assert marks(content, SOURCE) == ["mapped", "broken", "suggested", "mapped", "unmapped"]
    assert marks(content, TARGET) == ["mapped", "broken", "constant", "open", "mapped"]


def test_an_object_without_a_link_of_its_own_has_no_mark():
    assert CanvasContent((field("box", kind="object"),)).mark(SOURCE, field("box", kind="object")) == ""


def test_counts_are_over_leaves_and_leave_out_what_is_gone(content):
    assert content.counts(SOURCE) == Counts(1, 3, 1)
    assert content.counts(TARGET) == Counts(2, 4, 1)


def test_given_counts_win():
    assert CanvasContent(source_counts=Counts(31, 58, 1)).counts(SOURCE) == Counts(31, 58, 1)
