"""What can be read of a mapping file that is broken: its text up to the damage, its rules but for those refused."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from mapbench.errors import LoadError, Problem
from mapbench.model.documents import Document, KeyPath
from mapbench.model.mapping import MappingFile, Rule

#: Rounds of leaving out what is refused; each leaves out everything that the model names at once.
_ROUNDS = 20


@dataclass(frozen=True)
class Salvaged:
    """A mapping as far as it can be read. `document` is the file, or its readable part where its YAML is broken.

    `refused` holds the problems by the key path of the rule, or of the top-level key, that was left out for them; those of the whole
    file stand at (). Rules keep their numbers: in place of a refused one stands a rule that writes nothing.
    """

    document: Document
    file: MappingFile
    refused: tuple[tuple[KeyPath, Problem], ...] = field(default=())


def salvage(document: Document, mapping: str) -> Salvaged:
    """The readable part of a mapping file, whatever is wrong with it; `mapping` is its id where it names none. Never raises."""
    refused: list[tuple[KeyPath, Problem]] = [((), problem) for problem in document.problems]
    if document.problems:
        document = _readable_part(document)
    data = _data(document, refused)
    for _ in range(_ROUNDS):
        data.setdefault("mapping", mapping)
        found = _validated(data, document)
        if isinstance(found, MappingFile):
            return Salvaged(document, found, tuple(dict.fromkeys(refused)))
        refused += found
        for at, _problem in found:
            _leave_out(data, at)
    return Salvaged(document, MappingFile.model_construct(mapping=mapping), tuple(dict.fromkeys(refused)))


def rule_from(written: dict[str, Any]) -> Rule:
    """One rule as it is being typed. Raises LoadError; problems have no place, as the rule stands in no file."""
    data = {"mapping": "draft", "rules": [written]}
    found = _validated(data, Document.parse(""))
    if isinstance(found, MappingFile):
        return found.rules[0]
    raise LoadError([problem for _, problem in found])


def _data(document: Document, refused: list[tuple[KeyPath, Problem]]) -> dict[str, Any]:
    from mapbench.model.migrations import migrated

    try:
        data = copy.deepcopy(migrated(document))
    except LoadError as error:
        refused += [((), problem) for problem in error.problems]
        data = None
    return data if isinstance(data, dict) else {}


def _readable_part(document: Document) -> Document:
    """The lines before the damage, cut back to where an entry begins until they can be read."""
    lines = document.text().split("\n")[: max((document.problems[0].place.line or 1) - 1, 0)]
    while lines:
        part = Document.parse("\n".join(lines) + "\n", document.file)
        if not part.problems:
            return part
        lines.pop()
        while lines and not lines[-1].lstrip().startswith("- ") and lines[-1].startswith((" ", "\t")):
            lines.pop()
    return Document.parse("", document.file)


def _validated(data: dict[str, Any], document: Document) -> MappingFile | list[tuple[KeyPath, Problem]]:
    from pydantic import ValidationError

    from mapbench.model.faults import problems_at, without_free_keys

    try:
        return MappingFile.model_validate(data)
    except ValidationError as error:
        stripped = without_free_keys(error, data)
        first = error
    if stripped is not None:
        try:
            return MappingFile.model_validate(stripped)
        except ValidationError as error:
            first = error
    return [
        (_part(path), problem) for path, problem in problems_at(first, "mapping", document, stripped or data)
    ]


def _part(path: KeyPath) -> KeyPath:
    """The innermost rule that a key path leads into, else its top-level key."""
    for end in range(len(path), 1, -1):
        if path[end - 2] == "rules" and isinstance(path[end - 1], int):
            return path[:end]
    return path[:1]


def _leave_out(data: dict[str, Any], at: KeyPath) -> None:
    place: Any = data
    try:
        for key in at[:-1]:
            place = place[key]
        if isinstance(place, list) and isinstance(at[-1], int):
            place[at[-1]] = _in_its_place(place[at[-1]])
        else:
            place.pop(at[-1], None)
    except (KeyError, IndexError, TypeError):
        return


def _in_its_place(rule: Any) -> dict[str, Any]:
    target = rule.get("target") if isinstance(rule, dict) else None
    return {**({"target": target} if isinstance(target, str) else {}), "unmapped": "It cannot be read."}
