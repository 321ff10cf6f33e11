"""The filters of paths: checked by RFC 9535's grammar and rewritten for jsonpath-ng's, as `path_rewrite.py` does for queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NoReturn

from mapbench.engine.path_json import DEPTH_LIMIT
from mapbench.engine.paths import FUNCTIONS, OPERATORS, Call, Filter, Literal, Not, Operand, Segment
from mapbench.language.path_rewrite import Rewriter, Word
from mapbench.language.path_tokens import Token

_WORDS: Final = {"true": True, "false": False, "null": None}
_COMPARED: Final = "Compare it, as in @.kind == 'a'."


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its words, its first token, and whether it is a query, and a singular one."""

    words: list[Word]
    first: Token
    query: bool
    singular: bool


class FilterRewriter(Rewriter):
    """Rewrites whole paths, filters included."""

    depth = 0

    def logical(self) -> None:
        """Tests joined by || and by &&, which binds tighter."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            self.refuse("Filters are nested too deeply.", f"At most {DEPTH_LIMIT} levels are read.")
        self._basic()
        while joint := self.take("&&", "||"):
            self.emit("AND" if joint.kind == "&&" else "OR", joint.value, joint)
            self._basic()
        if self.next.value in ("and", "or"):
            self.refuse(f"A filter has no word {self.next.value}.", "Write && for and, || for or, ! for not.")
        self.depth -= 1

    def _basic(self) -> None:
        negation = self.take("!")
        if opened := self.take("("):
            self._group(opened, negated=negation is not None)
            return
        side = self._side()
        operator = self.take(*OPERATORS)
        if operator is None:
            self._existence(side, negation)
        elif negation:
            self.refuse("! stands before a test or a group.", "Write !(a == b), or a != b.", negation)
        else:
            self._compared(side)
            self.emit("FILTER_OP", operator.value, operator)
            self._compared(self._side())

    def _group(self, opened: Token, negated: bool) -> None:
        words = self.apart(self.logical)
        self.need(")", "A parenthesis is not closed here.", "Put ) behind the group.")
        if not negated:
            self.words += [Word("(", "(", opened.column), *words, Word(")", ")", opened.column)]
            return
        segment = self._parsed([*self._signs(opened, "@[?"), *words, *self._signs(opened, "]")])[0]
        if isinstance(segment, Filter):
            self.mark(Not(segment.test), opened)

    def _signs(self, at: Token, signs: str) -> list[Word]:
        return [Word(sign, sign, at.column) for sign in signs]

    def _parsed(self, words: list[Word]) -> tuple[Segment, ...]:
        return self.parse(words).segments

    def _existence(self, side: Side, negation: Token | None) -> None:
        if not side.query:
            self.refuse("A literal or a function's value is no test by itself.", _COMPARED, side.first)
        if negation:
            self.emit("!", "!", negation)
        self.words += side.words

    def _compared(self, side: Side) -> None:
        if side.query and not side.singular:
            hint = (
                "Compare single values, or test for existence with a nested filter: [?@.lines[?@.qty > 1]]."
            )
            self.refuse("A comparison takes a query of names and positions only.", hint, side.first)
        self.words += side.words

    def _side(self) -> Side:
        """A query, a literal or a function call."""
        first = self.next
        if first.kind in ("$", "@"):
            singular: list[bool] = []
            words = self.apart(lambda: singular.append(self.query()))
            return Side(words, first, query=True, singular=singular[0])
        operand = self._call() if self._at_call() else self._literal()
        return Side(self.apart(lambda: self.mark(operand, first)), first, query=False, singular=True)

    def _literal(self) -> Literal:
        if token := self.take("text", "int", "float"):
            return Literal(token.value)
        if self.next.kind == "name" and self.next.value in _WORDS:
            return Literal(_WORDS[str(self.tokens[self._advance()].value)])
        return self._refuse_operand()

    def _advance(self) -> int:
        self.position += 1
        return self.position - 1

    def _refuse_operand(self) -> NoReturn:
        token = self.next
        if token.kind == "name":
            hint = f"Write @.{token.value} for the item's field, '{token.value}' for a text; true, false, null are small."
            self.refuse(f"{token.value} is no value in a filter.", hint)
        self.refuse(
            "Here a filter needs a query or a value.", "Write @.name for the item's field, or a literal."
        )

    def _at_call(self) -> bool:
        following = self.tokens[self.position + 1 : self.position + 2]
        opened = bool(following) and following[0].kind == "(" and not following[0].space
        return self.next.kind == "name" and opened

    def _call(self) -> Call:
        name = self.tokens[self._advance()]
        function = str(name.value)
        if function in ("match", "search"):
            hint = f"Use {'matches' if function == 'match' else 'search'}(x, pattern) in a formula: where, or a comprehension."
            self.refuse(f"A path does not look for patterns with {function}().", hint, name)
        if function not in FUNCTIONS:
            self.refuse(f"{function}() is no function of a path.", "Known are length, count and value.", name)
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            self.refuse("Functions are nested too deeply.", f"At most {DEPTH_LIMIT} levels are read.", name)
        self.take("(")
        argument = self._argument(function)
        self.need(")", f"{function}() takes one argument.", f"Close it: {function}(@.name).")
        self.depth -= 1
        return Call(function, argument)

    def _argument(self, function: str) -> Operand:
        side = self._side()
        if function == "length" and not side.singular:
            self.refuse(
                "length() takes a query of names and positions.", "Use count() for several.", side.first
            )
        if side.query:
            return self.parse(side.words)
        if function != "length":
            self.refuse(f"{function}() takes a query.", f"Write {function}(@.name[*]).", side.first)
        meaning: Operand = side.words[-1].value.meaning
        return meaning
