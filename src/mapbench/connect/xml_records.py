"""XML: elements become fields, attributes `@name`, text `#text`, and what repeats a list. Prefixes stay.

The document is never held as a whole: only the record that is being read. Without DTD there are no entities, and nothing is
fetched. Depth, texts and records have a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from mapbench.connect.chunks import Chunk, Row, Rows
from mapbench.connect.formats import lacking
from mapbench.connect.reading import PLAIN, Names, Reading
from mapbench.connect.xml_shape import Known, known_of, shaped
from mapbench.engine.incoming import MAX_BYTES
from mapbench.errors import MapbenchError, Place

#: What `run -o x.xml` writes: the element around the records, and that of a record.
RECORDS: Final = "records"
RECORD: Final = "record"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_NIL: Final = "{" + XSI + "}nil"
_WHERE: Final = "Say where the records are: --read records=orders.order"
_REMEMBERED: Final = 50
#: How much alike two names are of which one was meant, in percent.
_MEANT: Final = 75
DEEPEST: Final = 200
#: What an element costs besides its text, in bytes.
_ELEMENT: Final = 64


def read_xml(
    blocks: Iterable[bytes], name: str, reading: Reading = PLAIN, schema: object = None
) -> Iterator[Chunk]:
    """The records of a document; `schema` is theirs. Raises MapbenchError with line and column where it breaks off."""
    try:
        from lxml import etree
    except ImportError:
        lacking("xml")
    found = _Records(reading.records, known_of(reading.lists, schema), name, told=isinstance(schema, dict))
    # Those are the five that XML itself has: a DTD, which could make others, is refused before it is read.
    parser = etree.XMLParser(
        target=found, resolve_entities="internal", no_network=True, load_dtd=False, huge_tree=False, encoding=reading.encoding
    )  # fmt: skip
    try:
        for block in blocks:
            parser.feed(block)
            yield Rows(found.take(), len(block))
        parser.close()
    except (etree.XMLSyntaxError, MapbenchError) as error:
        # What stands before the break is read, and written, first.
        yield Rows(found.take(), 0)
        raise error if isinstance(error, MapbenchError) else _broken(error, name) from None
    found.check_end()
    yield Rows(found.take(), 0)


def _broken(error: Any, name: str) -> MapbenchError:
    line, column = error.position
    text = str(error.msg or "it is no XML").partition(", line ")[0].rstrip(".")
    hint = "Check that the file is complete."
    if "xmlSAX2Characters" in text or "huge" in text:
        text, hint = "a text of it is longer than 10 MB", "Keep such contents beside the record."
    elif "ncod" in text:
        hint = "Say its character set: --read encoding=…"
    return MapbenchError(
        f"The XML cannot be read on: {text}.", hint, Place(name, line or None, column or None)
    )


class _Element:
    """An element that has begun: its fields so far, its text in pieces, whether it has elements."""

    __slots__ = ("elements", "fields", "known", "name", "nil", "texts")

    def __init__(self, name: str, known: Known | None) -> None:
        self.name = name
        self.known = known
        self.fields: dict[str, Any] = {}
        self.texts: list[str] = []
        self.elements = False
        self.nil = False

    def value(self) -> Any:
        """A text, an object, or null for `xsi:nil`."""
        text, fields = "".join(self.texts), self.fields
        whole = self.known is not None and self.known.whole
        if not fields and not whole:
            return None if self.nil and not text else text
        if text and not ((self.elements or whole) and text.isspace()):
            fields["#text"] = text
        if self.nil:
            fields["@xsi:nil"] = "true"
        return fields

    def add(self, child: _Element) -> None:
        name, value, fields = child.name, child.value(), self.fields
        self.elements = True
        if name in fields:
            before = fields[name]
            if type(before) is list:
                before.append(value)
            else:
                fields[name] = [before, value]
        else:
            fields[name] = [value] if child.known is not None and child.known.many else value


class _Records:
    """Takes the events of a parser; `take` gives the records that were finished since it was last asked.

    Where nobody says where records are, they are the root's elements if the first two have one name (or there is only one,
    with elements of its own), else the root itself.
    """

    def __init__(self, path: Names | None, known: Known, name: str, *, told: bool) -> None:
        self._path = path
        self._known = known
        self._name = name
        self._told = told and bool(known.below)
        self._strict = False
        self._names: list[str] = []
        self._open: list[_Element] = []
        self._done: list[Row] = []
        self._size = 0
        self._guessing = path is None
        self._inside: dict[str, None] = {}
        self._prefixes: dict[str, str] = {_XML: "xml"}
        self._outer: list[tuple[int, dict[str, str]]] = []
        self._seen = 0

    def take(self) -> list[Row]:
        done, self._done = self._done, []
        return done

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise MapbenchError(
            "The XML has a DTD (<!DOCTYPE …>), which is not read.", "Take it out: entities and DTDs are how XML attacks.",
            Place(self._name),
        )  # fmt: skip

    def start(self, tag: str, attributes: Mapping[str, str], declared: Mapping[str | None, str]) -> None:
        if declared:
            self._declare(declared)
        name = self._named(tag)
        self._names.append(name)
        if len(self._names) > DEEPEST:
            message = f"The XML is nested deeper than {DEEPEST} elements."
            raise MapbenchError(message, "Flatten it at its source.", Place(self._name))
        if self._guessing and len(self._names) == 2:
            self._guess(name)
        if not self._open and not self._begins(name):
            return
        above = self._open[-1].known if self._open else None
        known = above.below.get(name) if above is not None else None
        element = _Element(name, known if self._open else self._known)
        self._open.append(element)
        self._grow(_ELEMENT + len(name))
        for prefix, uri in declared.items() if declared else ():
            element.fields[f"@xmlns:{prefix}" if prefix else "@xmlns"] = uri
        for key, value in attributes.items() if attributes else ():
            if key == _NIL and value in ("true", "1"):
                element.nil = True
                continue
            element.fields[f"@{self._named(key) if key[0] == '{' else key}"] = value
            self._grow(_ELEMENT + len(value))

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)
            self._grow(len(text))

    def end(self, tag: str) -> None:
        if self._outer and self._outer[-1][0] == len(self._names):
            self._prefixes = self._outer.pop()[1]
        self._names.pop()
        if not self._open:
            return
        element = self._open.pop()
        if self._open:
            self._open[-1].add(element)
        else:
            self._finish(element)

    def comment(self, text: str) -> None:
        """Nothing that is data."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nothing that is data."""

    def close(self) -> None:
        """The end."""

    def check_end(self) -> None:
        """Refuses a document in which the path to the records leads nowhere."""
        if self._path is None or self._seen or self._strict:
            return
        from mapbench.model.nearest import nearest

        root, *below = self._inside
        near = nearest(self._path[1], below, _MEANT) if len(self._path) > 1 else None
        if root != self._path[0] or near:
            there = (
                f"its root is {root}" if root != self._path[0] else f"in {root} there is no {self._path[1]}"
            )
            message = f"The XML has no {'.'.join(self._path)}: {there}."
            hint = _WHERE if root != self._path[0] else f"Did you mean {near!r}?"
            raise MapbenchError(message, hint, Place(self._name))

    def _begins(self, name: str) -> bool:
        """Whether a record begins here; at the root it may be the root itself, as long as nothing else is known."""
        depth = len(self._names)
        if depth <= 2 and len(self._inside) < _REMEMBERED:
            self._inside[name] = None
        if self._guessing:
            return depth == 1
        here = self._path is not None and depth == len(self._path) and tuple(self._names) == self._path
        if self._strict and depth == 2 and not here:
            message = f"It does not show what the records are: {self._names[0]} holds {name}, too."
            raise MapbenchError(message, _WHERE, Place(self._name))
        return here

    def _guess(self, name: str) -> None:
        """At an element of the root, while the root is taken for the record."""
        root = self._open[0]
        first = next((key for key in root.fields if key[0] != "@"), None)
        certain = (self._names[0], name) == (RECORDS, RECORD) or (
            self._told and name not in self._known.below
        )
        if first == name or certain:
            self._path, self._guessing, self._strict = (self._names[0], name), False, True
            self._open.clear()
            if first is not None:
                self._finish_value(shaped(root.fields[first], self._known))
        elif first is not None or self._told:
            self._path, self._guessing = (self._names[0],), False

    def _finish(self, element: _Element) -> None:
        value = element.value()
        if self._guessing and isinstance(value, dict):
            inside = [below for key, below in value.items() if key[0] not in "@#"]
            if (
                len(inside) == 1
                and isinstance(inside[0], dict)
                and any(key[0] not in "@#" for key in inside[0])
            ):
                value = shaped(inside[0], self._known)
                self._guessing = False
        if self._guessing and ((element.name == RECORDS and not element.elements) or not value):
            return
        self._finish_value(value)

    def _finish_value(self, value: Any) -> None:
        record = value if isinstance(value, dict) else {"#text": value} if value else {}
        self._done.append(Row(record))
        self._seen += 1
        self._size = 0

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > MAX_BYTES:
            raise MapbenchError("A record is longer than 64 MB.", _WHERE, Place(self._name))

    def _declare(self, declared: Mapping[str | None, str]) -> None:
        self._outer.append((len(self._names) + 1, self._prefixes))
        self._prefixes = {**self._prefixes, **{uri: prefix or "" for prefix, uri in declared.items()}}

    def _named(self, tag: str) -> str:
        if tag[0] != "{":
            return tag
        uri, _, local = tag[1:].partition("}")
        prefix = self._prefixes.get(uri, "")
        return f"{prefix}:{local}" if prefix else local
