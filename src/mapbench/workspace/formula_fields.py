"""The fields that a formula reads through names: where in its text each stands, so that one can be renamed there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mapbench.language.formula_text import FormulaError, Offsets, parse
from mapbench.workspace.views import Path


@dataclass(frozen=True, slots=True)
class Chain:
    """`line.product.sku`: a name, the place of what it stands for, the fields behind it, and where those stand in the text."""

    name: str
    base: Path
    fields: Path
    start: int
    end: int

    @property
    def place(self) -> Path:
        return self.base + self.fields


def chains(text: str, names: Mapping[str, Path]) -> list[Chain]:
    """Every use of `names` with the fields behind it, in the order of the text; none for a formula that does not parse."""
    try:
        tree = parse(text)
    except FormulaError:
        return []
    found = list(_Chains(text).walk(tree, dict(names)))
    return sorted(found, key=lambda chain: chain.start)


def renamed(text: str, names: Mapping[str, Path], rename: Callable[[Path], Path]) -> str:
    """The formula with fields renamed: `rename` gives the new place of a place. What cannot be said by the same name stays."""
    for chain in reversed(chains(text, names)):
        base, place = rename(chain.base), rename(chain.place)
        if place[: len(base)] == base and place[len(base) :] != chain.fields:
            text = text[: chain.start] + access(place[len(base) :]) + text[chain.end :]
    return text


def access(fields: Path) -> str:
    """How a formula reads fields behind a value: `.product.sku`, `["odd name"]`."""
    return "".join(f".{name}" if name.isidentifier() else f"[{_quoted(name)}]" for name in fields)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Chains:
    def __init__(self, text: str) -> None:
        self.offsets = Offsets(text)

    def walk(self, node: ast.AST, names: dict[str, Path]) -> Iterator[Chain]:
        chain = self.chain(node, names)
        if chain is not None:
            yield chain
            return
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp):
            names = dict(names)
            for loop in node.generators:
                yield from self.walk(loop.iter, names)
                self.bind(loop, names)
                for test in loop.ifs:
                    yield from self.walk(test, names)
            parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            for part in parts:
                yield from self.walk(part, names)
            return
        for child in ast.iter_child_nodes(node):
            yield from self.walk(child, names)

    def chain(self, node: ast.AST, names: dict[str, Path]) -> Chain | None:
        fields: list[str] = []
        top = node
        while not isinstance(node, ast.Name):
            if isinstance(node, ast.Attribute):
                fields.append(self.offsets.field_name(node))
                node = node.value
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                if not isinstance(node.slice.value, str):
                    return None
                fields.append(node.slice.value)
                node = node.value
            else:
                return None
        if node.id not in names or not isinstance(top, ast.expr):
            return None
        start, end = self.offsets.span(node)[1], self.offsets.span(top)[1]
        return Chain(node.id, names[node.id], tuple(reversed(fields)), start, end)

    def bind(self, loop: ast.comprehension, names: dict[str, Path]) -> None:
        for target in ast.walk(loop.target):
            if isinstance(target, ast.Name):
                names.pop(target.id, None)
        chain = self.chain(loop.iter, names)
        if chain is not None and isinstance(loop.target, ast.Name):
            place = chain.place
            # What a path with `*` gives is the list of just these; a field that is a list has its items one step below.
            names[loop.target.id] = place if place[-1:] == ("*",) else (*place, "*")
