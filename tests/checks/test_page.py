"""The page about checks lists what there is."""

from pathlib import Path

from mapbench.checks.patterns import pattern_of
from mapbench.checks.running import RULES

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_table_of_checks_is_complete():
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| MB")]
    assert rows == [
        f"| {rule.code} | {rule.title} | {rule.level} | {pattern_of(rule.code) or ''} |"
        for rule in RULES.values()
    ]
