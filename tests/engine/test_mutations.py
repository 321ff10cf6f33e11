"""Small edits of the compiler, each caught by small mappings that the oracle judges."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.engine.mutants import MUTANTS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.engine.mutants"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_rules_agree_with_the_oracle_when_nothing_is_edited(results: dict[str, Any]) -> None:
    assert results[""] == []


def test_there_are_twenty_edits_or_more() -> None:
    assert len(MUTANTS) >= 20


@pytest.mark.parametrize("name", [mutant.name for mutant in MUTANTS])
def test_an_edit_is_caught(name: str, results: dict[str, Any]) -> None:
    found = results[name]
    assert isinstance(found, list), found
    assert len(found) > len(results[""]), "nothing noticed this edit"
