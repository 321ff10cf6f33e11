"""The keys and settings of a person: `keys.yaml` and `settings.yaml` in `~/.config/mapbench` (or XDG_CONFIG_HOME)."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.binding import Binding

from mapbench.errors import LoadError, Place, Problem

if TYPE_CHECKING:
    from mapbench.model.documents import Document

#: As it is shown to people.
KEYS_FILE: Final = "~/.config/mapbench/keys.yaml"
#: Setting: the values it may have, the default first.
SETTINGS: Final[dict[str, tuple[str, ...]]] = {
    "theme": ("dark", "light", "auto"),
    "glyphs": ("full", "plain"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, and what of it was refused and why."""

    values: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def config_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a person's own files are."""
    named = environment.get("XDG_CONFIG_HOME")
    home = Path(named) if named else Path(environment.get("HOME") or Path.home()) / ".config"
    return home / "mapbench"


def read_keys(folder: Path, known: Collection[str]) -> Read:
    """Keys by binding id, as `keys.yaml` has them: `map.target.link: enter`, `app.undo: [u, ctrl+z]`.

    An id that is not `known`, or a value that is no key, is a problem with its line; the others still count.
    """
    return _read(folder / "keys.yaml", lambda name, value: _keys(name, value, known))


def read_settings(folder: Path) -> Read:
    """The settings that stand in `settings.yaml`; what it does not say is left out."""
    return _read(folder / "settings.yaml", _setting)


def write_setting(folder: Path, name: str, value: str) -> None:
    """Keeps a setting, and everything else in the file as it stands. Raises LoadError for a broken file, OSError."""
    from mapbench.model.documents import Document

    path = folder / "settings.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    document = Document.read(path) if path.is_file() else Document("", str(path))
    if document.data is None and not document.problems:
        document.replace_text(document.text() + f"{name}: {value}\n")
    else:
        document.set((name,), value)
    document.save(path)


def normal(keys: str) -> str:
    """Keys in the names that Textual has for them: `?` is `question_mark`."""
    bindings = Binding.make_bindings([Binding(keys, "none", "none")])
    return ",".join(binding.key for binding in bindings)


def _read(path: Path, judge: Any) -> Read:
    from mapbench.model.documents import Document

    if not path.is_file():
        return Read()
    try:
        document = Document.read(path)
        data = document.require()
    except LoadError as error:
        return Read(problems=error.problems)
    if data is None:
        return Read()
    if not isinstance(data, dict):
        return Read(problems=(Problem("The file is a map of names to values.", "", Place(str(path), 1)),))
    return _judged(document, data, judge)


def _judged(document: Document, data: dict[str, Any], judge: Any) -> Read:
    values, problems = {}, []
    for name, value in data.items():
        said = judge(name, value)
        if isinstance(said, str):
            values[name] = said
        else:
            problems.append(Problem(said[0], said[1], document.key_position((name,))))
    return Read(values, tuple(problems))


def _keys(name: str, value: Any, known: Collection[str]) -> str | tuple[str, str]:
    from mapbench.model.nearest import did_you_mean

    if name not in known:
        return f"There is no binding '{name}'.", did_you_mean(name, known) or "`?` lists them all."
    keys = value if isinstance(value, list) else [value]
    if not keys or not all(isinstance(key, str | int) and str(key).strip() for key in keys):
        return f"'{name}' needs a key, or a list of keys.", f"For example: `{name}: ctrl+l`"
    try:
        return ",".join(normal(str(key).strip()) for key in keys)
    except Exception:  # noqa: BLE001  # whatever Textual makes of it: it is no key
        return f"'{value}' is no key.", f"For example: `{name}: ctrl+l`"


def _setting(name: str, value: Any) -> str | tuple[str, str]:
    from mapbench.model.nearest import did_you_mean

    if name not in SETTINGS:
        return f"There is no setting '{name}'.", did_you_mean(
            name, SETTINGS
        ) or f"There are {', '.join(SETTINGS)}."
    if value not in SETTINGS[name]:
        return f"'{name}' is one of {', '.join(SETTINGS[name])}.", ""
    return str(value)


def is_dark(theme: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a `theme` setting means the dark one; `auto` asks COLORFGBG, where terminals say their background."""
    if theme != "auto":
        return theme != "light"
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return ground not in {"7", "15"}
