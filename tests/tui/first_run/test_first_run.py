"""From an empty folder to an open project."""

from contextlib import contextmanager

import pytest

from mapbench.project.project import Project
from mapbench.project.template import make_project
from mapbench.tui.app import Workbench
from mapbench.tui.ask import Ask, Confirm
from mapbench.tui.first_run.beginning import address_of, auth_of, system_of
from mapbench.tui.first_run.place import FirstRunPlace, Ways


@pytest.fixture
def folder(tmp_path):
    empty = tmp_path / "storefront"
    empty.mkdir()
    return empty


@pytest.fixture
def bench(folder):
    bench = Workbench(None, folder)
    yield bench
    bench.close()


async def finished(bench, pilot):
    await bench.workers.wait_for_complete()
    await pilot.pause()


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file() and ".mapbench" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


async def test_without_a_project_there_are_four_ways(bench, folder):
    async with bench.run_test() as pilot:
        assert isinstance(bench.place, FirstRunPlace)
        assert [line.key for line in bench.place.query_one(Ways).lines if line.key][::2] == [
            "n",
            "o",
            "i",
            "c",
        ]
        await pilot.press("3")
        await finished(bench, pilot)
        assert isinstance(bench.place, FirstRunPlace)


async def test_a_new_project_is_what_the_command_writes(bench, folder, tmp_path):
    async with bench.run_test() as pilot:
        await pilot.press("n", "enter", "enter", "enter")
        assert isinstance(bench.screen, Confirm)
        assert files(folder) == {}
        await pilot.press("enter")
        await finished(bench, pilot)
        assert bench.workspace.folder == folder.resolve()
        assert not isinstance(bench.place, FirstRunPlace)
        assert "3 opens the map" in [toast.message for toast in bench._notifications][-1]
        await pilot.press("3")
        await finished(bench, pilot)
        assert bench.place_id == "map"
    other = tmp_path / "other" / "storefront"
    make_project(other)
    assert files(folder) == files(other)


async def test_names_are_asked_for_and_the_project_is_whole(bench, folder):
    async with bench.run_test() as pilot:
        await pilot.press("n", *["backspace"] * 10, *"web", "enter")
        await pilot.press(*["backspace"] * 16, *"Sales: EU", "enter")
        await pilot.press(*["backspace"] * 5, *"sales-order", "enter", "enter")
        await finished(bench, pilot)
    project = Project.open(folder)
    assert project.problems == []
    assert project.file.model.project == "web"
    assert [(team.id, team.name) for team in project.file.model.teams] == [("sales-eu", "Sales: EU")]
    assert list(project.mappings) == ["shop-sales-order"]
    assert list(project.entities) == ["sales-order"]


async def test_a_name_that_cannot_be_is_refused_in_the_form(bench):
    async with bench.run_test() as pilot:
        await pilot.press("n", *" X!", "enter", "enter", "enter")
        assert isinstance(bench.screen, Ask)


@pytest.mark.parametrize(
    "keys", [("n", "escape"), ("n", "enter", "enter", "enter", "escape"), ("o", "escape")]
)
async def test_nothing_is_written_before_a_yes(bench, folder, keys):
    bench.example = print
    async with bench.run_test() as pilot:
        await pilot.press(*keys)
        assert isinstance(bench.place, FirstRunPlace)
    assert list(folder.iterdir()) == []


async def test_a_folder_with_files_gets_a_folder_in_it(bench, folder):
    (folder / "notes.txt").write_text("mine")
    async with bench.run_test() as pilot:
        await pilot.press("n", "enter", "enter", "enter", "enter")
        await finished(bench, pilot)
    assert (folder / "storefront" / "mapbench.yaml").is_file()
    assert (folder / "notes.txt").read_text() == "mine"


async def test_the_example_is_made_served_and_left_with_the_workbench(bench, folder):
    ended = []

    @contextmanager
    def example(into):
        make_project(into)
        yield into
        ended.append(into)

    bench.example = example
    async with bench.run_test() as pilot:
        await pilot.press("o", "enter")
        await finished(bench, pilot)
        assert bench.workspace.folder == folder.resolve()
        assert ended == []
    bench.close()
    assert ended == [folder]


async def test_an_endpoint_brings_a_system_of_its_own(bench, folder):
    async with bench.run_test() as pilot:
        await pilot.press("c", "enter", "enter", "enter")
        await pilot.press(
            *"curl -H 'X-Key: secret' https://api.acme.example/v2/orders?since=1", "enter", "enter"
        )
        await finished(bench, pilot)
        assert bench.place_id == "connect"
    project = Project.open(folder)
    assert project.problems == []
    system = project.systems["acme"].model
    assert system.connection.url == "https://api.acme.example"
    assert system.datasets["order"].request == "GET /v2/orders?since=1"
    assert "secret" not in "".join(files(folder).values())


@pytest.mark.parametrize(
    ("text", "address", "system"),
    [
        ("https://api.acme.example/v1", "https://api.acme.example/v1", "acme"),
        (
            "curl -X GET 'http://127.0.0.1:8765/crm/contacts'",
            "http://127.0.0.1:8765/crm/contacts",
            "endpoint",
        ),
        ("https://shop.example", "https://shop.example", "endpoint"),
        ("orders", "", "endpoint"),
        ("curl 'broken", "", "endpoint"),
    ],
)
def test_addresses_are_found_in_what_is_pasted(text, address, system):
    assert (address_of(text), system_of(address_of(text))) == (address, system)


@pytest.mark.parametrize(
    ("text", "auth"),
    [
        ("https://api.acme.example/v1", ""),
        ("curl -H 'X-Key: hush' https://acme.example", "header X-Key"),
        ("curl https://acme.example --header 'Authorization: Bearer hush'", "bearer"),
        ("curl https://acme.example -H 'authorization: Token hush'", "header Authorization"),
        ("curl -u me:hush https://acme.example", "basic"),
        ("curl -H 'Accept: text/json' -H 'Idempotency-Key: 1' https://acme.example", ""),
        ("curl 'broken", ""),
    ],
)
def test_how_a_pasted_command_proves_who_it_is_is_kept_without_the_value(text, auth):
    assert auth_of(text) == auth
