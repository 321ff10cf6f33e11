"""An XML Schema: what the records of one of its elements are once they are read, as `run` and `connect` read XML.

Values are text, attributes begin with `@`, the text of an element that has attributes is `#text`, what may repeat is a list.
Nothing is fetched: of includes and imports, only what stands in the file itself is known.
"""

from __future__ import annotations

from typing import Any, Final

from mapbench.connect.importing.imported import Imported, Part, Wish, chosen
from mapbench.connect.importing.reading import Document
from mapbench.errors import MapbenchError, Place
from mapbench.schemas.document import reference
from mapbench.schemas.documents.bundling import DRAFT, bundle
from mapbench.schemas.documents.references import Library, Spot

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_GROUPS: Final = ("sequence", "all", "choice")
_FORMATS: Final = {"date": "date", "anyURI": "uri"}
_TEXT: Final[dict[str, Any]] = {"type": "string"}


def from_xsd(document: Document, wish: Wish) -> Imported:
    """The records of one element that the schema declares. Raises MapbenchError for what is no XML Schema."""
    root = _root(document)
    read = _Reader(root)
    names = [one.get("name", "") for one in root if one.tag == f"{_XS}element" and one.get("name")]
    index = chosen(document.path.name, "element", [Part(name) for name in names], wish.part)
    made = {"$defs": read.types(), **read.element(root.find(f"{_XS}element[@name='{names[index]}']"))}
    schema = bundle(Library({"": made}), Spot("", ""), "2020-12")
    return Imported(
        "xsd",
        f"element {names[index]} of {document.path.name}",
        {**schema, "$schema": DRAFT},
        notes=tuple(read.notes),
    )


