"""Pydantic models of every file kind, files with the position of every key, migrations, published schemas."""
