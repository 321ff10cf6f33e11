import errno
import json
import os
import stat
from pathlib import Path

import orjson
import pytest

from mapbench.engine.outcomes import Outcome, RecordError, Softened
from mapbench.engine.program import Collection, Formula, Program, Rule, Scope, Target, Value
from mapbench.errors import MapbenchError
from mapbench.flows.batch import Stopped, run_batch

ERROR = RecordError("missing", "id", "The record has no id.", source="id", owner="crm-team")


class Copying:
    """Stands for a mapper: `id` missing rejects, `skip` skips, `soft` softens, `items` are items under `each`."""

    def __init__(self, each=False, group=False, owner="order-ops"):
        rules = (Rule("id", ("id",), Value()), Rule("tags", ("tags",), Value()))
        self.program = Program(
            "copying",
            Scope(rules=rules),
            owner,
            each=Collection(()) if each else None,
            group=(Formula("id", None),) if group else (),
        )

    def quick(self, record):
        outcome = self.outcome(record)
        return outcome.output if outcome.status == "accepted" and not outcome.softened else None

    def outcomes(self, record):
        if self.program.each:
            items = enumerate(record.get("items", []))
            return [self.outcome(item, at) for at, item in items] or [Outcome("skipped", reason="no-items")]
        return [self.outcome(record)]

    def outcome(self, record, item=None):
        if record.get("fail"):
            raise RuntimeError("a bug")
        if record.get("skip"):
            return Outcome("skipped", reason="skip-when", item=item)
        if "id" not in record:
            return Outcome("rejected", errors=(ERROR,), item=item)
        softened = (Softened("bad-date", "at", "null"),) if record.get("soft") else ()
        output = {name: record[name] for name in ("id", "tags") if name in record}
        return Outcome("accepted", output, softened=softened, item=item)

    def grouped(self, records):
        held = []
        for index, record in records:
            if held and held[0][1].get("id") != record.get("id"):
                yield held[0][0], len(held), [self.outcome(held[0][1])]
                held = []
            held.append((index, record))
        if held:
            yield held[0][0], len(held), [self.outcome(held[0][1])]


@pytest.fixture
def go(tmp_path, monkeypatch):
    """Runs lines through a mapper: the summary, the outputs, the rejects."""
    monkeypatch.chdir(tmp_path)

    def run(content, mapper=None, name="in.jsonl", output="out.jsonl"):
        (tmp_path / name).write_bytes(content)
        summary = run_batch(mapper or Copying(), [name], output, "bad.jsonl")
        return summary, lines("out.jsonl"), lines("bad.jsonl")

    def lines(file):
        return (
            [json.loads(line) for line in (tmp_path / file).read_text().splitlines()]
            if Path(file).exists()
            else []
        )

    return run


def counts(summary):
    assert summary.accepted + summary.rejected + summary.skipped == summary.read
    return (summary.read, summary.accepted, summary.softened, summary.rejected, summary.skipped)


def test_every_record_becomes_an_output_a_reject_or_is_skipped_in_input_order(go):
    summary, out, bad = go(b'{"id":1}\n{}\n{"id":2,"soft":true}\n{"skip":true}\n\nnonsense\n{"id":3}\n')
    assert counts(summary) == (6, 3, 1, 2, 1)
    assert out == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert [(line["index"], line["errors"][0]["code"]) for line in bad] == [(1, "missing"), (4, "bad-input")]
    assert summary.as_json()["softenings"] == [
        {"code": "bad-date", "target": "at", "how": "null", "count": 1}
    ]


def test_nothing_is_lost_or_reordered_among_many_records_of_every_kind(go):
    records = [{"id": n} if n % 7 else {"skip": True} if n % 2 else {"n": n} for n in range(20_000)]
    summary, out, bad = go(b"".join(orjson.dumps(record) + b"\n" for record in records))
    assert [one["id"] for one in out] == [n for n in range(20_000) if n % 7]
    assert [one["index"] for one in bad] == [n for n in range(20_000) if n % 14 == 0]
    assert summary.read == 20_000


