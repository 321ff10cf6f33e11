import json
import stat
from pathlib import Path

import pytest
from tests.cli.orders import folder, outputs, refused

__all__ = ["folder"]


def test_a_mapping_file_runs_without_a_project(mapbench, folder):
    answer = mapbench("run", "m.yaml", "in.jsonl", "--now", "2026-11-16T08:00:00Z")
    assert answer.exit_code == 1
    assert [json.loads(line) for line in answer.stdout.splitlines()] == [
        {"id": 1, "at": "2026-01-02", "region": "EU", "now": "2026-11-16T08:00:00Z"},
        {"id": 3, "region": "EU", "now": "2026-11-16T08:00:00Z"},
    ]
    assert "read 3, accepted 2 (softened 0), rejected 1, skipped 0, " in answer.stderr


def test_the_first_rejects_are_told_by_owner(mapbench, folder):
    answer = mapbench("run", "m.yaml", "in.jsonl", "-o", "out.jsonl")
    assert "crm-team: 1 error\n  record 1, at: " in answer.stderr
    assert "[bad-date]" in answer.stderr


def test_rejects_go_to_their_file_and_are_not_told(mapbench, folder):
    answer = mapbench("run", "m.yaml", "in.jsonl", "-o", "out.jsonl", "--rejects", "bad.jsonl")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "crm-team" not in answer.stderr
    assert stat.S_IMODE(Path("bad.jsonl").stat().st_mode) == 0o600
    [reject] = outputs("bad.jsonl")
    assert (reject["index"], reject["record"]) == (1, {"id": 2, "at": "soon"})
    error = reject["errors"][0]
    assert (error["code"], error["target"], error["owner"]) == ("bad-date", "at", "crm-team")


def test_nothing_rejected_is_exit_code_0_and_the_rejects_file_is_empty(mapbench, folder):
    answer = mapbench("run", "m.yaml", "-", "--rejects", "bad.jsonl", stdin=b'{"id":1}\n')
    assert (answer.exit_code, json.loads(answer.stdout)["id"], Path("bad.jsonl").read_bytes()) == (0, 1, b"")


def test_the_summary_as_json(mapbench, folder):
    answer = mapbench("run", "m.yaml", "in.jsonl", "-o", "out.jsonl", "--format", "json")
    summary = json.loads(answer.stderr)
    assert summary["read"] == summary["accepted"] + summary["rejected"] + summary["skipped"] == 3
    assert summary["rejects"][0]["errors"][0]["code"] == "bad-date"


def test_paths_are_relative_to_where_the_command_was_typed(mapbench, folder, monkeypatch):
    inner = folder / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert mapbench("run", "../m.yaml", "../in.jsonl", "-o", "out.jsonl").exit_code == 1
    assert len(outputs()) == 2


@pytest.mark.parametrize(
    ("declared", "given", "value"),
    [
        ("string", "007", "007"),
        ("integer", "-12", -12),
        ("number", "1e2", 100.0),
        ("number", "3", 3),
        ("boolean", "True", True),
        ("array", "[1]", [1]),
        ("object", '{"a":{}}', {"a": {}}),
    ],
)
def test_parameters_are_converted_to_their_type(mapbench, folder, declared, given, value):
    Path("p.yaml").write_text(
        f"mapping: p\nparams:\n  x: {{type: {declared}}}\nrules:\n- target: x\n  formula: params.x\n"
    )
    answer = mapbench("run", "p.yaml", "-", "--param", f"x={given}", stdin=b"{}\n")
    assert json.loads(answer.stdout) == {"x": value}


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        ("integer", "1.5"), ("integer", "9223372036854775808"), ("integer", ""), ("number", "NaN"), ("number", "true"),
        ("boolean", "yes"), ("array", "{}"), ("object", "[1]"), ("array", "1,2"),
    ],
)  # fmt: skip
def test_a_parameter_of_another_type_is_refused(mapbench, folder, declared, given):
    Path("p.yaml").write_text(
        f"mapping: p\nparams:\n  x: {{type: {declared}}}\nrules:\n- target: x\n  formula: params.x\n"
    )
    refused(
        mapbench("run", "p.yaml", "-", "--param", f"x={given}"), f"The parameter x is of type {declared};"
    )


