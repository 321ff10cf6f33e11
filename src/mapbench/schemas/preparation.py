"""A schema document made ready: copied, its references inside the document, its null spelled one way.

References of every spelling (`#/...`, anchors, `$id`) become plain pointers from the root, so that a subschema means the
same wherever it is quoted. Nothing is ever fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mapbench.schemas.document import Document, find, reference, unquote
from mapbench.schemas.keywords import (
    LISTS,
    MAPS,
    Node,
    SchemaError,
    draft_of,
    join_pointer,
    subschemas,
)
from mapbench.schemas.nulls import allow_null

_MAX_DEPTH = 200
_IDENTITY = ("$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def prepare(document: Any) -> Document:
    """A document as one can work with it. SchemaError where a reference leads outside, or a keyword has no schema."""
    root = _plain(document, "", 0)
    if not isinstance(root, dict | bool):
        raise SchemaError("A schema is an object, or true or false.")
    draft = draft_of(root)
    walk = _Walk(root, "id" if draft == "4" else "$id")
    walk.visit(root, "", _Resource("", ""))
    walk.resolve_references()
    found = Document(root, draft, walk.places)
    nodes = [node for node, _ in reversed(list(walk.places.values()))]
    for node in nodes:
        _drop_identity(node)
        if draft in {"4", "6", "7"} and "$ref" in node:
            _drop_siblings(node)
    nullable = [node for node in nodes if node.pop("nullable", None) is True]
    for node in nullable:
        allow_null(found, node)
    if nullable:
        walk.visit_added()
    return found


@dataclass(frozen=True)
class _Resource:
    """The part of a document that one `$id` names: its URI and where it begins."""

    uri: str
    pointer: str


@dataclass(slots=True)
class _Walk:
    """One pass over a document: its schemas, the names they go by, and the references still to be resolved."""

    root: Node
    identity: str
    places: dict[int, tuple[dict[str, Any], str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    waiting: list[tuple[dict[str, Any], str, _Resource]] = field(default_factory=list)

    def visit(self, node: Any, pointer: str, resource: _Resource) -> None:
        if isinstance(node, bool) or id(node) in self.places:
            return
        if not isinstance(node, dict):
            raise SchemaError("A schema is expected here: an object, or true or false.", pointer)
        check_containers(node, pointer)
        self.places[id(node)] = (node, pointer)
        resource = self._name(node, pointer, resource)
        if any(isinstance(node.get(key), str) for key in _REFERENCES):
            self.waiting.append((node, pointer, resource))
        for keys, part in subschemas(node):
            self.visit(part, join_pointer(pointer, *keys), resource)

    def visit_added(self) -> None:
        for node, pointer in list(self.places.values()):
            for keys, part in subschemas(node):
                self.visit(part, join_pointer(pointer, *keys), _Resource("", ""))

    def _name(self, node: dict[str, Any], pointer: str, resource: _Resource) -> _Resource:
        identity = node.get(self.identity)
        if isinstance(identity, str) and not identity.startswith("#"):
            resource = _Resource(_join(resource.uri, identity).rstrip("#"), pointer)
            self.names.setdefault(resource.uri, []).append(pointer)
        elif isinstance(identity, str):
            self.names.setdefault(f"{resource.uri}{identity}", []).append(pointer)
        for key in ("$anchor", "$dynamicAnchor"):
            if isinstance(node.get(key), str):
                self.names.setdefault(f"{resource.uri}#{node[key]}", []).append(pointer)
        return resource

    def resolve_references(self) -> None:
        while self.waiting:
            node, pointer, resource = self.waiting.pop()
            keyword = next(key for key in _REFERENCES if isinstance(node.get(key), str))
            target = self._target(str(node.pop(keyword)), join_pointer(pointer, keyword), resource)
            node["$ref"] = reference(target)
            self.visit(find(self.root, target), target, _Resource("", ""))

    def _target(self, name: str, pointer: str, resource: _Resource) -> str:
        uri, _, fragment = _join(resource.uri, name).partition("#")
        fragment = unquote(fragment)
        start = resource.pointer if uri == resource.uri else self._only(uri, name, pointer)
        if start is None:
            raise SchemaError(
                f"{name} leads outside the document, and nothing is ever fetched.",
                pointer,
                "Copy what it names into $defs and refer to it as #/$defs/NAME.",
            )
        is_anchor = fragment[:1] not in {"", "/"}
        target = self._only(f"{uri}#{fragment}", name, pointer) if is_anchor else start + fragment
        if target is None or find(self.root, target) is None:
            raise SchemaError(
                f"{name} names nothing in this document.", pointer, "Check its spelling.", name, self._names()
            )
        return target

    def _names(self) -> tuple[str, ...]:
        """What a reference could name: the definitions and anchors of the document."""
        defined = [
            f"#/{keyword}/{name}"
            for keyword in ("$defs", "definitions")
            for name in (find(self.root, f"/{keyword}") or {})
        ]
        return (*defined, *(name for name in self.names if name.startswith("#")))

    def _only(self, name: str, written: str, pointer: str) -> str | None:
        found = self.names.get(name, [])
        if len(found) > 1:
            raise SchemaError(
                f"{written} names {len(found)} places of this document.", pointer, "Make the name unique."
            )
        return found[0] if found else None


def check_containers(node: dict[str, Any], pointer: str) -> None:
    """Raises SchemaError where a keyword that holds several schemas holds something else."""
    for keyword, value in node.items():
        if keyword in LISTS and not isinstance(value, list):
            raise SchemaError(f"{keyword} must be a list of schemas.", join_pointer(pointer, keyword))
        if keyword in MAPS and not isinstance(value, dict):
            raise SchemaError(f"{keyword} must be an object of schemas.", join_pointer(pointer, keyword))


def _plain(value: Any, pointer: str, depth: int) -> Any:
    """A copy in JSON's own types: what YAML adds to them is taken off."""
    if depth > _MAX_DEPTH:
        raise SchemaError(
            f"It is nested deeper than {_MAX_DEPTH} levels.", hint="Name inner schemas in $defs."
        )
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise SchemaError(f"The key {key!r} is no text.", pointer, "Put it in quotes.")
        return {str(k): _plain(v, join_pointer(pointer, k), depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v, f"{pointer}/{i}", depth + 1) for i, v in enumerate(value)]
    if value is None or type(value) in {str, bool, int, float}:
        return value
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _drop_identity(node: dict[str, Any]) -> None:
    for key in _IDENTITY:
        if isinstance(node.get(key), str | bool):
            del node[key]


def _drop_siblings(node: dict[str, Any]) -> None:
    """Beside `$ref`, drafts up to 7 ignore every keyword; names and notes stay."""
    kept = {"$ref", "title", "description", "definitions", "nullable"}
    for key in [key for key in node if key not in kept and not key.startswith("x-")]:
        del node[key]


def _join(base: str, reference: str) -> str:
    if not base:
        return reference
    if reference.startswith("#"):
        return base + reference
    from urllib.parse import urljoin

    return urljoin(base, reference)
