"""JSON Schema as a tree of fields: looked up, validated, inferred. Imports nothing heavy until a value is validated."""
