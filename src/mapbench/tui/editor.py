"""Long texts in the editor that a person has chosen with $VISUAL or $EDITOR."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from mapbench.errors import MapbenchError


def edit_text(app: App[Any], text: str, suffix: str = ".txt") -> str | None:
    """The text as it comes back from the editor, None where it was not changed.

    Raises MapbenchError where no editor is named, it cannot be started, or it ends with an error; the text is then lost
    nowhere: what stood before still stands.
    """
    command = editor()
    handle, name = tempfile.mkstemp(suffix=suffix, prefix="mapbench-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        with app.suspend():
            ended = subprocess.run([*command, name], check=False).returncode  # noqa: S603  # the user's own editor
        edited = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError, SuspendNotSupported) as error:
        raise MapbenchError(
            f"The editor '{command[0]}' did not work: {error}.", "Set EDITOR to another."
        ) from None
    finally:
        path.unlink(missing_ok=True)
    if ended != 0:
        raise MapbenchError(f"The editor '{command[0]}' ended with {ended}.", "Nothing was changed.")
    return edited if edited != text else None


def editor() -> list[str]:
    """The words that start the editor: $VISUAL, else $EDITOR. Raises MapbenchError where neither is set."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    words = shlex.split(named)
    if not words:
        raise MapbenchError(
            "No editor is named.", "Set EDITOR before you start mapbench: export EDITOR=nano, for example."
        )
    return words
