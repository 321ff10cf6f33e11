"""Rejects lines: `{"index": 17, "errors": […], "record": {…}}`, with `item` under a mapping-level `each`."""

from __future__ import annotations

from typing import Any

import orjson

from mapbench.flows.summary import Reject
from mapbench.flows.writers import APPEND_NEWLINE, exact

#: How much of a text that is no record a rejects line shows, in characters.
RAW_SHOWN = 200


def reject_line(reject: Reject, record: Any = None, raw: bytes | None = None) -> bytes:
    """A rejected record as its line. `raw` is its JSON text: written as it was, so that no number changes."""
    line = _head(reject)
    line["record"] = orjson.Fragment(on_one_line(raw)) if raw is not None else record
    return orjson.dumps(line, _anything, APPEND_NEWLINE)


def raw_line(reject: Reject, raw: bytes) -> bytes:
    """The line of a text that is no record: its beginning stands in `raw`."""
    shown = raw[: 4 * RAW_SHOWN].decode("utf-8", "replace").rstrip("\r\n")
    return orjson.dumps({**_head(reject), "raw": shown[:RAW_SHOWN]}, _anything, APPEND_NEWLINE)


def _head(reject: Reject) -> dict[str, Any]:
    item = {} if reject.item is None else {"item": reject.item}
    return {"index": reject.index, **item, "errors": [error.as_json() for error in reject.errors]}


def on_one_line(raw: bytes) -> bytes:
    """A JSON text without line breaks; it has them between its tokens only."""
    return raw.translate(_BREAKS).strip() if b"\n" in raw or b"\r" in raw else raw


_BREAKS = bytes(32 if byte in (10, 13) else byte for byte in range(256))


def _anything(value: Any) -> Any:
    try:
        return exact(value)
    except TypeError:
        return str(value)
