"""Edits of the compiler that would each be a wrong answer, and small mappings on which they show.

Run as a module, it imports the engine once per edit, in a process of its own, and prints what each edit was caught by.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import sys
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """`old`, which stands once in the module's source, becomes `new`."""

    name: str
    module: str
    old: str
    new: str


def _edit(name: str, module: str, old: str, new: str) -> Mutant:
    return Mutant(name, f"mapbench.engine.{module}", old, new)


NO_LINES = "        lines = self._sorted(kept)\n"
LIMITED = '        lines = [f"{kept} = {kept}[:{self.body.limit or 999}]", *self._sorted(kept)]\n'
MUTANTS = [
    _edit("a field of null is missing", "runtime", "return None if value is None else MISSING", "return MISSING"),
    _edit("limit before sort", "stage_code", NO_LINES, LIMITED),
    _edit("unique keeps all", "stages", "if key not in seen:", "if True:"),
    _edit("descending is ascending", "stage_code", "[order.descending for", "[False for"),
    _edit("one group formula in a list is no list", "stages", "else k for k in keys] if key_is_list else", "else k for k in keys] if False else"),
    _edit("last duplicate is ignored", "stages", ' or on_duplicate == "last":', ":"),
    _edit("a dropped item leaves its errors", "stages", "del errors[before[0] :]", "pass"),
    _edit("index counts double", "collection_code", '{index} += 1"', '{index} += 2"'),
    _edit("positions begin at one", "collection_code", 'f"{position} = -1"', 'f"{position} = 0"'),
    _edit("no default for missing", "value_rule_code", "({variable} is M or {variable} is None)", "({variable} is None)"),
    _edit("no default for null", "value_rule_code", "({variable} is M or {variable} is None)", "({variable} is M)"),
    _edit("no default for a lookup miss", "value_rule_code", '"if is_miss(x):"', '"if False:"'),
    _edit("default for every error", "value_rule_code", '"if is_miss(x):"', '"if True:"'),
    _edit("a rule that is off takes its default", "value_rule_code", '{variable} = U")', '{variable} = M")'),
    _edit("a null default is written in any case", "value_rule_code", "if value is not None or rule.nullable:", "if True:"),
    _edit("null where the schema has none", "value_rule_code", ' is not M", f"{variable} is not None"], f"', ' is not M"], f"'),
    _edit("the last case wins", "value_code", "in reversed(value.cases)", "in value.cases"),
    _edit("otherwise is forgotten", "value_code", '"M" if value.otherwise is NOTHING else', '"M" if True else'),
    _edit("a let's default is forgotten", "value_code", "made.code if named.default is NOTHING else", "made.code if True else"),
    _edit("computed floats keep their noise", "value_code", "def finished(made: Made) -> str:\n", "def finished(made: Made) -> str:\n    return made.code\n"),
    _edit("lookup keys keep their noise", "value_code", "if made.level == COMPUTED else made.code\n        find", "if False else made.code\n        find"),
    _edit("a condition takes anything", "expression_code", "if isinstance(node, _BOOLEAN):\n            return code", "if True:\n            return code"),
    _edit("!= is ==", "expression_code", 'else f"(not {code})"', "else code"),
    _edit("missing stays in a list", "runtime", "return [value for value in values if value is not MISSING]", "return values"),
    _edit("null argument gives missing", "absence", 'if {null}:\\n        return None', 'if {null}:\\n        return M'),
    _edit("skip_when does not skip", "compiler", 'block.add("return None")', 'block.add("pass")'),
    _edit("a spread object is written into", "runtime", "return dict(value) if type(value) is dict", "return value if type(value) is dict"),
    _edit("except copies all the same", "runtime", "if name not in leave_out:", "if True:"),
]  # fmt: skip

LINES = [{"s": "b", "q": 2}, {"s": "a", "q": 1}, {"s": "b", "q": 3}, {"s": None}]
RECORD = {
    "n": None,
    "a": 5,
    "z": 0,
    "f": 0.1,
    "o": {"x": {"y": 1}, "secret": 2},
    "t": "k",
    "l": LINES,
    "skip": False,
}
SCHEMA = {
    "required": ["r"],
    "properties": {"r": {"type": "string"}, "i": {"type": "integer"}, "t": {}, "u": {}},
}


def _each(**rule: Any) -> dict[str, Any]:
    return {"target": "t", "each": "l[*]", **rule}


