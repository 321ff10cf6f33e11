"""JSONPath by RFC 9535, for the paths that mappings use: a small parser and a walk over nodes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.oracle.kinds import MISSING, equal, kind

NAME = re.compile(r"[\w@#-]+")
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
OPERATOR = re.compile(r"==|!=|<=|>=|<|>")


@dataclass(frozen=True)
class Node:
    """A value reached by a path, and the name or index under which its parent has it."""

    value: Any
    key: str | int | None = None


@dataclass(frozen=True)
class Step:
    """Selectors that are applied to a node, or to the node and all its descendants."""

    selectors: tuple[tuple[str, Any], ...]
    deep: bool = False

    @property
    def singular(self) -> bool:
        return not self.deep and len(self.selectors) == 1 and self.selectors[0][0] in ("name", "index")


@dataclass(frozen=True)
class Path:
    """`absolute` starts at the record; the others at the current item."""

    absolute: bool
    steps: tuple[Step, ...]

    @property
    def singular(self) -> bool:
        return all(step.singular for step in self.steps)

    def nodes(self, root: Any, current: Any) -> list[Node]:
        found = [Node(root if self.absolute else current)]
        for step in self.steps:
            found = [new for node in found for new in _apply(step, node, root)]
        return [node for node in found if node.value is not MISSING]

    def read(self, root: Any, current: Any) -> Any:
        """The value, or missing; a list for a path that is not singular."""
        values = [node.value for node in self.nodes(root, current)]
        if not self.singular:
            return values
        return values[0] if values else MISSING


def _apply(step: Step, node: Node, root: Any) -> Iterator[Node]:
    for start in _descend(node) if step.deep else (node,):
        for what, argument in step.selectors:
            yield from _select(what, argument, start.value, root)


def _descend(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node.value):
        yield from _descend(child)


def _children(value: Any) -> list[Node]:
    if isinstance(value, dict):
        return [Node(each, key) for key, each in value.items()]
    if isinstance(value, list):
        return [Node(each, index) for index, each in enumerate(value)]
    return []


def _select(what: str, argument: Any, value: Any, root: Any) -> list[Node]:
    if what == "name":
        return [Node(value[argument], argument)] if isinstance(value, dict) and argument in value else []
    if what == "wild":
        return _children(value)
    if what == "filter":
        return [child for child in _children(value) if _holds(argument, root, child.value)]
    if not isinstance(value, list):
        return []
    if what == "slice":
        return [Node(value[index], index) for index in range(*argument.indices(len(value)))]
    index = argument + len(value) if argument < 0 else argument
    return [Node(value[index], index)] if 0 <= index < len(value) else []


def _holds(test: tuple[Any, ...], root: Any, current: Any) -> bool:
    what = test[0]
    if what == "or":
        return _holds(test[1], root, current) or _holds(test[2], root, current)
    if what == "and":
        return _holds(test[1], root, current) and _holds(test[2], root, current)
    if what == "not":
        return not _holds(test[1], root, current)
    if what == "exists":
        return bool(test[1].nodes(root, current))
    left, right = (side.read(root, current) if isinstance(side, Path) else side for side in test[1:])
    return _compare(what, left, right)


def _compare(operator: str, left: Any, right: Any) -> bool:
    alike = left is right is MISSING or equal(left, right)
    if operator in ("==", "!="):
        return alike if operator == "==" else not alike
    ordered = kind(left) == kind(right) and kind(left) in ("number", "text")
    if operator in (">", ">="):
        left, right = right, left
    return (ordered and bool(left < right)) or (alike and operator in ("<=", ">="))


@cache
def parse(text: str) -> Path:
    return _Parser(text.strip()).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def whole(self) -> Path:
        path = self.path(relative_start=True)
        if self.at < len(self.text):
            raise ValueError(f"{self.text!r} at {self.at}")
        return path

    def path(self, *, relative_start: bool) -> Path:
        absolute = self.takes("$")
        steps: list[Step] = []
        if not absolute and not relative_start:
            self.needs("@")
        elif not absolute and not self.sees("["):
            steps.append(self.dotted())
        while step := self.step():
            steps.append(step)
        return Path(absolute, tuple(steps))

    def step(self) -> Step | None:
        if self.takes(".."):
            inner = Step(self.bracket()) if self.takes("[") else self.dotted()
            return Step(inner.selectors, deep=True)
        if self.takes("."):
            return self.dotted()
        return Step(self.bracket()) if self.takes("[") else None

    def dotted(self) -> Step:
        if self.takes("*"):
            return Step((("wild", None),))
        quoted = self.match(QUOTED)
        if quoted:
            return Step((("name", _unquote(quoted)),))
        found = self.match(NAME)
        if not found:
            raise ValueError(f"{self.text!r} at {self.at}")
        return Step((("name", found.group()),))

    def bracket(self) -> tuple[tuple[str, Any], ...]:
        selectors = [self.selector()]
        while self.takes(","):
            selectors.append(self.selector())
        self.needs("]")
        return tuple(selectors)

    def selector(self) -> tuple[str, Any]:
        self.blanks()
        if self.takes("*"):
            return ("wild", None)
        if self.takes("?"):
            return ("filter", self.either())
        quoted = self.match(QUOTED)
        if quoted:
            return ("name", _unquote(quoted))
        numbers = self.match(re.compile(r"\s*(-?\d*)\s*(?:(:)\s*(-?\d*)\s*(?::\s*(-?\d*))?)?\s*"))
        assert numbers
        start, colon, stop, by = numbers.groups()
        if not colon:
            return ("index", int(start))
        if by and int(by) == 0:
            return ("slice", slice(0, 0))
        return ("slice", slice(*(int(part) if part else None for part in (start, stop, by))))

    def either(self) -> tuple[Any, ...]:
        test = self.both()
        while self.takes("||"):
            test = ("or", test, self.both())
        return test

    def both(self) -> tuple[Any, ...]:
        test = self.basic()
        while self.takes("&&"):
            test = ("and", test, self.basic())
        return test

    def basic(self) -> tuple[Any, ...]:
        self.blanks()
        if self.takes("!"):
            return ("not", self.basic())
        if self.takes("("):
            test = self.either()
            self.needs(")")
            return test
        left = self.operand()
        self.blanks()
        operator = self.match(OPERATOR)
        return (operator.group(), left, self.operand()) if operator else ("exists", left)

    def operand(self) -> Any:
        self.blanks()
        if self.sees("@") or self.sees("$"):
            return self.path(relative_start=False)
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.takes(word):
                return value
        quoted = self.match(QUOTED)
        if quoted:
            return _unquote(quoted)
        number = self.match(NUMBER)
        assert number
        return json.loads(number.group())

    def blanks(self) -> None:
        self.match(re.compile(r"\s*"))

    def sees(self, token: str) -> bool:
        return self.text.startswith(token, self.at)

    def takes(self, token: str) -> bool:
        ahead = re.compile(r"\s*").match(self.text, self.at)
        start = ahead.end() if ahead else self.at
        if not self.text.startswith(token, start):
            return False
        self.at = start + len(token)
        return True

    def needs(self, token: str) -> None:
        if not self.takes(token):
            raise ValueError(f"{self.text!r}: {token} expected at {self.at}")

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found


def _unquote(match: re.Match[str]) -> str:
    single, double = match.groups()
    if double is not None:
        return str(json.loads(f'"{double}"'))
    inner = re.sub(r"\\'|\"", lambda each: "'" if each.group() == "\\'" else '\\"', single)
    return str(json.loads(f'"{inner}"'))
