"""A plain interpreter of mappings: what the format says, written a second time and slowly, to check the engine by."""
