"""A file that describes or holds data becomes the schema of a dataset: documents, tables, samples."""
