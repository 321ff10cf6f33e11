"""Proposals put into a mapping's document, and what the compiler says of each before anybody accepts it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, MapbenchError, Problem
from mapbench.model.documents import Document, KeyPath
from mapbench.project.formatting import rule_key_order
from mapbench.reports.sheets.incoming import BadCell
from mapbench.reports.sheets.proposals import Proposal, Proposals, place_of
from mapbench.reports.sheets.written import written

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedMapping


def apply_to(document: Document, chosen: Iterable[Proposal], order: tuple[str, ...] = ()) -> None:
    """Makes the chosen changes of rules; every line that they don't concern stays as it is.

    `order` are the targets in the order of the target schema, for new rules. Raises KeyError where a rule is gone.
    """
    changes = [one for one in chosen if one.kind != "row"]
    for one in changes:
        if one.kind == "change":
            _set(document, _at(document, one.target), one.keys)
    for one in changes:
        if one.kind == "add":
            at, rule = place_of(one, document.data)
            document.insert_rule(_ordered(rule), order, at)
    gone = [_at(document, one.target) for one in changes if one.kind == "remove"]
    for at in sorted(gone, key=lambda path: [part for part in path if isinstance(part, int)], reverse=True):
        document.remove(at)


def _at(document: Document, target: str) -> KeyPath:
    found = next((one.at for one in written(document.data) if one.target == target), None)
    if found is None:
        raise KeyError(target)
    return found


def _set(document: Document, at: KeyPath, keys: dict[str, Any]) -> None:
    here: Any = document.data
    for part in at:
        here = here[part]
    order = rule_key_order()
    for key, value in keys.items():
        if value is not ... and (key not in here or here[key] != value):
            document.set((*at, key), value, order)
    for key, value in keys.items():
        if value is ... and key in here:
            document.remove((*at, key))


def _ordered(rule: dict[str, Any]) -> dict[str, Any]:
    order = rule_key_order()
    return {
        key: rule[key]
        for key in sorted(rule, key=lambda one: order.index(one) if one in order else len(order))
    }


def judged(found: Proposals, mapping: LoadedMapping) -> Proposals:
    """Without the proposals that the mapping would be refused with: their cells are told as bad, with the compiler's sentence.

    The changes of one rule are judged together, since a formula may need the sources beside it.
    """
    before = {problem.message for problem in _problems(mapping, [])}
    rules = [one for one in found.changes if one.kind != "row"]
    if not _new(mapping, rules, before):
        return found
    bad: list[BadCell] = []
    refused: set[str] = set()
    for target in dict.fromkeys(one.target for one in rules if one.kind != "remove"):
        mine = [one for one in rules if one.target == target]
        said = _new(mapping, mine, before)
        if said:
            guilty = [one for one in mine if _new(mapping, [one], before)] or mine
            bad += [BadCell(one.cell, said[0].message, said[0].hint) for one in guilty]
            refused |= {one.name for one in guilty}
    stay = tuple(one for one in found.changes if one.name not in refused)
    return replace(found, changes=stay, bad=(*found.bad, *bad))


def require_sound(mapping: LoadedMapping, chosen: Iterable[Proposal]) -> None:
    """Raises MapbenchError where a mapping would be refused with these proposals and is not without them."""
    rules = [one for one in chosen if one.kind != "row"]
    said = _new(mapping, rules, {problem.message for problem in _problems(mapping, [])}) if rules else []
    if said:
        raise MapbenchError(
            f"The mapping would be refused: {said[0].message}",
            "Accept what belongs together, or less of it. Nothing was written.",
        )


def _new(mapping: LoadedMapping, chosen: list[Proposal], before: set[str]) -> list[Problem]:
    return [problem for problem in _problems(mapping, chosen) if problem.message not in before]


def _problems(mapping: LoadedMapping, chosen: list[Proposal]) -> list[Problem]:
    """What the mapping is refused with once proposals are in it."""
    from mapbench.model.loading import load
    from mapbench.project.programs import LoadedMapping as Loaded
    from mapbench.project.programs import prepare

    document = copy.copy(mapping.document)
    try:
        apply_to(document, chosen)
        prepare(Loaded(document, load("mapping", document), mapping.project))
    except LoadError as error:
        return list(error.problems)
    except MapbenchError as error:
        return [Problem(error.message, error.hint, error.place)]
    except KeyError:
        return [Problem("The rule is gone.")]
    return []


def chosen_by(names: Iterable[str], found: Proposals) -> Iterator[Proposal]:
    """The proposals that are named: by `all` (conflicts left out), a target, `TARGET:COLUMN`, a table, or `TABLE[KEY]`.

    Raises MapbenchError for a name of none.
    """
    from mapbench.model.nearest import did_you_mean

    wanted: dict[str, None] = {}
    for name in names:
        fits = [
            one
            for one in found.changes
            if (name == "all" and not one.conflict) or name in {one.name, one.target}
        ]
        if not fits and name != "all":
            known = [
                *dict.fromkeys(one.target for one in found.changes),
                *(one.name for one in found.changes),
            ]
            raise MapbenchError(f"Nothing is proposed for {name!r}.", did_you_mean(name, known))
        wanted.update({one.name: None for one in fits})
    yield from (one for one in found.changes if one.name in wanted)
