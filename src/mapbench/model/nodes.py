"""YAML text becomes nodes that know where they stand; what the contract refuses in every file is refused here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn

from mapbench.errors import LoadError, Place, Problem
from mapbench.model.scalars import NotJsonError, key_text, resolve

DEEPEST = 100
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class Node:
    """One value of a file. `start` and `end` are indexes into the text; `end` is after the last character of content.

    `kind` is "map", "list" or "scalar"; `style` of a scalar is "" (plain), "'", '"', "|" or ">".
    """

    kind: str
    start: int
    end: int
    value: str = ""
    style: str = ""
    flow: bool = False
    entries: list[tuple[Node, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def data(self) -> Any:
        """The node as plain Python: dict (keys are always text), list, text, number, bool or None."""
        if self.kind == "scalar":
            return self.value if self.style else resolve(self.value)
        if self.kind == "list":
            return [item.data() for item in self.items]
        return {key.key(): value.data() for key, value in self.entries}

    def key(self) -> str:
        """The node's text as a key: `1`, `1.0` and `"1"` are one key."""
        return self.value if self.style else key_text(resolve(self.value))

    def child(self, part: str | int) -> tuple[Node | None, Node] | None:
        """The key node (None in a list) and value node of one step of a key path, or None."""
        if self.kind == "map":
            return next(((k, v) for k, v in self.entries if k.key() == part), None)
        if self.kind == "list" and isinstance(part, int) and 0 <= part < len(self.items):
            return None, self.items[part]
        return None


class Lines:
    """Indexes of a text as lines and columns, both from 1; a line ends with LF, CR or both."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text)), len(text) + 1]

    def at(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        line = min(line, len(self._starts) - 1)
        return line, index - self._starts[line - 1] + 1


def compose(text: str, file: str | None = None) -> Node | None:
    """The one YAML document in `text` as a node, None where there is nothing in it; nobody changes a node.

    Raises LoadError, with line and column, for text that is no YAML, and for what no file may hold: aliases, anchors,
    tags, duplicate keys, a second document, more than 100 levels, numbers beyond JSON.
    """
    try:
        return _composed(text)
    except LoadError:
        return _Composer(text, file).run()  # the same again, with the file's name


#: What an edit has read back is asked for again when the file is loaded a moment later.
@lru_cache(maxsize=8)
def _composed(text: str) -> Node | None:
    return _Composer(text, None).run()


class _Composer:
    def __init__(self, text: str, file: str | None) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.key: Node | None = None
        self.names: list[dict[str, Node]] = []

    def run(self) -> Node | None:
        documents = 0
        for event in yaml_events(self.text, self.file):
            kind = type(event).__name__
            if kind == "ScalarEvent":
                self.scalar(event)
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                self.begin(event, "map" if kind == "MappingStartEvent" else "list")
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self.finish(event)
            elif kind == "AliasEvent":
                self.refuse_mark(
                    event,
                    "A value that begins with * is an alias to YAML, which is not allowed here.",
                    "Write the value out.",
                )
            elif kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.refuse(
                        event.start_mark.index, "A file holds one document.", "Move what follows --- out."
                    )
        if self.problems:
            raise LoadError(self.problems)
        return self.root

    def scalar(self, event: Any) -> None:
        self.check(event)
        node = Node("scalar", event.start_mark.index, event.end_mark.index, event.value, event.style or "")
        if node.style in ("|", ">"):
            node.end = node.start + len(self.text[node.start : node.end].rstrip())
        elif not node.value and not node.style:
            node.start = node.end = self.empty_place(node.start)
        if not node.style:
            self.number(node)
        self.add(node)

    def empty_place(self, index: int) -> int:
        """Where a value that was left out would stand: behind its key's colon, or behind its dash."""
        after = self.key.end if self.key else index
        if self.key is None:
            dash = self.text.rfind("-", 0, index)
            return (
                dash + 1 if self.stack and not self.stack[-1].flow and dash >= self.stack[-1].start else index
            )
        rest = self.text[after:]
        gap = len(rest) - len(rest.lstrip())
        return after + gap + 1 if rest[gap : gap + 1] == ":" else after

    def number(self, node: Node) -> None:
        try:
            resolve(node.value)
        except NotJsonError:
            self.refuse(
                node.start,
                f"The number {node.value[:40]} cannot be written in JSON.",
                "Put it in quotes if it is text.",
            )

    def begin(self, event: Any, kind: str) -> None:
        self.check(event)
        node = Node(kind, event.start_mark.index, event.start_mark.index, flow=bool(event.flow_style))
        self.add(node)
        self.stack.append(node)
        self.names.append({})
        self.key = None
        if len(self.stack) > DEEPEST:
            self.refuse(node.start, f"This is nested deeper than {DEEPEST} levels.", "Nest less.")

    def finish(self, event: Any) -> None:
        node = self.stack.pop()
        self.names.pop()
        self.key = None
        if node.flow:
            node.end = event.end_mark.index
        elif node.kind == "map" and node.entries:
            node.end = node.entries[-1][1].end
        elif node.items:
            node.end = node.items[-1].end

    def add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.kind == "list":
            parent.items.append(node)
        elif self.key is None:
            self.key = self.as_key(node)
        else:
            parent.entries.append((self.key, node))
            if node.kind == "scalar":
                self.key = None

    def as_key(self, node: Node) -> Node:
        if node.kind != "scalar":
            self.refuse(node.start, "A key is one name, not a list or a map.", "Put text in quotes.")
        if not node.style and resolve(node.value) is None:
            self.refuse(
                node.start, "A key is missing here, or null.", 'Quote it if the text "null" is meant.'
            )
        name = node.key()
        first = self.names[-1].setdefault(name, node)
        if first is not node:
            line = Lines(self.text).at(first.start)[0]
            self.report(
                node.start, f"The key {name!r} stands here twice.", f"It stands first in line {line}."
            )
        return node

    def check(self, event: Any) -> None:
        if event.anchor is not None:
            self.refuse_mark(
                event,
                "A value that begins with & is an anchor to YAML, which is not allowed here.",
                "Write the value out.",
            )
        if event.tag is not None:
            self.refuse_mark(
                event,
                f"A value that begins with ! is a tag to YAML ({event.tag}), which is not allowed here.",
                "Put text with ! in quotes.",
            )

    def refuse_mark(self, event: Any, message: str, hint: str) -> NoReturn:
        from mapbench.model.advice import line_as_it_should_be

        mark = event.start_mark
        self.refuse(mark.index, message, line_as_it_should_be(self.text, mark.line) or hint)

    def report(self, index: int, message: str, hint: str) -> None:
        line, column = Lines(self.text).at(index)
        self.problems.append(Problem(message, hint, Place(self.file, line, column)))

    def refuse(self, index: int, message: str, hint: str) -> NoReturn:
        self.report(index, message, hint)
        raise LoadError(self.problems)


def yaml_events(text: str, file: str | None) -> Iterator[Any]:
    """The events of a YAML text. Raises LoadError, with line and column, where it is none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        # libyaml is ten times as fast; what it refuses, the other parser refuses with a better place, or reads.
        events = list(YAML(typ="safe", pure=False).parse(text))
    except (YAMLError, UnicodeError):
        events = None
    if events is not None:
        yield from events
        return
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except YAMLError as error:
        from mapbench.model.advice import syntax_problem

        raise LoadError([syntax_problem(error, text, file)]) from None
