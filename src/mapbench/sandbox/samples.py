"""What the sample endpoints hold and take: records by page, and the keys that open them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

Records = list[dict[str, Any]]
#: Headers and parameters that may carry a key; `/control` tells which of them came, never what they said.
KEYS = {"authorization", "x-api-key", "api_key"}
#: The variables that hold the keys, each with its sample value, which opens nothing else.
SAMPLE_KEYS = {
    "SHOPIFY_TOKEN": "sample-shop-token",
    "CRM_KEY": "sample-crm-key",
    "CRM_CLIENT_ID": "sample-client",
    "CRM_CLIENT_SECRET": "sample-client-secret",
    "ERP_USER": "sample-user",
    "ERP_PASSWORD": "sample-password",
}


def cursor_page(asked: Mapping[str, Any], records: Records) -> dict[str, Any]:
    """`{"data": […], "next_cursor": …}`; the next request says it as `cursor`, null is the end. Raises ValueError."""
    end = (start := number(asked, "cursor", 0, "from-")) + size(asked)
    cursor = f"from-{end}" if end < len(records) else None
    return {"data": records[start:end], "has_more": bool(cursor), "next_cursor": cursor}


def offset_page(asked: Mapping[str, Any], records: Records) -> dict[str, Any]:
    """`{"items": […], "offset", "count", "hasMore", "totalResults"}`; the next request says a larger `offset`."""
    end, total = (start := number(asked, "offset", 0)) + size(asked), len(records)
    items = records[start:end]
    counts = {"offset": start, "count": len(items), "hasMore": end < total, "totalResults": total}
    return {"items": items, **counts}


def since(asked: Mapping[str, Any], records: Records) -> Records:
    """Those that were updated after `updated_since`, in milliseconds; all of them without it."""
    after = number(asked, "updated_since", -1)
    return [record for record in records if record["updated"] > after] if after >= 0 else records


def size(asked: Mapping[str, Any]) -> int:
    """How many records a page has."""
    return min(max(number(asked, "limit", 10), 1), 100)


def number(asked: Mapping[str, Any], name: str, default: int, prefix: str = "") -> int:
    """A whole number that was asked for. Raises ValueError."""
    text = str(asked.get(name, f"{prefix}{default}"))
    digits = text.removeprefix(prefix)
    if text == f"{prefix}{default}":
        return default
    if text.startswith(prefix) and digits.isascii() and digits.isdigit() and len(digits) < 15:
        return int(digits)
    raise ValueError(f"The parameter `{name}` cannot be {text!r}.")


def basic(user: str, password: str) -> str:
    """The header of somebody who says user and password."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


class Tokens:
    """OAuth2 tokens for who says id and secret; each is good for an hour of the clock, which counts in seconds."""

    def __init__(self, keys: Mapping[str, str], clock: Callable[[], float]) -> None:
        self.client, self.clock = (keys["CRM_CLIENT_ID"], keys["CRM_CLIENT_SECRET"]), clock
        self.until: dict[str, float] = {}

    def give(self, header: str, form: Mapping[str, str]) -> tuple[dict[str, Any], int]:
        """A token, or OAuth2's word for why there is none; and the status of the answer."""
        said = form.get("client_id", ""), form.get("client_secret", "")
        if header != basic(*self.client) and said != self.client:
            return {"error": "invalid_client", "error_description": "The client is not known here."}, 401
        if form.get("grant_type") != "client_credentials":
            return {"error": "unsupported_grant_type"}, 400
        token = f"sample-token-{len(self.until) + 1}"
        self.until[token] = self.clock() + 3600
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}, 200

    def good(self, header: str) -> bool:
        """Whether a header says a token that has not expired."""
        return self.until.get(header.removeprefix("Bearer "), 0) > self.clock()
