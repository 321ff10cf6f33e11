"""A folder on disk as linked objects, with the position of every key."""
