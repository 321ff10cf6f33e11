"""A mapping file becomes a program: paths, formulas, names and everything that is refused before any record is read."""
