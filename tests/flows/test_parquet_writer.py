"""Outputs as Parquet: typed by the target schema, whole even where a run ends early."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mapbench.connect.records import open_records
from mapbench.errors import MapbenchError
from mapbench.flows.parquet_writer import ParquetRows

SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "price": {"type": "number"},
        "name": {"type": ["string", "null"]},
        "ok": {"type": "boolean"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "any": {},
        "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}


def written(path, rows, columns=tuple(SCHEMA["properties"]), schema=SCHEMA):
    writer = ParquetRows(columns, schema)
    out = writer.open(str(path))
    out.write([writer.line(row) for row in rows])
    out.close()
    out.close()
    assert out.lines == len(rows)
    return path


def test_types_come_from_the_target_schema_and_what_is_open_is_json_text(tmp_path):
    rows = [
        {"id": 1, "price": Decimal("12.50"), "name": None, "ok": True, "lines": [{"sku": "A"}], "tags": ["x"],
         "any": {"a": [1]}, "map": {"k": 1}},
        {"id": 2, "price": 3, "any": "text"},
    ]  # fmt: skip
    path = written(tmp_path / "a.parquet", rows)
    kinds = {field.name: field.type for field in pq.read_schema(path)}
    assert kinds["id"] == pa.int64()
    assert kinds["price"] == pa.float64()
    assert kinds["lines"].value_type.field(0).type == kinds["map"] == kinds["any"] == pa.string()
    none = dict.fromkeys(("name", "ok", "lines", "tags", "map"))
    assert [one.value for one in open_records(path)] == [
        {**rows[0], "price": 12.5, "any": '{"a":[1]}', "map": '{"k":1}'},
        {"id": 2, "price": 3.0, **none, "any": "text"},
    ]


def test_without_a_schema_every_column_is_text(tmp_path):
    path = written(tmp_path / "a.parquet", [{"a": 1, "b": "x"}], ("a", "b"), None)
    assert [one.value for one in open_records(path)] == [{"a": "1", "b": "x"}]


def test_a_file_without_rows_has_its_columns(tmp_path):
    path = written(tmp_path / "a.parquet", [])
    assert pq.read_schema(path).names == list(SCHEMA["properties"])


@pytest.mark.parametrize("row", [{"other": 1}, {"lines": [{"sku": "A", "qty": 1}]}])
def test_a_key_without_a_column_is_refused_not_dropped(row):
    with pytest.raises(MapbenchError, match=r"no column for '(other|qty)'"):
        ParquetRows(tuple(SCHEMA["properties"]), SCHEMA).line(row)
