"""A rule as the cells of its row, and a cell as the keys of a rule.

Every cell is text. What a cell says is what the file says, in few words: named sources and conditions line by line, values as
JSON where their text alone could be taken for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

#: The columns of a sheet that are read back, in their order.
EDITABLE: Final = ("source", "formula", "condition", "lookup", "default", "note", "owner", "status")
_NAMED: Final = re.compile(r"([^\W\d]\w*): (.+)", re.DOTALL)
_KEYED: Final = re.compile(r"([a-z_]+): (.*)", re.DOTALL)
#: What the condition cell of a rule may say, in this order.
_CONDITIONS: Final = (
    "when", "where", "sort", "unique", "group", "limit", "keyed_by", "on_duplicate", "on_item_error", "when_empty", "on_error",
)  # fmt: skip
_REVERSE: Final = "reverse "
_EACH: Final = "each "
_COPY: Final = "copy_all "
_UNMAPPED: Final = "unmapped: "
#: A text that was written where a text stood, without its quotes.
_WORDS: Final = re.compile(r"[\w][\w .-]*")
Keys = dict[str, Any]


class CellError(ValueError):
    """A cell that says nothing a rule could say; its text is the sentence, `hint` the way out."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def cells_of(rule: Mapping[str, Any]) -> dict[str, str]:
    """The editable cells of a rule, "" where it says nothing there."""
    plain = {key: rule[key] for key in ("note", "owner", "status") if isinstance(rule.get(key), str)}
    found = {
        "source": _source(rule), "formula": _formula(rule), "condition": _condition(rule), "lookup": _lookup(rule),
        "default": value_text(rule["default"]) if "default" in rule else "", **plain,
    }  # fmt: skip
    return {name: found.get(name, "") for name in EDITABLE}


def keys_of(name: str, text: str, rule: Mapping[str, Any]) -> Keys:
    """What a cell makes of a rule: keys with their new values, `...` for a key that goes. Raises CellError."""
    if name in {"note", "owner", "status"}:
        return {name: text or ...}
    if name == "default":
        return {"default": value_of(text) if text else ...}
    if name == "lookup":
        return _lookup_keys(text)
    if name == "source":
        return _source_keys(text, rule)
    return _condition_keys(text, rule) if name == "condition" else _formula_keys(text, rule)


def value_text(value: Any) -> str:
    """A JSON value as a cell: text as it is, unless it could be read as something else."""
    if (
        isinstance(value, str)
        and value.strip() == value
        and value
        and value_of(value) == value
        and "\n" not in value
    ):
        return value
    return json.dumps(value, ensure_ascii=False)


