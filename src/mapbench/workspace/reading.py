"""Everything that screens ask of an open project, in one place. Nothing here raises but MapbenchError; any thread may ask."""

from mapbench.workspace.deciding import decided, stages
from mapbench.workspace.explaining import steps
from mapbench.workspace.fixture_looks import fixture_values
from mapbench.workspace.formula_tokens import formula_tokens
from mapbench.workspace.function_help import call_at
from mapbench.workspace.mapping_views import mapping_view
from mapbench.workspace.names import formula_problem, names_in_scope
from mapbench.workspace.previews import preview
from mapbench.workspace.searching import search

__all__ = [
    "call_at", "decided", "fixture_values", "formula_problem", "formula_tokens", "mapping_view", "names_in_scope", "preview",
    "search", "stages", "steps",
]  # fmt: skip
