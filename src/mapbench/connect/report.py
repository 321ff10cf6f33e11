"""What a dataset answered as plain data: for the terminal, for programs; nothing in it is a record's real value."""

from __future__ import annotations

from typing import Any

from mapbench.connect.capture import Captured, write_fixtures
from mapbench.connect.pinning import pin_schema, schema_to_pin, widen_schema
from mapbench.connect.redact.redactor import Redaction
from mapbench.connect.session import Received
from mapbench.model.system import SystemFile
from mapbench.project.project import Project
from mapbench.schemas.drifted import Comparison, compare, field_text
from mapbench.schemas.fields import Schema
from mapbench.schemas.infer import Inference, Statistics
from mapbench.trials.admission import policy_of


def report_of(
    project: Project,
    system: SystemFile,
    name: str,
    received: Received,
    *,
    capture: int | None = None,
    pin: bool = False,
) -> dict[str, Any]:
    """The report of one dataset; captures and pins on the way, where that is asked for.

    Raises LoadError where the pinned schema is broken, MapbenchError and OSError where nothing can be written.
    """
    dataset = f"{system.system}.{name}"
    linked = project.schema(dataset)
    pinned = linked.raw if linked else None
    kept = received.redacted
    compared = compare(pinned, received.inference, kept.records) if pinned and kept.records else None
    policy = policy_of(project, dataset)
    admitted = _admitted(kept.records, pinned if policy == "reject" and capture and not pin else None)
    captured = written = None
    if capture is not None:
        captured = write_fixtures(project.folder, dataset, admitted[:capture], system.datasets[name].key)
    if pin and kept.records:
        written = pin_schema(project.folder, dataset, received.inference, kept.redactions, pinned)
    elif captured is not None and policy == "evolve":
        written = _evolved(project, dataset, received, pinned, compared)
    return {
        "dataset": dataset,
        **_answer(received),
        "incremental": _incremental(system, name, received),
        "fields": fields_of(received.inference, kept.redactions, pinned),
        "schema": received.inference.schema() if kept.records else None,
        "comparison": compared and {"pinned": _pinned_name(project, dataset), **compared.as_json()},
        "on_drift": policy,
        "captured": _captured(captured),
        "left_out": len(kept.records) - len(admitted),
        "redacted": [redaction.as_json() for redaction in kept.redactions],
        "pinned": written,
    }


def _evolved(
    project: Project,
    dataset: str,
    received: Received,
    pinned: dict[str, Any] | None,
    compared: Comparison | None,
) -> str | None:
    """The pin with what is new taken in; None where nothing is, or nothing is pinned."""
    if pinned is None or compared is None or compared.same:
        return None
    seen = schema_to_pin(received.inference, received.redacted.redactions, pinned)
    refuted = [one.path for one in compared.of("enum", "format")]
    return widen_schema(project.folder, dataset, seen, pinned, refuted)


def _admitted(records: list[Any], schema: dict[str, Any] | None) -> list[Any]:
    """The records that a schema takes; without one all of them."""
    if schema is None:
        return records
    from mapbench.schemas.validation import Validator

    return list(filter(Validator(schema).is_valid, records))


def fields_of(
    inference: Inference, redactions: list[Redaction], pinned: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """One row per field: path, types, format, how often it was filled (0 to 1), a redacted example, its classification."""
    found = {redaction.steps: redaction.classification for redaction in redactions}
    schema = Schema(pinned) if pinned else None
    rows = []
    for one in inference.statistics():
        field = schema.field(one.path) if schema else None
        flag = (field.classification if field else None) or found.get(one.path)
        rows.append(
            {
                "path": field_text(one.path),
                "types": sorted(one.types),
                "format": one.formats[0] if one.formats else None,
                "filled": _filled(one),
                "example": next((value for value in one.examples if value not in ("", None)), None),
                "classification": flag,
            }
        )
    return rows


def _filled(one: Statistics) -> float:
    total = one.count + one.missing
    return round((one.count - one.nulls) / total, 4) if total else 0.0


def _answer(received: Received) -> dict[str, Any]:
    exchange = received.exchange
    requests, span = received.quota or (None, None)
    return {
        "request": {"method": exchange.call.method, "url": received.url, "body": received.sent},
        "status": exchange.answers[-1].status or None,
        "seconds": round(sum(answer.seconds for answer in exchange.answers), 3),
        "size": sum(answer.size for answer in exchange.answers),
        "pages": len(exchange.answers),
        "more": exchange.more,
        "records": len(exchange.records),
        "records_path": exchange.records_path,
        "records_guessed": exchange.guessed,
        "quota": {"requests": requests, "seconds": span, "left": received.left, "told": received.told_left},
    }


def _incremental(system: SystemFile, name: str, received: Received) -> dict[str, Any] | None:
    """What was asked from, and what the next run asks from; None for a dataset that is always asked for everything."""
    incremental = system.datasets[name].incremental
    if incremental is None:
        return None
    return {"field": incremental.field, "since": received.since, "newest": received.newest}


def _captured(captured: Captured | None) -> dict[str, list[str]] | None:
    if captured is None:
        return None
    return {"new": captured.new, "changed": captured.changed, "unchanged": captured.unchanged}


def _pinned_name(project: Project, dataset: str) -> str:
    endings = ("json", "yaml")
    found = (f"schemas/{dataset}.{ending}" for ending in endings)
    return next(name for name in found if (project.folder / name).is_file())
