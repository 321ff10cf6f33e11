"""Edits as changes of text: what is not edited stays as it was, byte for byte.

Every edit is read back; should the small change not give the data that was asked for, the next larger part of the file
is written anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from mapbench.errors import LoadError
from mapbench.model.nodes import Node, compose
from mapbench.model.writing import block_lines, entry_lines, flow_text, is_short, item_lines, scalar_text

KeyPath = tuple[str | int, ...]


#: A text after an edit, and its nodes where they are known already.
Edit = tuple[str, Node | None]


def set_value(body: str, root: Node | None, path: KeyPath, value: Any, order: Sequence[str] = ()) -> Edit:
    """The text with `value` at `path`; a new key goes behind the last one that `order` names before it."""
    if root is None or not path:
        return "\n".join(block_lines(value)) + "\n", None
    data = root.data()
    parent = _at(data, path[:-1])
    if isinstance(parent, list) and isinstance(path[-1], int):
        parent[path[-1] : path[-1] + 1] = [value]
    elif isinstance(parent, dict):
        parent[str(path[-1])] = value
    elif parent is None:
        return set_value(body, root, path[:-1], {str(path[-1]): value})
    else:
        raise KeyError(path)
    return _smallest(body, root, path, data, lambda: _Text(body, root).put(path, value, order))


def insert_item(body: str, root: Node | None, path: KeyPath, index: int, value: Any) -> Edit:
    """The text with a new element before element `index` of the list at `path`."""
    assert root is not None
    data = root.data()
    _at(data, path).insert(index, value)
    return _smallest(body, root, (*path, index), data, lambda: _Text(body, root).put_item(path, index, value))


def remove_value(body: str, root: Node | None, path: KeyPath) -> Edit:
    """The text without the key or element at `path`."""
    if root is None or not path:
        raise KeyError(path)
    data = root.data()
    parent = _at(data, path[:-1])
    try:
        del parent[path[-1]]
    except (IndexError, TypeError):
        raise KeyError(path) from None
    return _smallest(body, root, path, data, lambda: _Text(body, root).take(path))


def rule_place(rules: Sequence[Any], rule: dict[str, Any], order: Sequence[str]) -> int:
    """The index for a new rule: behind the last rule that comes before it in `order`, a list of target paths."""
    rank = {target: number for number, target in enumerate(order)}
    own = rank.get(rule.get("target", ""))
    if own is None:
        return len(rules) if "target" in rule else 0
    places = [
        i
        for i, one in enumerate(rules)
        if isinstance(one, dict) and rank.get(one.get("target", ""), -1) < own
    ]
    known = [i for i in places if rules[i].get("target") in rank or "copy_all" in rules[i]]
    return known[-1] + 1 if known else 0


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            raise KeyError(path) from None
    return data


def _smallest(body: str, root: Node, path: KeyPath, expected: Any, edit: Callable[[], str]) -> Edit:
    wanted = _same(expected)
    for depth in range(len(path), -1, -1):
        try:
            text = (
                edit()
                if depth == len(path)
                else _Text(body, root).put(path[:depth], _at(expected, path[:depth]))
            )
            found = compose(text)
        except (LoadError, _TooHardError):
            continue
        if found is not None and _same(found.data()) == wanted:
            return text, found
    return "\n".join(block_lines(expected)) + "\n", None


def _same(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


class _TooHardError(Exception):
    """The small change is not simple here; a larger part has to be written."""


class _Text:
    def __init__(self, body: str, root: Node) -> None:
        self.body = body
        self.root = root
        self.flush = _lists_are_flush(body, root)

    def find(self, path: KeyPath) -> tuple[Node | None, Node, bool]:
        """Key node, value node, and whether the value stands inside braces or brackets."""
        key, node, inside = None, self.root, False
        for part in path:
            inside = inside or node.flow
            step = node.child(part)
            if step is None:
                raise _TooHardError
            key, node = step
        return key, node, inside

    def put(self, path: KeyPath, value: Any, order: Sequence[str] = ()) -> str:
        try:
            key, node, inside = self.find(path)
        except _TooHardError:
            return self.put_new(path, value, order)
        bare = node.flow and not node.entries and not node.items and not is_short(value)
        if inside or (node.flow and not bare) or (node.kind == "scalar" and is_short(value)):
            return self.swap(node.start, node.end, self.inline(key, node, value, inside))
        if node.kind == "scalar" or bare or not (isinstance(value, dict | list) and value):
            return self.swap(self.after_colon(key), node.end, self.below(key, value))
        return self.swap(
            node.start, node.end, self.indented(block_lines(value, self.flush), self.column(node.start))
        )

    def put_new(self, path: KeyPath, value: Any, order: Sequence[str]) -> str:
        _, node, inside = self.find(path[:-1])
        name = path[-1]
        if node.kind == "list" and isinstance(name, int):
            return self.put_item(path[:-1], len(node.items), value)
        if node.kind != "map" or not isinstance(name, str):
            raise _TooHardError
        before = _entry_before(node, name, order)
        if inside or node.flow:
            spans = [(key.start, item.end) for key, item in node.entries]
            return self.put_in_flow(node, spans, before, flow_text({name: value})[1:-1])
        if not node.entries:
            raise _TooHardError
        column = self.column(node.entries[0][0].start)
        lines = self.indented(entry_lines(name, value, self.flush), column)
        if before < 0:
            start = node.entries[0][0].start
            return self.swap(start, start, f"{lines}\n{' ' * column}")
        end = self.line_end(node.entries[before][1].end)
        return self.swap(end, end, f"\n{' ' * column}{lines}")

    def put_item(self, path: KeyPath, index: int, value: Any) -> str:
        _, node, inside = self.find(path)
        if inside or node.flow:
            return self.put_in_flow(node, [(i.start, i.end) for i in node.items], index - 1, flow_text(value))
        if not node.items:
            raise _TooHardError
        dash = self.dash(node.items[0])
        column = self.column(dash)
        lines = self.indented(item_lines(value, self.flush), column)
        if index:
            end = self.line_end(node.items[index - 1].end)
            return self.swap(end, end, f"\n{' ' * column}{lines}")
        start = self.above_comments(dash)
        return self.swap(start, start, f"{' ' * column}{lines}\n")

    def put_in_flow(self, node: Node, spans: list[tuple[int, int]], before: int, text: str) -> str:
        if not spans:
            return self.swap(node.start + 1, node.end - 1, text)
        if before < 0:
            return self.swap(spans[0][0], spans[0][0], f"{text}, ")
        return self.swap(spans[before][1], spans[before][1], f", {text}")

    def take(self, path: KeyPath) -> str:
        key, node, inside = self.find(path)
        _, parent, _ = self.find(path[:-1])
        spans = [(k.start, v.end) for k, v in parent.entries] or [(i.start, i.end) for i in parent.items]
        if len(spans) == 1:
            return self.put(path[:-1], {} if parent.kind == "map" else [])
        here = spans.index(((key or node).start, node.end))
        if inside:
            if here + 1 < len(spans):
                return self.swap(spans[here][0], spans[here + 1][0], "")
            return self.swap(spans[here - 1][1], spans[here][1], "")
        start = key.start if key else self.dash(node)
        line = self.line_start(start)
        if self.body[line:start].strip():
            if key is None or here + 1 >= len(spans):
                raise _TooHardError
            return self.swap(start, spans[here + 1][0], "")
        return self.swap(line, min(self.line_end(node.end) + 1, len(self.body)), "")

    def inline(self, key: Node | None, node: Node, value: Any, inside: bool) -> str:
        if isinstance(value, dict | list):
            text = flow_text(value)
        else:
            text = scalar_text(value, flow=inside, style=node.style if isinstance(value, str) else "")
        is_empty = node.start == node.end
        if is_empty and key is not None and self.body[key.end : node.start].strip() != ":":
            text = f":{' '}{text}"  # a key alone in braces
        elif is_empty:
            text = f" {text}"
        return text

    def below(self, key: Node | None, value: Any) -> str:
        if key is None:
            raise _TooHardError
        first, *rest = entry_lines(key.key(), value, self.flush)
        mark = first[len(scalar_text(key.key())) + 1 :]
        return self.indented([mark, *rest], self.column(key.start))

    def after_colon(self, key: Node | None) -> int:
        if key is None:
            raise _TooHardError
        return self.body.index(":", key.end) + 1

    def indented(self, lines: list[str], column: int) -> str:
        return "\n".join([lines[0], *(" " * column + line if line else "" for line in lines[1:])])

    def dash(self, item: Node) -> int:
        return self.body.rindex("-", 0, item.start)

    def above_comments(self, index: int) -> int:
        start = self.line_start(index)
        if self.body[start:index].strip():
            raise _TooHardError
        while start and self.body[self.line_start(start - 1) : start].lstrip().startswith("#"):
            start = self.line_start(start - 1)
        return start

    def column(self, index: int) -> int:
        return index - self.line_start(index)

    def line_start(self, index: int) -> int:
        return self.body.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        end = self.body.find("\n", index)
        end = len(self.body) if end < 0 else end
        return end - 1 if self.body[end - 1 : end] == "\r" and end > index else end

    def swap(self, start: int, end: int, text: str) -> str:
        if "\r\n" in self.body:
            text = text.replace("\n", "\r\n")
        return self.body[:start] + text + self.body[end:]


def _entry_before(node: Node, name: str, order: Sequence[str]) -> int:
    if name not in order:
        return len(node.entries) - 1
    earlier = set(order[: order.index(name)])
    return max((i for i, (key, _) in enumerate(node.entries) if key.key() in earlier), default=-1)


def _lists_are_flush(body: str, node: Node) -> bool:
    """Whether this file's lists stand flush under their keys; the contract's own files do."""
    for key, value in node.entries:
        if value.kind == "list" and value.items and not value.flow:
            key_column = key.start - (body.rfind("\n", 0, key.start) + 1)
            return value.start - (body.rfind("\n", 0, value.start) + 1) <= key_column
    return all(_lists_are_flush(body, child) for child in [*(v for _, v in node.entries), *node.items])