#: Rules that stand alone in a mapping over the record; with the schema where they name `r` or `i`.
RULES: list[list[dict[str, Any]]] = [
    [
        {
            "target": "t",
            "source": {"o": "o", "n": "n"},
            "formula": "[n.x, o.gone, o.x.y, upper(n), missing, f'{n}{o.gone}']",
        }
    ],
    [{"target": "t", "source": {"n": "n"}, "formula": "replace(n, n, 'b')"}],
    [{"target": "t", "source": {"n": "n", "k": "t"}, "formula": "[left(k, n)]"}],
    [{"target": "t", "formula": "lookup('status', 'gone')", "default": 2}],
    [{"target": "t", "source": {"n": "n"}, "formula": "[left(n, 1), n.x, n + 1]"}],
    [_each(sort="item.s", limit=1, formula="f'{item.s}{item.q}'")],
    [_each(sort=["-item.s", "-item.q"], formula="item.q")],
    [_each(unique="item.s", rules=[{"target": "q", "source": "q"}, {"target": "n", "formula": "index"}])],
    [_each(group=["item.s"], formula="key")],
    [
        _each(
            group="item.s", rules=[{"target": "k", "source": "key"}, {"target": "n", "source": "items[*].q"}]
        )
    ],
    [_each(where="item.s != null", keyed_by="item.s", on_duplicate="last", formula="item.q")],
    [_each(where="item.s != null", keyed_by="item.s", formula="item.q")],
    [_each(where="item.q > 1", formula="index")],
    [_each(formula="1 / (item.q - 2)")],
    [_each(rules=[{"target": "q", "source": "q", "formula": "1 / (value - 2)"}], on_item_error="drop")],
    [_each(where="item.q", formula="1")],
    [{"target": "t", "source": "gone", "default": 1}],
    [{"target": "t", "source": "n", "default": 1}],
    [{"target": "t", "source": "a", "lookup": {"x": 1}, "default": 2}],
    [{"target": "t", "source": "a", "formula": "upper(value)", "default": 2}],
    [{"target": "t", "source": "a", "when": "false", "default": 2}],
    [{"target": "r", "source": "a", "formula": "upper(value)", "on_error": "omit"}],
    [{"target": "r", "constant": "x"}, {"target": "i", "source": "n"}],
    [{"target": "r", "constant": "x"}, {"target": "i", "source": "gone", "default": None}],
    [{"target": "r", "constant": "x"}, {"target": "i", "source": {"n": "n"}, "formula": "n + 1"}],
    [
        {
            "target": "t",
            "source": "a",
            "cases": [{"when": "value > 1", "value": 1}, {"when": "value > 2", "value": 2}],
        }
    ],
    [{"target": "t", "source": "a", "cases": [{"when": "value > 9", "value": 1}], "otherwise": 3}],
    [{"target": "t", "source": "f", "formula": "value * 3"}],
    [{"target": "t", "source": "f", "formula": "value * 3", "lookup": {"0.3": "third"}}],
    [{"target": "t", "source": {"a": "a"}, "formula": "1 if a else 2"}],
    [{"target": "t", "source": {"a": "a", "t": "t"}, "formula": "a != 5 or t != 'z'"}],
    [{"target": "t", "formula": "d"}],
    [{"copy_all": {"from": "o", "except": ["secret"]}}, {"target": "x.z", "constant": 2}],
]


def disagreements() -> list[int]:
    """The numbers of the rules on which engine and oracle differ, or the engine falls over."""
    from tests.oracle.against import engine, oracle_results, plain_results
    from tests.oracle.strategies import Case

    found = []
    for number, rules in enumerate(RULES):
        schema = SCHEMA if any(rule.get("target") in ("r", "i") for rule in rules) else None
        lets = {"d": {"source": "gone", "default": 4}}
        skip = {"source": {"skip": "skip"}, "formula": "skip"}
        case = Case({"mapping": "m", "let": lets, "skip_when": skip, "rules": rules}, schema, [], [])
        for record in (RECORD, {**RECORD, "skip": True}):
            given = copy.deepcopy(record)
            try:
                same = plain_results(engine(case), given) == oracle_results(case, record) and given == record
            except Exception:  # noqa: BLE001 - whatever a broken compiler may raise
                same = False
            if not same and number not in found:
                found.append(number)
    return found


class _Edited(SourceFileLoader):
    """Loads a module from its edited source; nothing is kept on disk."""

    mutant: Mutant

    def get_data(self, path: str) -> bytes:
        text = super().get_data(path).decode()
        assert text.count(self.mutant.old) == 1, (
            f"{self.mutant.name}: the text to edit stands {text.count(self.mutant.old)} times"
        )
        return text.replace(self.mutant.old, self.mutant.new).encode()

    def path_stats(self, path: str) -> Any:
        raise OSError(path)


class _Finder:
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self.mutant.module:
            return None
        spec = PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.origin is not None
        loader = _Edited(name, spec.origin)
        loader.mutant = self.mutant
        return importlib.util.spec_from_loader(name, loader, origin=spec.origin)


def caught_by(mutant: Mutant | None) -> list[int] | str:
    """The rules that show an edit, or why it could not be made."""
    for name in [name for name in sys.modules if name.startswith(("mapbench", "tests.oracle"))]:
        del sys.modules[name]
    finder: Any = _Finder(mutant) if mutant else None
    if finder:
        sys.meta_path.insert(0, finder)
    try:
        return disagreements()
    except AssertionError as error:
        return str(error)
    finally:
        if finder:
            sys.meta_path.remove(finder)


if __name__ == "__main__":
    results = {mutant.name: caught_by(mutant) for mutant in MUTANTS}
    print(json.dumps({"": caught_by(None), **results}))
