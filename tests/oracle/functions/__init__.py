"""The function catalogue once more, from the text of the mapping format alone."""

from __future__ import annotations

from tests.oracle.functions import coding, collections, dates, logic, numbers, text
from tests.oracle.functions.table import Function

CATALOGUE: dict[str, Function] = {
    **text.TABLE,
    **numbers.TABLE,
    **dates.TABLE,
    **logic.TABLE,
    **collections.TABLE,
    **coding.TABLE,
}
