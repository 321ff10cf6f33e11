"""From an empty folder to a first mapped field, by keyboard alone."""

from mapbench.model.documents import Document
from mapbench.tui.app import Workbench
from mapbench.tui.drawing import settled

KEYS = "n enter enter enter enter 3 end space ctrl+o w end enter"


async def test_from_an_empty_folder_to_a_first_mapped_field(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    bench = Workbench(None, folder)
    async with bench.run_test(size=(120, 40)) as pilot:
        for key in KEYS.split():
            await pilot.press(key)
            await settled(bench, pilot)
        assert [step.name for step in bench.workspace.steps] == ["Link currency to currency"]
        assert "5/5 mapped" in str(bench.focused.border_title)
        await pilot.press("u")
        await settled(bench, pilot)
        assert bench.workspace.done == 0
        await pilot.press("U")
        await settled(bench, pilot)
    bench.close()
    rules = Document.read(folder / "mappings" / "shop-order.yaml").data["rules"]
    assert rules[-1] == {"target": "currency", "source": "currency"}
