"""The place Connect."""
