"""A mapping file without a project, and what a run of it left."""

import json
from pathlib import Path

import pytest

MAPPING = """\
mapping: orders
owner: order-ops
params:
  region: {type: string, default: EU}
  rate: {type: number, default: 1}
rules:
- target: id
  source: id
- target: at
  source: at
  formula: date(value)
  owner: crm-team
- target: region
  formula: params.region
- target: now
  formula: now()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(MAPPING)
    Path("in.jsonl").write_bytes(b'{"id":1,"at":"2026-01-02"}\n{"id":2,"at":"soon"}\n{"id":3}\n')
    return tmp_path


def outputs(name="out.jsonl"):
    return [json.loads(line) for line in Path(name).read_text().splitlines()]


def refused(answer, said, hint=True):
    """A refusal is one sentence and a hint, exit code 2, and never a traceback."""
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stderr.count("error:") == 1
    assert not hint or "hint:" in answer.stderr
