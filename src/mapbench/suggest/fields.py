"""The fields that may be linked, with everything that the score looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.suggest.names import Words
from mapbench.suggest.profiles import Profile, profile_of

if TYPE_CHECKING:
    from mapbench.schemas.fields import Field, Schema
    from mapbench.schemas.validation import Validator

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A field: its path, the words of its own name and of those around it, what it may hold, what it held.

    `root` are the words of what the whole schema is called. `types` are JSON Schema's names, () where nothing is known; `format` and `enum` are the schema's. `takes` says whether the schema
    takes a value there.
    """

    path: Path
    words: Words
    around: Words
    types: frozenset[str] = frozenset()
    format: str | None = None
    enum: tuple[Any, ...] | None = None
    profile: Profile | None = None
    required: bool = False
    root: Words = ()
    values: tuple[Any, ...] = ()
    takes: Callable[[Any], bool] = field(default=lambda _value: True, compare=False, repr=False)

    @property
    def lists(self) -> Path:
        """The path of the innermost list around the field; () where it is in none."""
        return lists_of(self.path)

    @property
    def name(self) -> str:
        """Its own name, as it is written."""
        return next((step for step in reversed(self.path) if step not in (ANY_ITEM, ANY_KEY)), "")


@lru_cache(maxsize=65_536)
def lists_of(path: Path) -> Path:
    """The path up to its last `*`."""
    return path[: max((place + 1 for place, step in enumerate(path) if step == ANY_ITEM), default=0)]


def known_fields(
    schema: Schema, samples: Mapping[Path, Iterable[Any]], read: Callable[[str], Words], name: str = ""
) -> list[Known]:
    """Every scalar field of a schema in its order, items of lists of scalars included; what is below keys of a map is not.

    `name` is what the whole schema is called.
    """
    root = read(name) if name else ()
    return [_known(one, samples.get(one.path, ()), read, root) for one in schema.leaves() if _scalar(one)]


def samples_of(records: Iterable[Any], most: int) -> dict[Path, list[Any]]:
    """The scalar values of records by path, at most so many of each; `*` stands for the items of a list."""
    found: dict[Path, list[Any]] = {}
    for record in records:
        for path, value in _scalars(record):
            kept = found.setdefault(path, [])
            if len(kept) < most:
                kept.append(value)
    return found


def _scalars(record: Any) -> Iterator[tuple[Path, Any]]:
    waiting: list[tuple[Path, Any]] = [((), record)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, str(name)), below) for name, below in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*path, ANY_ITEM), item) for item in reversed(value)]
        elif value is not None:
            yield path, value


def _scalar(one: Field) -> bool:
    return ANY_KEY not in one.path and one.kind in ("scalar", "any")


def _known(one: Field, values: Iterable[Any], read: Callable[[str], Words], root: Words) -> Known:
    names = [step for step in one.path if step != ANY_ITEM]
    kept = tuple(values)
    types = frozenset() if one.kind == "any" else one.types
    return Known(
        one.path, read(names[-1]) if names else (), tuple(word for name in names[:-1] for word in read(name)),
        types, one.format, one.enum, profile_of((*kept, *(one.enum or ()))), one.required, root, kept, partial(_takes, one),
    )  # fmt: skip


def _takes(one: Field, value: Any) -> bool:
    return _validator(one).is_valid(value)


@lru_cache(maxsize=4_096)
def _validator(one: Field) -> Validator:
    """The validator of a field."""
    return _whole(one.schema).at(one)


@lru_cache(maxsize=8)
def _whole(schema: Schema) -> Validator:
    from mapbench.schemas.validation import Validator

    return Validator(schema)
