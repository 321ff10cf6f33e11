"""Parquet made with pyarrow: nested values stay, what JSON has no word for is text."""

import datetime as dt
import sys
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mapbench.connect.records import open_chunks, open_records
from mapbench.errors import MapbenchError


def written(path, rows, schema=None, **options):
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, **options)
    return path


def test_lists_and_structs_stay_and_times_are_iso_text(tmp_path):
    row = {"id": 1, "at": dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC), "day": dt.date(2026, 1, 2), "lines": [{"sku": "A", "q": 2}],
           "price": Decimal("12.50"), "none": None, "raw": b"\x00\xff", "ok": True, "span": dt.timedelta(hours=26)}  # fmt: skip
    path = written(tmp_path / "a.parquet", [row])
    assert [one.value for one in open_records(path)] == [
        {"id": 1, "at": "2026-01-02T03:00:00Z", "day": "2026-01-02", "lines": [{"sku": "A", "q": 2}], "price": 12.5,
         "none": None, "raw": "AP8=", "ok": True, "span": "P1DT2H"}
    ]  # fmt: skip


def test_a_number_that_json_cannot_hold_rejects_its_row_only(tmp_path):
    rows = [{"p": Decimal("0.12345678901234567891")}, {"p": Decimal("1.5")}]
    found = list(open_records(written(tmp_path / "a.parquet", rows)))
    assert [one.error.code if one.error else one.value for one in found] == ["number-range", {"p": 1.5}]
    found = list(
        open_records(
            written(tmp_path / "b.parquet", [{"n": 2**63}, {"n": 1}], pa.schema([("n", pa.uint64())]))
        )
    )
    assert [one.error.code if one.error else one.value for one in found] == ["number-range", {"n": 1}]
    found = list(open_records(written(tmp_path / "c.parquet", [{"f": float("nan")}])))
    assert found[0].error.code == "number-range"


def test_rows_come_in_batches_that_add_up_to_the_size_of_the_file(tmp_path):
    path = written(tmp_path / "a.parquet", [{"n": number} for number in range(3500)], row_group_size=900)
    chunks = list(open_chunks(path))
    assert sum(len(chunk.rows) for chunk in chunks) == 3500
    assert len(chunks) > 3
    assert sum(chunk.size for chunk in chunks) == path.stat().st_size


def test_a_corrupt_parquet_is_one_sentence_and_what_stands_before_is_read(tmp_path):
    path = written(tmp_path / "a.parquet", [{"n": f"{number:>40}"} for number in range(6000)],
                   row_group_size=2000, compression="none", use_dictionary=False)  # fmt: skip
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 2, len(content) // 2 + 60_000):
        content[at] = 0xFF
    path.write_bytes(content)
    found = []
    with pytest.raises(MapbenchError, match="Parquet cannot be read on after") as caught:
        found.extend(one for one in open_records(path))
    assert len(found) >= 1000
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"no parquet", b"PAR1xxxxPAR1"])
def test_what_is_no_parquet_is_one_sentence_and_a_hint(tmp_path, content):
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(MapbenchError, match="The Parquet cannot be read:") as caught:
        list(open_records(tmp_path / "a.parquet"))
    assert caught.value.hint


def test_without_its_extra_parquet_is_one_sentence(tmp_path, monkeypatch):
    path = written(tmp_path / "a.parquet", [{"n": 1}])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MapbenchError, match=r"mapbench\[parquet\]") as caught:
        list(open_records(path))
    assert caught.value.hint == "Install it: pip install 'mapbench[parquet]'"
