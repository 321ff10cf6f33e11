"""The editor that a person has chosen."""

import sys

import pytest
from tests.tui.pretend import Bench

from mapbench.errors import MapbenchError
from mapbench.tui.editor import edit_text


def editor(tmp_path, code):
    script = tmp_path / "edit.py"
    script.write_text(f"import sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\n{code}\n")
    return f"{sys.executable} {script}"


@pytest.mark.parametrize(
    ("code", "edited"),
    [("path.write_text(path.read_text() + 'more')", "text more"), ("pass", None)],
)
async def test_the_text_comes_back(tmp_path, monkeypatch, code, edited):
    monkeypatch.setenv("EDITOR", editor(tmp_path, code))
    bench = Bench(tmp_path)
    bench.suspend = Suspended
    async with bench.run_test():
        assert edit_text(bench, "text ") == edited


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("", "No editor is named."),
        ("no-such-editor-anywhere", "The editor 'no-such-editor-anywhere' did not work"),
        ("false", "The editor 'false' ended with 1."),
    ],
)
async def test_an_editor_that_does_not_work_is_a_sentence(tmp_path, monkeypatch, named, sentence):
    monkeypatch.setenv("EDITOR", named)
    bench = Bench(tmp_path)
    bench.suspend = Suspended
    async with bench.run_test():
        with pytest.raises(MapbenchError, match=sentence):
            edit_text(bench, "text")


class Suspended:
    """A terminal that can be handed over."""

    def __enter__(self):
        return None

    def __exit__(self, *_):
        return None
