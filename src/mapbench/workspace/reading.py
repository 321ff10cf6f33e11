"""Everything that screens ask of an open project, in one place. Nothing here raises but MapbenchError; any thread may ask."""

from mapbench.workspace.fixture_looks import fixture_values
from mapbench.workspace.mapping_views import mapping_view

__all__ = ["fixture_values", "mapping_view"]
