"""The tables of a file of SQL statements: what CREATE TABLE says of columns, in the common dialects."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any, Final

from mapbench.schemas.documents.bundling import DRAFT
from mapbench.schemas.documents.column_types import column_schema
from mapbench.schemas.documents.sql_tokens import Token, name_of, statements_of, text_of

#: Words that end the type of a column.
_ENDS: Final = frozenset(
    [
        "not",
        "null",
        "default",
        "primary",
        "unique",
        "references",
        "check",
        "constraint",
        "generated",
        "collate",
        "comment",
        "auto_increment",
        "autoincrement",
        "identity",
        "on",
        "as",
        "key",
        "encode",
        "storage",
        "compression",
        "visible",
        "invisible",
    ]
)
_CONSTRAINTS: Final = frozenset(
    [
        "constraint",
        "primary",
        "unique",
        "foreign",
        "check",
        "exclude",
        "index",
        "key",
        "fulltext",
        "spatial",
        "like",
        "period",
    ]
)


@dataclass
class Column:
    """One column: its name, type in words, what stands in the type's parentheses, and what is said of it."""

    name: str
    type: str
    arguments: list[str]
    array: bool = False
    nullable: bool = True
    choices: list[str] = field(default_factory=list)
    comment: str = ""


@dataclass
class Table:
    """One table with its columns in order and the columns of its primary key."""

    name: str
    line: int
    columns: dict[str, Column]
    key: list[str]
    comment: str = ""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a row; every column is there in every row."""
        notes = {"description": self.comment} if self.comment else {}
        properties = {
            name: column_schema(one, one.nullable and name not in self.key)
            for name, one in self.columns.items()
        }
        return {
            "$schema": DRAFT,
            "type": "object",
            **notes,
            "required": list(properties),
            "properties": properties,
        }


def tables_of(sql: str) -> list[Table]:
    """The tables that a text creates, in its order; statements of other kinds are passed over."""
    found: dict[str, Table] = {}
    for statement in statements_of(sql):
        words = [token.low for token in statement[:8]]
        if words[:1] == ["create"] and "table" in words[:5]:
            table = _Reader(statement, words.index("table") + 1).table()
            if table is not None:
                found[table.name] = table
        elif words[:2] == ["alter", "table"]:
            _add_key(statement, found)
        elif words[:2] == ["comment", "on"]:
            _add_comment(statement, found)
    return list(found.values())


class _Reader:
    """Goes through one CREATE TABLE statement."""

    def __init__(self, tokens: list[Token], at: int) -> None:
        self.tokens = tokens
        self.at = at

    def table(self) -> Table | None:
        """The table, None for one that is made of a query or of another table."""
        line = self.tokens[0].line
        while self._low() in {"if", "not", "exists"}:
            self.at += 1
        name = _dotted(self)
        if not name or self._sign() != "(":
            return None
        parts, end = _parts(self.tokens, self.at)
        table = Table(name, line, {}, [])
        for part in parts:
            _add_part(table, part)
        rest = self.tokens[end:]
        for index, token in enumerate(rest):
            if token.low == "comment" and (
                texts := [one for one in rest[index + 1 : index + 3] if one.kind == "text"]
            ):
                table.comment = text_of(texts[0])
        return table if table.columns else None

    def _low(self) -> str:
        return self.tokens[self.at].low if self.at < len(self.tokens) else ""

    def _sign(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""


def _dotted(reader: _Reader) -> str:
    """The last name of `schema.table`; the reader goes behind it."""
    name = ""
    while reader.at < len(reader.tokens) and reader.tokens[reader.at].kind in {"word", "quoted"}:
        name = name_of(reader.tokens[reader.at])
        reader.at += 1
        if reader.at >= len(reader.tokens) or reader.tokens[reader.at].text != ".":
            break
        reader.at += 1
    return name


def _parts(tokens: list[Token], at: int) -> tuple[list[list[Token]], int]:
    """What stands between the commas of a parenthesis that opens at `at`, and the index behind its end."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for index in range(at, len(tokens)):
        token = tokens[index]
        depth += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
        if depth == 0:
            return [part for part in parts if part], index + 1
        if depth == 1 and token.kind == "sign" and token.text in "(,":
            parts += [[]] if token.text == "," else []
            continue
        parts[-1].append(token)
    return [part for part in parts if part], len(tokens)


