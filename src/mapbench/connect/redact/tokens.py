"""Secrets that a text shows by their form alone: what detect-secrets knows of vendors' keys, and long random words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Final

#: The detectors of detect-secrets that need no other text around the secret, in time that grows with the text only: module, class.
_DETECTORS: Final = (
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("openai", "OpenAIDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)
#: No vendor's key is shorter.
_SHORTEST: Final = 20
_LONG_WORD: Final = re.compile(r"[^\s\"'<>]{20,}")
_RANDOM: Final = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/+.-])")
_HASHED: Final = re.compile(r"\$(?:2[abxy]|argon2(?:id|i|d)|scrypt|pbkdf2|[156])\$[\w./+=,$-]{16,}")
#: Bits a character, from which on a word of three kinds of characters is taken for a random one.
_ENTROPY: Final = 4.0


def secret_spans(text: str, identifier: bool) -> Iterator[tuple[int, int]]:
    """Where secrets stand in a text; they may overlap. An `identifier` is a code of its own: it is random by trade."""
    if len(text) < _SHORTEST or _LONG_WORD.search(text) is None:
        return
    for pattern in _patterns():
        yield from (match.span() for match in pattern.finditer(text))
    yield from (match.span() for match in _HASHED.finditer(text))
    if not identifier:
        yield from (match.span() for match in _RANDOM.finditer(text) if _is_random(match[0]))


def _is_random(word: str) -> bool:
    kinds = (str.islower, str.isupper, str.isdigit)
    return all(any(map(kind, word)) for kind in kinds) and _entropy(word) >= _ENTROPY and "//" not in word


def _entropy(word: str) -> float:
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString

    return float(Base64HighEntropyString().calculate_shannon_entropy(word))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    found: list[re.Pattern[str]] = []
    for module, name in _DETECTORS:
        detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)
        found += detector.denylist
    return tuple(found)
