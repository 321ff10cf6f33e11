"""Every record of a dataset into a file of lines, however large the answers are: they go through the disk, not through memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from mapbench.connect.chunks import BLOCK, Texts
from mapbench.connect.http.answers import LINES, Answer, payload_of, refuse_other_kinds
from mapbench.connect.http.calls import Call, call_of
from mapbench.connect.http.client import MAX_BODY
from mapbench.connect.http.exchange import MOST_PAGES, Asked, following
from mapbench.connect.http.failures import ConnectError, NotJson
from mapbench.connect.http.pages import Page, first_page
from mapbench.connect.http.payload import records_in
from mapbench.connect.http.refusals import BadConnection
from mapbench.connect.http.retries import retrying
from mapbench.connect.increments import Newest
from mapbench.connect.json_records import read_json_at
from mapbench.connect.jsonl import read_jsonl
from mapbench.engine.incoming import parsed
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.connect.http.gate import Gate, Tell

#: How much of an answer is looked at to see what it is.
_HEAD: Final = 64 * 1024


@dataclass(slots=True)
class Downloaded:
    """What was written: `pages` answers of `size` bytes unpacked, with `records`; `more` says that there are further pages."""

    dataset: str
    call: Call
    pages: int = 0
    size: int = 0
    records: int = 0
    seconds: float = 0.0
    status: int = 200
    more: bool = False
    newest: Newest | None = field(default=None, repr=False)


async def download(
    asked: Asked,
    path: Path,
    gate: Gate,
    tell: Tell,
    *,
    pages: int | None = None,
    newest: Newest | None = None,
) -> Downloaded:
    """Writes the records of all pages (at most `pages`) to `path`, one JSON text a line, as they came; `newest` looks at each.

    The file is there when all of it is whole, for its owner's eyes only. Raises ConnectError, and OSError where nothing
    can be written.
    """
    endpoint, dataset = asked.client.endpoint, asked.dataset
    first = first_page(
        call_of(endpoint, asked.document, asked.name, dataset, asked.since), dataset.pagination
    )
    result = Downloaded(f"{endpoint.system}.{asked.name}", first, newest=newest)
    with _private(path, "new") as (lines, name), _private(path, "part") as (part, _):
        call: Call | None = first
        while call is not None and result.pages < min(pages or MOST_PAGES, MOST_PAGES):
            page = await _page(asked, call, part, lines, result, gate, tell)
            call = following(asked.client, page, dataset.pagination)
        result.more = call is not None
        lines.flush()
        os.fsync(lines.fileno())
        name.replace(path)
    return result


async def _page(
    asked: Asked, call: Call, part: BinaryIO, lines: BinaryIO, result: Downloaded, gate: Gate, tell: Tell
) -> Page:
    answer = None
    try:
        answer = await _spooled(asked, call, part, gate, tell)
        beside: dict[str, Any] = {}
        count = 0
        for texts in _texts(asked, answer, part, beside):
            for text in texts:
                lines.write(text + b"\n")
                _look(result.newest, text)
            count += len(texts)
    except ConnectError as error:
        asked.observe(call, answer, [], error)
        raise
    asked.observe(call, answer, range(count), None)
    result.pages += 1
    result.size += answer.size
    result.records += count
    result.seconds += answer.seconds
    result.status = answer.status
    return Page(call, answer, beside, count)


async def _spooled(asked: Asked, call: Call, part: BinaryIO, gate: Gate, tell: Tell) -> Answer:
    """The answer with its body in a file, from the start; tried again where that may help."""
    async for attempt in retrying(gate, tell):
        with attempt:
            part.seek(0)
            part.truncate()
            async with asked.client.stream(call, whole=False) as (answer, pieces):
                begun, size = time.monotonic(), 0
                async for piece in pieces:
                    size += part.write(piece)
                took = answer.seconds + time.monotonic() - begun
            return replace(answer, streamed=size, seconds=took)
    raise AssertionError("the last attempt returns or raises")


def _texts(asked: Asked, answer: Answer, part: BinaryIO, beside: dict[str, Any]) -> Iterator[list[bytes]]:
    """The records of an answer, many at a time, each on one line; what stands beside them goes into `beside`."""
    endpoint, shown = asked.client.endpoint, endpoint_name(asked)
    part.seek(0)
    head = replace(answer, body=part.read(_HEAD))
    refuse_other_kinds(head, endpoint)
    part.seek(0)
    steps = _steps(asked.dataset.records)
    is_lines = bool(LINES.fullmatch(answer.content_type))
    if not is_lines and steps is None:
        yield _small(asked, answer, part, beside)
        return
    blocks = iter(lambda: part.read(BLOCK), b"")
    found = read_jsonl(blocks) if is_lines else read_json_at(blocks, shown, steps or [], beside)
    try:
        for chunk in found:
            if isinstance(chunk, Texts):
                yield [_clean(text, asked) for text in chunk.texts if text and not text.isspace()]
    except ConnectError:
        raise
    except MapbenchError as error:
        raise NotJson(endpoint.system, f"The answer of {shown} cannot be read: {error.message}", error.hint, error.place) from None  # fmt: skip


def endpoint_name(asked: Asked) -> str:
    """The dataset as people call it."""
    return f"{asked.client.endpoint.system}.{asked.name}"


def _small(asked: Asked, answer: Answer, part: BinaryIO, beside: dict[str, Any]) -> list[bytes]:
    """The records of an answer that has to be known as a whole, since nothing simple says where they are."""
    import json

    endpoint = asked.client.endpoint
    if answer.size > MAX_BODY:
        place = asked.document.position(("datasets", asked.name, "records"))
        message = (
            f"The answer of {endpoint_name(asked)} is large, and nothing simple says where its records are."
        )
        raise BadConnection(
            endpoint.system, message, "Write `records` as names to a list: $.orders[*]", place
        )
    payload = payload_of(replace(answer, body=part.read()), endpoint)
    records = records_in(payload, asked.dataset.records, endpoint.system, asked.name, asked.document)
    if isinstance(payload, dict):
        beside |= payload
    return [json.dumps(record, ensure_ascii=False).encode() for record in records]


def _steps(path: str | None) -> list[str] | None:
    """The names of a path that only names and a list at its end make; None for every other."""
    from mapbench.engine.paths import Name
    from mapbench.language.paths import PathError, parse_path

    if path is None or not path.rstrip().endswith("[*]"):
        return None
    try:
        segments = parse_path(path.rstrip().removesuffix("[*]") or "$").segments
    except PathError:
        return None
    names = [segment.name for segment in segments if isinstance(segment, Name)]
    return names if len(names) == len(segments) else None


def _clean(text: bytes, asked: Asked) -> bytes:
    """A record on one line, without keys that the endpoint echoes."""
    line = text.replace(b"\r", b" ").replace(b"\n", b" ").strip()
    return asked.client.endpoint.keys.scrub(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")  # fmt: skip


def _look(newest: Newest | None, text: bytes) -> None:
    if newest is not None:
        try:
            newest.add(parsed(text))
        except Failure:
            return


@contextmanager
def _private(path: Path, ending: str) -> Iterator[tuple[BinaryIO, Path]]:
    """A file beside `path` for its owner's eyes only, gone after the block unless it became the real one."""
    name = path.with_name(f".{path.name}.{ending}")
    name.unlink(missing_ok=True)
    descriptor = os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, name
    finally:
        name.unlink(missing_ok=True)
