"""A rule in words, for people who don't read formulas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def in_words(rule: Mapping[str, Any]) -> str:
    """What a rule does, as sentences."""
    said = [part for part in (*_body(rule), *_stages(rule), *_around(rule)) if part]
    return ". ".join(f"{part[0].upper()}{part[1:]}" for part in said) + ("." if said else "")


def _body(rule: Mapping[str, Any]) -> Iterator[str]:
    if "copy_all" in rule:
        yield _copied(rule["copy_all"] if isinstance(rule["copy_all"], dict) else {})
    elif "unmapped" in rule:
        yield f"left out on purpose: {rule['unmapped']}"
    elif "each" in rule:
        each = rule["each"] if isinstance(rule["each"], list) else [rule["each"]]
        yield f"for each of {', and in it each of '.join(map(str, each))}, {'an entry' if 'keyed_by' in rule else 'one item'}"
    elif "constant" in rule:
        yield f"always {_value(rule['constant'])}"
    elif "cases" in rule:
        yield from _cases(rule)
    elif "rules" in rule:
        yield f"an object{f' from {_sources(rule)}' if rule.get('source') else ''}, made by the rules below it"
    elif "formula" in rule:
        yield f"computed{f' from {_sources(rule)}' if rule.get('source') else ''}"
    elif rule.get("source") and "lookup" not in rule:
        yield f"copies {_sources(rule)}"
    if "lookup" in rule:
        table = f"the table {rule['lookup']}" if isinstance(rule["lookup"], str) else "the table in this rule"
        what = "what was computed" if "formula" in rule else _sources(rule) if rule.get("source") else "it"
        yield f"looks {what} up in {table}{', backwards' if rule.get('reverse') else ''}"


def _cases(rule: Mapping[str, Any]) -> Iterator[str]:
    for case in rule["cases"] if isinstance(rule["cases"], list) else ():
        if isinstance(case, dict):
            gives = f"what {case['formula']} gives" if "formula" in case else _value(case.get("value"))
            yield f"where {case.get('when')}: {gives}"
    yield f"otherwise {_value(rule['otherwise'])}" if "otherwise" in rule else "otherwise nothing"


def _stages(rule: Mapping[str, Any]) -> Iterator[str]:
    for key, words in (("where", "only where {}"), ("sort", "in the order of {}"), ("unique", "one for each {}"),
                       ("group", "together by {}"), ("limit", "at most {}"), ("keyed_by", "by the key {}")):  # fmt: skip
        if key in rule:
            value = rule[key]
            yield words.format(", ".join(map(str, value)) if isinstance(value, list) else value)
    if "on_item_error" in rule:
        yield "an item with an error is left out"


def _around(rule: Mapping[str, Any]) -> Iterator[str]:
    when = rule.get("when")
    if when is not None:
        yield f"only when {when.get('formula') if isinstance(when, dict) else when}"
    if "default" in rule:
        yield f"where nothing comes: {_value(rule['default'])}"
    if "on_error" in rule:
        taken = {"default": "the default", "omit": "nothing", None: "null"}
        yield f"where it fails: {taken.get(rule['on_error'], rule['on_error'])}"


def _copied(copied: Mapping[str, Any]) -> str:
    left_out = copied.get("except")
    names = f" but {', '.join(map(str, left_out))}" if isinstance(left_out, list) and left_out else ""
    return f"every field of {copied.get('from', 'the item')}{names}"


def _sources(rule: Mapping[str, Any]) -> str:
    source = rule["source"]
    return ", ".join(map(str, source.values())) if isinstance(source, dict) else str(source)


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
