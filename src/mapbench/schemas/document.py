"""A prepared schema document: one root, plain references, every schema with its pointer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from mapbench.schemas.keywords import Node, join_pointer, split_pointer

_PLAIN = re.compile(r"[A-Za-z0-9_/~$.-]*")


@dataclass(frozen=True)
class Document:
    """A prepared schema: its root, its draft, and every schema in it with its pointer, by `id(node)`."""

    root: Node
    draft: str
    places: dict[int, tuple[dict[str, Any], str]]

    def pointer(self, node: dict[str, Any]) -> str | None:
        """Where a schema object stands in the document; None for one that was made up from several."""
        place = self.places.get(id(node))
        return place[1] if place else None

    def find(self, pointer: str) -> Node | None:
        """What stands at a JSON Pointer, if it is a schema."""
        found = find(self.root, pointer)
        return found if isinstance(found, dict | bool) else None

    def resolve(self, node: dict[str, Any]) -> Node | None:
        """The schema a node's `$ref` names; None where it has none."""
        reference = node.get("$ref")
        return None if reference is None else self.find(unquote(reference))


def find(root: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer below `root`; None where nothing does."""
    here = root
    for key in split_pointer(pointer):
        if isinstance(here, dict) and key in here:
            here = here[key]
        elif isinstance(here, list) and key.isdecimal() and int(key) < len(here):
            here = here[int(key)]
        else:
            return None
    return here


def unquote(text: str) -> str:
    """A URI fragment with its percent signs decoded."""
    if "%" not in text:
        return text
    from urllib import parse

    return parse.unquote(text)


def reference(pointer: str) -> str:
    """A `$ref` to a pointer of the document, escaped as a URI fragment must be."""
    fragment = join_pointer("", *split_pointer(pointer))
    if not _PLAIN.fullmatch(fragment):
        from urllib import parse

        fragment = parse.quote(fragment, safe="/~$")
    return "#" + fragment