def value_of(text: str) -> Any:
    """What a cell's text stands for: JSON where it is JSON, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        if text[:1] in {'"', "[", "{"}:
            raise CellError(
                f"{_short(text)} is no JSON.", "Close its quotes and brackets, or write plain text."
            ) from None
        return text


def _source(rule: Mapping[str, Any]) -> str:
    if "copy_all" in rule:
        return _COPY + json.dumps(rule["copy_all"], ensure_ascii=False)
    each = rule.get("each")
    if each is not None:
        levels = each if isinstance(each, list) else [f"{each} as {rule['as']}" if "as" in rule else each]
        return "\n".join(f"{_EACH}{level}" for level in levels)
    source = rule.get("source")
    if isinstance(source, dict):
        return "\n".join(f"{name}: {path}" for name, path in source.items())
    return source if isinstance(source, str) else ""


def _source_keys(text: str, rule: Mapping[str, Any]) -> Keys:
    if not text:
        return {"source": ...} if "each" not in rule else {"each": ..., "as": ...}
    if text.startswith(_COPY):
        return {"copy_all": value_of(text.removeprefix(_COPY).strip())}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if all(line.startswith(_EACH) for line in lines):
        return _each_keys([line.removeprefix(_EACH).strip() for line in lines])
    named = [_NAMED.fullmatch(line) for line in lines]
    if all(named):
        return {"source": {found[1]: found[2].strip() for found in named if found}}
    if len(lines) == 1 and "each" not in rule:
        return {"source": lines[0]}
    if "each" in rule:
        raise CellError("The source of a list begins with `each`.", "Write: each line_items[*] as line.")
    raise CellError("Several sources need a name each.", "Write a line for each: first: customer.first_name.")


def _each_keys(levels: list[str]) -> Keys:
    if len(levels) > 1:
        return {"each": levels, "as": ...}
    path, named, name = levels[0].rpartition(" as ")
    return {"each": path.strip(), "as": name.strip()} if named else {"each": levels[0], "as": ...}


def _formula(rule: Mapping[str, Any]) -> str:
    if "cases" in rule:
        lines = [_case(case) for case in rule["cases"] if isinstance(case, dict)]
        return "\n".join(
            [
                *lines,
                *(
                    [f"otherwise {json.dumps(rule['otherwise'], ensure_ascii=False)}"]
                    if "otherwise" in rule
                    else []
                ),
            ]
        )
    if "constant" in rule:
        return json.dumps(rule["constant"], ensure_ascii=False)
    if "unmapped" in rule:
        return f"{_UNMAPPED}{rule['unmapped']}"
    formula = rule.get("formula")
    return formula if isinstance(formula, str) else ""


def _case(case: Mapping[str, Any]) -> str:
    gives = case["formula"] if "formula" in case else json.dumps(case.get("value"), ensure_ascii=False)
    return f"when {case.get('when', '')} then {'formula ' if 'formula' in case else ''}{gives}"


def _formula_keys(text: str, rule: Mapping[str, Any]) -> Keys:
    gone: Keys = dict.fromkeys(("formula", "constant", "unmapped", "cases", "otherwise"), ...)
    if not text:
        return gone
    if text.startswith(_UNMAPPED):
        return gone | {"unmapped": text.removeprefix(_UNMAPPED).strip()}
    if text.startswith("when ") and " then " in text:
        return gone | _cases_keys(text, rule)
    if "source" not in rule and "each" not in rule and "lookup" not in rule:
        try:
            return gone | {"constant": json.loads(text)}
        except ValueError:
            if isinstance(rule.get("constant"), str) and _WORDS.fullmatch(text):
                return gone | {"constant": text}
    return gone | {"formula": text}


def _cases_keys(text: str, rule: Mapping[str, Any]) -> Keys:
    notes = {
        case.get("when"): case["note"]
        for case in rule.get("cases", ())
        if isinstance(case, dict) and "note" in case
    }
    cases, found = [], dict[str, Any]()
    for line in filter(str.strip, text.split("\n")):
        if line.startswith("otherwise "):
            found["otherwise"] = value_of(line.removeprefix("otherwise ").strip())
            continue
        case = _one_case(line)
        cases.append(case | ({"note": notes[case["when"]]} if case["when"] in notes else {}))
    return {"cases": cases, **found}


def _one_case(line: str) -> Keys:
    rest, at = line.removeprefix("when "), -1
    while line.startswith("when ") and (at := rest.find(" then ", at + 1)) >= 0:
        when, gives = rest[:at], rest[at + len(" then ") :].strip()
        if gives.startswith("formula "):
            return {"when": when.strip(), "formula": gives.removeprefix("formula ").strip()}
        try:
            return {"when": when.strip(), "value": value_of(gives)}
        except CellError:
            continue
    raise CellError(
        f"{_short(line)} is no line of a choice.",
        'Write: when spent >= 1000 then "gold", and: otherwise "standard".',
    )


def _condition(rule: Mapping[str, Any]) -> str:
    said = [name for name in _CONDITIONS if name in rule]
    usual = "where" if "each" in rule else "when"
    if said == [usual] and isinstance(rule[usual], str) and not _KEYED.fullmatch(rule[usual]):
        return str(rule[usual])
    return "\n".join(f"{name}: {_line(rule[name])}" for name in said)


def _line(value: Any) -> str:
    plain = (
        isinstance(value, str)
        and "\n" not in value
        and value[:1] not in {"[", "{", '"'}
        and value.strip() == value
        and value != "null"
    )
    return value if plain else json.dumps(value, ensure_ascii=False)


def _condition_keys(text: str, rule: Mapping[str, Any]) -> Keys:
    gone: Keys = {name: ... for name in _CONDITIONS if name in rule}
    lines = [line for line in text.split("\n") if line.strip()]
    keyed = [_KEYED.fullmatch(line.strip()) for line in lines]
    if not lines or not keyed[0] or keyed[0][1] not in _CONDITIONS:
        return gone | ({"where" if "each" in rule else "when": text} if text else {})
    found: Keys = {}
    for line, match in zip(lines, keyed, strict=True):
        if match is None or match[1] not in _CONDITIONS:
            raise CellError(
                f"{_short(line)} is no condition of a rule.",
                f"A line begins with one of: {', '.join(_CONDITIONS)}.",
            )
        found[match[1]] = _condition_value(match[1], match[2].strip())
    return gone | found


def _condition_value(name: str, text: str) -> Any:
    if text[:1] in {"[", "{", '"'} or text == "null" or name == "limit":
        try:
            return json.loads(text)
        except ValueError:
            if name == "limit":
                raise CellError(f"The limit {_short(text)} is no number.", "Write a whole number.") from None
    return text


def _lookup(rule: Mapping[str, Any]) -> str:
    table = rule.get("lookup")
    if table is None:
        return ""
    return (_REVERSE if rule.get("reverse") else "") + (
        table if isinstance(table, str) else json.dumps(table, ensure_ascii=False)
    )


def _lookup_keys(text: str) -> Keys:
    if not text:
        return {"lookup": ..., "reverse": ...}
    name = text.removeprefix(_REVERSE).strip()
    table = value_of(name) if name[:1] == "{" else name
    return {"lookup": table, "reverse": True if text.startswith(_REVERSE) else ...}


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
