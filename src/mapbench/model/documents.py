"""A file of the project as text, as data, and as the position of every key; what cannot be understood is kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mapbench.errors import LoadError, Place, Problem
from mapbench.model.nodes import Lines, Node, compose
from mapbench.model.scalars import is_ambiguous, offset_in_source

KeyPath = tuple[str | int, ...]
BOM = "\ufeff"


@dataclass(frozen=True)
class PlainScalar:
    """An unquoted scalar of a file: a key (`is_key`) or a value, as written."""

    key_path: KeyPath
    text: str
    place: Place
    is_key: bool


class Document:
    """One YAML or JSON file. `problems` is empty when it could be read; `data` is then its plain Python value.

    A broken document keeps its text, byte for byte, has problems with line and column, and no data.
    """

    def __init__(self, text: str, file: str | None = None) -> None:
        self.file = file
        self._text = text
        self.problems: tuple[Problem, ...] = ()
        self._root: Node | None = None
        self._data: Any = None
        self._parse()

    @classmethod
    def read(cls, path: str | Path) -> Document:
        """The document of a file. Raises LoadError where the file cannot be opened or read."""
        return cls(read_bytes(path).decode("utf-8", "surrogateescape"), str(path))

    @classmethod
    def parse(cls, text: str, path: str | Path | None = None) -> Document:
        """The document of a text; `path` names it in problems, and says by its ending whether it is JSON."""
        return cls(text, str(path) if path is not None else None)

    def text(self) -> str:
        """The file's text as it is now; untouched, it is the text that was read."""
        return self._text

    def save(self, path: str | Path | None = None) -> None:
        """Writes the text to `path`, or to the file it came from: all of it, or nothing. Raises OSError."""
        target = path or self.file
        assert target is not None, "a document without a file needs a path"
        _write(Path(target).resolve(), self._text.encode("utf-8", "surrogateescape"))

    @property
    def data(self) -> Any:
        """The whole document as plain Python; None where it is broken or empty. Keys are always text."""
        return self._data

    @property
    def root(self) -> Node | None:
        """The whole document as nodes; None where it is broken or empty."""
        if self._root is None and self.is_json and not self.problems:
            self._root = _json_nodes(self._text)
        return self._root

    @property
    def is_json(self) -> bool:
        return bool(self.file and self.file.endswith(".json"))

    @property
    def body(self) -> str:
        """The text that node indexes count in: without a byte order mark."""
        return self._text.removeprefix(BOM)

    def require(self) -> Any:
        """The data. Raises LoadError where the document is broken."""
        if self.problems:
            raise LoadError(self.problems)
        return self._data

    def node(self, key_path: Sequence[str | int]) -> Node | None:
        """The value at a key path, None where there is none."""
        found = self._find(key_path)
        return found[1] if found and found[2] else None

    def position(self, key_path: Sequence[str | int]) -> Place:
        """Where the value at a key path begins; of its nearest ancestor where there is no such key."""
        found = self._find(key_path)
        return self._place(found[1].start) if found else Place(self.file)

    def key_position(self, key_path: Sequence[str | int]) -> Place:
        """Where the key itself stands; an element of a list has no key, so its value's place."""
        found = self._find(key_path)
        if found is None:
            return Place(self.file)
        return self._place((found[0] or found[1]).start)

    def scalar_position(self, key_path: Sequence[str | int], offset: int) -> Place:
        """Where character `offset` (from 0) of the text at a key path stands, in quotes and blocks as well."""
        found = self._find(key_path)
        if found is None:
            return Place(self.file)
        node = found[1]
        if node.kind != "scalar":
            return self._place(node.start)
        inside = offset_in_source(self.body[node.start : node.end], node.value, node.style, offset)
        return self._place(node.start + inside)

    def plain_scalars(self, ambiguous: bool = False) -> Iterator[PlainScalar]:
        """Every unquoted scalar, in file order; with `ambiguous`, only those that YAML readers disagree on."""
        if self.root is not None:
            for key_path, node, is_key in _scalars(self.root, ()):
                if not node.style and (not ambiguous or is_ambiguous(node.value)):
                    yield PlainScalar(key_path, node.value, self._place(node.start), is_key)

    def set(self, key_path: Sequence[str | int], value: Any, order: Sequence[str] = ()) -> None:
        """Puts `value` at a key path, new or not; one field changed is one line changed.

        A new key goes behind the last key that `order` names before it, else to the end of its map. Raises KeyError
        where the parent does not exist, LoadError where the document is broken.
        """
        from mapbench.model.edits import set_value

        self.require()
        self._become(*set_value(self.body, self.root, tuple(key_path), copy.deepcopy(value), tuple(order)))

    def rename_key(self, key_path: Sequence[str | int], name: str) -> None:
        """Gives the key at the end of a key path another name, and leaves the rest. Raises KeyError where there is none."""
        from mapbench.model.writing import scalar_text

        found = self._find(key_path)
        if found is None or found[0] is None or not found[2]:
            raise KeyError(key_path)
        written = f'"{name}"' if self.is_json else scalar_text(name, flow=True)
        self._become(self.body[: found[0].start] + written + self.body[found[0].end :])

    def remove(self, key_path: Sequence[str | int]) -> None:
        """Takes out the key or list element at a key path. Raises KeyError where there is none."""
        from mapbench.model.edits import remove_value

        self.require()
        self._become(*remove_value(self.body, self.root, tuple(key_path)))

    def insert_rule(
        self, rule: dict[str, Any], order: Sequence[str] = (), at: Sequence[str | int] = ("rules",)
    ) -> int:
        """Puts a new rule into the list at `at`, at its place in `order` (target paths); returns its index.

        Nothing that stands is moved: the rule goes behind the last rule that comes before it in `order`; where its
        target is not in `order`, to the end.
        """
        from mapbench.model.edits import insert_item, rule_place

        self.require()
        found = self.node(at)
        if found is None or not found.items:
            self.set(at, [rule])
            return 0
        index = rule_place(found.data(), rule, order)
        self._become(*insert_item(self.body, self.root, tuple(at), index, copy.deepcopy(rule)))
        return index

    def replace_text(self, text: str) -> None:
        """Makes `text` the document's text, as an editor does; it may be broken."""
        self._text = text
        self._parse()

    def _become(self, body: str, root: Node | None = None) -> None:
        text = (BOM if self._text.startswith(BOM) else "") + body
        if root is None or self.is_json:
            self.replace_text(text)
            return
        self.__dict__.pop("_lines", None)
        self._text, self._root, self._data = text, root, root.data()

    def _parse(self) -> None:
        self.__dict__.pop("_lines", None)
        self.problems, self._root, self._data = (), None, None
        try:
            _refuse_bytes(self._text, self.file)
            if self.is_json:
                self._data = _json_data(self.body, self.file)
            else:
                self._root = compose(self.body, self.file)
                self._data = self._root.data() if self._root else None
        except LoadError as error:
            self.problems = error.problems

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.body)

    def _place(self, index: int) -> Place:
        return Place(self.file, *self._lines.at(index))

    def _find(self, key_path: Sequence[str | int]) -> tuple[Node | None, Node, bool] | None:
        node, key = self.root, None
        if node is None:
            return None
        for part in key_path:
            step = node.child(part)
            if step is None:
                return key, node, False
            key, node = step
        return key, node, True


