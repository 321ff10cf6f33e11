"""Everything that screens ask of an open project, in one place. Nothing here raises but MapbenchError; any thread may ask."""

from mapbench.workspace.deciding import decided, stages
from mapbench.workspace.explaining import steps
from mapbench.workspace.fixture_looks import fixture_values
from mapbench.workspace.mapping_views import mapping_view
from mapbench.workspace.previews import preview

__all__ = ["decided", "fixture_values", "mapping_view", "preview", "stages", "steps"]