def test_parameters_that_are_unknown_missing_or_no_pair_are_refused(mapbench, folder):
    answer = mapbench("run", "m.yaml", "in.jsonl", "--param", "regoin=US")
    refused(answer, "has no parameter 'regoin'")
    assert "region" in answer.stderr.split("hint:")[1]
    refused(mapbench("run", "m.yaml", "in.jsonl", "--param", "region"), "--param takes NAME=VALUE")
    Path("p.yaml").write_text("mapping: p\nparams:\n  x: {}\nrules:\n- target: x\n  formula: params.x\n")
    refused(mapbench("run", "p.yaml", "in.jsonl"), "The parameter x of p has no value.")


LOOKUP = """\
mapping: m
rules:
- target: name
  source: code
  lookup: country
"""


def test_a_table_can_be_given_as_rows_in_any_format(mapbench, folder):
    Path("l.yaml").write_text(LOOKUP)
    Path("rows.csv").write_text("key,value\nDE,Germany\n")
    Path("rows.jsonl").write_text('{"key":"DE","value":"Germany"}\n')
    for rows in ("rows.csv", "rows.jsonl"):
        answer = mapbench("run", "l.yaml", "-", "--lookup", f"country={rows}", stdin=b'{"code":"DE"}\n')
        assert json.loads(answer.stdout) == {"name": "Germany"}


def test_a_folder_gives_the_rows_of_its_files(mapbench, folder):
    Path("l.yaml").write_text(LOOKUP)
    Path("rows").mkdir()
    refused(mapbench("run", "l.yaml", "-", "--lookup", "country=rows"), "The folder 'rows' holds no rows.")
    Path("rows/1.json").write_text('{"key":"DE","value":"Germany"}')
    Path("rows/2.csv").write_text("key,value\nJP,Japan\n")
    Path("rows/.3.json").write_text("left over")
    Path("rows/notes.md").write_text("# no rows")
    answer = mapbench(
        "run", "l.yaml", "-", "--lookup", "country=rows", stdin=b'{"code":"DE"}\n{"code":"JP"}\n'
    )
    assert answer.stdout == '{"name":"Germany"}\n{"name":"Japan"}\n'


def test_tables_that_are_not_used_or_not_there_are_refused(mapbench, folder):
    Path("l.yaml").write_text(LOOKUP)
    Path("rows.csv").write_text("key,value\nDE,Germany\n")
    answer = mapbench("run", "l.yaml", "-", "--lookup", "country=rows.csv", "--lookup", "contry=rows.csv")
    refused(answer, "uses no table 'contry'")
    refused(mapbench("run", "l.yaml", "in.jsonl"), "country")
    refused(mapbench("run", "l.yaml", "-", "--lookup", "country=none.csv"), "There is no file 'none.csv'")


def test_a_misspelt_source_that_rejects_every_record_is_told_with_the_key_that_is_meant(mapbench, folder):
    mapbench("new", "shop")
    path = Path("shop/mappings/shop-order.yaml")
    path.write_text(path.read_text().replace("source: created_at", "source: created_ad"))
    answer = mapbench("run", str(path), "shop/fixtures/shop.order/1001.json")
    assert answer.exit_code == 1
    note = "note: Every record was rejected, as placed_at is required and none has created_ad.\n"
    assert note + "  hint: Did you mean 'created_at'?\n" in answer.stderr


def test_a_misspelt_source_is_told_where_no_schema_asks_for_it(mapbench, folder):
    Path("m.yaml").write_text("mapping: m\nrules:\n- {target: a, source: id}\n- {target: b, source: att}\n")
    answer = mapbench("run", "m.yaml", "in.jsonl")
    assert answer.exit_code == 0
    note = "note: att, which b is made from, is not in the first 3 records.\n"
    assert note + "  hint: Did you mean 'at'?\n" in answer.stderr


def test_a_misspelt_input_is_told_with_the_file_that_lies_there(mapbench, folder):
    answer = mapbench("run", "m.yaml", "inn.jsonl")
    assert answer.exit_code == 2
    assert answer.stderr == "error: There is no file 'inn.jsonl'.\n  hint: Did you mean 'in.jsonl'?\n"
