"""What a dataset answered as plain data: for the terminal, for programs; nothing in it is a record's real value."""

from __future__ import annotations

from typing import Any

from mapbench.connect.capture import Captured, write_fixtures
from mapbench.connect.comparison import compare, field_text
from mapbench.connect.pinning import pin_schema
from mapbench.connect.redact.redactor import Redaction
from mapbench.connect.session import Received
from mapbench.model.system import SystemFile
from mapbench.project.project import Project
from mapbench.schemas.fields import Schema
from mapbench.schemas.infer import Inference, Statistics


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
    captured = written = None
    if capture is not None:
        captured = write_fixtures(project.folder, dataset, kept.records[:capture], system.datasets[name].key)
    if pin and kept.records:
        written = pin_schema(project.folder, dataset, received.inference, kept.redactions, pinned)
    return {
        "dataset": dataset,
        **_answer(received),
        "fields": fields_of(received.inference, kept.redactions, pinned),
        "schema": received.inference.schema() if kept.records else None,
        "comparison": {"pinned": _pinned_name(project, dataset), **compared.as_json()} if compared else None,
        "captured": _captured(captured),
        "redacted": [redaction.as_json() for redaction in kept.redactions],
        "pinned": written,
    }


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
        "request": {"method": "GET", "url": received.url},
        "status": exchange.answers[-1].status,
        "seconds": round(sum(answer.seconds for answer in exchange.answers), 3),
        "size": sum(answer.size for answer in exchange.answers),
        "pages": len(exchange.answers),
        "more": exchange.more,
        "records": len(exchange.records),
        "records_path": exchange.records_path,
        "records_guessed": exchange.guessed,
        "quota": {"requests": requests, "seconds": span, "left": received.left, "told": received.told_left},
    }


def _captured(captured: Captured | None) -> dict[str, list[str]] | None:
    if captured is None:
        return None
    return {"new": captured.new, "changed": captured.changed, "unchanged": captured.unchanged}


def _pinned_name(project: Project, dataset: str) -> str:
    endings = ("json", "yaml")
    found = (f"schemas/{dataset}.{ending}" for ending in endings)
    return next(name for name in found if (project.folder / name).is_file())
