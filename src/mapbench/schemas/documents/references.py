"""Where a `$ref` leads: into its own document, to a name that one gives itself, or into another file; never over the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from mapbench.schemas.document import find, unquote
from mapbench.schemas.keywords import SchemaError, join_pointer, split_pointer

_NAMES: Final = ("$anchor", "$dynamicAnchor")
#: How many steps of references to references are followed.
_LONGEST: Final = 50


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document of the library: the document's name, and a JSON Pointer in it."""

    document: str
    pointer: str


def nothing_else(_document: str, reference: str) -> tuple[str, Any]:
    """What a document alone has around it."""
    raise SchemaError(f"{reference} leads outside the document, and nothing is ever fetched.")


@dataclass
class Library:
    """Documents by name, read when a reference first names them.

    `load` is given a document's name and the file part of a reference in it; it returns the name and the content of what that
    names, or raises MapbenchError.
    """

    documents: dict[str, Any]
    load: Callable[[str, str], tuple[str, Any]] = nothing_else
    _named: dict[str, dict[str, str]] = field(default_factory=dict)

    def at(self, spot: Spot) -> Any:
        """What stands at a place; None where nothing does."""
        return find(self.documents[spot.document], spot.pointer)

    def resolve(self, spot: Spot, reference: str) -> Spot:
        """Where a reference in the schema at `spot` leads. Raises SchemaError, or what `load` raises."""
        uri, _, fragment = reference.partition("#")
        fragment = unquote(fragment)
        start, base = self._resource(spot)
        found = Spot(spot.document, start)
        if uri:
            found = self._document(spot, uri, base)
        if fragment and not fragment.startswith("/"):
            pointer = self._names(found.document).get(f"#{fragment}")
            found = Spot(found.document, pointer) if pointer is not None else found
            missing = pointer is None
        else:
            found = self._below(found, fragment)
            missing = self.at(found) is None
        if missing:
            raise SchemaError(
                f"{reference} names nothing{'' if uri else ' in this document'}.", spot.pointer,
                "Check its spelling.", reference, tuple(self._definitions(spot.document)),
            )  # fmt: skip
        return found

    def _below(self, start: Spot, fragment: str) -> Spot:
        inside = Spot(start.document, start.pointer + fragment)
        return inside if not start.pointer or self.at(inside) is not None else Spot(start.document, fragment)

    def _document(self, spot: Spot, uri: str, base: str) -> Spot:
        from urllib.parse import urljoin

        for name in list(self.documents):
            for written in (uri, urljoin(base, uri)):
                if written in self._names(name):
                    return Spot(name, self._names(name)[written])
        if ":" in uri.partition("/")[0]:
            raise SchemaError(
                f"{uri} leads to {uri.partition(':')[0]}, and nothing is ever fetched.", spot.pointer,
                "Save what it names as a file of the project, and refer to that.",
            )  # fmt: skip
        name, content = self.load(spot.document, unquote(uri))
        self.documents.setdefault(name, content)
        return Spot(name, "")

    def _resource(self, spot: Spot) -> tuple[str, str]:
        """The pointer and the URI of the part of a document that names itself and holds the place."""
        from urllib.parse import urljoin

        here, pointer = self.documents[spot.document], ""
        start, base = "", _identity(here)
        for key in split_pointer(spot.pointer):
            here = (
                here[int(key)]
                if isinstance(here, list)
                else here.get(key)
                if isinstance(here, dict)
                else None
            )
            pointer = join_pointer(pointer, key)
            named = _identity(here)
            if named and not named.startswith("#"):
                start, base = pointer, urljoin(base, named)
        return start, base

    def _names(self, document: str) -> dict[str, str]:
        if document not in self._named:
            self._named[document] = dict(_names_in(self.documents[document], "", ""))
        return self._named[document]

    def _definitions(self, document: str) -> Iterator[str]:
        for above in ("/$defs", "/definitions", "/components/schemas"):
            found = find(self.documents[document], above)
            yield from (f"#{above}/{name}" for name in (found if isinstance(found, dict) else {}))


def _identity(node: Any) -> str:
    found = node.get("$id", node.get("id")) if isinstance(node, dict) else ""
    return found.rstrip("#") if isinstance(found, str) and found != "#" else ""


def _names_in(root: Any, pointer: str, base: str) -> Iterator[tuple[str, str]]:
    """The names that parts of a document give themselves, each with the pointer it stands for."""
    from urllib.parse import urljoin

    waiting = [(root, pointer, base)]
    while waiting:
        node, pointer, base = waiting.pop()
        if isinstance(node, list):
            waiting += [(one, f"{pointer}/{index}", base) for index, one in enumerate(node)]
        elif isinstance(node, dict):
            named = _identity(node)
            if named:
                base = base if named.startswith("#") else urljoin(base, named)
                yield (named if named.startswith("#") else base), pointer
            yield from ((f"#{node[key]}", pointer) for key in _NAMES if isinstance(node.get(key), str))
            waiting += [(one, join_pointer(pointer, str(key)), base) for key, one in node.items()]
