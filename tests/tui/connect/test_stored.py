"""A file and a database in Connect: looked at, captured, pinned."""

import contextlib
import json
import sqlite3

import pytest
from tests.tui.connect.conftest import arrive, send, settled

SYSTEMS = {
    "exports": """\
system: exports
connection: {type: file, path: data}
datasets: {order: {request: orders.csv, key: [id]}}
""",
    "ledger": """\
system: ledger
connection: {type: sql, url: "sqlite:///data/ledger.db"}
datasets: {entry: {key: [id]}, gone: {request: nowhere}}
""",
}


@pytest.fixture
def stored(folder):
    (folder / "data").mkdir()
    (folder / "data/orders.csv").write_text("id;email\n1;ann.real@mail.test\n")
    with contextlib.closing(sqlite3.connect(folder / "data/ledger.db")) as database, database:
        database.executescript(
            "CREATE TABLE entry (id INTEGER, email TEXT); INSERT INTO entry VALUES (7, 'bob.real@mail.test');"
        )
    for name, text in SYSTEMS.items():
        (folder / f"systems/{name}.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(("dataset", "name"), [("exports.order", "1"), ("ledger.entry", "7")])
async def test_a_dataset_is_looked_at_captured_and_pinned(stored, bench, dataset, name):
    async with bench.run_test(size=(140, 40)) as pilot:
        place = await arrive(bench, pilot, dataset)
        await send(bench, pilot)
        seen = place.seen_here()
        assert seen.failure is None
        assert len(seen.masked) == 1
        assert "real" not in str(seen.masked)
        place.action_write()
        await settled(bench, pilot)
        fixture = json.loads((stored / f"fixtures/{dataset}/{name}.json").read_text())
        assert "real" not in fixture["email"]
        place.action_pin()
        await pilot.pause()
        await pilot.press("enter")
        await settled(bench, pilot)
        assert (stored / f"schemas/{dataset}.json").is_file()


async def test_what_the_database_says_is_wrong_is_shown(stored, bench):
    async with bench.run_test(size=(140, 40)) as pilot:
        place = await arrive(bench, pilot, "ledger.gone")
        await send(bench, pilot)
        failure = place.seen_here().failure
        assert "no table or view 'nowhere'" in failure.message
        assert "entry" in failure.hint
