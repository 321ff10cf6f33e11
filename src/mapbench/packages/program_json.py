"""A mapping file becomes program.json: the same rules with targets as names, paths as segments and formulas as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from mapbench.engine.path_json import segments_to_json
from mapbench.language.collections import LEVEL
from mapbench.language.paths import parse_path, parse_target
from mapbench.model.given import given
from mapbench.packages import written as w

if TYPE_CHECKING:
    from mapbench.model.mapping import MappingFile

#: The number of the language that programs are written in.
LANGUAGE: Final = 1

Shape = TypeVar("Shape", bound=w.Written)


def program_json(
    file: MappingFile,
    ends: tuple[w.End | None, w.End | None],
    functions: Iterable[w.Function],
    tables: Iterable[w.Table],
    assertions: Iterable[w.Assertion],
) -> bytes:
    """The text of program.json. `ends` are source and target; the file has to be one that `resolve` took."""
    keys = ("mapping", "owner", "params", "each", "as_", "group", "group_all", "let", "skip_when", "rules")
    mapping = w.Mapping(
        language=LANGUAGE, **_values(file, keys), source=ends[0], target=ends[1],
        functions=list(functions), tables=list(tables), assertions=list(assertions),
    )  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(mapping), indent=2) + b"\n"


def _shape(kind: type[Shape], model: Any) -> Shape:
    return kind(**_values(model, kind.__struct_fields__))


def _values(model: Any, keys: Iterable[str]) -> dict[str, Any]:
    found = {key: getattr(model, key) for key in keys if given(model, key)}
    return {key: _CHANGED[key](value) if key in _CHANGED else value for key, value in found.items()}


def _path(text: str) -> dict[str, Any]:
    path = parse_path(text)
    return {"text": text, "absolute": path.absolute, "segments": segments_to_json(path.segments)}


def _source(written: str | dict[str, str] | None) -> Any:
    if isinstance(written, dict):
        return {"names": {name: _path(text) for name, text in written.items()}}
    return None if written is None else {"path": _path(written)}


def _each(written: str | list[str] | None) -> Any:
    if isinstance(written, list):
        return {"loops": [_loop(text) for text in written]}
    return None if written is None else {"path": _path(written)}


def _loop(text: str) -> dict[str, Any]:
    found = LEVEL.fullmatch(text)
    assert found is not None, "the resolver took it"
    return {"path": _path(found[1]), "as": found[2]}


def _many(kind: type[w.Written]) -> Callable[[Any], Any]:
    return lambda models: None if models is None else [_shape(kind, model) for model in models]


def _named(kind: type[w.Written]) -> Callable[[Any], Any]:
    return lambda models: {name: _shape(kind, model) for name, model in models.items()}


def _one(kind: type[w.Written]) -> Callable[[Any], Any]:
    return lambda model: None if model is None else _shape(kind, model)


_CHANGED: Final[dict[str, Callable[[Any], Any]]] = {
    "target": lambda text: None if text is None else list(parse_target(text)),
    "source": _source,
    "each": _each,
    "from_": lambda text: None if text is None else _path(text),
    "let": _named(w.LetValue),
    "params": _named(w.Parameter),
    "when": lambda written: written if isinstance(written, str) else _one(w.Condition)(written),
    "skip_when": _one(w.Condition),
    "cases": _many(w.Case),
    "rules": _many(w.Rule),
    "copy_all": _one(w.CopyAll),
}
