"""Test cases: what a mapping is given, what is expected, and what came."""
