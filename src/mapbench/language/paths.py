"""Path texts to compiled paths. jsonpath-ng's extended parser parses, the meaning is RFC 9535's.

Plain paths, names with positions and `[*]`, are read without it: importing that library takes longer than a whole small run.
What it would read in another sense than the RFC is rewritten before (`path_rewrite.py`) or refused with a place and a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mapbench.engine.paths import SIZE_LIMIT, Index, Name, Path, Segment, Wildcard, describe
from mapbench.language.path_error import LENGTH_LIMIT, PathError

__all__ = ["PathError", "names_in", "parse_path", "parse_target", "path_text"]

_NAME: Final = r"[@#]?[A-Za-z_][A-Za-z0-9_-]*"
_STEP: Final = rf"\.{_NAME}|\.\*|\[\*\]|\[(?:0|-?[1-9][0-9]{{0,14}})\]"
_PLAIN: Final = re.compile(rf"(?:\$|@|{_NAME}|(?=\[))(?:{_STEP})*")
_STEPS: Final = re.compile(rf"{_NAME}|\*|-?[0-9]+")


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """The compiled path of a source path text: `customer.first_name`, `$.id`, `line_items[?@.qty > 1].sku`, `['a b'].@id`.

    Without `$` it starts at the current item. Raises PathError with message, hint and column for everything that is no
    JSONPath by RFC 9535, for the pattern functions `match` and `search`, and for extensions of the library.
    """
    if len(text) > LENGTH_LIMIT:
        raise PathError(f"A path may have {LENGTH_LIMIT} characters at most.", "Shorten it.", LENGTH_LIMIT)
    if _PLAIN.fullmatch(text):
        return Path(text, text.startswith("$"), _plain(text))
    from mapbench.language.path_library import parsed

    return parsed(text)


def _plain(text: str) -> tuple[Segment, ...]:
    body = text[1:] if text.startswith(("$", "@.", "@[")) or text == "@" else text
    steps = _STEPS.findall(body)
    if len(steps) > SIZE_LIMIT:
        raise PathError("A path this long is not read.", f"At most {SIZE_LIMIT} steps are allowed.", 0)
    return tuple(_plain_step(step) for step in steps)


def _plain_step(step: str) -> Segment:
    if step == "*":
        return Wildcard()
    return Index(int(step)) if step[0] in "-0123456789" else Name(step)


def parse_target(text: str) -> tuple[str, ...]:
    """The names of a target path, outermost first. Raises PathError for anything but names."""
    return names_in(parse_path(text))


def names_in(path: Path) -> tuple[str, ...]:
    """The names of a parsed target path. Raises PathError for anything but names."""
    text = path.text
    if path.absolute:
        raise PathError(
            "A target path has names only.", f"Write it without $: {text[1:].lstrip('.') or 'name'}", 0
        )
    names = tuple(segment.name for segment in path.segments if isinstance(segment, Name))
    if names and len(names) == len(path.segments):
        return names
    hint = "A list is made by a collection rule: target its name and iterate with each."
    bracket = re.search(r"\[(?!\s*['\"])|\*|\.\.", text)
    raise PathError("A target path has names only.", hint, bracket.start() if bracket else 0)


def path_text(names: Iterable[str]) -> str:
    """The canonical text of a path of names, with quotes where a name needs them; `parse_target` reads it back."""
    return describe(Path("", False, tuple(Name(name) for name in names)))
