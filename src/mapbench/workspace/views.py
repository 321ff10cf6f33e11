"""What the screens draw of a mapping: plain data, without a screen and without the files behind it.

A path is the names from the root: `"*"` stands for the items of a list, `"{}"` for the keys of an object of any keys. An `at` is
the key path of a rule in its mapping file: `("rules", 3, "rules", 0)`.
"""

from __future__ import annotations

import pathlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from mapbench.errors import Problem

if TYPE_CHECKING:
    from mapbench.project.project import Project

Path: TypeAlias = tuple[str, ...]
At: TypeAlias = tuple[str | int, ...]
RuleKind: TypeAlias = Literal[
    "copy", "formula", "lookup", "const", "cases", "scope", "each", "unmapped", "spread"
]
ShownKind: TypeAlias = Literal["text", "number", "bool", "null", "missing", "list", "object", "error"]


class Opened(Protocol):
    """What the views need of an open project; `revision` grows with every change of its files."""

    @property
    def folder(self) -> pathlib.Path: ...

    @property
    def project(self) -> Project: ...

    @property
    def revision(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FieldView:
    """A row of a schema, in schema order, depth first. The steps `*` and `{}` have no row: children stand below the list.

    `type` is the word that is shown (text num int bool time date list object map any gone), `kind` leaf, object or list. `gone` is None
    but for the ghost row of a field that rules name and the schema lacks: then "", or since when.
    """

    path: Path
    name: str
    depth: int
    type: str
    kind: Literal["leaf", "object", "list"]
    required: bool = False
    nullable: bool = False
    classification: str | None = None
    owner: str | None = None
    description: str | None = None
    gone: str | None = None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as it stands in its file, with the fields that it joins.

    `target` is () for copy_all. `owner` is the one in effect. `gone` are those of `sources` that the schema does not have: a broken
    rule. `problems` are why the rule is refused, with their places.
    """

    at: At
    target: Path
    sources: tuple[Path, ...]
    kind: RuleKind
    line: int
    owner: str | None
    ticket: str | None
    status: str | None
    note: str | None
    written: dict[str, Any]
    gone: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameView:
    """A field that rules read and nobody gives, the one that it may be called now, how sure that is (0 to 1), and why."""

    old: Path
    new: Path
    strength: float
    reason: str


@dataclass(frozen=True, slots=True)
class MappingView:
    """A mapping between its two schemas. Counts are of leaves; `required_open` are leaves that nothing makes.

    `draft` says that it differs from the last package exported of its version, or that there is none. `inferred` names the sides (source,
    target) whose fields come from fixtures, as no schema is pinned.
    """

    mapping: str
    file: pathlib.Path
    version: str
    draft: bool
    owner: str | None
    source: str | None
    target: str | None
    source_fields: tuple[FieldView, ...]
    target_fields: tuple[FieldView, ...]
    rules: tuple[RuleView, ...]
    problems: tuple[Problem, ...]
    used: int
    source_total: int
    mapped: int
    target_total: int
    required_open: tuple[Path, ...]
    fixtures: tuple[str, ...]
    inferred: tuple[str, ...] = ()
    renames: tuple[RenameView, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as people read it: one line of at most 200 characters, safe for a terminal, never markup."""

    text: str
    kind: ShownKind


@dataclass(frozen=True, slots=True)
class FixtureValues:
    """One fixture through a mapping: `status` is accepted, rejected, skipped, or "" while the mapping is refused.

    Values are by path; of the fields of a list those of its first item, of a list or object itself its count. `errors` are sentences
    by target.
    """

    fixture: str
    status: str
    source: dict[Path, Shown]
    target: dict[Path, Shown]
    errors: dict[Path, str]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One fixture, or one item of it (`item` counts from 0), through one rule; `status` is accepted, rejected or skipped."""

    fixture: str
    item: int | None
    inputs: tuple[Shown, ...]
    result: Shown
    status: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """One rule over every fixture and item; `columns` name the inputs. With a `problem` the rule is refused, and `rows` are ()."""

    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    accepted: int
    rejected: int
    skipped: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a rule's work: what is computed, its value, its type, and the same step for other fixtures (name, value).

    `depth` 0 is a step of the rule; the calls inside another stand one deeper, behind it.
    """

    text: str
    depth: int
    value: Shown
    type: str
    others: tuple[tuple[str, Shown], ...] = ()


@dataclass(frozen=True, slots=True)
class NameView:
    """Something that may be written in a rule: `text` is what to write.

    `kind` is source (a path), name (a named source, a named value, an item, an index), param, lookup or function. For a function
    `type` is what it returns, `signature` how it is called, `example` a call and what it gives.
    """

    text: str
    kind: Literal["source", "name", "param", "lookup", "function"]
    type: str = "any"
    sample: Shown | None = None
    help: str = ""
    signature: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula's text, from `start` to before `end`."""

    start: int
    end: int
    kind: Literal["function", "name", "string", "number", "operator", "keyword"]


@dataclass(frozen=True, slots=True)
class CallView:
    """The call around a place in a formula: `parameter` are the characters of `signature` that the argument there fills."""

    function: str
    signature: str
    parameter: tuple[int, int] | None
    help: str
    example: str


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """What is refused in a rule: `key` leads to the text in the rule, `start` and `end` are its wrong characters.

    `suggestion`, if there is one, is what to write in their place.
    """

    problem: Problem
    key: At
    start: int
    end: int
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found. `name` begins with `area` characters of where it is; `matched` are the positions that fit.

    `thing` says what it is, in the words that places are opened with: mapping, target, source, fixture, finding, function.
    """

    kind: Literal["field", "mapping", "fixture", "finding", "function"]
    name: str
    area: int
    sentence: str
    thing: dict[str, Any]
    matched: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, best first, and how many things were looked at."""

    found: tuple[Hit, ...]
    total: int