def test_a_rejects_line_has_the_record_as_it_was_written_or_the_text_that_is_none(go):
    _, _, bad = go(
        b' {"a": 1.10, "b":"\xc3\xa9"} \r\n' + b"x" * 900 + b"\n" + b'{"n":18446744073709551615}\n'
    )
    raw = Path("bad.jsonl").read_bytes().splitlines()
    assert b'"record":{"a": 1.10, "b":"\xc3\xa9"}' in raw[0]
    assert list(bad[0]) == ["index", "errors", "record"]
    assert bad[0]["errors"] == [ERROR.as_json()]
    assert list(bad[1]) == ["index", "errors", "raw"]
    assert bad[1]["raw"] == "x" * 200
    assert b'"record":{"n":18446744073709551615}' in raw[2]
    assert [line["errors"][0]["owner"] for line in bad[1:]] == ["order-ops", "order-ops"]


def test_a_record_of_many_lines_is_one_line_of_rejects(go):
    _, _, bad = go(b'[{\n "a":\r\n "x\\ny"\n}]', name="in.json")
    assert bad[0]["record"] == {"a": "x\ny"}


def test_a_mapper_that_fails_rejects_the_record_and_the_run_goes_on(go):
    summary, out, bad = go(b'{"fail":1}\n{"id":1}\n')
    assert counts(summary) == (2, 1, 0, 1, 0)
    assert (out, bad[0]["errors"][0]["code"], bad[0]["record"]) == ([{"id": 1}], "internal", {"fail": 1})


def test_an_output_that_cannot_be_written_is_rejected(go):
    summary, out, bad = go(b'{"id":1}\n', Unwritable())
    assert counts(summary) == (1, 0, 0, 1, 0)
    assert (out, bad[0]["errors"][0]["code"]) == ([], "internal")


class Unwritable(Copying):
    def outcome(self, record, item=None):
        return Outcome("accepted", {"id": object()})


def test_under_each_items_are_counted_and_every_bad_one_has_its_line(go):
    content = b'{"items":[{"id":1},{},{"id":2},{}]}\n{"items":[]}\nnonsense\n'
    summary, out, bad = go(content, Copying(each=True))
    assert counts(summary) == (6, 2, 0, 3, 1)
    assert out == [{"id": 1}, {"id": 2}]
    assert [(line["index"], line.get("item")) for line in bad] == [(0, 1), (0, 3), (2, None)]
    assert list(bad[0]) == ["index", "item", "errors", "record"]


def test_all_records_of_a_group_count_as_what_becomes_of_the_group(go):
    content = b'{"id":1}\n{"id":1}\nnonsense\n{"id":1}\n{"a":1}\n{"a":2}\n{"id":7,"skip":1}\n'
    summary, out, bad = go(content, Copying(group=True))
    assert counts(summary) == (7, 3, 0, 3, 1)
    assert out == [{"id": 1}]
    assert [(line["index"], line.get("record")) for line in bad] == [
        (2, None),
        (4, {"items": [{"a": 1}, {"a": 2}]}),
    ]


def test_a_record_without_a_group_key_is_rejected_alone_and_as_itself(go):
    class Keyless(Copying):
        def grouped(self, records):
            assert len(list(records)) == 3
            yield 1, 1, [Outcome("rejected", errors=(ERROR,))]
            yield 0, 2, [Outcome("rejected", errors=(ERROR,))]

    summary, _, bad = go(b'{"n":0}\n{"n":1}\n{"n":2}\n', Keyless(group=True))
    assert counts(summary) == (3, 0, 0, 3, 0)
    assert [line["record"]["items"] for line in bad] == [[{"n": 1}], [{"n": 0}, {"n": 2}]]


def test_indexes_go_on_from_one_input_to_the_next(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"id":1}\n{}\n')
    (tmp_path / "b.csv").write_bytes(b"id\n7\n")
    (tmp_path / "c.json").write_bytes(b"[{}]")
    inputs = [str(tmp_path / name) for name in ("a.jsonl", "b.csv", "c.json")]
    summary = run_batch(Copying(), inputs, str(tmp_path / "out.jsonl"), str(tmp_path / "bad.jsonl"))
    assert counts(summary) == (4, 2, 0, 2, 0)
    assert (tmp_path / "out.jsonl").read_bytes() == b'{"id":1}\n{"id":"7"}\n'
    bad = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert [line["index"] for line in bad] == [1, 3]


