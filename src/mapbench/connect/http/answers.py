"""An answer: what it says by its status, and the JSON it holds, or the reason why it holds none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import orjson

from mapbench.connect.http.addresses import shown
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import (
    CutOff,
    HtmlAnswer,
    NotFound,
    NotJson,
    RateLimited,
    Refused,
    ServerFailed,
    StatusError,
    Unauthorized,
    WrongContent,
)
from mapbench.engine.incoming import has_digit_run

_HTML: Final = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE: Final = re.compile(rb"<title[^>]*>([^<]{1,80})", re.IGNORECASE)
_JSON_TYPES: Final = re.compile(
    r"application/(?:[\w.+-]+\+)?(?:json|hal)|text/(?:json|x-json)", re.IGNORECASE
)
#: One JSON text a line.
LINES: Final = re.compile(r"application/(?:x-)?(?:ndjson|jsonl|jsonlines)|text/jsonl", re.IGNORECASE)
#: Kinds under which JSON often comes, and which say nothing.
_VAGUE: Final = frozenset(
    {"", "text/plain", "text/javascript", "application/javascript", "application/octet-stream"}
)
#: No payload of a real system is nested deeper; what looks at payloads may recurse.
_DEEPEST: Final = 200
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `url` is where from, `size` the bytes of the body as unpacked, `links` the header `Link` by `rel`.

    The body is empty where it went elsewhere; `streamed` is then its size.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    links: dict[str, str]
    streamed: int = 0

    @property
    def size(self) -> int:
        return len(self.body) or self.streamed

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def failure_of(answer: Answer, endpoint: Endpoint, now: float) -> StatusError | None:
    """The error that a status stands for; None for a success. `now` is in seconds since the epoch."""
    status, url = answer.status, shown(answer.url)
    if 200 <= status < 300:
        return None
    system, said = endpoint.system, _said(answer, endpoint)
    if status in (401, 403):
        return Unauthorized(system, status, url, endpoint.credentials, said)
    if status in (404, 410):
        return NotFound(system, status, url)
    wait = retry_after(answer.headers.get("retry-after"), now)
    if status == 429:
        return RateLimited(system, wait, f"{system} was asked too often (status 429) at {url}.")
    if status >= 500:
        return ServerFailed(system, status, url, said, wait)
    return Refused(system, status, url, said)


def retry_after(text: str | None, now: float) -> float | None:
    """Seconds that a Retry-After asks for, given as seconds or as a date; None where it says nothing."""
    if not text:
        return None
    if text.strip().isdecimal() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.fromtimestamp(now, UTC)).total_seconds(), 0.0)


def payload_of(answer: Answer, endpoint: Endpoint) -> Any:
    """The JSON of a body; whole numbers of any size stay whole. Raises ConnectError where it is something else."""
    refuse_other_kinds(answer, endpoint)
    system, url = endpoint.system, endpoint.secrets.scrub(shown(answer.url))
    kind = answer.content_type
    body = answer.body.removeprefix(_BOM)
    try:
        if LINES.fullmatch(kind):
            return endpoint.keys.without([_parsed(line) for line in body.splitlines() if line.strip()])
        return endpoint.keys.without(_parsed(body))
    except ValueError as error:
        if kind in _VAGUE and body.lstrip()[:1] not in (b"{", b"["):
            raise WrongContent(system, url, kind or "something without a content type") from None
        raise _no_json(system, url, body, error) from None


def refuse_other_kinds(answer: Answer, endpoint: Endpoint) -> None:
    """Raises WrongContent for an answer that is no JSON by its kind or its beginning."""
    system, url = endpoint.system, endpoint.secrets.scrub(shown(answer.url))
    kind = answer.content_type
    body = answer.body.removeprefix(_BOM)
    if kind in ("text/html", "application/xhtml+xml") or _HTML.match(body):
        title = _TITLE.search(body)
        named = " ".join(title[1].decode("utf-8", "replace").split()) if title else ""
        raise HtmlAnswer(system, url, endpoint.secrets.scrub(named))
    if kind not in _VAGUE and not _JSON_TYPES.fullmatch(kind) and not LINES.fullmatch(kind):
        raise WrongContent(system, url, kind)
    if not body.strip():
        raise WrongContent(system, url, "nothing")


def _parsed(body: bytes) -> Any:
    payload = orjson.loads(body)
    if has_digit_run(body):
        payload = json.loads(body)
    if _is_deep(payload):
        raise ValueError(f"it is nested deeper than {_DEEPEST} levels")
    return payload


def _is_deep(payload: Any) -> bool:
    level, depth = [payload], 0
    while level and depth <= _DEEPEST:
        level = [
            below
            for value in level
            if isinstance(value, dict | list)
            for below in (value.values() if isinstance(value, dict) else value)
        ]
        depth += 1
    return bool(level)


def _no_json(system: str, url: str, body: bytes, error: ValueError) -> CutOff | NotJson:
    if isinstance(error, orjson.JSONDecodeError) and _ends_early(body):
        return CutOff(system, url, f" after {len(body):,} bytes, in the middle of its JSON")
    try:
        body.decode()
    except UnicodeDecodeError as bad:
        message = f"The answer of {system} at {url} is not UTF-8 (byte {bad.start + 1:,})."
        return NotJson(system, message, "JSON is always UTF-8; ask whoever runs it.")
    what = str(error).partition(": line ")
    where = f" (line {what[2].partition(' (char')[0].replace(' column', ', column')})" if what[2] else ""
    message = f"The answer of {system} at {url} is no JSON: {what[0]}{where}."
    return NotJson(
        system, message, "Look at the answer itself; NaN, comments and trailing commas are no JSON."
    )


def _ends_early(body: bytes) -> bool:
    """Whether the text stops before its brackets or quotes close: it would go on, and does not."""
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        return error.pos >= len(error.doc.rstrip()) or "Unterminated string" in error.msg
    except (ValueError, RecursionError):
        return False
    return False


def _said(answer: Answer, endpoint: Endpoint) -> str:
    """What the endpoint itself says is wrong, in at most 120 characters and without our secrets."""
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ""
    for key in ("error_description", "message", "detail", "error", "errors", "title"):
        said = found.get(key) if isinstance(found, dict) else None
        said = said.get("message") if isinstance(said, dict) else said
        if isinstance(said, str) and said.strip():
            text = " ".join(endpoint.secrets.scrub(said).split())
            text = "".join(char for char in text if char.isprintable())
            return text if len(text) <= 120 else text[:119] + "…"
    return ""
