"""What the changed outputs do to the mappings that read the entity: a lookup miss there shows here, with its owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.engine.compiler import compile_program
from mapbench.engine.outcomes import Outcome
from mapbench.engine.program import Program
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError
from mapbench.packages.golden import record_outcomes, stand_ins
from mapbench.review.behaviour import Behaviour
from mapbench.review.outcomes import Compared

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.project.project import Project


@dataclass(frozen=True, slots=True)
class Reader:
    """A mapping that reads what the reviewed one writes."""

    mapping: str
    owner: str | None
    program: Program


@dataclass(frozen=True, slots=True)
class Downstream:
    """What became of a reader's outcomes. `refused` says why it could not be run, where it could not."""

    mapping: str
    owner: str | None
    compared: Compared
    refused: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "mapping": self.mapping, "owner": self.owner, "records": self.compared.records, "changed": self.compared.changed,
            "outcomes": [one.as_json() for one in self.compared.outcomes.values()],
            "fields": [one.as_json() for one in self.compared.fields.values()],
            **({"refused": self.refused} if self.refused else {}),
        }  # fmt: skip


def readers(project: Project, target: str | None, mapping: str) -> Iterator[Reader | Downstream]:
    """The mappings of a project that read an entity; one that is refused is said, not left out. Raises nothing else."""
    from mapbench.project.programs import load_program

    for name in sorted(project.mappings):
        model = project.mappings[name].model
        if target is None or name == mapping or model is None or model.source != target:
            continue
        try:
            yield Reader(name, model.owner, load_program(name, project.folder).program)
        except MapbenchError as refused:
            yield Downstream(name, model.owner, Compared(), refused.message)


def downstream_diff(behaviour: Behaviour, reading: Iterable[Reader | Downstream]) -> list[Downstream]:
    """Runs the outputs that changed, before and after, through each reader; those it makes no difference to are left out."""
    found = []
    for reader in reading:
        one = reader if isinstance(reader, Downstream) else _read(behaviour, reader)
        if one.compared.changed or one.refused:
            found.append(one)
    return found


def _read(behaviour: Behaviour, reader: Reader) -> Downstream:
    compared = Compared()
    try:
        mapper = compile_program(reader.program).bind(stand_ins(reader.program), {})
    except MapbenchError as refused:
        return Downstream(reader.mapping, reader.owner, compared, refused.message)
    for name, was, now in behaviour.outputs:
        if now is None or now.status != "accepted":
            continue  # that nothing comes any more is told where it happens
        before, after = (_through(mapper, one) for one in (was, now))
        for key in sorted({*before, *after}):
            label = name if len({*before, *after}) == 1 else f"{name}[{key[1]}]"
            compared.add(label, (before.get(key), after.get(key)), (reader.program, reader.program))
    return Downstream(reader.mapping, reader.owner, compared)


def _through(mapper: Mapper, outcome: Outcome | None) -> dict[tuple[int, int], Outcome]:
    if outcome is None or outcome.status != "accepted" or outcome.output is MISSING:
        return {}
    return {
        (number, -1 if one.item is None else one.item): one
        for number, one in record_outcomes(mapper, [outcome.output])
    }
