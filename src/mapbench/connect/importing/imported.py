"""What an import asks for, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from mapbench.errors import MapbenchError

Kind = Literal["openapi", "json-schema", "avro", "sql", "xsd", "sample"]
KINDS: Final[tuple[Kind, ...]] = ("openapi", "json-schema", "avro", "sql", "xsd", "sample")
#: What a part of a document of each kind is called.
PARTS: Final[Mapping[str, str]] = {
    "openapi": "operation", "json-schema": "definition", "sql": "table", "xsd": "element", "avro": "type", "sample": "part",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of a file: one of its parts, the path of the records, the body instead of the answer, its kind."""

    part: str = ""
    records: str = ""
    body: bool = False
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that a document describes: its name, other names it goes by, what it is in words."""

    name: str
    aliases: tuple[str, ...] = ()
    told: str = ""


class SeveralParts(MapbenchError):
    """A document describes several things, and none was chosen; `parts` are all of them, `what` is what they are called."""

    def __init__(self, file: str, what: str, parts: Sequence[Part]) -> None:
        self.what = what
        self.parts = tuple(parts)
        super().__init__(
            f"{file} has {len(parts):,} {what}s; which of them is meant?",
            f"Name one: --{what} {_quoted(parts[0].name)}.",
        )


@dataclass(frozen=True)
class Imported:
    """The schema of a record, and what else the file says of its dataset.

    `source` is where the schema comes from, in words. `request`, `records` and `key` are as a dataset writes them, "" and ()
    where the file says nothing; `guessed` says whether the path of the records is a guess. `title` and `url` are the system's.
    """

    kind: Kind
    source: str
    schema: dict[str, Any]
    request: str = ""
    records: str = ""
    guessed: bool = False
    key: tuple[str, ...] = ()
    title: str = ""
    url: str = ""
    notes: tuple[str, ...] = field(default=())

    def dataset(self) -> dict[str, Any]:
        """What a system file says of the dataset, as far as it is known."""
        found: dict[str, Any] = {"request": self.request, "records": self.records, "key": list(self.key)}
        return {name: value for name, value in found.items() if value}


def chosen(file: str, what: str, parts: Sequence[Part], wanted: str) -> int:
    """The index of the part that is meant.

    Raises SeveralParts where none is named and there are several, MapbenchError where there is none of that name.
    """
    from mapbench.model.nearest import did_you_mean

    if not wanted:
        if len(parts) == 1:
            return 0
        if not parts:
            raise MapbenchError(f"{file} has no {what} to take a schema from.", "Look into the file.")
        raise SeveralParts(file, what, parts)
    for known in (lambda name: name == wanted, lambda name: name.casefold() == wanted.casefold()):
        found = [index for index, part in enumerate(parts) if any(map(known, (part.name, *part.aliases)))]
        if len(found) == 1:
            return found[0]
        if found:
            raise SeveralParts(file, what, [parts[index] for index in found])
    names = [name for part in parts for name in (part.name, *part.aliases)]
    raise MapbenchError(
        f"{file} has no {what} {wanted!r}.",
        did_you_mean(wanted, names) or f"Leave --{what} out to see all of them.",
    )


def _quoted(text: str) -> str:
    return f"'{text}'" if " " in text else text
