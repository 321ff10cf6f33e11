"""The place Overview."""
