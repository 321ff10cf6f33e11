"""Scored links between the fields of two schemas: from names, paths, types, formats and sample values."""
