"""Formula text to Python's tree: a keyword behind a dot is a field's name there."""

from __future__ import annotations

import ast
import keyword
import re
from functools import cache

MARK = "oracle_field_"
_FIELD = re.compile(r"\.(\s*)([A-Za-z_]\w*)")
_STRING = re.compile(r"""(?P<prefix>[fF]?)(?P<quote>'''|\"\"\"|'|\")""")


@cache
def parse(text: str) -> ast.expr:
    tree = ast.parse(f"({_without_keywords(text.strip())}\n)", mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            node.attr = node.attr.removeprefix(MARK)
    return tree


def _without_keywords(text: str) -> str:
    """The text with `.from` spelt so that Python takes it; strings stay, save the formulas inside f-strings."""
    out, at = "", 0
    while at < len(text):
        string = _STRING.match(text, at)
        if string and not (string["prefix"] and out[-1:].isalnum()):
            end = _string_end(text, string.end(), string["quote"])
            body = text[at:end]
            out += _inside_f_string(body) if string["prefix"] else body
            at = end
            continue
        field = _FIELD.match(text, at)
        if (
            field
            and keyword.iskeyword(field[2])
            and (out[-1:].isalpha() or out[-1:] in "_)]}'\"" or _named(out))
        ):
            out += f".{field[1]}{MARK}{field[2]}"
            at = field.end()
            continue
        out += text[at]
        at += 1
    return out


def _named(before: str) -> bool:
    """Whether the text ends in a name (which may end in a digit), not in a number."""
    return re.search(r"[A-Za-z_]\w*$", before) is not None


def _string_end(text: str, at: int, quote: str) -> int:
    while at < len(text) and not text.startswith(quote, at):
        at += 2 if text[at] == "\\" else 1
    return at + len(quote)


def _inside_f_string(body: str) -> str:
    return re.sub(
        r"\{\{|\{([^{}]*)\}",
        lambda part: part[0] if part[1] is None else f"{{{_without_keywords(part[1])}}}",
        body,
    )
