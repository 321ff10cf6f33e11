"""The place Package."""