def _root(document: Document) -> Any:
    try:
        from lxml import etree
    except ImportError:
        raise MapbenchError(
            "An XML Schema needs lxml, which is not installed.", "Install mapbench[xml]."
        ) from None
    content: bytes = document.content
    if b"<!DOCTYPE" in content[:4096]:
        raise MapbenchError(
            "The XML Schema has a DTD, which is not read.", "Take it out.", Place(str(document.path))
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise MapbenchError(f"This is no XML: {str(error.msg).partition(', line ')[0]}.", "Check its tags.",
                            Place(str(document.path), line or None, column or None)) from None  # fmt: skip
    if root.tag != f"{_XS}schema":
        raise MapbenchError(
            "This is no XML Schema: its root is no xs:schema.",
            "Is it a sample? Call it .xml.",
            Place(str(document.path)),
        )
    return root


class _Reader:
    """Types become definitions, by their names; elements refer to them."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self.notes: list[str] = []
        if any(one.tag in {f"{_XS}include", f"{_XS}import"} for one in root):
            self.notes.append(
                "Types of other files are taken for text: includes and imports are not followed."
            )

    def types(self) -> dict[str, Any]:
        """Every named type, by name."""
        found: dict[str, Any] = {}
        for one in self._root:
            if one.get("name") and one.tag in {f"{_XS}complexType", f"{_XS}simpleType"}:
                found[one.get("name")] = (
                    self._complex(one) if one.tag == f"{_XS}complexType" else self._simple(one)
                )
        return found

    def element(self, node: Any) -> dict[str, Any]:
        """What one element's value is."""
        inner = next((one for one in node if one.tag in {f"{_XS}complexType", f"{_XS}simpleType"}), None)
        if inner is not None:
            found = self._complex(inner) if inner.tag == f"{_XS}complexType" else self._simple(inner)
        else:
            found = self._named(node.get("type"))
        note = node.find(f"{_XS}annotation/{_XS}documentation")
        told = " ".join("".join(note.itertext()).split()) if note is not None else ""
        if node.get("nillable") == "true":
            found = {"anyOf": [found, {"type": "null"}]}
        return {**found, "description": told} if told else found

    def _named(self, name: str | None) -> dict[str, Any]:
        prefix, _, local = (name or "string").rpartition(":")
        space = self._root.nsmap.get(prefix or None)
        if space == _XS.strip("{}"):
            return {"type": "string", "format": _FORMATS[local]} if local in _FORMATS else dict(_TEXT)
        known = any(
            one.get("name") == local
            for one in self._root
            if one.tag in {f"{_XS}complexType", f"{_XS}simpleType"}
        )
        return {"$ref": reference(f"/$defs/{local}")} if known else dict(_TEXT)

    def _simple(self, node: Any) -> dict[str, Any]:
        values = [one.get("value") for one in node.findall(f"{_XS}restriction/{_XS}enumeration")]
        if values:
            return {"type": "string", "enum": list(dict.fromkeys(values))}
        base = node.find(f"{_XS}restriction")
        return self._named(base.get("base")) if base is not None and base.get("base") else dict(_TEXT)

    def _complex(self, node: Any) -> dict[str, Any]:
        for kind in ("complexContent", "simpleContent"):
            content = node.find(f"{_XS}{kind}")
            if content is not None:
                return self._derived(content, simple=kind == "simpleContent")
        found = self._object(node)
        if node.get("mixed") == "true":
            found["properties"]["#text"] = dict(_TEXT)
        return found

    def _derived(self, content: Any, *, simple: bool) -> dict[str, Any]:
        inner = next((one for one in content if one.tag in {f"{_XS}extension", f"{_XS}restriction"}), None)
        if inner is None:
            return dict(_TEXT)
        found, base = self._object(inner), self._named(inner.get("base"))
        if simple:
            if not found["properties"]:
                return base
            found["properties"]["#text"] = base
            return found
        return {"allOf": [base, found]} if "$ref" in base and inner.tag == f"{_XS}extension" else found

    def _object(self, node: Any) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        required: list[str] = []
        for one in node:
            self._particle(one, properties, required, must=True, many=False)
        for one in node.iter(f"{_XS}attribute"):
            if one.get("name") and _owner(one) is node:
                properties[f"@{one.get('name')}"] = self._attribute(one)
                required += [f"@{one.get('name')}"] if one.get("use") == "required" else []
        return {"type": "object", **({"required": required} if required else {}), "properties": properties}

    def _attribute(self, node: Any) -> dict[str, Any]:
        inner = node.find(f"{_XS}simpleType")
        return self._simple(inner) if inner is not None else self._named(node.get("type"))

    def _particle(
        self, node: Any, into: dict[str, Any], required: list[str], *, must: bool, many: bool
    ) -> None:
        """Takes over an element, or the elements of a group."""
        local = str(node.tag).removeprefix(_XS)
        must = must and node.get("minOccurs", "1") != "0"
        many = many or node.get("maxOccurs", "1") not in {"0", "1"}
        if local in _GROUPS:
            for one in node:
                self._particle(one, into, required, must=must and local != "choice", many=many)
        elif local == "group" and node.get("ref"):
            group = self._root.find(f"{_XS}group[@name='{node.get('ref').rpartition(':')[2]}']")
            for one in group if group is not None else ():
                self._particle(one, into, required, must=must, many=many)
        elif local == "element":
            self._add(node, into, required, must=must, many=many)

    def _add(self, node: Any, into: dict[str, Any], required: list[str], *, must: bool, many: bool) -> None:
        name = node.get("name") or node.get("ref", "").rpartition(":")[2]
        if not name:
            return
        target = node if node.get("name") else self._root.find(f"{_XS}element[@name='{name}']")
        same = target is not node and target is not None and _inside(node, target)
        value = {} if same else self.element(target) if target is not None else dict(_TEXT)
        many = many or name in into
        into[name] = {"type": "array", "items": value} if many else value
        if must and name not in required:
            required.append(name)


def _owner(attribute: Any) -> Any:
    """The type, extension or restriction that an attribute belongs to."""
    above = attribute.getparent()
    while above is not None and above.tag == f"{_XS}attributeGroup":
        above = above.getparent()
    return above


def _inside(node: Any, element: Any) -> bool:
    """Whether a reference stands inside the element that it names: a value that holds itself has no end."""
    return any(above is element for above in node.iterancestors())
