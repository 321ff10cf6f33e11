"""Times that are only read to be written again, as expressions that do both at once; what is sure of how times are written."""

from __future__ import annotations

from mapbench.engine import expressions as x
from mapbench.engine.expression_code import ExpressionCode
from mapbench.engine.frames import Binding
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.moment_texts import DAY
from mapbench.engine.program import NOTHING, Named


def text_of_moment(writer: ExpressionCode, node: x.Node) -> tuple[str, str] | None:
    """A time that is read from text and written as text at once, and the format of that; None for any other formula."""
    if not isinstance(node, x.Call):
        return None
    if node.function == "in_zone" and x.is_constant(node.arguments[1], "UTC"):
        call, form = "utc_text(", "utc"
    elif node.function == "format_date" and x.is_constant(node.arguments[1], DAY):
        call, form = "day_text(B, ", "date"
    else:
        return None
    read = _moment_read(writer, node.arguments[0])
    return None if read is None else (f"{call}{read})", form)


def _moment_read(writer: ExpressionCode, node: x.Node) -> str | None:
    """What `datetime(it)` reads, said there or in a named value; None for anything else."""
    if isinstance(node, x.Name):
        variable = writer.names[node.name].moment
        return None if variable is None else writer.local(variable)
    if isinstance(node, x.Call) and node.function == "datetime":
        first, *rest = node.arguments
        return writer.write(first) if all(x.is_constant(argument, "") for argument in rest) else None
    return None


def moment_named(named: Named, names: dict[str, Binding]) -> str | None:
    """The variable that a named value `datetime(variable)` reads; None for any other."""
    formula = named.value.formula
    if formula is None or named.value.lookup is not None or named.default is not NOTHING:
        return None
    node = formula.tree
    if not isinstance(node, x.Call) or node.function != "datetime":
        return None
    first, *rest = node.arguments
    if not isinstance(first, x.Name) or not all(x.is_constant(argument, "") for argument in rest):
        return None
    code = names[first.name].code
    return code if code.isidentifier() else None


def form_of(node: x.Node) -> str | None:
    """The format that the text of a formula's value has in any case: date-time, date, or None where that is not sure."""
    if not isinstance(node, x.Call):
        return None
    if node.function == "format_date" and x.is_constant(node.arguments[1], DAY):
        return "date"
    return {"time": "date-time", "date": "date"}.get(CATALOGUE[node.function].returns)
