"""Whether a file has a key. Apart from the models, because a package is read without the library that defines them."""

from __future__ import annotations

from typing import Any


def given(model: Any, name: str) -> bool:
    """Whether the file has the key, be its value null or not; `name` is the attribute's (`as_`, `from_`) or the key's."""
    fields = model.model_fields_set
    return name in fields or f"{name}_" in fields
