"""Whether a word on a command line means a package: asked at every start, so that it imports next to nothing."""

from __future__ import annotations

import os
from typing import Final

MANIFEST: Final = "manifest.json"


def is_package(reference: str) -> bool:
    """Whether a command line means a package: a .mapkg file, or a folder with a manifest."""
    return reference.endswith(".mapkg") or os.path.isfile(os.path.join(reference, MANIFEST))  # noqa: PTH113, PTH118
