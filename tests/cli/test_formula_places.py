"""A refused formula is shown by `run` and `check` as file:line:column, however the YAML writes it."""

from pathlib import Path

import pytest

WAYS = [
    ("formula: upper(▸valeu)\n", "Unknown name valeu."),
    ("formula: 'f\"{▸valeu}\"'\n", "Unknown name valeu."),
    ("formula: '\"it''s\" + ▸valeu'\n", "Unknown name valeu."),
    ('formula: "\\"\\u00e4\\t\\" + ▸valeu"\n', "Unknown name valeu."),
    ("formula: \"'😀ä' + ▸valeu\"\n", "Unknown name valeu."),
    ("formula: |\n    upper(\n      ▸valeu\n    )\n", "Unknown name valeu."),
    ("formula: |-\n    'ä' +\n\n    ▸valeu\n", "Unknown name valeu."),
    ("formula: >-\n    upper(\n\n    ▸valeu)\n", "Unknown name valeu."),
    ("formula: upper(\n    ▸valeu)\n", "Unknown name valeu."),
    ("formula: value.upper(▸1)\n", "upper takes at most 1 argument."),
    ("formula: >-\n    1 +\n    ▸value ** 2\n", "A formula has no powers."),
    ("formula: '(1 + value)▸)'\n", "A bracket closes that was never opened."),
]


@pytest.mark.parametrize(("marked", "message"), WAYS)
def test_line_and_column_of_a_refused_formula(mapbench, tmp_path, monkeypatch, marked, message):
    monkeypatch.chdir(tmp_path)
    text = f"mapping: m\nrules:\n- target: t\n  source: a\n  {marked}"
    before = text[: text.index("▸")]
    place = f"m.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    Path("m.yaml").write_text(text.replace("▸", ""))
    Path("in.jsonl").write_text('{"a": 1}\n')
    run = mapbench("run", "m.yaml", "in.jsonl")
    assert run.exit_code == 2
    assert f"{place}: " in run.stderr
    assert message in run.stderr
    assert "hint: " in run.stderr
    assert "Traceback" not in run.stderr
    check = mapbench("check", "m.yaml")
    assert check.exit_code == 1
    assert f"{place}: error MB000" in check.stdout
    assert message in check.stdout


def test_every_refusal_of_a_file_is_told_in_the_order_of_its_lines(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(
        "mapping: m\nrules:\n- {target: a, formula: lambda}\n- {target: b, formula: zebra}\n- {target: b, source: 'x['}\n"
    )
    Path("in.jsonl").write_text("{}\n")
    told = mapbench("run", "m.yaml", "in.jsonl").stderr
    places = ["m.yaml:3:", "m.yaml:4:24", "m.yaml:5:12", "m.yaml:5:"]
    assert [told.index(place) for place in places] == sorted(told.index(place) for place in places)
