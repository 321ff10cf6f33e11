import os
import shutil
import tempfile
from pathlib import Path
from shutil import rmtree

import pytest
from tests.workspace.edited import FILE, MAPPING, STOREFRONT, contents, copy_of_storefront

from mapbench.errors import MapbenchError
from mapbench.model.documents import Document
from mapbench.workspace.commands.links import LinkFields
from mapbench.workspace.commands.project_files import EditSystem, WriteFile
from mapbench.workspace.commands.rules import EditRule
from mapbench.workspace.workspace import Workspace

NOBODY = 65534
LINK = LinkFields(MAPPING, ("note",), (("name",),))


def names(workspace):
    return [step.name for step in workspace.steps[: workspace.done]]


def change(shop, path=FILE, old="title: Shopify orders", new="title: Orders of the shop"):
    place = shop.folder / path
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new), "utf-8")
    return place.read_bytes()


def test_a_change_outside_becomes_a_step_and_is_seen(shop):
    project, revision = shop.workspace.project, shop.workspace.revision
    assert shop.workspace.notice() is None
    assert shop.workspace.project is project
    change(shop)
    step = shop.workspace.notice()
    assert (step.number, step.name, step.files) == (1, f"{FILE} changed outside", (FILE,))
    assert shop.workspace.revision == revision + 1
    assert shop.workspace.project.mapping(MAPPING)[1].title == "Orders of the shop"
    assert shop.workspace.notice() is None


def test_several_files_are_one_step(shop):
    change(shop)
    (shop.folder / "mappings/new.yaml").write_text("mapping: new\n")
    (shop.folder / "lookups/carrier.yaml").unlink()
    assert shop.workspace.notice().name == "lookups/carrier.yaml and 2 more files changed outside"


def test_a_change_outside_is_undone_and_redone(shop):
    before = contents(shop.folder)
    change(shop)
    shop.workspace.notice()
    after = contents(shop.folder)
    shop.workspace.undo()
    assert contents(shop.folder) == before
    shop.workspace.redo()
    assert contents(shop.folder) == after


