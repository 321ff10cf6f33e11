"""Where generated code stands: the current item, the names in scope, and the reads every rule of a scope shares.

A frame is one scope at run time: the record, an object rule's object, one item of a collection. Each path and each member
of the item is read once, at the head of its frame, however many rules use it.
"""

from __future__ import annotations

from msgspec import Struct, field

from mapbench.engine.code import Block, Module
from mapbench.engine.levels import AS_IS
from mapbench.engine.path_code import path_function
from mapbench.engine.paths import Index, Name, Path, Segment, Wildcard, is_singular


class Binding(Struct, frozen=True, eq=False):
    """What a name in scope is: code that gives its value, the variables that code reads, and how it has to be written.

    `frame` is given for the current item of a frame, `is_list` for what is a list in any case,
    `is_position` for a position in one. `moment` is the variable that a named value `datetime(variable)` reads.
    """

    code: str
    variables: frozenset[str]
    level: int = AS_IS
    frame: Frame | None = None
    is_list: bool = False
    is_position: bool = False
    moment: str | None = None


class Frame(Struct, eq=False):
    """One scope. `base` is the variable of the current item, `items` the position variables of the loops around it."""

    module: Module
    base: str
    record: Frame | None = None
    names: dict[str, Binding] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    base_is_object: bool = False
    head: Block = field(default_factory=Block)
    _reads: dict[object, str] = field(default_factory=dict)

    @property
    def root(self) -> Frame:
        """The frame of the whole record, where `$` starts."""
        return self.record or self

    @property
    def position(self) -> str:
        """The positions in the lists around, as a tuple expression."""
        return f"({', '.join(self.items)},)" if self.items else "()"

    def inner(self, base: str, items: tuple[str, ...] | None = None, base_is_object: bool = False) -> Frame:
        """A frame inside this one: same names, another item."""
        kept = self.items if items is None else items
        return Frame(self.module, base, self.root, dict(self.names), kept, base_is_object)

    def bind(self, name: str, variable: str, level: int = AS_IS, owns_item: bool = False) -> None:
        """Let a name stand for a variable; `owns_item` says that it is this frame's current item."""
        self.names[name] = Binding(variable, frozenset({variable}), level, self if owns_item else None)

    def bind_position(self, name: str, variable: str) -> None:
        """Let a name stand for a variable that counts items."""
        self.names[name] = Binding(variable, frozenset({variable}), is_position=True)

    def read(self, path: Path) -> str:
        """The variable that holds the value of a path: a value or MISSING when singular, else a list."""
        frame = self.root if path.absolute else self
        if path.singular:
            return frame._segments(path.segments)
        return frame._list(path)

    def member(self, name: str) -> str:
        """The variable that holds a field of the current item as formulas see it: null of null, else missing."""
        value = self._segments((Name(name),))
        if self.base_is_object:
            return value
        return self._once(
            ("member", name), f"{value} if {self._object(())} is {self.base} else no_field({self.base})"
        )

    def _once(self, key: object, code: str) -> str:
        if key not in self._reads:
            self._reads[key] = self.module.fresh("v")
            self.head.add(f"{self._reads[key]} = {code}")
        return self._reads[key]

    def _segments(self, segments: tuple[Segment, ...]) -> str:
        if not segments:
            return self.base
        *before, last = segments
        if isinstance(last, Name):
            return self._once(segments, f"{self._object(tuple(before))}.get({last.name!r}, M)")
        assert isinstance(last, Index)
        outer = self._segments(tuple(before))
        fits = f"len({outer}) > {last.index}" if last.index >= 0 else f"len({outer}) >= {-last.index}"
        return self._once(segments, f"{outer}[{last.index}] if type({outer}) is list and {fits} else M")

    def _object(self, segments: tuple[Segment, ...]) -> str:
        """The variable of the object at a path; of the empty object where there is another value or none."""
        outer = self._segments(segments)
        if not segments and self.base_is_object:
            return outer
        return self._once(("object", segments), f"{outer} if type({outer}) is dict else NO_OBJECT")

    def _list(self, path: Path) -> str:
        key = (path.absolute, path.segments)
        if isinstance(path.segments[-1], Wildcard) and is_singular(path.segments[:-1]):
            outer = self._segments(path.segments[:-1])
            return self._once(key, f"{outer} if type({outer}) is list else members({outer})")
        return self._once(key, self.walk(path))

    def walk(self, path: Path, keyed: bool = False) -> str:
        """A call that evaluates a path of any kind now; with `keyed`, pairs of key and value."""
        share = ("path", path.absolute, path.segments, keyed)
        name = self.module.shared_function(share, "path", lambda name: path_function(path, name, keyed))
        return f"{name}({self.root.base}, {self.base})"
