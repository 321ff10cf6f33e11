"""A mapping file with a folder for its test cases."""

import json
from pathlib import Path

import pytest

MAPPING = """\
mapping: orders
owner: order-ops
params:
  region: {type: string, default: EU}
skip_when: {source: {t: test}, formula: t}
rules:
- target: id
  source: id
- target: at
  source: at
  formula: date(value)
  owner: crm-team
- target: status
  source: status
  lookup: {paid: PAID, open: OPEN}
  default: UNKNOWN
- target: region
  formula: params.region
- target: lines
  each: lines[*]
  rules:
  - {target: qty, source: q, formula: integer(value)}
- target: note
  source: note
- target: old
  unmapped: Gone
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tests").mkdir()
    Path("m.yaml").write_text(MAPPING)
    return tmp_path


@pytest.fixture
def cases(mapbench, folder):
    """Writes cases and runs them: the answer as JSON, by case name."""

    def run(text, mapping="m.yaml"):
        Path("tests/orders.yaml").write_text(text)
        answer = mapbench("test", mapping, "--format", "json")
        report = json.loads(answer.stdout)
        return answer.exit_code, {case["name"]: case for case in report["cases"]}, report

    return run
