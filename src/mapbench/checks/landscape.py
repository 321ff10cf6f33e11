"""Which system feeds which: through mappings from one to the other, or through an entity that both know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mapbench.checks.governed import entity_of, flows, system_of
from mapbench.checks.written import overlap, reads_of, writes_of

if TYPE_CHECKING:
    from mapbench.checks.material import Material, Subject


@dataclass(frozen=True, slots=True)
class Edge:
    """One system feeds another; `fields` are those of the entity that travel, None for a mapping past the entities."""

    start: str
    end: str
    by: tuple[Subject, ...]
    fields: frozenset[str] | None = None


def edges_of(material: Material) -> list[Edge]:
    """Every edge between two different systems."""
    return [edge for edge in (*_direct(material), *_through(material)) if edge.start != edge.end]


def _direct(material: Material) -> Iterator[Edge]:
    for subject in material.subjects:
        file = subject.loaded.mapping.file
        start, end = system_of(file.source), system_of(file.target)
        if start and end:
            yield Edge(start, end, (subject,))


def _through(material: Material) -> Iterator[Edge]:
    """Pairs of a mapping into an entity and one out of it; where flows use either, only the pairs of flows."""
    subjects = {subject.id: subject for subject in material.subjects}
    paired, used = _pairs(material)
    for inbound in subjects.values():
        entity, start = inbound.loaded.mapping.file.target, system_of(inbound.loaded.mapping.file.source)
        for outbound in subjects.values():
            file = outbound.loaded.mapping.file
            end = system_of(file.target)
            if not (start and end and entity_of(entity)) or file.source != entity:
                continue
            both_flow = inbound.id in used and outbound.id in used
            if not both_flow or (inbound.id, outbound.id) in paired:
                yield Edge(start, end, (inbound, outbound), _common(str(entity), inbound, outbound))


def _common(entity: str, inbound: Subject, outbound: Subject) -> frozenset[str]:
    read = reads_of(outbound)
    written = {write.target for write in writes_of(inbound)}
    return frozenset(f"{entity}/{one}" for one in written if any(overlap(one, other) for other in read))


def _pairs(material: Material) -> tuple[set[tuple[str, str]], set[str]]:
    pairs, used = set(), set()
    for _, flow in flows(material):
        inbound = (flow.inbound or "").partition("@")[0]
        outbound = [way.mapping.partition("@")[0] for way in flow.outbound]
        used |= {inbound, *outbound} - {""}
        pairs |= {(inbound, one) for one in outbound}
    return pairs, used


def cycles(edges: list[Edge]) -> list[tuple[str, ...]]:
    """The shortest cycles of systems, each once and beginning with its first name; fields that do not meet make none."""
    labels = {field for edge in edges for field in edge.fields or ()} | {""}
    found = {}
    for label in sorted(labels):
        here = [edge for edge in edges if edge.fields is None or label in edge.fields]
        for start in sorted({edge.start for edge in here}):
            cycle = _back(start, here)
            if cycle and min(cycle) == start:
                found[frozenset(cycle)] = cycle
    return sorted(found.values())


def _back(start: str, edges: list[Edge]) -> tuple[str, ...]:
    """The shortest way from a system to itself."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for end in sorted({edge.end for edge in edges if edge.start == way[-1]}):
            if end == start:
                return way
            if end not in seen:
                seen.add(end)
                ways.append((*way, end))
    return ()


def chains(edges: list[Edge], limit: int) -> list[tuple[str, ...]]:
    """The longest chains of different systems that pass more than `limit`, none of systems that another has all of."""
    found: list[tuple[str, ...]] = []
    for start in sorted({edge.start for edge in edges}):
        found += [way for way in _ways((start,), edges) if len(way) > limit]
    kept: list[tuple[str, ...]] = []
    for way in sorted(found, key=lambda one: (-len(one), one)):
        if not any(set(way) <= set(longer) for longer in kept):
            kept.append(way)
    return kept[:20]


def _ways(way: tuple[str, ...], edges: list[Edge]) -> Iterator[tuple[str, ...]]:
    nexts = sorted({edge.end for edge in edges if edge.start == way[-1]} - set(way))
    if not nexts or len(way) >= 12:
        yield way
    for end in nexts:
        yield from _ways((*way, end), edges)
