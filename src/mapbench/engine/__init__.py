"""A program becomes one function becomes outcomes. Plain dataclasses, no I/O, no clock."""