def read_bytes(path: str | Path) -> bytes:
    """A file's content. Raises LoadError, with a sentence, for a folder, no permission, no such file."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise LoadError([_unreadable(path, error)]) from None


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        if path.exists():
            new.chmod(path.stat().st_mode & 0o7777)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _scalars(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Node, bool]]:
    if node.kind == "scalar":
        yield path, node, False
    for key, value in node.entries:
        yield (*path, key.key()), key, True
        yield from _scalars(value, (*path, key.key()))
    for index, item in enumerate(node.items):
        yield from _scalars(item, (*path, index))


def _refuse_bytes(text: str, file: str | None) -> None:
    if text.isascii():
        return
    index = next((i for i, char in enumerate(text) if "\ud800" <= char <= "\udfff"), -1)
    if index >= 0:
        place = Place(file, *Lines(text).at(index))
        raise LoadError([Problem(_not_utf8(text, index), "Save the file as UTF-8.", place)])


def _not_utf8(text: str, index: int) -> str:
    byte = ord(text[index]) - 0xDC00
    if index == 0 and text[:2] in ("\udcff\udcfe", "\udcfe\udcff"):
        return "This file is UTF-16, not UTF-8."
    meant = f" (in Latin-1 it is {chr(byte)})" if byte >= 0xA0 else ""
    return f"This is not UTF-8: the byte {byte:02X}{meant} stands here."


def _json_data(text: str, file: str | None) -> Any:
    from mapbench.model.jsonfiles import json_data

    return json_data(text, file)


def _json_nodes(text: str) -> Node | None:
    try:
        return compose(text.removeprefix(BOM))
    except LoadError:
        return None


def _unreadable(path: str | Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem("There is no such file.", "Check the name.", Place(str(path)))
    if isinstance(error, IsADirectoryError):
        return Problem("This is a folder, not a file.", "Name a file in it.", Place(str(path)))
    if isinstance(error, PermissionError):
        return Problem("This file may not be read.", "Ask for permission to read it.", Place(str(path)))
    return Problem(f"This file cannot be read: {error.strerror or error}.", "", Place(str(path)))
