"""`on_drift`: what a run does with records that the pinned schema of their dataset refuses."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from mapbench.engine.mapper import Mapper
from mapbench.engine.outcomes import Outcome, RecordError, Softened
from mapbench.engine.verdicts import REDACTED
from mapbench.schemas.fields import ANY_ITEM

if TYPE_CHECKING:
    from mapbench.model.system import Dataset, SystemFile
    from mapbench.project.project import Project
    from mapbench.schemas.validation import Validator
    from mapbench.schemas.violations import Violation

OnDrift = Literal["evolve", "freeze", "reject", "drop-value"]
#: What holds where neither the dataset nor the project says anything.
DEFAULT: Final = "freeze"
#: The policies that look at every record of a run.
STRICT: Final = ("reject", "drop-value")


def policy_of(project: Project, dataset: str) -> OnDrift:
    """The `on_drift` of a dataset: its own, else the project's, else freeze."""
    _, own = _of_dataset(project, dataset)
    file = project.file.model
    said = own.on_drift if own is not None else None
    return said or (file.policies.on_drift if file is not None else None) or DEFAULT


def owner_of(project: Project, dataset: str) -> str | None:
    """Who answers for a dataset: its own owner, else the system's."""
    system, own = _of_dataset(project, dataset)
    return (own.owner if own is not None else None) or (system.owner if system is not None else None)


def _of_dataset(project: Project, reference: str) -> tuple[SystemFile | None, Dataset | None]:
    """System and dataset, as far as their file can be read; no other system's is read for it."""
    system, _, name = reference.partition(".")
    model = project.loaded("system", system).model if system in project.ids("system") else None
    return model, model.datasets.get(name) if model is not None else None


def admitted(mapper: Mapper, project: Project | None, source: str | None) -> Mapper:
    """A mapper that does as the policy of its source says; the same one where that lets every record in.

    Raises LoadError for a pinned schema that is broken.
    """
    if project is None or source is None or "@" in source or not _may_be_strict(project, source):
        return mapper
    policy = policy_of(project, source)
    linked = project.schema(source) if policy in STRICT else None
    return (
        mapper if linked is None else admitting(mapper, linked.raw, policy, source, owner_of(project, source))
    )


def _may_be_strict(project: Project, source: str) -> bool:
    """Whether the files that could say so have the words at all: reading them as models costs every run twenty milliseconds."""
    words = [policy.encode() for policy in STRICT]
    for name in ("mapbench.yaml", f"systems/{source.partition('.')[0]}.yaml"):
        try:
            text = (project.folder / name).read_bytes()
        except OSError:
            continue
        if any(word in text for word in words) or b"\\" in text:  # an escape may spell anything
            return True
    return False


def admitting(
    mapper: Mapper, schema: dict[str, Any], policy: OnDrift, dataset: str, owner: str | None
) -> Mapper:
    """A mapper that holds each record against a schema first; the same one under a policy that does not."""
    from mapbench.schemas.validation import Validator

    return Admitting(mapper, Validator(schema), policy, dataset, owner) if policy in STRICT else mapper


class Admitting(Mapper):
    """A mapper that holds each record against a pinned schema first: `policy` is reject or drop-value.

    Of a group each record is looked at; one that is rejected rejects its group.
    """

    def __init__(
        self, mapper: Mapper, validator: Validator, policy: OnDrift, dataset: str, owner: str | None
    ) -> None:
        self.__dict__.update(mapper.__dict__)
        self._plain = mapper
        self._fits = validator.is_valid
        self._validator = validator
        self._policy = policy
        self._dataset = dataset
        self._source_owner = owner
        self._grouping = bool(self.program.group) or self.program.group_all

    @cached_property
    def quick(self) -> Callable[[Any], Any]:
        """As a mapper's; None for a record that does not fit."""
        quick, fits = self._plain.quick, self._fits
        return lambda record: quick(record) if fits(record) else None

    def outcomes(self, record: Any) -> list[Outcome]:
        """What becomes of one record, or group of records."""
        records = record["items"] if self._grouping else [record]
        if all(map(self._fits, records)):
            return super().outcomes(record)
        found = [self._validator.violations(one) for one in records]
        if self._policy == "reject":
            errors = tuple(self._error(one) for some in found for one in some)
            return [Outcome("rejected", errors=tuple(dict.fromkeys(errors)))]
        kept = [without(one, some) for one, some in zip(records, found, strict=True)]
        softened = tuple(
            Softened(_code(one), "$", f"dropped {text}")
            for some in found
            for one in some
            for text in _dropped(one)
        )
        made = super().outcomes({**record, "items": kept} if self._grouping else kept[0])
        return [
            replace(one, softened=(*softened, *one.softened)) if one.status == "accepted" else one
            for one in made
        ]

    def _error(self, one: Violation) -> RecordError:
        from mapbench.schemas.drifted import field_text

        field = self._validator.schema.field(_generic(one))
        hidden = field is not None and field.classification in ("pii", "secret")
        return RecordError(
            code=_code(one),
            target="$",
            source=field_text(_generic(one)) or "$",
            message=f"The record does not fit the pinned schema of {self._dataset}: {one.message}",
            expected=one.expected,
            actual=REDACTED if hidden else one.actual,
            hint=f"See what changed: mapbench drift {self._dataset}.",
            owner=self._source_owner,
        )


def without(record: Any, found: list[Violation]) -> Any:
    """A copy of a record without the values that are wrong; what holds them stays, and what is missing stays missing."""
    copied = copy.deepcopy(record)
    places = [(one.path, one.extra or (None,)) for one in found if one.path or one.extra]
    # The later items of a list go first, so that the earlier ones keep their places.
    for path, names in sorted(
        places, key=lambda place: [str(step).zfill(9) for step in place[0]], reverse=True
    ):
        for name in names:
            _drop(copied, path if name is None else (*path, name))
    return copied


def _drop(record: Any, path: tuple[str | int, ...]) -> None:
    *above, last = path
    try:
        for step in above:
            record = record[step]
        del record[last]
    except (KeyError, IndexError, TypeError):
        return  # it went with what held it


def _generic(one: Violation) -> tuple[str, ...]:
    return tuple(ANY_ITEM if isinstance(step, int) else step for step in one.path)


def _dropped(one: Violation) -> Iterator[str]:
    from mapbench.schemas.drifted import field_text

    if one.extra:
        yield from (field_text((*_generic(one), name)) for name in one.extra)
    elif one.missing is None:
        yield field_text(_generic(one)) or "$"


def _code(one: Violation) -> str:
    return "type" if one.keyword == "type" else "schema"
