"""Values as YAML text, in the contract's own style: lists flush under their key, short maps of scalars in braces."""

from __future__ import annotations

import re
from typing import Any

from mapbench.model.scalars import NotJsonError, is_ambiguous, resolve

_WIDTH = 80
_FIRST = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`]|-(?=[^\s\d\-])""")
_UNSAFE = re.compile(r":(?:\s|$)|\s#|^\s|\s$")
_FLOW_MARKS = re.compile(r"[,\[\]{}]|:(?=[,\[\]{}])")
# Other readers of YAML take these for dates, times and numbers.
_ELSEWHERE = re.compile(
    r"\d{4}-\d\d?-\d\d?|[-+]?[\d_]+(?::\d\d?)+|[-+]?[\d_.,]+|[-+.\d][\d_.eE+-]*|=|<<|\.\.\.|---"
)
_ESCAPED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def scalar_text(value: Any, flow: bool = False, style: str = "") -> str:
    """One scalar on one line; `flow` inside braces or brackets. The quotes of `style` are kept where they can be.

    Raises TypeError for a value that JSON does not have.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} cannot be written to a file")
    if style in ("'", '"'):
        return _quoted(value, style)
    return value if _is_plain(value, flow) else _quoted(value, '"' if not re.search(r'["\\]', value) else "'")


def flow_text(value: Any) -> str:
    """Any value on one line, with braces and brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(k, flow=True)}: {flow_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(item) for item in value) + "]"
    return scalar_text(value, flow=True)


def block_lines(value: Any, flush: bool = True, top: bool = True) -> list[str]:
    """Any value as lines without indentation; `flush`: lists under a key are not indented; `top`: never in braces."""
    if isinstance(value, str) and _fits_block(value):
        return _literal(value)
    if not isinstance(value, dict | list) or not value or (not top and is_short(value)):
        return [flow_text(value) if isinstance(value, dict | list) else scalar_text(value)]
    if isinstance(value, list):
        return [line for item in value for line in item_lines(item, flush)]
    return [line for key, item in value.items() for line in entry_lines(key, item, flush)]


def entry_lines(key: str, value: Any, flush: bool = True) -> list[str]:
    """One key with its value, as lines without indentation."""
    lines = block_lines(value, flush, top=False)
    name = scalar_text(key)
    if not _is_block(value):
        return [f"{name}: {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]
    pad = "" if isinstance(value, list) and flush else "  "
    return [f"{name}:", *(pad + line if line else "" for line in lines)]


def item_lines(value: Any, flush: bool = True) -> list[str]:
    """One element of a list with its dash, as lines without indentation; a map with a target is always in a block."""
    is_rule = isinstance(value, dict) and "target" in value
    first, *rest = block_lines(value, flush, top=is_rule)
    return [f"- {first}", *(f"  {line}" if line else "" for line in rest)]


def is_short(value: Any) -> bool:
    """Whether a collection of scalars fits into braces or brackets on one line."""
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    nested = any(isinstance(part, dict | list) and part for part in parts)
    return not nested and len(flow_text(value)) <= _WIDTH


def _is_block(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value) and not is_short(value)


def _is_plain(text: str, flow: bool) -> bool:
    if not text or not _FIRST.match(text) or _UNSAFE.search(text) or not text.isprintable():
        return False
    if (flow and _FLOW_MARKS.search(text)) or is_ambiguous(text) or _ELSEWHERE.fullmatch(text):
        # Versions and the like have no other reading.
        return bool(re.fullmatch(r"\d+\.\d+\.\d+", text)) and not is_ambiguous(text)
    try:
        return isinstance(resolve(text), str)
    except NotJsonError:
        return False


def _quoted(text: str, style: str) -> str:
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return (
        '"'
        + "".join(_ESCAPED.get(char) or (char if char.isprintable() else _escape(char)) for char in text)
        + '"'
    )


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _fits_block(text: str) -> bool:
    body = text.removesuffix("\n")
    lines = body.split("\n")
    return len(lines) > 1 and not lines[0].startswith(" ") and all(
        line.isprintable() and line == line.rstrip() for line in lines
    ) and bool(lines[0] and lines[-1])  # fmt: skip


def _literal(text: str) -> list[str]:
    return ["|" if text.endswith("\n") else "|-", *text.removesuffix("\n").split("\n")]