def test_an_input_without_records_makes_empty_files(go):
    summary, out, bad = go(b"")
    assert counts(summary) == (0, 0, 0, 0, 0)
    assert (out, bad) == ([], [])
    assert Path("out.jsonl").stat().st_size == Path("bad.jsonl").stat().st_size == 0


def test_rejects_can_be_read_by_their_owner_only_even_where_the_file_stood_before(go):
    Path("bad.jsonl").touch()
    Path("bad.jsonl").chmod(0o644)
    go(b"{}\n")
    assert stat.S_IMODE(Path("bad.jsonl").stat().st_mode) == 0o600


def test_csv_has_a_column_per_target_in_order_and_json_text_for_what_is_nested(go):
    go(b'{"id":"=1+1","tags":["a","b"]}\n{"id":null,"tags":" x"}\n{"id":2.5}\n', output="out.csv")
    assert Path("out.csv").read_text() == 'id,tags\n=1+1,"[""a"",""b""]"\n," x"\n2.5,\n'


def test_csv_columns_are_those_of_the_target_schema(go):
    mapper = Copying()
    target = Target(lambda _: True, lambda _: [], {"names": ("tags", "extra", "id")})
    mapper.program = Program("copying", mapper.program.scope, target=target)
    go(b'{"id":1}\n', mapper, output="out.csv")
    assert Path("out.csv").read_text() == "tags,extra,id\n,,1\n"


@pytest.mark.parametrize(("name", "said"), [("x.avro", "avro"), ("x.xlsx", "xlsx")])
def test_what_cannot_be_written_is_one_sentence_and_touches_nothing(go, name, said):
    with pytest.raises(MapbenchError, match=said) as caught:
        go(b"{}", output=name)
    assert caught.value.hint
    assert not Path(name).exists()


@pytest.mark.parametrize("output", ["in.jsonl", "./in.jsonl", "link.jsonl"])
def test_an_input_is_never_overwritten(go, output):
    Path("in.jsonl").touch()
    Path("link.jsonl").symlink_to("in.jsonl")
    with pytest.raises(MapbenchError, match="would be overwritten"):
        go(b'{"id":1}\n', output=output)
    assert Path("in.jsonl").read_text() == '{"id":1}\n'


def test_outputs_and_rejects_are_two_files(go):
    with pytest.raises(MapbenchError, match="both go to"):
        go(b"{}", output="bad.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_stops_the_run_and_says_what_was_written(go):
    with pytest.raises(Stopped) as caught:
        go(b'{"id":1}\n{}\n', output="/dev/full")
    assert caught.value.cause.errno == errno.ENOSPC
    assert caught.value.written == {"/dev/full": 0, "bad.jsonl": 1}
    assert Path("bad.jsonl").read_text().count("\n") == 1


def test_a_file_that_can_take_no_more_holds_whole_lines(go, monkeypatch):
    real, room = os.write, 1000

    def write(descriptor, content):
        nonlocal room
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(descriptor, bytes(content)[:room])
        room -= written
        return written

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(Stopped) as caught:
        go(b'{"id":1}\n' * 500)
    kept = Path("out.jsonl").read_bytes()
    assert kept == b'{"id":1}\n' * 111
    assert caught.value.written["out.jsonl"] == 111
    assert caught.value.cause.filename == "out.jsonl"


def test_json_that_breaks_off_keeps_what_was_read(go):
    with pytest.raises(Stopped) as caught:
        go(b'[{"id":1},{"id":2},\n{"id"', name="in.json")
    assert str(caught.value.cause.place) == "in.json:2:1"
    assert counts(caught.value.summary) == (2, 2, 0, 0, 0)
    assert Path("out.jsonl").read_text() == '{"id":1}\n{"id":2}\n'


def test_only_the_first_rejects_are_told_by_owner(go):
    summary, _, bad = go(b"{}\n" * 30 + b"nonsense\n")
    assert len(bad) == 31
    assert {owner: len(told) for owner, told in summary.by_owner().items()} == {"crm-team": 20}


def test_decimals_are_json_numbers(go):
    from decimal import Decimal

    class Exact(Copying):
        def outcome(self, record, item=None):
            return Outcome("accepted", {"id": Decimal("12.50"), "tags": [Decimal("1E+2")]})

    go(b"{}", Exact())
    assert Path("out.jsonl").read_text() == '{"id":12.50,"tags":[100]}\n'
    assert orjson.loads(Path("out.jsonl").read_text())
