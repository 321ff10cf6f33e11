"""Approvals in Package: who approved, who has to, what is missing; and the form that signs one."""

from datetime import date

import pytest
from tests.packages.signed import approved, person
from tests.tui.package.test_place import FREE, seen
from tests.tui.small_project import on_project, text_of, until, write_project

from mapbench.packages.contents import read_files
from mapbench.tui.package.panes import ReleasePane
from mapbench.workspace.packaging import export
from mapbench.workspace.workspace import Workspace

FAR = date(2999, 1, 1)
PACKAGE = "dist/shop-order-1.0.0.mapkg"


@pytest.fixture
def ida(tmp_path):
    (tmp_path / "keys").mkdir()
    return person(tmp_path / "keys", "ida@example.com")


@pytest.fixture
def folder(tmp_path, ida, monkeypatch):
    """The project, exported, with an environment beside it that asks for the owner and for finance."""
    monkeypatch.delenv("MAPBENCH_ENVIRONMENTS", raising=False)
    folder = write_project(tmp_path, **FREE)
    with Workspace.open(folder) as workspace:
        export(workspace, "shop-order")
    place = tmp_path / "environments"
    place.mkdir()
    (place / "production.yaml").write_text(
        "environment: production\nsigners: signers\nlock: lock\napprovals: {roles: [finance]}\n"
    )
    (place / "signers").write_text(ida.line("order-ops"))
    (place / "lock").write_text("")
    return folder


async def released(pilot, bench):
    """What the release pane says, once it has looked at the approvals."""
    place = await seen(pilot, bench)
    await until(pilot, lambda: place.approvals is not None)
    return place, text_of(place.query_one(ReleasePane).lines)


async def test_who_approved_who_is_missing_and_who_is_not_asked(folder, ida):
    approved(folder / PACKAGE, ida, "order-ops", until=FAR)
    async with on_project(folder) as (pilot, bench):
        _, said = await released(pilot, bench)
        assert "1 of 2 for production" in said
        assert "order-ops    ida, 28 Nov" in said
        assert "finance      missing" in said
        assert "Missing for production" in said
        assert "MB804" in said


async def test_an_approval_that_does_not_count_says_why(folder, ida):
    (folder.parent / "environments" / "signers").write_text("")
    approved(folder / PACKAGE, ida, "order-ops", until=FAR)
    async with on_project(folder) as (pilot, bench):
        _, said = await released(pilot, bench)
        assert "not trusted, ida" in said


async def test_a_signs_what_the_form_says(folder, ida):
    async with on_project(folder) as (pilot, bench):
        place, said = await released(pilot, bench)
        assert "0 of 2 for production" in said
        await pilot.press("A")
        await until(pilot, lambda: bench.screen.query("#field-role"))
        for name, text in (("role", "order-ops"), ("who", "ida@example.com"), ("key", str(ida.key))):
            bench.screen.query_one(f"#field-{name}").value = text
        bench.screen.query_one("#field-key").focus()
        await pilot.press("enter")
        await until(pilot, lambda: "1 of 2 for production" in text_of(place.query_one(ReleasePane).lines))
    assert any(name.startswith("attestations/order-ops-") for name in read_files(folder / PACKAGE))


async def test_a_key_that_cannot_sign_is_said_and_nothing_is_written(folder, ida):
    before = (folder / PACKAGE).read_bytes()
    async with on_project(folder) as (pilot, bench):
        await released(pilot, bench)
        await pilot.press("A")
        await until(pilot, lambda: bench.screen.query("#field-key"))
        bench.screen.query_one("#field-who").value = "ida@example.com"
        bench.screen.query_one("#field-key").value = "none"
        bench.screen.query_one("#field-key").focus()
        await pilot.press("enter")
        await until(pilot, lambda: any("There is no key" in one.title for one in bench._notifications))
    assert (folder / PACKAGE).read_bytes() == before


async def test_before_the_export_there_is_nothing_to_approve(tmp_path):
    async with on_project(write_project(tmp_path, **FREE)) as (pilot, bench):
        place = await seen(pilot, bench)
        assert "export first" in text_of(place.query_one(ReleasePane).lines)
        await pilot.press("A")
        await pilot.pause()
        assert len(bench.screen_stack) == 1


async def test_what_a_statement_says_is_no_markup_and_steers_nothing(folder, ida):
    approved(folder / PACKAGE, ida, "order-ops", until=FAR, who="[red]\x1b[31m@team\u202e")
    (folder.parent / "environments" / "signers").write_text(f"order-ops {ida.public}\n")
    async with on_project(folder) as (pilot, bench):
        _, said = await released(pilot, bench)
        assert r"[red]\x1b[31m" in said
        assert not {"\x1b", "\u202e"} & {*said}


async def test_without_an_environment_nothing_is_checked_and_that_is_said(folder, ida):
    approved(folder / PACKAGE, ida, "order-ops", until=FAR)
    (folder.parent / "environments").rename(folder.parent / "elsewhere")
    async with on_project(folder) as (pilot, bench):
        _, said = await released(pilot, bench)
        assert "○ order-ops    approve, says ida" in said
        assert "No environment says whose counts" in said