def _add_part(table: Table, part: list[Token]) -> None:
    if part[0].low in _CONSTRAINTS and not (
        len(part) > 1 and part[0].low in {"key", "index", "like", "period"} and part[1].low in _TYPES
    ):
        _constraint(table, part)
        return
    if part[0].kind not in {"word", "quoted"}:
        return
    column = _column(part)
    table.columns[column.name] = column
    lows = [token.low for token in part]
    if ("primary", "key") in itertools.pairwise(lows):
        table.key = [column.name]


_TYPES: Final = frozenset(
    [
        "int",
        "integer",
        "bigint",
        "smallint",
        "text",
        "varchar",
        "char",
        "character",
        "date",
        "timestamp",
        "datetime",
        "boolean",
        "numeric",
    ]
)


def _constraint(table: Table, part: list[Token]) -> None:
    lows = [token.low for token in part]
    if "primary" in lows and "key" in lows:
        opened = next((i for i, token in enumerate(part) if token.text == "("), None)
        if opened is not None:
            names = [name_of(one[0]) for one in _parts(part, opened)[0]]
            table.key = [name for name in names if name in table.columns] or names
    elif "check" in lows:
        for column in table.columns.values():
            column.choices = column.choices or _choices(part, column.name)


def _column(part: list[Token]) -> Column:
    column = Column(name_of(part[0]), "", [])
    words, at = [], 1
    while at < len(part) and part[at].low not in _ENDS:
        token = part[at]
        if token.text == "(" and token.kind == "sign":
            inside, at = _parts(part, at)
            column.arguments = [text_of(one[0]) if one[0].kind == "text" else one[0].text for one in inside]
            continue
        if token.text == "[" or token.low == "array":
            column.array = True
        elif token.kind in {"word", "quoted"}:
            words.append(name_of(token).lower())
        at += 1
    column.type = " ".join(words)
    lows = [token.low for token in part]
    column.nullable = ("not", "null") not in itertools.pairwise(lows)
    column.choices = column.arguments if column.type == "enum" else _choices(part, column.name)
    if "comment" in lows[:-1] and part[lows.index("comment") + 1].kind == "text":
        column.comment = text_of(part[lows.index("comment") + 1])
    return column


def _choices(part: list[Token], name: str) -> list[str]:
    """The texts of `CHECK (name IN ('a', 'b'))`; none for any other condition."""
    for index in range(len(part) - 3):
        if (
            part[index + 1].low == "in"
            and name_of(part[index]).lower() == name.lower()
            and part[index + 2].text == "("
        ):
            inside = _parts(part, index + 2)[0]
            alone = part[index - 1].text == "(" if index else False
            if alone and all(len(one) == 1 and one[0].kind == "text" for one in inside):
                return [text_of(one[0]) for one in inside]
    return []


def _add_key(statement: list[Token], tables: dict[str, Table]) -> None:
    """`ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY (…)`, as dumps have it."""
    reader = _Reader(statement, 2)
    while reader.at < len(statement) and statement[reader.at].low in {"only", "if", "exists"}:
        reader.at += 1
    table = tables.get(_dotted(reader))
    if table is not None:
        _constraint(table, statement[reader.at :])


def _add_comment(statement: list[Token], tables: dict[str, Table]) -> None:
    """`COMMENT ON COLUMN table.column IS '…'`, and on a table."""
    names = [
        name_of(token) for token in statement[3:] if token.kind in {"word", "quoted"} and token.low != "is"
    ]
    texts = [text_of(token) for token in statement if token.kind == "text"]
    if not texts or not names:
        return
    if statement[2].low == "table" and names[-1] in tables:
        tables[names[-1]].comment = texts[0]
    elif statement[2].low == "column" and len(names) > 1 and names[-2] in tables:
        column = tables[names[-2]].columns.get(names[-1])
        if column is not None:
            column.comment = texts[0]
