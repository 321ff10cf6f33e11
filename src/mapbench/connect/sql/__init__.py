"""Databases, read through SQLAlchemy and never written to."""
