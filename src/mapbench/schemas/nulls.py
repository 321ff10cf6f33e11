"""Whether a schema takes null: decided exactly, through references and every combination."""

from __future__ import annotations

from typing import Any

from mapbench.schemas.document import Document
from mapbench.schemas.keywords import Node

_NULL: dict[str, Any] = {"type": "null"}


def accepts_null(document: Document, node: Node, seen: frozenset[int] = frozenset()) -> bool:
    """True where null is valid under `node`. Only keywords that apply to null count; `seen` breaks endless references."""
    if isinstance(node, bool):
        return node
    if id(node) in seen:
        return True
    seen |= {id(node)}
    if not _plainly(node):
        return False

    def fits(part: Node) -> bool:
        return accepts_null(document, part, seen)

    target = document.resolve(node)
    if target is not None and not fits(target):
        return False
    if not all(map(fits, node.get("allOf", ()))):
        return False
    if "anyOf" in node and not any(map(fits, node["anyOf"])):
        return False
    if "oneOf" in node and sum(map(fits, node["oneOf"])) != 1:
        return False
    if "not" in node and fits(node["not"]):
        return False
    if "if" not in node:
        return True
    return fits(node.get("then" if fits(node["if"]) else "else", True))


def _plainly(node: dict[str, Any]) -> bool:
    """What `type`, `enum` and `const` say of null."""
    types = node.get("type", "null")
    if types != "null" and not (isinstance(types, list) and "null" in types):
        return False
    enum = node.get("enum")
    if isinstance(enum, list) and None not in enum:
        return False
    return node.get("const") is None


def allow_null(document: Document, node: dict[str, Any]) -> None:
    """OpenAPI's `nullable: true`, written out in place, so that no pointer into the node changes."""
    if isinstance(node.get("type"), str | list) and not _plainly({"type": node["type"]}):
        types = node["type"]
        node["type"] = [*([types] if isinstance(types, str) else types), "null"]
    if node.get("const") is not None:
        node["enum"] = [node.pop("const")]
    if isinstance(node.get("enum"), list) and None not in node["enum"]:
        node["enum"].append(None)
    for part in node.get("allOf", ()):
        if isinstance(part, dict) and not accepts_null(document, part):
            allow_null(document, part)
    for keyword in ("anyOf", "oneOf"):
        branches = node.get(keyword, [])
        if branches and not any(accepts_null(document, branch) for branch in branches):
            branches.append(dict(_NULL))
    if "$ref" in node and not accepts_null(document, {"$ref": node["$ref"]}):
        node.setdefault("allOf", []).append({"anyOf": [{"$ref": node.pop("$ref")}, dict(_NULL)]})