def test_a_change_of_equal_size_and_time_is_noticed(shop):
    place = shop.folder / FILE
    shop.workspace.do(LINK)
    found = place.stat()
    place.write_bytes(place.read_bytes().replace(b"Shopify orders", b"Shopify 0rders"))
    os.utime(place, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert shop.workspace.notice().files == (FILE,)


def test_a_file_that_was_only_touched_is_no_change(shop):
    (shop.folder / FILE).touch()
    text = (shop.folder / FILE).read_bytes()
    (shop.folder / FILE).unlink()
    (shop.folder / FILE).write_bytes(text)
    assert shop.workspace.notice() is None


def test_what_was_changed_outside_is_never_overwritten_unseen(shop):
    at = shop.at("tags")
    theirs = change(shop)
    refused = f"{FILE} was changed outside a moment ago; nothing was done. Look at what it says now, and do it again."
    with pytest.raises(MapbenchError) as error:
        shop.workspace.do(EditRule(MAPPING, at, {"note": "x"}))
    assert f"{error.value.message} {error.value.hint}" == refused
    assert (shop.folder / FILE).read_bytes() == theirs
    assert names(shop.workspace) == [f"{FILE} changed outside"]
    assert shop.workspace.notice().name == f"{FILE} changed outside"
    assert shop.workspace.notice() is None
    shop.workspace.do(EditRule(MAPPING, at, {"note": "x"}))
    assert shop.workspace.project.mapping(MAPPING)[1].title == "Orders of the shop"


def test_a_change_of_another_file_is_noticed_on_the_way(shop):
    change(shop)
    shop.workspace.do(EditSystem("shopify", ("title",), "The shop"))
    assert names(shop.workspace) == [f"{FILE} changed outside", "Set title of system shopify"]


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_nothing_is_undone_over_a_change_that_nobody_saw(shop, way):
    shop.workspace.do(LINK)
    shop.workspace.do(EditSystem("shopify", ("title",), "The shop"))
    shop.workspace.undo()
    theirs = change(shop)
    with pytest.raises(MapbenchError, match="was changed outside a moment ago"):
        getattr(shop.workspace, way)()
    assert (shop.folder / FILE).read_bytes() == theirs
    assert names(shop.workspace) == [LINK.name, f"{FILE} changed outside"]


def test_a_change_between_the_look_and_the_write_is_not_overwritten(shop):
    class Slow(WriteFile):
        def changes(self, project):
            self_.append(change(shop))
            return super().changes(project)

    self_ = []
    with pytest.raises(MapbenchError, match="was changed outside at this moment"):
        shop.workspace.do(Slow(FILE, "ours"))
    assert (shop.folder / FILE).read_bytes() == self_[0]
    assert shop.workspace.done == 0


def test_a_change_while_nothing_was_open_is_a_step_of_the_next_time(shop):
    shop.workspace.do(LINK)
    shop.workspace.close()
    change(shop)
    shop.workspace = Workspace.open(shop.folder)
    assert names(shop.workspace) == [LINK.name, f"{FILE} changed outside"]


def test_steps_outlive_the_process(shop):
    before = contents(shop.folder)
    shop.workspace.do(LINK)
    shop.workspace.do(EditSystem("shopify", ("title",), "The shop"))
    shop.workspace.undo()
    shop.workspace.close()
    shop.workspace = Workspace.open(shop.folder)
    assert ([step.name for step in shop.workspace.steps], shop.workspace.done) == (
        [LINK.name, "Set title of system shopify"],
        1,
    )
    assert shop.workspace.redo().name == "Set title of system shopify"
    while shop.workspace.undo():
        pass
    assert contents(shop.folder) == before


def test_unchanged_files_are_not_read_again(shop, monkeypatch):
    project = shop.workspace.project
    kinds = [project.systems, project.entities, project.mappings, project.lookups]
    schema = project.schema("shopify.order")
    read = []
    whole = Document.read.__func__
    monkeypatch.setattr(
        Document, "read", classmethod(lambda cls, path: (read.append(Path(path).name), whole(cls, path))[1])
    )
    shop.workspace.do(LINK)
    project = shop.workspace.project
    assert [len(kind) for kind in kinds] == [
        len(kind) for kind in (project.systems, project.entities, project.mappings, project.lookups)
    ]
    assert project.schema("shopify.order") is schema
    assert read == [f"{MAPPING}.yaml"]


def test_a_large_file_is_left_alone_unless_it_was_small_before(shop, monkeypatch):
    monkeypatch.setattr("mapbench.workspace.files.LARGEST", 100)
    (shop.folder / "fixtures/shopify.order/huge.json").write_text(" " * 101)
    assert shop.workspace.notice() is None
    theirs = change(shop)
    shop.workspace.notice()
    shop.workspace.undo()
    shop.workspace.redo()
    assert (shop.folder / FILE).read_bytes() == theirs


def test_a_write_that_fails_changes_nothing(shop, monkeypatch):
    before = contents(shop.folder)
    monkeypatch.setattr(
        "mapbench.workspace.files.os.fsync",
        lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")),
    )
    with pytest.raises(MapbenchError, match="nothing was changed"):
        shop.workspace.do(LINK)
    monkeypatch.undo()
    assert (contents(shop.folder), shop.workspace.done, shop.workspace.steps) == (before, 0, ())
    shop.workspace.do(LINK)
    assert names(shop.workspace) == [LINK.name]


def test_a_broken_workspace_database_is_refused_in_a_sentence(tmp_path):
    folder = copy_of_storefront(tmp_path)
    (folder / ".mapbench").mkdir()
    (folder / ".mapbench/workspace.db").write_bytes(b"no database, but as long as one" * 100)
    with pytest.raises(MapbenchError, match="The workspace database cannot be used"):
        Workspace.open(folder)


@pytest.mark.parametrize("wait", [True, False])
def test_a_workspace_database_that_breaks_underneath_is_refused_in_a_sentence(shop, wait):
    for path in (shop.folder / ".mapbench").glob("workspace.*"):
        path.write_bytes(b"no database" * 1000)
    with pytest.raises(MapbenchError, match="The workspace database cannot be used"):
        shop.workspace.notice(wait)
    with pytest.raises(MapbenchError, match="The workspace database cannot be used"):
        shop.workspace.do(LINK)


def test_a_workspace_folder_that_is_gone_is_a_refusal(shop):
    rmtree(shop.folder / ".mapbench")
    with pytest.raises((MapbenchError, OSError)):
        shop.workspace.do(LINK)


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    with pytest.raises(MapbenchError, match="is no project"):
        Workspace.open(tmp_path)


@pytest.fixture
def read_only():
    """A project that this process may read and not write; also where root runs the tests."""
    warm = Path(tempfile.mkdtemp())
    with Workspace.open(copy_of_storefront(warm)) as workspace:
        workspace.do(LINK)  # what is imported late is imported now, as root may
    folder = Path(shutil.copytree(STOREFRONT, warm / "closed"))
    for place in [warm, folder, *folder.rglob("*")]:
        place.chmod(0o555 if place.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    yield folder
    if os.getuid() == 0:
        os.seteuid(0)
    for place in [warm, folder, *folder.rglob("*")]:
        place.chmod(0o755 if place.is_dir() else 0o644)
    shutil.rmtree(warm)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_read_only_folder_opens_and_refuses_to_change(read_only):
    with Workspace.open(read_only) as workspace:
        assert workspace.project.mapping(MAPPING)[1].mapping == MAPPING
        assert workspace.read_only
        assert workspace.notice() is None
        for way in (lambda: workspace.do(LINK), workspace.undo, workspace.redo):
            with pytest.raises(
                MapbenchError, match="The project's folder is read-only; nothing was changed"
            ) as error:
                way()
            assert error.value.hint.startswith("Copy the project to a folder of yours")
