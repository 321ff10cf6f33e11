"""The runtime: records through mappings, in batches (HTTP and events come to live here, too)."""
