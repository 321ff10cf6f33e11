"""What is remembered of a request and its answer: variables by name, personal values replaced, nothing that proves who asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from mapbench.connect.http.answers import Answer
from mapbench.connect.http.calls import Call
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import ConnectError
from mapbench.connect.http.payload import guessed
from mapbench.connect.http.variables import is_reference
from mapbench.connect.redact.classified import said_of_payload
from mapbench.connect.redact.redactor import Redactor, Said
from mapbench.store.requests import LONGEST_BODY, SentRequest
from mapbench.store.workspace import WorkspaceDatabase


@dataclass(frozen=True)
class Notes:
    """Writes every answer and failure of a dataset into the workspace database, without what must not be kept."""

    workspace: WorkspaceDatabase
    redactor: Redactor
    endpoint: Endpoint
    dataset: str
    records: str | None
    said: Said
    advance: Callable[[int], None]

    def keep(
        self, call: Call, answer: Answer | None, records: Sequence[Any], error: ConnectError | None
    ) -> None:
        """Keeps one request."""
        self.advance(1)
        url, moved = self._address(call.url)
        sent, changed = self._posted(call)
        self.workspace.requests.add(
            SentRequest(
                self.dataset,
                call.method,
                url,
                answer.status if answer else error.status if error else None,
                error.code if error else None,
                round(answer.seconds, 3) if answer else 0.0,
                answer.size if answer else 0,
                len(records),
                self._headers(answer),
                self._body(answer),
                sent=sent,
                altered=moved or changed,
            )
        )

    def url(self, url: str) -> str:
        """An address as it may be shown and kept."""
        return self._address(url)[0]

    def sent(self, call: Call) -> Any:
        """What a POST sent, as it may be shown; None for a GET."""
        return self._redacted(call.body)[0]

    def _address(self, url: str) -> tuple[str, bool]:
        place, mark, query = self.endpoint.secrets.scrub(url).partition("?")
        pairs = [{name: value} for name, value in parse_qsl(query, keep_blank_values=True)]
        kept = [self._redacted(pair) for pair in pairs]
        joined = urlencode([pair for one, _ in kept for pair in one.items()], safe="${}:,*")
        return place + mark + joined, any(changed for _, changed in kept)

    def _posted(self, call: Call) -> tuple[str | None, bool]:
        kept, changed = self._redacted(call.body)
        text = json.dumps(kept, ensure_ascii=False) if kept is not None else None
        if text is not None and len(text) > LONGEST_BODY:
            return None, True
        return text, changed

    def _redacted(self, value: Any) -> tuple[Any, bool]:
        """JSON data that we sent, with variables by name and personal values replaced; whether any was."""
        if value is None:
            return None, False
        plain = self.endpoint.secrets.without(value)
        made = _referring(plain, self.redactor.redact([plain]).records[0])
        return made, made != plain

    def _headers(self, answer: Answer | None) -> dict[str, str]:
        return {n: self.endpoint.secrets.scrub(v) for n, v in answer.headers.items()} if answer else {}

    def _body(self, answer: Answer | None) -> str | None:
        if answer is None or answer.size > LONGEST_BODY or not answer.body:
            return None
        try:
            payload = json.loads(answer.body)
        except (ValueError, RecursionError):
            return None
        said = said_of_payload(self.said, self.records or guessed(payload))
        if said is None:
            return None
        made = self.redactor.redact([payload], said).records[0]
        return self.endpoint.secrets.scrub(json.dumps(made, ensure_ascii=False))


def _referring(plain: Any, redacted: Any) -> Any:
    """The redacted data, but with what only refers to variables as it was: that is no value."""
    if isinstance(plain, str):
        return plain if is_reference(plain) else redacted
    if isinstance(plain, list):
        return [_referring(*pair) for pair in zip(plain, redacted, strict=True)]
    if isinstance(plain, dict):
        pairs = zip(plain.items(), redacted.items(), strict=True)
        return {name: _referring(before, after) for (_, before), (name, after) in pairs}
    return redacted
