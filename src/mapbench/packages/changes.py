"""CHANGES.md: what is different from the package before, as a plain list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

FIRST: Final = "first release"
#: Files that follow from others; what changed in them is told by what they follow from.
_FOLLOWING: Final = (
    "manifest.json",
    "SHA256SUMS",
    "CHANGES.md",
    "golden.jsonl",
    "lineage.json",
    "program.json",
)


def changes_text(version: str, listed: list[str]) -> str:
    """The text of CHANGES.md."""
    return f"# {version}\n\n" + "".join(f"- {line}\n" for line in listed or [FIRST])


def changes_between(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """What changed from one package's files to another's: rules by target, then files."""
    before, after = _rules(old), _rules(new)
    found = [f"rule {target}: new" for target in sorted(after.keys() - before.keys())]
    found += [f"rule {target}: removed" for target in sorted(before.keys() - after.keys())]
    found += [
        f"rule {target}: changed"
        for target in sorted(after.keys() & before.keys())
        if after[target] != before[target]
    ]
    found += _parts(old, new)
    names = sorted({*old, *new} - {*_FOLLOWING, "mapping.yaml"})
    for name in names:
        if old.get(name) != new.get(name) and not name.startswith("attestations/"):
            word = "changed" if name in old and name in new else "new" if name in new else "removed"
            found.append(f"{name}: {word}")
    golden = old.get("golden.jsonl") != new.get("golden.jsonl")
    return (
        [*found, "outputs of fixtures: changed"]
        if golden
        else found or ["nothing but the version or comments"]
    )


def _parts(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Parts of the program beside its rules that differ."""
    before, after = orjson.loads(old["program.json"]), orjson.loads(new["program.json"])
    keys = sorted({*before, *after} - {"rules", "version"})
    return [f"{key.replace('_', ' ')}: changed" for key in keys if before.get(key) != after.get(key)]


def _rules(files: Mapping[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    _collect(orjson.loads(files["program.json"]).get("rules", []), "", found)
    return found


def _collect(rules: list[Any], prefix: str, found: dict[str, Any]) -> None:
    for rule in rules:
        target = prefix + (".".join(rule["target"]) if "target" in rule else "*")
        found[target] = {key: value for key, value in rule.items() if key != "rules"}
        _collect(rule.get("rules", []), f"{target}.", found)
