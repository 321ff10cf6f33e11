"""Documents that others wrote, as plain values: JSON and YAML of any size, read quickly; nothing in them is kept in place.

Unlike files of a project they may have anchors, aliases and keys of any scalar kind; what aliases make of them is bounded.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

from mapbench.errors import LoadError, Place, Problem
from mapbench.model.nodes import DEEPEST, yaml_events
from mapbench.model.scalars import NotJsonError, resolve

_LARGEST: Final = 5_000_000
_TEXT_TAG: Final = "tag:yaml.org,2002:str"


def foreign_json(content: bytes, file: str) -> Any:
    """The value of a JSON document. Raises LoadError, with line and column."""
    import orjson

    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        pass
    from mapbench.model.jsonfiles import json_data

    return json_data(_decoded(content, file), file)


def foreign_yaml(content: bytes, file: str) -> Any:
    """The value of the first document of a YAML text; None for an empty one. Raises LoadError, with line and column."""
    return _Builder(file).build(_decoded(content.removeprefix(b"\xef\xbb\xbf"), file))


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LoadError(
            [Problem("This is not UTF-8.", "Save the file as UTF-8.", Place(file, line))]
        ) from None


class _Builder:
    """Events become values; `sizes` knows how large what an anchor names is, so that aliases cannot blow up."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.stack: list[tuple[Any, str | None, int]] = []
        self.keys: list[Any] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.size = 0

    def build(self, text: str) -> Any:
        for event in yaml_events(text, self.file):
            kind = type(event).__name__
            if kind == "ScalarEvent":
                self._add(self._scalar(event), event, event.anchor)
            elif kind == "MappingStartEvent":
                self._begin({}, event)
            elif kind == "SequenceStartEvent":
                self._begin([], event)
            elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
                self._end()
            elif kind == "AliasEvent":
                self._alias(event)
            elif kind == "DocumentEndEvent":
                break
        return self.root

    def _scalar(self, event: Any) -> Any:
        if event.style or event.tag == _TEXT_TAG:
            return event.value
        try:
            return resolve(event.value)
        except NotJsonError:
            return event.value

    def _begin(self, value: Any, event: Any) -> None:
        if len(self.stack) > 2 * DEEPEST:
            self._refuse(event, f"This is nested deeper than {2 * DEEPEST} levels.", "Nest less.")
        self._add(value, event, None)
        self.stack.append((value, event.anchor, self.size))
        self.keys.append(None)

    def _end(self) -> None:
        value, anchor, before = self.stack.pop()
        self.keys.pop()
        if anchor:
            self.anchors[anchor] = (value, self.size - before)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._refuse(
                event, f"The alias *{event.anchor} names nothing that ends before it.", "Write the value out."
            )
        value, size = self.anchors[event.anchor]
        self.size += size
        self._add(value, event, None)

    def _add(self, value: Any, event: Any, anchor: str | None) -> None:
        self.size += 1
        if self.size > _LARGEST:
            self._refuse(
                event, "What the aliases of this file stand for is too large.", "Write less with aliases."
            )
        if anchor:
            self.anchors[anchor] = (value, 1)
        if not self.stack:
            self.root = value
            return
        above = self.stack[-1][0]
        if isinstance(above, list):
            above.append(value)
        elif self.keys[-1] is None:
            self.keys[-1] = (self._key(value, event),)
        else:
            (key,), self.keys[-1] = self.keys[-1], None
            if key == "<<" and isinstance(value, dict):
                above.update({name: one for name, one in value.items() if name not in above})
            else:
                above[key] = value

    def _key(self, value: Any, event: Any) -> str:
        if isinstance(value, dict | list):
            self._refuse(event, "A key is one name, not a list or a map.", "Put text in quotes.")
        return str(event.value if hasattr(event, "value") else value)

    def _refuse(self, event: Any, message: str, hint: str) -> NoReturn:
        mark = event.start_mark
        raise LoadError([Problem(message, hint, Place(self.file, mark.line + 1, mark.column + 1))])
