"""Files sorted and normalised: rules in target-schema order, keys in the published order, comments where they were.

Only whole lines, and pieces between commas, change places: no text is written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mapbench.errors import LoadError
from mapbench.model.documents import Document
from mapbench.model.kinds import KINDS, model_of
from mapbench.model.nodes import Node, compose
from mapbench.project.ordering import rule_rank, scope_of
from mapbench.schemas.fields import Field, Schema


def formatted(document: Document, kind: str | None, target: Schema | None = None) -> str:
    """The document's text as `mapbench format` leaves it; `target` sorts the rules of a mapping.

    Raises LoadError where the document is broken. The result has the same data, but for the order of rules.
    """
    document.require()
    text = _tidy(document.body)
    root = compose(text, document.file)
    if root is None or root.kind != "map" or kind not in KINDS:
        return text
    sorted_text = _Sorter(text, kind).whole(root, target.root if target else None)
    try:
        found = compose(sorted_text)
    except LoadError:
        return text
    return sorted_text if found is not None and _meaning(found.data()) == _meaning(root.data()) else text


def key_order(kind: str) -> list[str]:
    """The keys of a file kind in the order in which they are published."""
    return [
        field.alias or name for name, field in model_of(kind).model_fields.items() if name != "format"
    ] + ["format"]


def rule_key_order() -> list[str]:
    """The keys of a rule in the order in which they are published."""
    from mapbench.model.mapping import Rule

    return [field.alias or name for name, field in Rule.model_fields.items()]


def _tidy(body: str) -> str:
    """One kind of line end, no blanks at line ends, one line end at the end; texts in quotes and blocks keep theirs."""
    text = body.replace("\r\n", "\n")
    tidy = re.sub(r"[ \t]+(?=\n)", "", text.rstrip() + "\n") if text.strip() else ""
    for candidate in (tidy, text if text.endswith("\n") else text + "\n", text):
        try:
            before, after = compose(body), compose(candidate)
        except LoadError:
            continue
        if (before.data() if before else None) == (after.data() if after else None):
            return candidate
    return body


def _meaning(data: Any) -> str:
    return json.dumps(_unordered(data), sort_keys=True)


def _unordered(data: Any) -> Any:
    if isinstance(data, list):
        return [_unordered(item) for item in data]
    if not isinstance(data, dict):
        return data
    found = {key: _unordered(value) for key, value in data.items()}
    if isinstance(found.get("rules"), list):
        found["rules"] = sorted(found["rules"], key=lambda rule: json.dumps(rule, sort_keys=True))
    return found


class _Sorter:
    def __init__(self, body: str, kind: str) -> None:
        self.body = body
        self.kind = kind
        self.rule_keys = rule_key_order()

    def whole(self, root: Node, scope: Field | None) -> str:
        text = self.map(root, key_order(self.kind), scope)
        return self.body[: root.start] + text + self.body[self.covered(root) :]

    def map(self, node: Node, order: Sequence[str], scope: Field | None) -> str:
        """The text of a map with its keys in order, and the rules in it sorted."""
        places = {name: number for number, name in enumerate(order)}
        ranks = [places.get(key.key(), len(places)) for key, _ in node.entries]
        sorted_entries = sorted(range(len(ranks)), key=ranks.__getitem__)
        if node.flow:
            texts = [self.slice(key.start, value, scope) for key, value in node.entries]
            return self.in_flow(
                node, [(key.start, value.end) for key, value in node.entries], texts, sorted_entries
            )
        regions = self.regions([(key.start, value) for key, value in node.entries])
        texts = [
            self.body[start : key.start]
            + self.entry(key, value, scope)
            + self.body[self.covered(value) : end]
            for (start, end), (key, value) in zip(regions, node.entries, strict=True)
        ]
        return self.joined(texts, sorted_entries, node.start)

    def entry(self, key: Node, value: Node, scope: Field | None) -> str:
        if self.kind == "mapping" and key.key() == "rules" and value.kind == "list":
            return self.body[key.start : key.end] + self.rules(key.end, value, scope)
        return self.body[key.start : self.covered(value)]

    def slice(self, start: int, value: Node, scope: Field | None) -> str:
        is_rules = self.kind == "mapping" and value.kind == "list" and self.body[start:].startswith("rules")
        inner = self.rules(value.start, value, scope) if is_rules else self.body[value.start : value.end]
        return self.body[start : value.start] + inner

    def rules(self, start: int, node: Node, scope: Field | None) -> str:
        """The text from `start` to the end of a list of rules, sorted; a comment above a rule moves with it."""
        data = [item.data() for item in node.items]
        ranks = [rule_rank(rule, scope) for rule in data]
        order = sorted(range(len(data)), key=ranks.__getitem__) if scope else list(range(len(data)))
        inner = [self.rule(item, rule, scope) for item, rule in zip(node.items, data, strict=True)]
        if node.flow:
            spans = [(item.start, item.end) for item in node.items]
            return self.body[start : node.start] + self.in_flow(node, spans, inner, order)
        first = self.line_end(start) + 1
        regions = self.regions(
            [(first, item) for item in node.items[:1]] + [(0, item) for item in node.items[1:]]
        )
        texts = [
            self.body[begin : item.start] + text + self.body[self.covered(item) : end]
            for (begin, end), item, text in zip(regions, node.items, inner, strict=True)
        ]
        whole = "".join(
            texts[place] if texts[place].endswith("\n") else texts[place] + "\n" for place in order
        )
        return self.body[start:first] + whole.removesuffix("\n")

    def rule(self, item: Node, rule: Any, scope: Field | None) -> str:
        if item.kind == "map":
            return self.map(item, self.rule_keys, scope_of(rule, scope))
        return self.body[item.start : self.covered(item)]

    def in_flow(self, node: Node, spans: list[tuple[int, int]], texts: list[str], order: list[int]) -> str:
        """Pieces between commas change places; what stands between them stays."""
        if not spans:
            return self.body[node.start : node.end]
        gaps = [self.body[one[1] : two[0]] for one, two in pairwise(spans)]
        pieces = [texts[order[0]]]
        for gap, place in zip(gaps, order[1:], strict=True):
            pieces += [gap, texts[place]]
        return self.body[node.start : spans[0][0]] + "".join(pieces) + self.body[spans[-1][1] : node.end]

    def joined(self, texts: list[str], order: list[int], start: int) -> str:
        """Entries of a block as lines, in order; comments above what comes first stand below its line."""
        indent = " " * (start - (self.body.rfind("\n", 0, start) + 1))
        if order == sorted(order):
            return "".join(texts).removesuffix("\n")
        lines = [indent + texts[0], *texts[1:]]
        lines = [text if text.endswith("\n") else text + "\n" for text in lines]
        first, *rest = [lines[place] for place in order]
        comments = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", first)
        above = comments.group() if comments else ""
        return (first[len(above) :] + above + "".join(rest)).removeprefix(indent).removesuffix("\n")

    def regions(self, entries: list[tuple[int, Node]]) -> list[tuple[int, int]]:
        """For each entry the span from the end of the line of the one before it to the end of its own last line."""
        ends = [self.line_end(value.end) + 1 for _, value in entries]
        starts = [entries[0][0], *ends[:-1]] if entries else []
        return list(zip(starts, [min(end, len(self.body)) for end in ends], strict=True))

    def covered(self, node: Node) -> int:
        # A block ends with its last line, comment included; anything else ends with itself.
        is_block = node.kind != "scalar" and not node.flow and (node.entries or node.items)
        return self.line_end(node.end) if is_block else node.end

    def line_end(self, index: int) -> int:
        end = self.body.find("\n", index)
        return len(self.body) if end < 0 else end
